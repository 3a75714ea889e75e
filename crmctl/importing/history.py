"""The imports there were: their reports, and what became of each row."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from crmctl.errors import CancelledError, NotFoundError, UsageError
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

QUEUED, RUNNING, CANCELLED, COMPLETED = "queued", "running", "cancelled", "completed"
FAILED, UNDONE, PARTLY_UNDONE = "failed", "undone", "partly_undone"
# Never kept: a running import that no process is at.
INTERRUPTED = "interrupted"
# Still to be done, by whoever holds the lock of the job.
OPEN = (QUEUED, RUNNING)
# What has come of each row is known, if it is not too long ago.
DONE = (COMPLETED, UNDONE, PARTLY_UNDONE)
_OF_ROWS = ("lines", "record_ids", "details")


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
    together: dict[str, list[int]] = {}
    for at, outcome in enumerate(outcomes):
        together.setdefault(outcome, []).append(at)
    lots = [
        {
            "import_id": import_id,
            "outcome": outcome,
            "line": lines[positions[0]],
            "rows": len(positions),
            "lines": [lines[at] for at in positions],
            "record_ids": _unless_empty([record_ids[at] for at in positions]),
            "details": _unless_empty([details[at] for at in positions]),
        }
        for outcome, positions in together.items()
    ]
    queries.add(session, tables.import_lots, lots)


def _unless_empty(values: list[Any]) -> list[Any] | None:
    return values if any(value is not None for value in values) else None


def refuse_forgotten(session: Session, row: Row, what: str) -> None:
    """UsageError when it is not known any more what became of each row of the import."""
    if _count(session, row["id"]) != row["total_rows"]:
        raise UsageError(
            f"Import {row['id']} cannot be {what}: what became of each of its rows is forgotten "
            "after the days of the setting import-history-days"
        )


def _count(session: Session, import_id: str) -> int:
    its_own = [Compare(Place("import_id"), "is", (import_id,))]
    lots = queries.find(session, tables.import_lots, its_own, columns=["rows"])
    return sum(lot["rows"] for lot in lots)


def rows_of(session: Session, import_id: str, outcome: str) -> Iterator[list[Row]]:
    """What became of the rows that had this outcome, in lots, the last row first."""
    for lot in _lots(session, import_id, outcome, _OF_ROWS):
        yield _rows(lot)[::-1]


def in_order(session: Session, import_id: str, outcomes: Sequence[str]) -> Iterator[Row]:
    """What became of each row that had one of these outcomes, in the order of the file.

    A row has `line`, `outcome`, `record_id` and `details`.
    """

    def rows(outcome: str) -> Iterator[Row]:
        for lot in _lots(session, import_id, outcome, _OF_ROWS, backwards=False):
            yield from ({**row, "outcome": outcome} for row in _rows(lot))

    return heapq.merge(*map(rows, outcomes), key=itemgetter("line"))


def _rows(lot: Row) -> list[Row]:
    nothing = [None] * len(lot["lines"])
    columns = (lot["lines"], lot["record_ids"] or nothing, lot["details"] or nothing)
    names = ("line", "record_id", "details")
    return [dict(zip(names, each, strict=True)) for each in zip(*columns, strict=True)]


def lines(session: Session, import_id: str, record_ids: Sequence[str]) -> dict[str, int]:
    """{record: the line of the file that changed or made it}, for those that one has."""
    wanted = set(record_ids)
    found: dict[str, int] = {}
    for outcome in ("created", "updated") if wanted else ():
        for lot in _lots(session, import_id, outcome, ("lines", "record_ids")):
            pairs = zip(lot["record_ids"], lot["lines"], strict=True)
            found |= {id_: line for id_, line in pairs if id_ in wanted}
    return found


def _lots(
    session: Session,
    import_id: str,
    outcome: str,
    columns: Sequence[str],
    *,
    backwards: bool = True,
) -> Iterator[Row]:
    """The lots of the import's rows that had this outcome, the last one first, one at a time."""
    its_own = [
        Compare(Place("import_id"), "is", (import_id,)),
        Compare(Place("outcome"), "is", (outcome,)),
    ]
    order = [Order(Place("line"), descending=backwards)]
    where, wanted = its_own, ("line", *columns)
    while lots := queries.find(
        session, tables.import_lots, where, order=order, limit=1, columns=wanted
    ):
        yield lots[0]
        further = Compare(Place("line"), "<" if backwards else ">", (lots[0]["line"],))
        where = [*its_own, further]


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
    forgotten = 0
    for row in old:
        forgotten += _count(session, row["id"])
        its_own = [Compare(Place("import_id"), "is", (row["id"],))]
        queries.remove(session, tables.import_lots, its_own)
    return forgotten


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
