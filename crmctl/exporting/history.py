"""The exports there were, and the files of the export store."""

from datetime import datetime
from typing import Any

from crmctl.errors import NotFoundError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.exporting.request import Request
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Actor, Session

QUEUED, RUNNING, COMPLETED, FAILED = "queued", "running", "completed", "failed"
CANCELLED, DELETED, EXPIRED = "cancelled", "deleted", "expired"
# Still to be done, by whoever holds the lock of the job.
OPEN = (QUEUED, RUNNING)


def new_row(actor: Actor, request: Request, export_id: str, now: datetime) -> Row:
    """What the history says of an export before anything has come of it."""
    return {
        "id": export_id,
        "object_type": request.type,
        "format": request.format,
        "fields": list(request.fields),
        "query": request.as_query(),
        "status": QUEUED,
        "rows": 0,
        "bytes": None,
        "sha256": None,
        "file": request.output,
        "error": None,
        "user_id": actor.user,
        "correlation_id": actor.correlation,
        "created_at": now,
        "expires_at": None,
    }


def keep_completed(session: Session, row: Row) -> None:
    """Keep an export that was made, and tell the platform."""
    told = {
        "objectType": row["object_type"],
        "format": row["format"],
        "rows": row["rows"],
        "bytes": row["bytes"],
        **({"expiresAt": row["expires_at"]} if row["expires_at"] else {}),
    }
    save(session, {**row, "status": COMPLETED})
    outbox.append(session, [Event("crm.export.completed", "export", row["id"], told)])


def keep_failed(session: Session, row: Row, why: str) -> None:
    """Keep an export of which nothing came, and tell the platform."""
    save(session, {**row, "status": FAILED, "error": why})
    told = {"objectType": row["object_type"], "format": row["format"], "error": why}
    outbox.append(session, [Event("crm.export.failed", "export", row["id"], told)])


def save(session: Session, row: Row) -> None:
    """Keep the export as it now is."""
    where = [Compare(Place("id"), "is", (row["id"],))]
    if not queries.change(session, tables.exports, where, row):
        queries.add(session, tables.exports, [row])


def unfinished(session: Session) -> list[Row]:
    """The exports that are still to be made, the oldest first."""
    return queries.find(
        session,
        tables.exports,
        [Compare(Place("status"), "is", OPEN)],
        order=[Order(Place("id"))],
    )


def find(session: Session, export_id: str, *, lock: bool = False) -> Row | None:
    """The export, or None; `lock` holds it till the end of the transaction."""
    where = [Compare(Place("id"), "is", (export_id,))]
    found = queries.find(session, tables.exports, where, lock=lock)
    return found[0] if found else None


def get(session: Session, export_id: str, *, lock: bool = False) -> Row:
    """The export; NotFoundError when there is none."""
    row = find(session, export_id, lock=lock)
    if row is None:
        raise NotFoundError(f"There is no export {export_id!r}: crmctl exports list shows them")
    return row


def listed(session: Session, limit: int) -> list[Row]:
    """The latest exports, newest first."""
    newest = [Order(Place("id"), descending=True)]
    return queries.find(session, tables.exports, order=newest, limit=limit)


def files(session: Session) -> set[str]:
    """The names in the store of the exports that have a file there."""
    there = [Compare(Place("status"), "is", (COMPLETED,))]
    rows = queries.find(session, tables.exports, there, columns=["file"])
    return {row["file"] for row in rows if row["file"]}


def expired(session: Session, now: datetime) -> list[Row]:
    """The exports whose file is still there after its time."""
    return queries.find(
        session,
        tables.exports,
        [Compare(Place("status"), "is", (COMPLETED,)), Compare(Place("expires_at"), "<=", (now,))],
    )


def mark(session: Session, export_id: str, status: str, **values: Any) -> None:
    """Note what has become of the export."""
    where = [Compare(Place("id"), "is", (export_id,))]
    queries.change(session, tables.exports, where, {"status": status, **values})


def document(row: Row, link: str | None, file: str | None) -> dict[str, Any]:
    """The export in the form of the contract; `file` as its user finds it."""
    return {
        "exportId": row["id"],
        "status": row["status"],
        "type": row["object_type"],
        "format": row["format"],
        "fields": row["fields"],
        "query": row["query"],
        "rows": row["rows"],
        "bytes": row["bytes"],
        "sha256": row["sha256"],
        "file": file,
        "link": link,
        "expiresAt": row["expires_at"],
        "createdAt": row["created_at"],
        "user": row["user_id"],
        "error": row["error"],
    }
