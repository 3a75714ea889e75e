"""The background work: what was queued, and what a worker that died has left half-made.

The job's own row is the truth, and the lock of its id says whether somebody is at it: a lock dies
with its holder, so a crashed worker's job is free for the next one. That takes the database's own
locks and these few lines, where a job library would bring tables, a schema and a daemon of its own.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from crmctl.errors import CancelledError, ServiceUnavailableError
from crmctl.exporting import history as exports
from crmctl.importing import history as imports
from crmctl.records import approvals
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import cancel_import, export_records, import_file, run_approved

_PAUSE = 2.0
_MAIN = "from crmctl.cli.entry import main; main()"
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Kind:
    """One kind of job: how its rows are found, how one is done, and how one is given up."""

    name: str
    unfinished: Callable[[Session], list[Row]]
    find: Callable[..., Row | None]
    finish: Callable[[Toolbox, Row], object]
    # Returns whether there was one to cancel.
    cancel: Callable[[Toolbox, str], bool]


_KINDS = (
    Kind("import", imports.unfinished, imports.find, import_file.finish, cancel_import.attempt),
    Kind("export", exports.unfinished, exports.find, export_records.finish, export_records.cancel),
    Kind(
        "approval", approvals.unfinished, approvals.find, run_approved.finish, run_approved.cancel
    ),
)


@dataclass(frozen=True)
class Job:
    """One job of a workspace."""

    kind: Kind
    toolbox: Toolbox
    row: Row

    @property
    def id(self) -> str:
        """The id of its import, export or approved action."""
        return str(self.row["id"])


@dataclass
class Report:
    """How many jobs were done, and how many failed."""

    done: int = 0
    failed: int = 0


def run(toolbox: Toolbox) -> Report:
    """Do every job that nobody else is at, and end; each as the user who asked for it.

    It ends when a look finds nothing new: the worker of a job that was queued meanwhile has found
    this one at it, and left.
    """
    report = Report()
    tried: set[str] = set()
    while new := [job for job in _everywhere(toolbox) if job.id not in tried]:
        tried |= {job.id for job in new}
        for job in new:
            _attempt(job, report)
    return report


def serve(
    toolbox: Toolbox, after_each: Callable[[], None], tell: Callable[[str], None]
) -> NoReturn:
    """Work until stopped, patient while the database is away."""
    pause = _PAUSE
    while True:
        try:
            run(toolbox)
            after_each()
            pause = _PAUSE
        except ServiceUnavailableError as error:
            tell(str(error))
            pause = min(pause * 2, _LONGEST_PAUSE)
        time.sleep(pause)


def start_worker(toolbox: Toolbox) -> None:
    """Have the queue done by a process of its own, that outlives this one."""
    subprocess.Popen(
        # -P: not from modules that happen to lie in the current folder.
        [sys.executable, "-P", "-c", _MAIN, "jobs", "run", "--once"],
        env=toolbox.settings.for_child(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wake(toolbox: Toolbox) -> None:
    """Start a worker if there is anything to do in the workspace."""
    if _in_workspace(toolbox):
        start_worker(toolbox)


def queued(toolbox: Toolbox) -> list[dict[str, Any]]:
    """The jobs of the workspace that are not done, the oldest first, as JSON documents."""
    return [
        {
            "jobId": job.id,
            "kind": job.kind.name,
            "status": job.row["status"],
            "type": job.row["object_type"],
            "createdAt": job.row["created_at"],
            "user": job.row["user_id"],
        }
        for job in _in_workspace(toolbox)
    ]


def cancel(toolbox: Toolbox, job_id: str) -> bool:
    """Cancel a job; returns whether there was one to cancel."""
    return any(kind.cancel(toolbox, job_id) for kind in _KINDS)


def _everywhere(toolbox: Toolbox) -> list[Job]:
    return [job for each in toolbox.workspaces() for job in _in_workspace(each)]


def _in_workspace(toolbox: Toolbox) -> list[Job]:
    with toolbox.transaction(write=False) as session:
        found = [Job(kind, toolbox, row) for kind in _KINDS for row in kind.unfinished(session)]
    return sorted(found, key=lambda job: job.id)


def _attempt(job: Job, report: Report) -> None:
    """Do the job, if nobody else is at it."""
    with job.toolbox.lock("job", job.id) as ours:
        if not ours:
            return
        # It may have been done between the look and the lock.
        with job.toolbox.transaction(write=False) as session:
            row = job.kind.find(session, job.id)
        if row is None or row["status"] not in exports.OPEN:
            return
        try:
            job.kind.finish(job.toolbox.acting_for(row), row)
            report.done += 1
        except ServiceUnavailableError:
            raise
        except CancelledError:
            pass
        except Exception:  # its row says why, and the next job is no worse for it
            report.failed += 1
