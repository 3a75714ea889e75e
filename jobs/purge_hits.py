"""Forget whose the opens and clicks were: addresses and programs, after their time."""

from dataclasses import dataclass
from datetime import timedelta

from crmctl.storage import tokens
from crmctl.wiring import Toolbox

LOCK = "purge-hits"


@dataclass(frozen=True, slots=True)
class Report:
    """How many hits became nobody's; `busy` when another run was at it."""

    hits: int = 0
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """For every workspace, by setting tracking-keep-days."""
    before = toolbox.clock.now() - timedelta(days=toolbox.settings["tracking-keep-days"])
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(busy=True)
        forgotten = 0
        for each in toolbox.workspaces():
            with each.transaction() as session:
                forgotten += tokens.forget_traces(session, before)
        return Report(forgotten)
