"""Take an import back, in one transaction: all that nobody has touched since, or nothing."""

from dataclasses import dataclass, replace
from typing import Any

from crmctl.errors import CrmctlError
from crmctl.importing import approving, history
from crmctl.importing.undoing import Undo, refuse_vain
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox

# Another undo of the same import may be at it.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was put back, removed and kept; `again`: there was nothing more to take back."""

    import_id: str
    status: str
    restored: int
    removed: int
    kept: list[dict[str, Any]]
    again: bool = False

    def as_document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "importId": self.import_id,
            "status": self.status,
            "reversed": self.restored + self.removed,
            "restored": self.restored,
            "removed": self.removed,
            "kept": len(self.kept),
            "keptRecords": self.kept,
        }


def run(toolbox: Toolbox, import_id: str, *, dry_run: bool = False) -> Report:
    """Undo the import; UsageError when there is nothing to undo. A dry run rolls back.

    What was kept the last time is looked at again; nothing is done twice.
    """
    with toolbox.transaction(write=False) as session:
        row = history.get(session, import_id)
        refuse_vain(session, row)
        if not dry_run:
            approving.allow(session, row)
    with toolbox.lock("job", import_id, PATIENCE) as ours:
        if not ours:
            raise CrmctlError(f"Another process is at import {import_id}: try again")
        with toolbox.transaction(keep=not dry_run) as opened:
            report = take_back(opened, import_id)
    was_undone = report.again and report.status == history.UNDONE
    return replace(report, status="validated") if dry_run and not was_undone else report


def take_back(opened: Session, import_id: str) -> Report:
    """Undo the import in the caller's transaction, which holds it from here on."""
    row = history.get(opened, import_id, lock=True)
    refuse_vain(opened, row)
    if row["status"] == history.UNDONE:
        return Report(import_id, history.UNDONE, 0, 0, [], again=True)
    undo = Undo(opened.in_run(row["correlation_id"]), row)
    done = undo.carry_out()
    history.mark(opened, import_id, **done)
    kept = done["undo"]["keptRecords"]
    again = row["undo"] is not None and not undo.restored + undo.removed
    return Report(import_id, done["status"], undo.restored, undo.removed, kept, again=again)
