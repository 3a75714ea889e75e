"""The listener: looks after its workers, each a process of its own, till it is stopped.

A worker that dies, or is killed because a handler hangs, is replaced; what it was at is known from
its desk, so that a deadly event is counted, tried alone, and given up after some deaths.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from crmctl.errors import CrmctlError, ServiceUnavailableError, UsageError
from crmctl.events import consumer as consumers
from crmctl.platform import registry
from crmctl.platform.registry import Registry
from crmctl.storage import listeners
from crmctl.storage.deliveries import Failure
from crmctl.wiring import Toolbox
from jobs.listening import failing, starting, worker
from jobs.listening.desk import COUNTS, Desk
from jobs.listening.plan import Plan, Tell
from jobs.listening.stopping import Stop
from jobs.listening.worker import Legacy, Tools

# How often the supervisor looks whether a handler hangs.
_LOOK_SECONDS = 1.0
_SOON = 5.0
_LONGEST_PAUSE = 30.0
_MOST_SUDDEN_DEATHS = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_FAILED, _UNAVAILABLE, _MISCONFIGURED = 1, 4, 2


@dataclass
class Report:
    """What a run did; every count is one of events for one handler, `ignored` of events."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    deaths: int = 0

    @property
    def failed(self) -> bool:
        """Whether some handler failed, or died."""
        return bool(self.counts["failed"])


@dataclass(frozen=True)
class Around:
    """What the command line brings: a fresh Toolbox, the log, and what follows a commit."""

    open_toolbox: Callable[[], Toolbox]
    tell: Tell
    after: Callable[[Toolbox], None]
    # Has the jobs of a workspace done, if there are any.
    wake: Callable[[Toolbox], None]
    # What the service manager is told: READY=1, WATCHDOG=1, STOPPING=1.
    notify: Callable[[str], None] = lambda _: None
    # How often it wants to hear that all is well, in seconds.
    watchdog: float | None = None


def prepare(around: Around, plan: Plan) -> Registry:
    """Load the handlers, and make the group where there is none; says where a new one starts."""
    loaded = Registry(registry.handlers())
    toolbox = around.open_toolbox()
    try:
        toolbox.start_private_redis()
        _ = toolbox.engine
        _make_group(toolbox, plan, around.tell)
    except ServiceUnavailableError as error:
        if plan.once:
            raise
        around.tell("waiting", {"error": str(error)})
    finally:
        # A worker is a copy of this process: it must not share its connections.
        toolbox.close()
        toolbox.line.stream.client.close()
    return loaded


def _make_group(toolbox: Toolbox, plan: Plan, tell: Tell) -> None:
    """A group that was there is made again by the workers, from where they were."""
    stream = toolbox.line.stream
    with toolbox.system_transaction(write=False) as system:
        known = listeners.progress(system, toolbox.target, plan.group)
    is_there = any(name == plan.group for name in consumers.groups(stream))
    if is_there and plan.start not in {None, starting.END}:
        tell("group is there", {"group": plan.group})
    elif not is_there and not known:
        starting.make_new(stream, plan, tell)


class Supervisor:
    """One listener: as many workers as it was told to have."""

    def __init__(self, around: Around, plan: Plan, loaded: Registry, workers: int) -> None:
        """Nothing runs yet."""
        self._around = around
        self._plan = plan
        self._registry = loaded
        self._seats = [_Seat(Desk()) for _ in range(workers)]
        self._stopping = False
        self._reload = False
        self._deaths = 0
        self._error: CrmctlError | None = None
        self._told_at = 0.0

    def run(self, reread: Callable[[], Plan] | None = None) -> Report:
        """Till stopped, or with `once` till every worker has found nothing more to do."""
        with _signals() as wake:
            for seat in self._seats:
                self._seat_worker(seat, None)
            self._around.notify("READY=1")
            while self._look():
                if self._reload and reread is not None:
                    self._take_up(reread)
                self._feed_watchdog()
                self._sleep(wake)
        if self._error is not None:
            raise self._error
        return self.report()

    def report(self) -> Report:
        """What all workers have done so far, the dead ones too."""
        report = Report(deaths=self._deaths)
        for seat in self._seats:
            for name, count in seat.desk.counts().items():
                report.counts[name] += count
        return report

    def _look(self) -> bool:
        """Replace the dead, kill those that hang; returns whether anybody is left."""
        for seat in self._seats:
            ended = seat.reap()
            if ended is not None:
                self._mourn(seat, ended)
            elif seat.pid is not None and seat.desk.overdue():
                seat.hangs = True
                seat.kill(signal.SIGKILL)
            elif seat.pid is None and seat.due is not None and time.monotonic() >= seat.due:
                self._seat_worker(seat, seat.legacy)
        return any(seat.pid is not None or seat.due is not None for seat in self._seats)

    def _mourn(self, seat: "_Seat", status: int) -> None:
        """A worker has ended: as it should, or over what it was at."""
        code = os.waitstatus_to_exitcode(status)
        if code == 0 and (self._stopping or self._plan.once):
            return
        if code == 0 or seat.replace:
            self._seat_worker(seat, seat.left())
            return
        if self._stopping:
            return
        words = seat.desk.last_words()
        # One that never got a place will not get one by trying again.
        hopeless = code == _MISCONFIGURED and not seat.desk.name()
        if words and (hopeless or (code > 0 and self._plan.once)):
            self._fail(code, seat.desk.last_words())
            return
        self._deaths += 1
        self._replace_later(seat, code)

    def _replace_later(self, seat: "_Seat", code: int) -> None:
        at, hangs, words = seat.desk.at_work(), seat.hangs, seat.desk.last_words()
        how = f" (signal {-code})" if code < 0 else f" (exit {code})"
        failure = failing.died(over_time=hangs, plan=self._plan, how=how)
        facts: dict[str, object] = {"worker": seat.desk.name(), "how": how.strip(" ()")}
        if at is not None:
            facts |= {
                "event": at.event_id,
                "type": at.type,
                "handler": at.handler,
                "workspace": at.workspace,
                "correlationId": at.correlation,
            }
        self._around.tell("handler hangs" if hangs else "worker died", facts | {"error": words})
        if at is not None:
            seat.desk.accuse(at)
            seat.failure = failure
        seat.legacy = seat.left()
        sudden = time.monotonic() - seat.began < _SOON
        seat.sudden_deaths = seat.sudden_deaths + 1 if sudden and at is None else 0
        if self._plan.once and seat.sudden_deaths >= _MOST_SUDDEN_DEATHS:
            self._fail(_FAILED, words or f"Workers die one after the other{how}")
            return
        pause = min(0.05 * 2**seat.sudden_deaths, _LONGEST_PAUSE)
        seat.due = time.monotonic() + pause

    def _fail(self, code: int, words: str) -> None:
        """Nothing to be gained by going on."""
        kinds = {_UNAVAILABLE: ServiceUnavailableError, _MISCONFIGURED: UsageError}
        self._error = kinds.get(code, CrmctlError)(words)
        self._stop(signal.SIGTERM)

    def _seat_worker(self, seat: "_Seat", legacy: Legacy | None) -> None:
        """Start a worker in a process of its own: this one, split in two."""
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        seat.desk.clear()
        # A signal is for the one or the other: the new one hears it when it has ears of its own.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            os._exit(self._work(seat.desk, legacy, parent))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        seat.start(pid)

    def _work(self, desk: Desk, legacy: Legacy | None, parent: int) -> int:
        """In the worker's own process; returns its exit code."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stop = Stop(parent)
        stop.listen()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        try:
            around = self._around
            tools = Tools(
                around.open_toolbox(),
                self._plan,
                self._registry,
                desk,
                stop,
                around.tell,
                around.after,
                around.wake,
                [seat.desk for seat in self._seats],
            )
            worker.run(tools, legacy)
            return 0
        except ServiceUnavailableError as error:
            desk.say_last_words(str(error))
            return _UNAVAILABLE
        except UsageError as error:
            desk.say_last_words(str(error))
            return _MISCONFIGURED
        except BaseException as error:
            desk.end()
            desk.say_last_words(f"{type(error).__name__}: {error}")
            return _FAILED
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()

    def _hear(self, number: int) -> None:
        """A signal: to stop, the second time at once; or to read the settings again."""
        if number == signal.SIGHUP:
            self._reload = True
        elif number in {signal.SIGINT, signal.SIGTERM}:
            if self._stopping:
                self._kill_all()
                signal.signal(number, signal.SIG_DFL)
                os.kill(os.getpid(), number)
            self._stop(number)

    def _stop(self, number: int) -> None:
        self._stopping = True
        self._around.notify("STOPPING=1")
        for seat in self._seats:
            seat.due = None
            seat.kill(number)

    def _kill_all(self) -> None:
        for seat in self._seats:
            seat.kill(signal.SIGKILL)

    def _take_up(self, reread: Callable[[], Plan]) -> None:
        """Have every worker finish what is in hand and start anew with the present settings."""
        self._reload = False
        if self._stopping:
            return
        try:
            self._plan = reread()
        except CrmctlError as error:
            self._around.tell("settings not read", {"error": str(error)})
            return
        self._around.tell("settings read", {})
        for seat in self._seats:
            seat.replace = True
            seat.kill(signal.SIGTERM)

    def _feed_watchdog(self) -> None:
        interval = self._around.watchdog
        if interval and time.monotonic() - self._told_at >= interval / 3:
            self._told_at = time.monotonic()
            self._around.notify("WATCHDOG=1")

    def _sleep(self, wake: int) -> None:
        """Until a signal, a worker's end among them, or till somebody's time is up."""
        due = [seat.due - time.monotonic() for seat in self._seats if seat.due is not None]
        ready, _, _ = select.select([wake], [], [], max(min([_LOOK_SECONDS, *due]), 0))
        if ready:
            for number in os.read(wake, 4_096):
                self._hear(number)


@dataclass
class _Seat:
    """A worker's place: its desk, and who sits there."""

    desk: Desk
    pid: int | None = None
    began: float = 0.0
    hangs: bool = False
    replace: bool = False
    # When to seat the next one, and what that one takes over.
    due: float | None = None
    legacy: Legacy | None = None
    # How the worker died that was at something last: what it was at is on the desk.
    failure: Failure | None = None
    sudden_deaths: int = 0

    def start(self, pid: int) -> None:
        """Somebody sits down."""
        self.pid = pid
        self.began = time.monotonic()
        self.hangs = self.replace = False
        self.due = self.legacy = None

    def left(self) -> Legacy | None:
        """What the next one is told of who sat here; None where nobody ever had a name."""
        return Legacy(self.desk.name(), self.failure) if self.desk.name() else None

    def reap(self) -> int | None:
        """The status of a worker that has ended."""
        if self.pid is None:
            return None
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        if not ended:
            return None
        self.pid = None
        return status

    def kill(self, number: int) -> None:
        """Send a signal to whoever sits here."""
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


@contextmanager
def _signals() -> Iterator[int]:
    """Have signals end a wait on the file that this yields, each as a byte of its number."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)

    def nothing(_number: int, _frame: FrameType | None) -> None:
        """The byte in the pipe says it."""

    earlier = {number: signal.signal(number, nothing) for number in _SIGNALS}
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in earlier.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
