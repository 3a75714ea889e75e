"""Exports that a workspace may want somebody's yes for: those that take everything out."""

from crmctl.errors import UsageError
from crmctl.exporting import selecting
from crmctl.exporting.request import Request
from crmctl.records import approvals, high_impact
from crmctl.records.approvals import Asked
from crmctl.storage import queries
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def allow(session: Session, request: Request) -> None:
    """UsageError where the workspace wants an approval for it, however its filters are worded."""
    if not high_impact.may_need(session, high_impact.EXPORT):
        return
    selection = selecting.of_request(session, request)
    rows = queries.count(session, selection.kind.table, selection.where)
    there = queries.count(session, selection.kind.table)
    what = f"Exporting all {there:,} {request.type}"
    high_impact.allow(session, high_impact.EXPORT, int(rows == there > 0), what)


def ask(session: Session, request: Request) -> Row:
    """Ask for the export; it goes to the export store when it is approved."""
    if request.output is not None:
        raise UsageError("--request-approval goes to the export store: leave --output out")
    selection = selecting.of_request(session, request)
    rows = queries.count(session, selection.kind.table, selection.where)
    arguments = {
        "fields": list(request.fields),
        "format": request.format,
        "query": request.as_query(),
    }
    title = f"Export {rows:,} {request.type} as {request.format}"
    asked = Asked(high_impact.EXPORT, request.type, title, arguments, {})
    return approvals.request(session, asked)


def asked_for(row: Row) -> Request:
    """The export that somebody asked for."""
    return Request.of_row({**row["arguments"], "object_type": row["object_type"]})
