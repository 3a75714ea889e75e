"""Close the requests for an approval that nobody decided on in time."""

from dataclasses import dataclass

from crmctl.records import approvals
from crmctl.wiring import Toolbox

LOCK = "purge-approvals"


@dataclass(frozen=True, slots=True)
class Report:
    """How many requests were closed; `busy` when another run was at it."""

    expired: int = 0
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """Close them in every workspace, and tell the platform."""
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(busy=True)
        return Report(sum(map(_expire, toolbox.workspaces())))


def _expire(toolbox: Toolbox) -> int:
    with toolbox.transaction() as session:
        return approvals.expire(session)
