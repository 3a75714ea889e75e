"""The imports there were: their reports, and what became of each row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crmctl.errors import CancelledError, NotFoundError
from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

QUEUED, RUNNING, CANCELLED, COMPLETED = "queued", "running", "cancelled", "completed"
FAILED, UNDONE, PARTLY_UNDONE = "failed", "undone", "partly_undone"
# Never kept: a running import that no process is at.
INTERRUPTED = "interrupted"
# Still to be done, by whoever holds the lock of the job.
OPEN = (QUEUED, RUNNING)
_LOT = 5_000


def begin(session: Session, row: Row) -> None:
    """Keep an import that is to be done."""
    queries.add(session, tables.imports, [row])


def close(session: Session, row: Row) -> None:
    """Keep what an import has done; CancelledError when it is not wanted any more."""
    running = [Compare(Place("id"), "is", (row["id"],)), Compare(Place("status"), "is", (RUNNING,))]
    if not queries.change(session, tables.imports, running, row):
        raise CancelledError


def unfinished(session: Session) -> list[Row]:
    """The imports that a worker is still to do, the oldest first."""
    theirs = [
        Compare(Place("status"), "is", OPEN),
        Compare(Place("background"), "is", (True,)),
    ]
    return queries.find(session, tables.imports, theirs, order=[Order(Place("id"))])


def same_file(session: Session, sha256: str, object_type: str) -> Row | None:
    """The latest import that took in the very same file as the same kind of record."""
    same = [
        Compare(Place("file_sha256"), "is", (sha256,)),
        Compare(Place("object_type"), "is", (object_type,)),
        Compare(Place("status"), "is", (COMPLETED, PARTLY_UNDONE)),
    ]
    latest = [Order(Place("id"), descending=True)]
    return next(iter(queries.find(session, tables.imports, same, order=latest, limit=1)), None)


def find(session: Session, import_id: str, *, lock: bool = False) -> Row | None:
    """The import, or None; `lock` holds it till the end of the transaction."""
    where = [Compare(Place("id"), "is", (import_id,))]
    found = queries.find(session, tables.imports, where, lock=lock)
    return found[0] if found else None


def get(session: Session, import_id: str, *, lock: bool = False) -> Row:
    """The import; NotFoundError when there is none."""
    row = find(session, import_id, lock=lock)
    if row is None:
        raise NotFoundError(f"There is no import {import_id!r}: crmctl imports list shows them")
    return row


def mark(session: Session, import_id: str, status: str, **values: Any) -> None:
    """Note what has become of the import."""
    where = [Compare(Place("id"), "is", (import_id,))]
    queries.change(session, tables.imports, where, {"status": status, **values})


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


def has_rows(session: Session, row: Row) -> bool:
    """Whether it is still known what became of each row of the import."""
    its_own = [Compare(Place("import_id"), "is", (row["id"],))]
    return bool(queries.count(session, tables.import_rows, its_own) == row["total_rows"])


def rows_of(session: Session, import_id: str, outcome: str) -> Iterator[list[Row]]:
    """What became of the rows that had this outcome, in lots, the last row first."""
    its_own = [
        Compare(Place("import_id"), "is", (import_id,)),
        Compare(Place("outcome"), "is", (outcome,)),
    ]
    backwards = [Order(Place("line"), descending=True)]
    where = its_own
    while lot := queries.find(session, tables.import_rows, where, order=backwards, limit=_LOT):
        yield lot
        where = [*its_own, Compare(Place("line"), "<", (lot[-1]["line"],))]


def lines(session: Session, import_id: str, record_ids: Sequence[str]) -> dict[str, int]:
    """{record: the line of the file that changed or made it}, for those that one has."""
    found: dict[str, int] = {}
    for start in range(0, len(record_ids), _LOT):
        theirs = [
            Compare(Place("import_id"), "is", (import_id,)),
            Compare(Place("outcome"), "is", ("created", "updated")),
            Compare(Place("record_id"), "is", tuple(record_ids[start : start + _LOT])),
        ]
        rows = queries.find(session, tables.import_rows, theirs, columns=["record_id", "line"])
        found |= {row["record_id"]: row["line"] for row in rows}
    return found


def listed(session: Session, limit: int) -> list[Row]:
    """The latest imports, newest first."""
    latest = [Order(Place("id"), descending=True)]
    return queries.find(session, tables.imports, order=latest, limit=limit)


def resumable(session: Session, since: datetime) -> set[str]:
    """The imports that may still be finished: those that wait, and those not older than that."""
    waiting = [Compare(Place("status"), "is", (QUEUED,))]
    begun = [
        Compare(Place("status"), "is", (RUNNING, CANCELLED, FAILED)),
        Compare(Place("created_at"), ">=", (since,)),
    ]
    return {
        row["id"]
        for where in (waiting, begun)
        for row in queries.find(session, tables.imports, where, columns=["id"])
    }


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
        "sameAs": row["same_as"],
        "undo": row["undo"],
    }
    if not errors:
        return shown
    return {**shown, "errors": row["errors"], "warningDetails": row["warning_details"]}
