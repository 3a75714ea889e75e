"""Forget what became of each row of old imports; the imports themselves stay in the history."""

from dataclasses import dataclass
from datetime import timedelta

from crmctl.importing import history
from crmctl.wiring import Toolbox

LOCK = "purge-imports"


@dataclass(frozen=True, slots=True)
class Report:
    """How many rows were forgotten; `busy` when another run was at it."""

    rows: int
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """Purge, in every workspace, what is older than the setting import-history-days."""
    age = timedelta(days=toolbox.settings["import-history-days"])
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(0, busy=True)
        return Report(sum(_purge(each, age) for each in toolbox.workspaces()))


def _purge(toolbox: Toolbox, age: timedelta) -> int:
    with toolbox.transaction() as session:
        return history.purge_rows(session, session.now() - age)
