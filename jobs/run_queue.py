"""The background work: what was queued, and what a worker that died has left half-made.

The job's own row is the truth, and the lock of its id says whether somebody is at it: a lock dies
with its holder, so a crashed worker's job is free for the next one. That takes the database's own
locks and these few lines, where a job library would bring tables, a schema and a daemon of its own.
"""

import subprocess
import sys
from dataclasses import dataclass

from crmctl.errors import CrmctlError, StoppedError
from crmctl.exporting import history
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs import export_records


@dataclass
class Report:
    """How many jobs were done, and how many failed."""

    done: int = 0
    failed: int = 0


def run(toolbox: Toolbox) -> Report:
    """Do every job that nobody else is at, and end; each as the user who asked for it."""
    report = Report()
    for each in toolbox.workspaces():
        for row in _unfinished(each):
            _attempt(each, row, report)
    return report


def start_worker(toolbox: Toolbox) -> None:
    """Have the queue done by a process of its own, that outlives this one."""
    subprocess.Popen(
        [
            sys.executable,
            *("-c", "from crmctl.cli.app import main; main()"),
            *toolbox.settings.as_options(),
            *("jobs", "run", "--once"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _attempt(toolbox: Toolbox, row: Row, report: Report) -> None:
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
        except StoppedError:
            raise
        except CrmctlError:
            # Its row says why.
            report.failed += 1


def _unfinished(toolbox: Toolbox) -> list[Row]:
    with toolbox.transaction(write=False) as session:
        return history.unfinished(session)
