"""`GET /exports/<token>`: the file that the token opens, while its time lasts."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crmctl.exporting import history, links
from crmctl.storage.queries import Row
from crmctl.web import pages
from crmctl.wiring import Toolbox

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Downloads:
    """Answers for links; the database and the files are looked at in a thread of their own."""

    def __init__(self, toolbox: Toolbox) -> None:
        """Of every workspace: the token says which."""
        self._toolbox = toolbox

    def __call__(self, request: Request) -> Response:
        """200 with the file (or a part of it), 410 after its time, 404 for everything else."""
        opened = links.read(self._toolbox.keys.all, request.path_params["token"])
        if opened is None:
            return pages.nothing_here()
        toolbox = self._toolbox.in_workspace(opened.workspace)
        with toolbox.transaction(write=False) as session:
            row = history.find(session, opened.export_id)
        if row is None or not row["expires_at"]:
            return pages.nothing_here()
        if not toolbox.exports.is_open(row):
            return pages.expired()
        return _file(toolbox, row)


def _file(toolbox: Toolbox, row: Row) -> Response:
    path = toolbox.exports.file(row)
    if path is None:
        return pages.expired()
    return FileResponse(
        path,
        media_type=_TYPES[row["format"]],
        filename=f"{row['object_type']}-{row['created_at']:%Y-%m-%d}.{row['format']}",
        headers={"ETag": f'"{row["sha256"]}"', "Cache-Control": "private, no-store"},
    )
