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
from typing import NoReturn

from crmctl.errors import CancelledError, ServiceUnavailableError, StoppedError
from crmctl.exporting import history
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs import export_records

_PAUSE = 2.0
_MAIN = "from crmctl.cli.app import main; main()"
_LONGEST_PAUSE = 30.0


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
    while new := [(each, row) for each, row in _queue(toolbox) if row["id"] not in tried]:
        tried |= {row["id"] for _, row in new}
        for each, row in new:
            _attempt(each, row, report)
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


def cancel(toolbox: Toolbox, job_id: str) -> bool:
    """Cancel a job; returns whether there was anything left to cancel."""
    with toolbox.transaction() as session:
        row = history.get(session, job_id, lock=True)
        if row["status"] not in history.OPEN:
            return False
        history.mark(session, job_id, history.CANCELLED)
    return True


def _queue(toolbox: Toolbox) -> list[tuple[Toolbox, Row]]:
    return [(each, row) for each in toolbox.workspaces() for row in _unfinished(each)]


def _unfinished(toolbox: Toolbox) -> list[Row]:
    with toolbox.transaction(write=False) as session:
        return history.unfinished(session)


def _attempt(toolbox: Toolbox, row: Row, report: Report) -> None:
    """Do the job, if nobody else is at it."""
    with toolbox.lock("job", row["id"]) as ours:
        if not ours:
            return
        # It may have been done between the look and the lock.
        with toolbox.transaction(write=False) as session:
            found = history.find(session, row["id"])
        if found is None or found["status"] not in history.OPEN:
            return
        try:
            export_records.finish(toolbox.acting_for(found), found)
            report.done += 1
        except (StoppedError, ServiceUnavailableError):
            raise
        except CancelledError:
            pass
        except Exception:  # its row says why, and the next job is no worse for it
            report.failed += 1
