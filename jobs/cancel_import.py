"""Give up an import that is queued or runs, in whatever process of whatever host."""

from crmctl.errors import CrmctlError, UsageError
from crmctl.importing import history
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox

# Between two lots of rows an import takes a second or two; its commit, some more.
PATIENCE = 60.0
_OVER = {
    history.COMPLETED: "is complete: crmctl imports undo {} takes it back",
    history.PARTLY_UNDONE: "was undone already",
    history.UNDONE: "was undone already",
    history.FAILED: "has failed already, and nothing of it was written",
}


def run(toolbox: Toolbox, import_id: str) -> Row:
    """Cancel the import; returns its row once nothing of it is left.

    UsageError when it is over already; one that was cancelled before stays so.
    """
    with toolbox.transaction(write=False) as session:
        _refuse_over(history.get(session, import_id))
    # Held while we wait: the import sees it between two lots, rolls back, and lets go.
    with (
        toolbox.lock("cancel", import_id, PATIENCE) as asked,
        toolbox.lock("job", import_id, PATIENCE if asked else 0) as ours,
    ):
        if not ours:
            raise CrmctlError(
                f"Import {import_id} has not let go within {PATIENCE:.0f} seconds: try again"
            )
        with toolbox.transaction() as session:
            row = history.get(session, import_id, lock=True)
            _refuse_over(row)
            history.mark(session, import_id, history.CANCELLED, progress=None)
    toolbox.uploads.rejects(import_id).unlink(missing_ok=True)
    return {**row, "status": history.CANCELLED}


def attempt(toolbox: Toolbox, import_id: str) -> bool:
    """Cancel the import if there is one that is not over; returns whether there was."""
    with toolbox.transaction(write=False) as session:
        row = history.find(session, import_id)
    if row is None or row["status"] not in history.OPEN:
        return False
    run(toolbox, import_id)
    return True


def _refuse_over(row: Row) -> None:
    """UsageError when there is nothing to cancel any more."""
    if row["status"] in _OVER:
        raise UsageError(f"Import {row['id']} {_OVER[row['status']].format(row['id'])}")
