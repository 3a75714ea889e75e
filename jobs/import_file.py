"""One import: everything in one transaction, or nothing and a line in the history that says why.

The line and a copy of the file are there before the first row is taken, and the lock of the job is
held: an import that died is told from one that runs, and resumed from the copy.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from crmctl.errors import (
    CancelledError,
    CrmctlError,
    ServiceUnavailableError,
    Stopped,
    StorageError,
    UsageError,
)
from crmctl.importing import (
    history,
    lots,
    planning,
    preparing,
    report_page,
    running,
    saved_mappings,
)
from crmctl.importing.lots import Reading
from crmctl.importing.planning import Limits, Plan
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.records import pipeline
from crmctl.storage import asides, ids, tables
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox

# Whoever lists imports holds the lock of a dead one for a moment.
PATIENCE = 2.0
Progress = Callable[[int], None]
PointOut = Callable[[Row], None]


def run(
    toolbox: Toolbox,
    plan: Plan,
    progress: Progress = lambda _: None,
    report: Report | None = None,
    point_out: PointOut = lambda _: None,
) -> dict[str, Any]:
    """Import the plan's file; returns the report in the form of the contract.

    A dry run does all of it and rolls back, so that its counts are exact. `report` is filled in as
    it goes, for those who look on; `point_out` is told of an earlier import of the very same file.
    """
    planning.refuse_useless(plan)
    id_ = ids.new(toolbox.clock.now())
    with (
        _reading_ahead(toolbox, plan, id_) as reading,
        report_page.growing(plan.request.report) as page,
    ):
        row = _new_row(toolbox, plan, id_, history.RUNNING, point_out)
        work = _Work(toolbox, plan, row, report or Report(), page, progress, reading)
        if plan.request.dry_run:
            return history.document(work.write(lambda rows, _: progress(rows)))
        with toolbox.lock("job", row["id"]):
            _begin(toolbox, plan, row)
            return work.carry_out()


def queue(toolbox: Toolbox, plan: Plan, point_out: PointOut = lambda _: None) -> dict[str, Any]:
    """Have a worker do the import; it works on a copy of the file, whatever becomes of the file."""
    planning.refuse_useless(plan)
    row = _new_row(toolbox, plan, ids.new(toolbox.clock.now()), history.QUEUED, point_out)
    _begin(toolbox, plan, row)
    return history.document(row)


def finish(
    toolbox: Toolbox,
    row: Row,
    progress: Progress = lambda _: None,
    report: Report | None = None,
) -> dict[str, Any]:
    """Do an import from the copy of its file, from the start; the caller holds the job's lock.

    `report` is filled in as it goes. Raises CancelledError when it is not wanted any more.
    """
    try:
        plan = _plan_again(toolbox, row)
        with toolbox.transaction() as session:
            history.mark(session, row["id"], history.RUNNING, error=None, progress=None)
    except Exception as error:
        _settle(toolbox, row, error)
        raise
    # What an attempt that died between its last two steps has left.
    toolbox.uploads.rejects(row["id"]).unlink(missing_ok=True)
    with report_page.growing(plan.request.report) as page:
        return _Work(toolbox, plan, row, report or Report(), page, progress).carry_out()


def resume(
    toolbox: Toolbox,
    import_id: str,
    progress: Progress = lambda _: None,
    report: Report | None = None,
) -> dict[str, Any] | None:
    """Finish an import that was killed, stopped or cancelled, or that failed; returns its report.

    One that is complete stays as it is. None when another process is at it. `report` is filled in
    as it goes.
    """
    with toolbox.transaction(write=False) as session:
        history.get(session, import_id)
    with toolbox.lock("job", import_id, PATIENCE) as ours:
        if not ours:
            return None
        with toolbox.transaction(write=False) as session:
            row = history.get(session, import_id)
        if row["status"] in (history.UNDONE, history.PARTLY_UNDONE):
            raise UsageError(f"Import {import_id} was undone: import the file again")
        if row["status"] == history.COMPLETED:
            toolbox.uploads.drop(import_id)
            return history.document(row)
        return finish(toolbox.acting_for(row), row, progress, report)


def earlier(toolbox: Toolbox, plan: Plan) -> Row | None:
    """The latest import of the very same file."""
    with toolbox.transaction(write=False) as session:
        return history.same_file(session, plan.opened.sha256, plan.kind.plural)


def _new_row(toolbox: Toolbox, plan: Plan, import_id: str, status: str, point_out: PointOut) -> Row:
    same = earlier(toolbox, plan)
    if same:
        point_out(same)
    same_as = same["id"] if same else None
    return running.new_row(toolbox.actor, plan, import_id, toolbox.clock.now(), status, same_as)


@contextmanager
def _reading_ahead(toolbox: Toolbox, plan: Plan, run: str) -> Iterator[Reading | None]:
    """Have the file read from now on, while the database is opened, unless it must be asked."""
    if preparing.asks(plan):
        yield None
        return
    unopened = toolbox.unopened(run)
    with lots.reading(unopened, plan, running.LOT, make_ready=plan.makes_ready) as reading:
        yield reading


def _begin(toolbox: Toolbox, plan: Plan, row: Row) -> None:
    """Keep the file, then the line in the history: a line always has its file."""
    toolbox.uploads.take(row["id"], plan.request.file)
    try:
        with toolbox.transaction() as session:
            # A worker goes through the workspaces there are.
            pipeline.ensure_workspace(session)
            history.begin(session, row)
    except BaseException:
        toolbox.uploads.drop(row["id"])
        raise


def _plan_again(toolbox: Toolbox, row: Row) -> Plan:
    """The plan of an import whose file we keep; it was within the limits when it was asked for."""
    path = toolbox.uploads.path(row["id"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != row["file_sha256"]:
        raise StorageError(f"The copy of {row['file_name']} is damaged: import the file again")
    return planning.prepare(Request.of_row(row, path), Limits(sys.maxsize, sys.maxsize))


@dataclass
class _Work:
    """An import under way, and who looks on."""

    toolbox: Toolbox
    plan: Plan
    row: Row
    report: Report
    page: IO[bytes] | None
    progress: Progress
    reading: Reading | None = None

    @cached_property
    def rejects(self) -> Rejects:
        """The file of what is not taken; a dry run has none."""
        wanted = self.plan.request.rejects
        path = wanted or self.toolbox.uploads.rejects(self.row["id"])
        dry = self.plan.request.dry_run
        return Rejects(None if dry else path, self.plan.table, own_folder=wanted is None)

    def carry_out(self) -> dict[str, Any]:
        """Do it, and see to what it leaves, whatever becomes of it; returns the report."""
        try:
            done = self.write(self._teller())
        except BaseException as error:
            kept = _settle(self.toolbox, self.row, error)
            if kept is None or kept["status"] != history.COMPLETED:
                # Where nobody knows what became of the commit, they may be all there is.
                if kept is not None:
                    self.rejects.discard()
                raise _with_cure(error, self.row) from None
            done = kept
        finally:
            asides.end(self.toolbox.engine, self.row["id"])
        self.toolbox.uploads.drop(self.row["id"])
        return history.document(done)

    def write(self, progress: running.Progress) -> Row:
        """The one transaction; returns the row of the history as it now is."""
        dry = self.plan.request.dry_run
        progress(0, 0)
        with self.toolbox.transaction(keep=not dry) as opened:
            session = opened.in_run(self.row["correlation_id"])
            results = running.Run(
                session,
                self.plan,
                self.row["id"],
                self.rejects,
                progress,
                self.report,
                reading=self.reading,
            ).carry_out()
            # Before the commit: rows that are gone could not be mended.
            kept = self.rejects.keep()
            if kept:
                self._remember()
            done = {**self.row, **results, "rejects_file": str(kept) if kept else None}
            if not dry:
                history.close(session, done)
            if self.page:
                self.page.write(report_page.render(self.plan, done, self.report).encode())
        return done

    def _remember(self) -> None:
        """Have the rejected rows, once mended, read as they were read among all the others."""
        plan, memory = self.plan, saved_mappings.of_rejects(self.toolbox.settings.home)
        columns = plan.mapping.as_document()
        # Without it they are read by themselves.
        with suppress(CrmctlError, OSError):
            memory.remember(self.row["id"], plan.request, columns, self.report.proven)

    def _teller(self) -> running.Progress:
        """Tells others how far it is, and gives up when one of them wants it to."""
        toolbox, id_ = self.toolbox, self.row["id"]
        started = toolbox.clock.now()
        size = max(1, self.plan.opened.lines)

        def tell(rows: int, line: int) -> None:
            nonlocal started
            if not rows:
                started = toolbox.clock.now()
            with toolbox.lock("cancel", id_) as nobody:
                if not nobody:
                    raise CancelledError
            said = {
                "rows": rows,
                "share": min(1.0, line / size),
                "seconds": (toolbox.clock.now() - started).total_seconds(),
            }
            asides.tell(toolbox.engine, toolbox.actor, toolbox.clock, tables.imports, id_, said)
            self.progress(rows)

        return tell


def _settle(toolbox: Toolbox, row: Row, error: BaseException) -> Row | None:
    """Keep what became of an import that ended in an error; returns its row as it was found.

    One that was committed before stays so; one that was stopped, or had no service to work with,
    stays as it is, to be resumed. None where the row cannot be had: the error is the one to show.
    """
    with suppress(CrmctlError), toolbox.transaction() as opened:
        session = opened.in_run(row["correlation_id"])
        kept = history.get(session, row["id"], lock=True)
        if kept["status"] == history.COMPLETED:
            pass
        elif isinstance(error, CancelledError):
            history.mark(session, row["id"], history.CANCELLED, progress=None)
        elif isinstance(error, Exception) and not isinstance(error, ServiceUnavailableError):
            history.mark(session, row["id"], history.FAILED, error=_why(error), progress=None)
            running.tell_failure(session, row["id"], _why(error))
        return kept
    return None


def _with_cure(error: BaseException, row: Row) -> BaseException:
    """The error with what to do next, where that is to resume."""
    resume_it = f"crmctl imports resume {row['id']}"
    if isinstance(error, Stopped):
        return Stopped(f"Stopped. Nothing was written; {resume_it} goes on")
    if isinstance(error, CancelledError):
        return CancelledError(f"Import {row['id']} was cancelled. Nothing was written")
    if isinstance(error, ServiceUnavailableError):
        return ServiceUnavailableError(f"{error}; {resume_it} goes on")
    return error


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, CrmctlError) else type(error).__name__
