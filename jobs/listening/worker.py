"""One worker: it reads, acts, acknowledges, and looks after what comes later, till it is stopped.

The order of events of one record is kept among all workers of a group, on any number of hosts: who
reads has the turn, and takes the records of what it has read in hand before the next may read. What
a dead worker has left goes into the queues before anything newer of the same records is done.
"""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from crmctl.errors import CrmctlError, ServiceUnavailableError, Stopped, UsageError
from crmctl.events.consumer import Consumer
from crmctl.events.stream import NoGroupError
from crmctl.platform.registry import Registry
from crmctl.storage import inbox, listeners, turns, waiting
from crmctl.storage.deliveries import Failure
from crmctl.storage.session import Session
from crmctl.storage.turns import Turns
from crmctl.wiring import Toolbox
from jobs.listening import burying, starting
from jobs.listening.acting import Acting
from jobs.listening.desk import Desk
from jobs.listening.overdue import Overdue
from jobs.listening.plan import IDLE_SECONDS, Plan, Tell
from jobs.listening.sorting import Sorted, Sorting
from jobs.listening.stopping import Stop

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
# How long a worker that replaces a dead one waits for its name, and how often it looks for what is
# due while it has its hands full.
_NAME_PATIENCE = 2.0
_LOOK_SECONDS = 0.25
_MOST_WORKERS = 1_000

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Legacy:
    """What is known of the worker that this one replaces: its name, and how it died.

    What it was at is on the desk.
    """

    name: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with; all but the registry its own.

    `after` is called when handlers have brought events about, once those are committed, and `wake`
    when they may have left jobs in a workspace.
    """

    toolbox: Toolbox
    plan: Plan
    registry: Registry
    desk: Desk
    stop: Stop
    tell: Tell
    after: Callable[[Toolbox], None]
    wake: Callable[[Toolbox], None]
    # Those of the listener's other workers.
    desks: Sequence[Desk] = ()


def run(tools: Tools, legacy: Legacy | None = None) -> None:
    """Work until stopped, or with `once` until nothing is left; patient with lost services."""
    pause, said = _FIRST_PAUSE, ""
    while not tools.stop.asked:
        try:
            with turns.opened(tools.toolbox.engine, tools.plan.group) as own_turns:
                place = Place(tools, own_turns, legacy)
                legacy = Legacy(place.consumer.name)
                pause, said = _FIRST_PAUSE, ""
                place.work()
            return
        except Stopped:
            return
        except NoGroupError:
            # Lost between two looks at it: it is made again on coming back.
            continue
        except ServiceUnavailableError as error:
            if tools.plan.once:
                raise
            if str(error) != said:
                said = str(error)
                tools.tell("waiting", {"error": said})
        _let_go(tools)
        with suppress(Stopped), tools.stop.waiting():
            time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        # A private one that was killed is nobody else's to start.
        with suppress(CrmctlError):
            tools.toolbox.start_private_redis()


def _let_go(tools: Tools) -> None:
    """Of every connection: the next try is to find new ones."""
    tools.desk.end()
    tools.toolbox.close()
    tools.toolbox.line.stream.client.close()


class Place:
    """A worker at work: it has its name, and what an earlier one of that name has left."""

    def __init__(self, tools: Tools, own_turns: Turns, legacy: Legacy | None) -> None:
        """Take a name, and put what is in hand under it into the queues."""
        self._toolbox = tools.toolbox
        self._plan = tools.plan
        self._desk = tools.desk
        self._other_desks = [desk for desk in tools.desks if desk is not tools.desk]
        self._stop = tools.stop
        self._tell = tools.tell
        self._after = tools.after
        self._wake = tools.wake
        self._turns = own_turns
        self._sorting = Sorting(tools.registry, self._plan.group, self._plan.event_max_bytes)
        self._looked = 0.0
        self._sit_down(legacy)
        self._waiting = self._toolbox.listening_stream(IDLE_SECONDS)
        burying.settle(self._toolbox, self._turns)

    def work(self) -> None:
        """Till stopped; with `once` till nothing is left."""
        try:
            while self._go_on():
                read = self._read()
                # Retries come between new events, however many of those there are.
                time_to_look = not read or time.monotonic() - self._looked > _LOOK_SECONDS
                if (time_to_look and self._look_after_overdue()) or read:
                    continue
                if self._plan.once:
                    return
                self._rest()
        finally:
            self._waiting.client.close()

    def _go_on(self) -> bool:
        return not self._stop.asked

    def _sit_down(self, legacy: Legacy | None) -> None:
        """Take a name, and put what is in hand under it into the queues.

        In one turn: nobody may take this worker for living, and its records for free, before.
        """
        ends = time.monotonic() + _NAME_PATIENCE
        while True:
            with self._turns.reading():
                name = self._take_name(legacy, patient=time.monotonic() < ends)
                if name is not None:
                    self._desk.sit_down(name)
                    self.consumer = Consumer(self._toolbox.line.stream, self._plan.group, name)
                    self._acting = Acting(self._toolbox, self._plan, self._desk, name, self._tell)
                    self._overdue = Overdue(
                        self._acting,
                        self._sorting,
                        self._turns,
                        self._take_over_dead,
                        self._others_have,
                    )
                    self._recover(legacy)
                    return
            # PostgreSQL needs a moment to see that a worker is no more.
            time.sleep(0.01)

    def _take_name(self, legacy: Legacy | None, *, patient: bool) -> str | None:
        """The dead one's whose place this is, or the one asked for; else the first that is free."""
        wanted = legacy.name if legacy else self._plan.consumer
        if legacy or not self._plan.numbered:
            if self._turns.take_name(wanted):
                return wanted
            if patient:
                return None
        if not self._plan.numbered:
            raise UsageError(f"Another listener is called {wanted!r}: choose another --consumer")
        # A name on another desk is kept for its successor, who knows what its worker died over.
        theirs = {desk.name() for desk in self._other_desks}
        for number in range(1, _MOST_WORKERS):
            name = f"{self._plan.consumer}-{number}"
            if name not in theirs and self._turns.take_name(name):
                return name
        raise UsageError(f"{_MOST_WORKERS} workers listen on this host already")

    def _recover(self, legacy: Legacy | None) -> None:
        """Put what this worker's name has in hand into the queues."""
        self._with_group(lambda: self._queue_left_over((), legacy))
        with self._toolbox.system_transaction() as system:
            last = self.consumer.position()
            target, group = self._toolbox.target, self._plan.group
            listeners.note(system, target, group, self.consumer.name, last)

    def _others_have(self) -> set[inbox.Key]:
        """What the listener's other workers are at, or have died over."""
        on_desks = (at for desk in self._other_desks for at in (desk.at_work(), desk.died_over()))
        return {at.key for at in on_desks if at is not None}

    def _take_over_dead(self) -> bool:
        """See that nothing of the dead is older than what is now in hand; has the turn to read."""
        others = self._with_group(self.consumer.others)
        _, dead = self._turns.hold((), others)
        if dead:
            self._take_over(dead, Sorted())
        return bool(dead)

    def _read(self) -> bool:
        """Act on the next entries of the stream; returns whether there were any."""
        try:
            with self._turns.reading():
                reading = self._with_group(lambda: self.consumer.read(self._acting.pace.lot))
                self._acting.pace.weighed(reading.size)
                self._acting.pace.share(len(reading.others))
                lot = self._sorting.sort(reading.entries)
                held, dead = self._turns.hold(lot.entities, reading.others)
                if dead:
                    self._take_over(dead, lot)
                self._park_what_others_hold(lot, held)
                self._turns.let_others_read()
                if lot.entries:
                    self._act(lot)
                return bool(lot.entries or dead)
        finally:
            self._turns.let_go()

    def _act(self, lot: Sorted) -> None:
        rest = self._acting.act(lot, self._go_on)
        self._count(lot)
        if not lot.tasks:
            self._acting.pace.did(len(lot.entries), len(lot.entries))
        if self._acting.has_buried():
            burying.settle(self._toolbox, self._turns)
        undone = {task.delivery.stream_id for task in rest}
        done = [entry for entry in lot.entries if entry not in undone] if undone else lot.entries
        self.consumer.acknowledge(done)
        self.consumer.remove(lot.unreadable)
        self._publish()

    def _park_what_others_hold(self, lot: Sorted, held: Collection[str]) -> None:
        """Have these wait behind what another worker is at; seen by all before the next reads."""
        late = [task.delivery for task in lot.tasks if task.delivery.entity not in held]
        if late:
            lot.tasks = [task for task in lot.tasks if task.delivery.entity in held]
            with self._toolbox.system_transaction() as system:
                waiting.park(system, late)
            self._desk.count("parked", len(late))

    def _look_after_overdue(self) -> bool:
        """Try what is due; returns whether there was anything."""
        tried = self._overdue.run(self._go_on)
        self._looked = time.monotonic()
        if tried:
            burying.settle(self._toolbox, self._turns)
            self._publish()
        return bool(tried)

    def _rest(self) -> None:
        """Sleep until there is something new, or something is due."""
        end = self.consumer.stream.end()
        # Whatever came before that end is read, and what comes behind it ends the wait.
        if self._read():
            return
        due = self._overdue.next_due()
        seconds = IDLE_SECONDS if due is None else min(max(due, 0.01), IDLE_SECONDS)
        with self._stop.waiting():
            self._waiting.next_entries(end, int(seconds * 1000) or 1, 1)

    def _publish(self) -> None:
        """Have what handlers brought about on the stream at once, and their jobs done."""
        if self._toolbox.written.is_set():
            self._toolbox.written.clear()
            self._after(self._toolbox)
        while self._acting.left_jobs_in:
            self._wake(self._toolbox.in_workspace(self._acting.left_jobs_in.pop()))

    def _take_over(self, dead: Collection[str], lot: Sorted) -> None:
        """Queue up what the dead have left, before anything that was read after it."""
        for name in dead:
            taken = self.consumer.take_over(name)
            self._tell("taken over", {"worker": name, "entries": taken})
        self._queue_left_over(lot.entries, None)
        with self._toolbox.system_transaction() as system:
            for name in dead:
                listeners.forget(system, self._toolbox.target, self._plan.group, name)

    def _queue_left_over(self, but: Collection[str], legacy: Legacy | None) -> None:
        """Move what this worker was given earlier into the queues, each event to its place."""
        known = {*but}
        for entries in self.consumer.left_over():
            lot = self._sorting.sort(each for each in entries if each[0] not in known)
            if not lot.entries:
                continue
            self._acting.bury_poison(lot)
            deliveries = [task.delivery for task in lot.tasks]
            with self._toolbox.system_transaction() as system:
                done = inbox.known(system, deliveries)
                waiting.park(system, [each for each in deliveries if each.key not in done])
                # In the same transaction: nobody may try it before it is known to be deadly.
                blamed = self._blame(system, legacy)
            if blamed:
                self._desk.settle()
            self._count(lot)
            self._desk.count("left_over", len(lot.entries))
            burying.settle(self._toolbox, self._turns)
            self.consumer.acknowledge(lot.entries)
            self.consumer.remove(lot.unreadable)
        with self._toolbox.system_transaction() as system:
            self._blame(system, legacy)
            if legacy is not None:
                # What the worker before died over is known: all else is as good as ever.
                waiting.acquit(system, self._plan.group, legacy.name)
        self._desk.settle()

    def _blame(self, system: Session, legacy: Legacy | None) -> bool:
        """Count the death of the worker before this one, once, against what it was at."""
        at = self._desk.died_over()
        if at is None or legacy is None or legacy.failure is None:
            return False
        return self._overdue.blame(system, at, legacy.failure, legacy.name)

    def _count(self, lot: Sorted) -> None:
        self._desk.count("ignored", lot.ignored)
        if lot.lost:
            self._desk.count("lost", lot.lost)
            self._tell("lost to trimming", {"entries": lot.lost})

    def _with_group(self, work: Callable[[], Result]) -> Result:
        """Do it; a group that is gone, with its stream or alone, is made again first."""
        try:
            return work()
        except NoGroupError:
            self._make_group()
        return work()

    def _make_group(self) -> None:
        stream, group = self._toolbox.line.stream, self._plan.group
        with self._toolbox.system_transaction(write=False) as system:
            known = listeners.progress(system, self._toolbox.target, group).values()
        if known:
            starting.make_again(stream, self._plan, known, self._tell)
        else:
            starting.make_new(stream, self._plan, self._tell)
