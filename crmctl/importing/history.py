"""The imports there were: their reports, and what became of each row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crmctl.errors import NotFoundError
from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

QUEUED, RUNNING, CANCELLED, COMPLETED = "queued", "running", "cancelled", "completed"
# Still to be done, by whoever holds the lock of the job.
OPEN = (QUEUED, RUNNING)


def keep(session: Session, row: Row) -> None:
    """Keep the import as it now is."""
    where = [Compare(Place("id"), "is", (row["id"],))]
    if not queries.change(session, tables.imports, where, row):
        queries.add(session, tables.imports, [row])


def unfinished(session: Session) -> list[Row]:
    """The imports that are still to be done, the oldest first."""
    open_ones = [Compare(Place("status"), "is", OPEN)]
    return queries.find(session, tables.imports, open_ones, order=[Order(Place("id"))])


def find(session: Session, import_id: str, *, lock: bool = False) -> Row | None:
    """The import, or None; `lock` holds it till the end of the transaction."""
    where = [Compare(Place("id"), "is", (import_id,))]
    found = queries.find(session, tables.imports, where, lock=lock)
    return found[0] if found else None


def mark(session: Session, import_id: str, status: str) -> None:
    """Note what has become of the import."""
    where = [Compare(Place("id"), "is", (import_id,))]
    queries.change(session, tables.imports, where, {"status": status})


def keep_rows(
    session: Session,
    import_id: str,
    lines: Sequence[int],
    outcomes: Sequence[str],
    record_ids: Sequence[str | None],
    details: Sequence[Any],
) -> None:
    """Keep what became of some rows of an import."""
    bulk.insert(
        session,
        tables.import_rows,
        {"line": lines, "outcome": outcomes, "record_id": record_ids, "details": details},
        {"import_id": import_id},
    )


def listed(session: Session, limit: int) -> list[dict[str, Any]]:
    """The latest imports, newest first, as JSON documents without their errors."""
    found = queries.find(
        session, tables.imports, order=[Order(Place("id"), descending=True)], limit=limit
    )
    return [document(row, errors=False) for row in found]


def show(session: Session, import_id: str) -> dict[str, Any]:
    """One import as a JSON document; NotFoundError when there is none."""
    row = find(session, import_id)
    if row is None:
        raise NotFoundError(f"There is no import {import_id!r}: crmctl imports list shows them")
    return document(row)


def purge_rows(session: Session, before: datetime) -> int:
    """Forget what became of each row of the imports made before that moment; returns how many."""
    old = queries.find(
        session,
        tables.imports,
        [Compare(Place("created_at"), "<", (before,))],
        columns=["id"],
    )
    return sum(
        queries.remove(
            session, tables.import_rows, [Compare(Place("import_id"), "is", (row["id"],))]
        )
        for row in old
    )


def document(row: Row, *, errors: bool = True) -> dict[str, Any]:
    """The import in the form of the contract."""
    shown = {
        "importId": row["id"],
        "status": row["status"],
        "type": row["object_type"],
        "file": row["file_name"],
        "totalRows": row["total_rows"],
        "created": row["created"],
        "updated": row["updated"],
        "unchanged": row["unchanged"],
        "skipped": row["skipped"],
        "failed": row["failed"],
        "warnings": row["warnings"],
        "durationMs": row["duration_ms"],
        "mapping": row["mapping"],
        "rejectsFile": row["rejects_file"],
        "createdAt": row["created_at"],
        "user": row["user_id"],
        "error": row["error"],
    }
    if not errors:
        return shown
    return {**shown, "errors": row["errors"], "warningDetails": row["warning_details"]}
