"""Undoing an import, where the workspace wants somebody's yes for one so large."""

from crmctl.importing import history
from crmctl.importing.undoing import refuse_vain
from crmctl.records import approvals, high_impact
from crmctl.records.approvals import Asked
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def allow(session: Session, imported: Row) -> None:
    """UsageError where undoing the import needs an approval."""
    size = imported["created"] + imported["updated"]
    what = f"Undoing an import that changed {size:,} records"
    high_impact.allow(session, high_impact.UNDO_IMPORT, size, what)


def ask(session: Session, import_id: str) -> Row:
    """Ask for the undo of an import as it now is; UsageError when there is nothing to undo."""
    imported = history.get(session, import_id)
    refuse_vain(session, imported)
    title = f"Undo import of {imported['file_name']} ({imported['object_type']})"
    arguments = {"importId": import_id, "status": imported["status"]}
    asked = Asked(high_impact.UNDO_IMPORT, imported["object_type"], title, arguments, {})
    return approvals.request(session, asked)
