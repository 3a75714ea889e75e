"""One export: the rows as they are at one moment, in a file that is there whole or not at all."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from crmctl.errors import CrmctlError, UsageError
from crmctl.exporting import files, formats, history, selecting
from crmctl.exporting.files import Measured
from crmctl.exporting.request import Request
from crmctl.exporting.selecting import Selection
from crmctl.records import editing, registry
from crmctl.storage import ids, queries
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox


def run(toolbox: Toolbox, request: Request, out: IO[bytes] | None = None) -> dict[str, Any]:
    """Export to `out`, to the file that the request names, or to the export store.

    Returns the report in the form of the contract. What fails after the words were understood is
    kept in the history.
    """
    selection = _select(toolbox, request)
    export_id = ids.new(toolbox.clock.now())
    path = _path(toolbox, request, export_id)
    try:
        row = _write(toolbox, request, selection, export_id, out, path)
    except Exception as error:
        _record_failure(toolbox, request, export_id, error)
        raise
    with toolbox.transaction() as session:
        history.keep_completed(session, row)
    return toolbox.exports.document(row)


def _select(toolbox: Toolbox, request: Request) -> Selection:
    kind = registry.kind(request.type)
    with toolbox.transaction(write=False) as session:
        return selecting.select(
            kind,
            request.fields,
            request.filters,
            request.search,
            request.sort,
            editing.context(session),
        )


def _path(toolbox: Toolbox, request: Request, export_id: str) -> Path:
    if request.output is None:
        return toolbox.exports.new_file(export_id, request.format)
    path = Path(request.output).absolute()
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file in it")
    return path


def _write(
    toolbox: Toolbox,
    request: Request,
    selection: Selection,
    export_id: str,
    out: IO[bytes] | None,
    path: Path,
) -> Row:
    """Write the file; returns the row for the history."""
    if out is not None:
        return _stream(toolbox, request, selection, export_id, out)
    with files.beside(path) as file:
        row = _stream(toolbox, request, selection, export_id, file)
    if request.output is None:
        lifetime = timedelta(hours=toolbox.settings["export-link-hours"])
        return {**row, "file": path.name, "expires_at": row["created_at"] + lifetime}
    return {**row, "file": str(path)}


def _stream(
    toolbox: Toolbox, request: Request, selection: Selection, export_id: str, out: IO[bytes]
) -> Row:
    measured = Measured(out)
    write = formats.of(request.format, raw=request.raw, mark=request.mark)
    with toolbox.transaction(write=False) as session:
        row = history.base_row(session, request, export_id)
        places = [field.place for field in selection.fields]
        rows = queries.stream(
            session, selection.kind.table, places, selection.where, order=selection.order
        )
        written = write(rows, selection.fields, measured)
    measured.flush()
    return {**row, "rows": written, "bytes": measured.bytes, "sha256": measured.sha256}


def _record_failure(toolbox: Toolbox, request: Request, export_id: str, error: Exception) -> None:
    """Where that fails too, the first error is the one to show."""
    why = str(error) if isinstance(error, CrmctlError) else type(error).__name__
    with suppress(CrmctlError), toolbox.transaction() as session:
        history.keep_failed(session, history.base_row(session, request, export_id), why)
