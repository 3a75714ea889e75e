"""Remove the files of exports whose links have expired."""

from dataclasses import dataclass
from datetime import timedelta

from crmctl.exporting import history
from crmctl.wiring import Toolbox

LOCK = "purge-exports"


@dataclass(frozen=True, slots=True)
class Report:
    """How many files went; `busy` when another run was at it."""

    removed: int = 0
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """Purge the store for every workspace; the file goes first: a row without one harms less."""
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(busy=True)
        removed = sum(map(_purge, toolbox.workspaces()))
        return Report(removed + _sweep(toolbox))


def _purge(toolbox: Toolbox) -> int:
    with toolbox.transaction() as session:
        over = history.expired(session, session.now())
        for row in over:
            toolbox.exports.forget(row)
            history.mark(session, row["id"], history.EXPIRED)
    return len(over)


def _sweep(toolbox: Toolbox) -> int:
    """Remove what a crash has left in the store between a file and its row."""
    known: set[str] = set()
    for each in toolbox.workspaces():
        with each.transaction(write=False) as session:
            known |= history.files(session)
    return toolbox.exports.sweep(known, toolbox.clock.now() - timedelta(days=1))
