"""One look at an export before it is made."""

from crmctl.exporting import previewing, selecting
from crmctl.exporting.previewing import Sample
from crmctl.exporting.request import Request
from crmctl.exporting.selecting import Selection
from crmctl.records import editing, registry
from crmctl.wiring import Toolbox


def prepare(toolbox: Toolbox, request: Request) -> Selection:
    """The rows asked for, with every field to choose from; UsageError as the export's own."""
    kind = registry.kind(request.type)
    with toolbox.transaction(write=False) as session:
        return selecting.select(
            kind,
            previewing.offered(session, kind),
            request.filters,
            request.search,
            request.sort,
            editing.context(session),
        )


def run(toolbox: Toolbox, request: Request, selection: Selection) -> Sample:
    """The first rows as they will go out, and how many there are."""
    guarded = request.format == "csv" and not request.raw
    with toolbox.transaction(write=False) as session:
        return previewing.sample(session, selection, guarded=guarded)
