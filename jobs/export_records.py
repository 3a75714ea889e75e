"""One export: the rows as they are at one moment, in a file that is there whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from crmctl.errors import CancelledError, CrmctlError, UsageError
from crmctl.exporting import formats, history, selecting
from crmctl.exporting.files import Measured
from crmctl.exporting.request import Request
from crmctl.exporting.selecting import Selection
from crmctl.records import pipeline
from crmctl.storage import ids, queries, whole_file
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox

# How many rows go by between two looks at whether the export is still wanted.
_STEP = 5_000
Progress = Callable[[int], None]


def run(toolbox: Toolbox, request: Request, out: IO[bytes] | None = None) -> dict[str, Any]:
    """Export to `out`, to the file that the request names, or to the export store.

    Returns the report in the form of the contract. What fails after the words were understood is
    kept in the history.
    """
    # Words that do not hold are no export that failed.
    _select(toolbox, request)
    row = _new_row(toolbox, request)
    return toolbox.exports.document(_make(toolbox, request, row, out, _no_progress))


def is_large(toolbox: Toolbox, request: Request) -> bool:
    """Whether the export is one for the background (setting export-background-rows)."""
    selection = _select(toolbox, request)
    with toolbox.transaction(write=False) as session:
        rows = queries.count(session, selection.kind.table, selection.where)
    return rows > int(toolbox.settings["export-background-rows"])


def queue(toolbox: Toolbox, request: Request) -> dict[str, Any]:
    """Have a worker make the export; its row is all that there is of the job."""
    _select(toolbox, request)
    row = _new_row(toolbox, request)
    with toolbox.transaction() as session:
        # A worker goes through the workspaces there are.
        pipeline.ensure_workspace(session)
        history.save(session, row)
    return toolbox.exports.document(row)


def finish(toolbox: Toolbox, row: Row) -> None:
    """Make an export that was queued, or left half-made; the caller holds the lock of the job.

    Raises CancelledError when it is not wanted any more.
    """
    request = Request.of_row(row)

    def go_on(rows: int) -> None:
        with toolbox.transaction() as session:
            _refuse_cancelled(session, row)
            history.mark(session, row["id"], history.RUNNING, rows=rows)

    go_on(0)
    done = _make(toolbox, request, row, None, go_on)
    if row["status"] == history.RUNNING:
        toolbox.exports.forget_others(done)


def cancel(toolbox: Toolbox, export_id: str) -> bool:
    """Have no file made of an export that is not done; returns whether there was one."""
    with toolbox.transaction() as session:
        row = history.find(session, export_id, lock=True)
        if row is None or row["status"] not in history.OPEN:
            return False
        history.mark(session, export_id, history.CANCELLED)
        return True


def _refuse_cancelled(session: Session, row: Row) -> None:
    found = history.find(session, row["id"], lock=True)
    if found is not None and found["status"] not in history.OPEN:
        raise CancelledError


def _select(toolbox: Toolbox, request: Request) -> Selection:
    with toolbox.transaction(write=False) as session:
        return selecting.of_request(session, request)


def _new_row(toolbox: Toolbox, request: Request) -> Row:
    now = toolbox.clock.now()
    return history.new_row(toolbox.actor, request, ids.new(now), now)


def _make(
    toolbox: Toolbox, request: Request, row: Row, out: IO[bytes] | None, progress: Progress
) -> Row:
    """Write the file and close the row, with its event."""
    try:
        name = toolbox.exports.new_name(row["id"], request.format)
        selection = _select(toolbox, request)
        with _opened(toolbox, request, out, name) as file:
            made = _stream(toolbox, request, selection, file, progress)
    except CancelledError:
        raise
    except Exception as error:
        _record_failure(toolbox, row, error)
        raise
    done = {**row, **made}
    if request.output is None:
        lifetime = timedelta(hours=toolbox.settings["export-link-hours"])
        done |= {"file": name, "expires_at": toolbox.clock.now() + lifetime}
    elif out is None:
        done |= {"file": str(Path(request.output).absolute())}
    try:
        with toolbox.transaction() as session:
            _refuse_cancelled(session, row)
            history.keep_completed(session, done)
    except CancelledError:
        # Another has done it, for a lock can be lost with its connection; or nobody wants it.
        toolbox.exports.forget(done)
        raise
    return {**done, "status": history.COMPLETED}


def _opened(
    toolbox: Toolbox, request: Request, out: IO[bytes] | None, name: str
) -> AbstractContextManager[IO[bytes]]:
    """What the rows go to."""
    if out is not None:
        return nullcontext(out)
    if request.output is None:
        return toolbox.exports.shelf.writing(name)
    path = Path(request.output).absolute()
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file in it")
    return whole_file.beside(path)


def _stream(
    toolbox: Toolbox,
    request: Request,
    selection: Selection,
    out: IO[bytes],
    progress: Progress,
) -> Row:
    measured = Measured(out)
    write = formats.of(request.format, raw=request.raw, mark=request.mark)
    with toolbox.transaction(write=False) as session:
        places = [field.place for field in selection.fields]
        rows = queries.stream(
            session,
            selection.kind.table,
            places,
            selection.where,
            order=selection.order,
            moments_as_text=request.format not in formats.TYPED,
        )
        written = write(_watched(rows, progress), selection.fields, measured)
    measured.flush()
    return {"rows": written, "bytes": measured.bytes, "sha256": measured.sha256}


def _watched(rows: Iterator[Any], progress: Progress) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        if not number % _STEP:
            progress(number)
        yield row


def _no_progress(_rows: int) -> None:
    """Nobody is watching."""


def _record_failure(toolbox: Toolbox, row: Row, error: Exception) -> None:
    """Where that fails too, the first error is the one to show."""
    why = str(error) if isinstance(error, CrmctlError) else type(error).__name__
    with suppress(CrmctlError), toolbox.transaction() as session:
        history.keep_failed(session, row, why)
