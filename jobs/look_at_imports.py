"""Imports as they stand this moment: whether anybody is at them, and how far they are."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from crmctl.errors import UsageError
from crmctl.importing import fates, history
from crmctl.records import registry
from crmctl.storage import asides
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox


def listed(toolbox: Toolbox, limit: int) -> list[dict[str, Any]]:
    """The latest imports, newest first, as JSON documents without their errors."""
    found = _seen(toolbox, lambda session: history.listed(session, limit))
    return [history.document(row, errors=False) for row in found]


def one(toolbox: Toolbox, import_id: str) -> dict[str, Any]:
    """The import as a JSON document, with its progress while it runs."""
    (row,) = _seen(toolbox, lambda session: [history.get(session, import_id)])
    running = row["status"] == history.RUNNING
    said = asides.told(toolbox.engine, row) if running else None
    return {**history.document(row), "progress": _progress(said) if said else None}


def rows(
    toolbox: Toolbox, import_id: str, outcomes: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """What became of the first rows that had one of these outcomes, in the order of the file."""
    with toolbox.transaction(write=False) as session:
        row = history.get(session, import_id)
        if row["status"] not in history.DONE:
            raise UsageError(f"Import {import_id} is {row['status']}: nothing has come of its rows")
        history.refuse_forgotten(session, row, "looked into")
        kind = registry.kind(row["object_type"])
        return [
            {
                "row": each["line"],
                "outcome": each["outcome"],
                "recordId": each["record_id"],
                "because": fates.because(kind, each["outcome"], each["details"]),
            }
            for each in islice(history.in_order(session, import_id, outcomes), limit)
        ]


def _seen(toolbox: Toolbox, read: Callable[[Session], list[Row]]) -> list[Row]:
    """The rows; one that runs and that nobody is at was interrupted."""
    with toolbox.transaction(write=False) as session:
        rows = read(session)
    running = [row["id"] for row in rows if row["status"] == history.RUNNING]
    dead = {import_id for import_id in running if not toolbox.is_at_it(import_id)}
    if not dead:
        return rows
    # It may have come to its end between the two looks.
    with toolbox.transaction(write=False) as session:
        rows = read(session)
    return [
        {**row, "status": history.INTERRUPTED}
        if row["id"] in dead and row["status"] == history.RUNNING
        else row
        for row in rows
    ]


def _progress(said: dict[str, Any]) -> dict[str, Any]:
    """Rows so far, rows a second, and the seconds that are left by the share of the file read."""
    rows, share, seconds = said["rows"], said["share"], said["seconds"]
    return {
        "rows": rows,
        "rowsPerSecond": round(rows / seconds) if seconds else None,
        "secondsLeft": round(seconds * (1 - share) / share, 1) if share else None,
    }
