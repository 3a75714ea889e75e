"""One import: everything in one transaction, or nothing and a line in the history that says why."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from crmctl.errors import CancelledError, CrmctlError, StoppedError
from crmctl.importing import history, planning, report_page, running
from crmctl.importing.planning import Limits, Plan
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.records import pipeline
from crmctl.storage import ids
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox


def run(
    toolbox: Toolbox,
    plan: Plan,
    progress: Callable[[int], None] = lambda _: None,
    import_id: str | None = None,
    report: Report | None = None,
) -> dict[str, Any]:
    """Import the plan's file; returns the report in the form of the contract.

    A dry run does all of it and rolls back, so that its counts are exact. `report` is filled in as
    it goes, for those who look on.
    """
    planning.refuse_useless(plan)
    import_id = import_id or ids.new(toolbox.clock.now())
    with report_page.growing(plan.request.report) as page:
        return _run(toolbox, plan, progress, import_id, report or Report(), page)


def _run(
    toolbox: Toolbox,
    plan: Plan,
    progress: Callable[[int], None],
    import_id: str,
    report: Report,
    page: IO[bytes] | None,
) -> dict[str, Any]:
    path = _rejects_path(toolbox, plan, import_id)
    rejects = Rejects(path, plan.table, own_folder=plan.request.rejects is None)
    try:
        with toolbox.transaction(keep=not plan.request.dry_run) as session:
            row = running.Run(session, plan, import_id, rejects, progress, report).carry_out()
            # Before the commit: rows that are gone could not be mended.
            kept = rejects.keep()
            row["rejects_file"] = str(kept) if kept else None
            history.keep(session, row)
            if page:
                page.write(report_page.render(plan, row, report).encode())
    except BaseException as error:
        if isinstance(error, Exception) and not plan.request.dry_run:
            done = _settle_failure(toolbox, plan, import_id, error)
            if done:
                return done
        rejects.discard()
        if isinstance(error, StoppedError):
            raise StoppedError("Stopped. Nothing was written; run it again") from None
        raise
    return history.document(row)


def queue(toolbox: Toolbox, plan: Plan) -> dict[str, Any]:
    """Have a worker do the import; it works on a copy of the file, whatever becomes of the file."""
    planning.refuse_useless(plan)
    now = toolbox.clock.now()
    row = running.new_row(toolbox.actor, plan, ids.new(now), now)
    toolbox.uploads.take(row["id"], plan.request.file)
    with toolbox.transaction() as session:
        # A worker goes through the workspaces there are.
        pipeline.ensure_workspace(session)
        history.keep(session, row)
    return history.document(row)


def finish(toolbox: Toolbox, row: Row) -> None:
    """Do an import that was queued, or that a worker has left; the caller holds the job's lock.

    Raises CancelledError when it is not wanted any more.
    """
    import_id = row["id"]
    _look(toolbox, import_id)
    with toolbox.transaction() as session:
        history.mark(session, import_id, history.RUNNING)
    request = Request.of_row(row, toolbox.uploads.path(import_id))
    limits = Limits(row["file_bytes"], toolbox.settings["import-max-rows"])
    try:
        plan = planning.prepare(request, limits)
        run(toolbox, plan, lambda _: _look(toolbox, import_id), import_id)
    except StoppedError:
        raise
    except CancelledError:
        toolbox.uploads.drop(import_id)
        raise
    except Exception as error:
        _close(toolbox, row, error)
        raise
    toolbox.uploads.drop(import_id)


def _look(toolbox: Toolbox, import_id: str) -> None:
    """On a connection of its own: the import's transaction sees nothing of what others do."""
    with toolbox.transaction(write=False) as session:
        found = history.find(session, import_id)
    if found is None or found["status"] not in history.OPEN:
        raise CancelledError


def _close(toolbox: Toolbox, row: Row, error: Exception) -> None:
    """A queued import that could not even begin says so, too."""
    with suppress(CrmctlError), toolbox.transaction() as session:
        found = history.find(session, row["id"], lock=True)
        if found is not None and found["status"] in history.OPEN:
            history.keep(session, {**found, "status": "failed", "error": _why(error)})
            running.tell_failure(session, row["id"], _why(error))
    toolbox.uploads.drop(row["id"])


def _rejects_path(toolbox: Toolbox, plan: Plan, import_id: str) -> Path | None:
    if plan.request.dry_run:
        return None
    return plan.request.rejects or toolbox.uploads.folder / f"{import_id}-rejects.csv"


def _settle_failure(
    toolbox: Toolbox, plan: Plan, import_id: str, error: Exception
) -> dict[str, Any] | None:
    """Keep the failure; the report, if the import was stopped or cut off once it was committed.

    An import that was stopped before has left nothing, and leaves no word of itself either.

    In a transaction of its own; where that fails too, the first error is the one to show.
    """
    with suppress(CrmctlError), toolbox.transaction() as session:
        kept = history.find(session, import_id)
        if kept is not None and kept["status"] == history.COMPLETED:
            return history.document(kept)
        if not isinstance(error, (CancelledError, StoppedError)):
            running.record_failure(session, plan, import_id, _why(error))
    return None


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, CrmctlError) else type(error).__name__
