"""The import tried out while the user looks on: the real plan, rolled back, in a thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from crmctl.cli.wizard.doubts import Doubts
from crmctl.errors import CancelledError, CrmctlError
from crmctl.importing.diff import Diff
from crmctl.importing.planning import Plan
from crmctl.importing.report import Report

# Carries a plan out and takes it back; tells the rows read, and fills in the report.
CarryOut = Callable[[Plan, Callable[..., None], Report], Any]
# What is left open when the plan has been carried out.
FindDoubts = Callable[[Plan, Report], Doubts]
# Seconds that leaving takes at most.
PATIENCE = 3.0


@dataclass
class Attempt:
    """One plan under trial. The thread fills it in, the screens read it."""

    plan: Plan
    report: Report = field(default_factory=lambda: Report(diff=Diff()))
    read: int = 0
    # Its counts are final.
    done: bool = False
    doubts: Doubts = field(default_factory=Doubts)
    # Why nothing could come of it.
    error: str | None = None
    # A bug, for the caller to raise.
    bug: Exception | None = None
    unwanted: Event = field(default_factory=Event)

    @property
    def state(self) -> tuple[bool, str | None]:
        """What changes when it ends."""
        return self.done, self.error

    @property
    def diff(self) -> Diff:
        """What the updates change."""
        return self.report.diff or Diff()

    def go_on(self, read: int, *_: object) -> None:
        """Take note of progress; CancelledError when nobody waits for this any more."""
        self.read = read
        if self.unwanted.is_set():
            raise CancelledError

    def run(self, carry_out: CarryOut, find_doubts: FindDoubts) -> None:
        """Try it out, in this thread."""
        if self.unwanted.is_set():
            return
        try:
            carry_out(self.plan, self.go_on, self.report)
            self.doubts = find_doubts(self.plan, self.report)
            self.done = True
        except CancelledError:
            pass
        except CrmctlError as error:
            self.error = str(error)
        except Exception as bug:
            self.bug = bug


class Trial:
    """Tries one plan after the other; a newer one ends the one before it."""

    def __init__(self, carry_out: CarryOut, find_doubts: FindDoubts) -> None:
        self._ways = (carry_out, find_doubts)
        self._wanted: SimpleQueue[Attempt | None] = SimpleQueue()
        # One thread: on SQLite a second writer would only wait for the first. A daemon: who leaves
        # does not wait for another import that holds this one up.
        self._thread = Thread(target=self._work, name="trial", daemon=True)
        self.attempt: Attempt | None = None

    def start(self, plan: Plan) -> Attempt:
        """Try this plan out."""
        self.stop()
        self.attempt = Attempt(plan)
        self._wanted.put(self.attempt)
        if not self._thread.ident:
            self._thread.start()
        return self.attempt

    def stop(self) -> None:
        """Nobody waits for the present one any more."""
        if self.attempt:
            self.attempt.unwanted.set()

    def close(self) -> None:
        """End, and wait a little until nothing is written to the database, be it for a while."""
        self.stop()
        self._wanted.put(None)
        if self._thread.ident:
            self._thread.join(PATIENCE)

    def _work(self) -> None:
        for attempt in iter(self._wanted.get, None):
            attempt.run(*self._ways)
