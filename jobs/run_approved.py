"""An approved action that takes longer than a listener may: run once, as the user who asked.

What it does and the note that it did it are one transaction, whenever a worker dies.
"""

from collections.abc import Callable
from contextlib import suppress

from crmctl.errors import (
    CancelledError,
    ConfigurationError,
    CrmctlError,
    NotFoundError,
    ServiceUnavailableError,
    UsageError,
)
from crmctl.exporting import approving, selecting
from crmctl.exporting import history as exports
from crmctl.gmail import outgoing
from crmctl.importing import history as imports
from crmctl.records import approvals, high_impact
from crmctl.storage import ids
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import undo_import

# Does it in the open session, and says what was done; UsageError: it cannot be done any more.
Runner = Callable[[Session, Row], str]


def finish(toolbox: Toolbox, row: Row) -> None:
    """Run the action, and close it; the caller holds the lock of the job."""
    try:
        with toolbox.transaction() as session:
            wanted = _still_wanted(session, row)
            status, reason = _run(session, wanted)
            approvals.close(session, wanted, status, reason)
    except (CancelledError, ConfigurationError, ServiceUnavailableError):
        raise
    except (UsageError, NotFoundError) as error:
        _end(toolbox, row, approvals.REFUSED, str(error))
    except Exception as error:
        why = str(error) if isinstance(error, CrmctlError) else type(error).__name__
        with suppress(CrmctlError):
            _end(toolbox, row, approvals.FAILED, why)
        raise


def cancel(toolbox: Toolbox, action_id: str) -> bool:
    """Give the action up, if it waits for a worker; returns whether it did."""
    with toolbox.transaction() as session:
        row = approvals.find(session, action_id, lock=True)
        if row is None or row["status"] != approvals.QUEUED:
            return False
        approvals.cancel(session, action_id)
        return True


def _still_wanted(session: Session, row: Row) -> Row:
    """The action, held till the end; CancelledError when it is not a worker's any more."""
    found = approvals.find(session, row["id"], lock=True)
    if found is None or found["status"] != approvals.QUEUED:
        raise CancelledError
    return found


def _run(session: Session, row: Row) -> tuple[str, str]:
    """Returns how it ended, and why."""
    runner = _RUNNERS.get(row["kind"])
    if runner is None:
        return high_impact.run(session, row)
    return approvals.DONE, runner(session, row)


def _end(toolbox: Toolbox, row: Row, status: str, why: str) -> None:
    with toolbox.transaction() as session:
        approvals.close(session, _still_wanted(session, row), status, why)


def _export(session: Session, row: Row) -> str:
    """Queue the export; the same worker makes it next."""
    request = approving.asked_for(row)
    # Fields that are no more are a reason to refuse it.
    selecting.of_request(session, request)
    now = session.now()
    made = exports.new_row(session.actor, request, ids.new(now), now)
    exports.save(session, made)
    return f"export {made['id']}: crmctl exports watch {made['id']}"


def _undo_import(session: Session, row: Row) -> str:
    import_id = row["arguments"]["importId"]
    imported = imports.get(session, import_id, lock=True)
    if imported["status"] != row["arguments"]["status"]:
        raise UsageError(f"Import {import_id} has changed since: it is {imported['status']}")
    report = undo_import.take_back(session, import_id)
    return (
        f"{report.restored} records put back, {report.removed} removed, "
        f"{len(report.kept)} stay as they are"
    )


def _send_mail(session: Session, row: Row) -> str:
    """Let the mails go; whoever finishes what was left sends them."""
    mails = outgoing.release(session, row["arguments"]["batchId"])
    if not mails:
        raise UsageError("Its mails were cancelled meanwhile")
    return f"{mails} mails on their way: crmctl gmail send --resume"


_RUNNERS: dict[str, Runner] = {
    high_impact.EXPORT: _export,
    high_impact.UNDO_IMPORT: _undo_import,
    high_impact.SEND_MAIL: _send_mail,
}
