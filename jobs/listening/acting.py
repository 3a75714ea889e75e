"""Handlers at work: each event's effect and the note of it in one transaction, a lot at a time."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from crmctl.clock import iso
from crmctl.errors import ServiceUnavailableError, Stopped
from crmctl.storage import dead_letters, inbox, listeners, turns, waiting
from crmctl.storage import session as sessions
from crmctl.storage.deliveries import Delivery, Lanes
from crmctl.storage.failures import DatabaseAwayError
from crmctl.storage.session import Actor, Session
from crmctl.wiring import Toolbox
from jobs.listening import failing
from jobs.listening.desk import AtWork, Desk
from jobs.listening.failing import HandlerError
from jobs.listening.pace import Pace
from jobs.listening.plan import LONGEST_TRANSACTION, Plan, Tell
from jobs.listening.sorting import Sorted, Task

GoOn = Callable[[], bool]


class Acting:
    """What one worker does with the events that are its own for the time being."""

    def __init__(
        self,
        toolbox: Toolbox,
        plan: Plan,
        desk: Desk,
        consumer: str,
        tell: Tell,
        *,
        follows: bool = True,
    ) -> None:
        """`consumer` is the worker's name; `desk` tells its supervisor what it is at.

        `follows`: what is done is the group's progress on the stream.
        """
        self.toolbox = toolbox
        self.plan = plan
        self.desk = desk
        self.consumer = consumer
        self.chance = random.SystemRandom()
        self.pace = Pace(turns.room(toolbox.engine))
        self._tell = tell
        # Workspaces that a worker of jobs may have something to do in.
        self.left_jobs_in: set[str] = set()
        self._follows = follows
        self._buried = False

    def act(self, lot: Sorted, go_on: GoOn, *, again: bool = False) -> list[Task]:
        """Do the tasks of a lot, in order; returns those that were not begun.

        Together, and one by one after an error. `again`: even what was done before.
        """
        self.bury_poison(lot)
        rest = lot.tasks
        while rest and go_on():
            part, later = rest[: self.pace.lot], rest[self.pace.lot :]
            last = None if later else lot.entries[-1]
            undone: Sequence[Task] | None = None
            try:
                undone = self._together(part, go_on, last, again=again)
            except ServiceUnavailableError:
                raise
            except Exception as error:
                raise_if_away(error)
            if undone is None:
                # Not while the error is at hand: what is told of the next is to be its own alone.
                undone = self._one_by_one(part, go_on, again=again)
            rest = [*undone, *later]
        return rest

    def alone(
        self,
        task: Task,
        begin: Callable[[Session], bool],
        finish: Callable[[Session], None] = lambda _: None,
    ) -> BaseException | None:
        """One task in a transaction of its own; returns what its handler raised.

        `begin` says whether it is to be done at all, `finish` comes after it, both in the same
        transaction. A handler that found a service busy, or another at its records, gets a second
        chance at once.
        """
        error: BaseException | None = None
        for _ in range(2):
            error = self._in_transaction(task, begin, finish)
            if not isinstance(error, ServiceUnavailableError):
                break
        return error

    def has_buried(self) -> bool:
        """Whether there are new dead letters since somebody last asked."""
        buried, self._buried = self._buried, False
        return buried

    def together(
        self,
        tasks: Sequence[Task],
        go_on: GoOn,
        finish: Callable[[Session, int], None],
    ) -> int:
        """Tasks that have waited, in one transaction; returns how many were begun.

        `finish` is told that number, in the same transaction.
        """
        acted: list[tuple[Task, float]] = []
        with self.toolbox.system_transaction() as system:
            fresh = inbox.take(system, [task.delivery for task in tasks])
            began, session = self._run(system, tasks, fresh, acted, go_on)
            books = sessions.acting(session, system.actor)
            rest = [task.delivery for task in tasks[began:]]
            inbox.give_back(books, [each for each in rest if each.key in fresh])
            finish(books, began)
            sessions.verify(books)
        self.pace.did(len(tasks), began)
        self.desk.count("duplicates", began - len(acted))
        self._log_acted(acted)
        return began

    def bury_poison(self, lot: Sorted) -> None:
        """Give up at once what nobody can act on."""
        if not lot.poison:
            return
        with self.toolbox.system_transaction() as system:
            new = [
                (delivery, failure)
                for delivery, failure in lot.poison
                if dead_letters.bury(system, delivery, failure, self.consumer)
            ]
        # Those of before, too, may still have to be written to their stream.
        self._buried = True
        self.desk.count("dead", len(new))
        for delivery, failure in new:
            self._tell("poison", {"entry": delivery.stream_id, "error": failure.message})

    def log(self, what: str, delivery: Delivery, **more: object) -> None:
        """A line about an event: no personal data."""
        self._tell(
            what,
            {
                "event": delivery.event_id,
                "type": delivery.type,
                "handler": delivery.handler,
                "workspace": delivery.workspace,
                "correlationId": delivery.correlation,
                **more,
            },
        )

    def _together(
        self, tasks: Sequence[Task], go_on: GoOn, last: str | None, *, again: bool
    ) -> Sequence[Task]:
        """As many as fit into one transaction; returns the others.

        `last` is the entry up to which everything is done then, where it is.
        """
        deliveries = [task.delivery for task in tasks]
        acted: list[tuple[Task, float]] = []
        with self.toolbox.system_transaction() as system:
            lanes = waiting.lanes(system, self.plan.group, {each.entity for each in deliveries})
            behind, free = _apart(tasks, lanes) if lanes else ([], tasks)
            if again:
                inbox.give_back(system, [task.delivery for task in free])
            fresh = inbox.take(system, [task.delivery for task in free])
            began, session = self._run(system, free, fresh, acted, go_on)
            rest = free[began:]
            books = sessions.acting(session, system.actor)
            inbox.give_back(books, [t.delivery for t in rest if t.delivery.key in fresh])
            waiting.park(books, behind)
            if rest or last is None or not self._follows:
                sessions.verify(books)
            else:
                self._note_progress(books, last)
        self.pace.did(len(free), began)
        self.desk.count("parked", len(behind))
        self.desk.count("duplicates", began - len(acted))
        self._log_acted(acted)
        return rest

    def _run(
        self,
        session: Session,
        tasks: Sequence[Task],
        fresh: set[inbox.Key],
        acted: list[tuple[Task, float]],
        go_on: GoOn,
    ) -> tuple[int, Session]:
        """Let handlers act till the transaction has lasted long enough.

        Returns how many tasks were begun, and the session as it then stands.
        """
        ends = time.monotonic() + LONGEST_TRANSACTION
        for at, task in enumerate(tasks, 1):
            key = task.delivery.key
            if key in fresh:
                # It may come twice in one lot.
                fresh.discard(key)
                session, took = self._call(session, task)
                acted.append((task, took))
                if time.monotonic() > ends or not go_on():
                    return at, session
        return len(tasks), session

    def _one_by_one(self, tasks: Sequence[Task], go_on: GoOn, *, again: bool) -> list[Task]:
        """Each in a transaction of its own; returns those that were not begun."""
        for at, task in enumerate(tasks):
            if not go_on():
                return list(tasks[at:])
            error = self.alone(task, partial(self._may_begin, task, again))
            if error is not None:
                self._put_aside(task, error)
        return []

    def _may_begin(self, task: Task, again: bool, system: Session) -> bool:
        """Whether it is its turn: not while an earlier one of its record waits."""
        delivery = task.delivery
        if delivery.is_behind(waiting.lanes(system, self.plan.group, [delivery.entity])):
            waiting.park(system, [delivery])
            self.desk.count("parked")
            return False
        if again:
            inbox.give_back(system, [delivery])
        return True

    def _in_transaction(
        self,
        task: Task,
        begin: Callable[[Session], bool],
        finish: Callable[[Session], None],
    ) -> BaseException | None:
        took = None
        try:
            with self.toolbox.system_transaction() as system:
                if not begin(system):
                    return None
                books = system
                if inbox.take(system, [task.delivery]):
                    session, took = self._call(system, task)
                    books = sessions.acting(session, system.actor)
                finish(books)
                sessions.verify(books)
        except HandlerError as error:
            raise_if_away(error)
            return error.__cause__
        except ServiceUnavailableError:
            raise
        except Exception as error:
            # What the handler left behind could not be committed.
            return error
        if took is None:
            self.desk.count("duplicates")
        else:
            self._log_acted([(task, took)])
        return None

    def _call(self, session: Session, task: Task) -> tuple[Session, float]:
        """Let the handler act; returns the session as it stands then, and the milliseconds."""
        incoming, trail = task.incoming, list[str]()
        actor = Actor(
            incoming.workspace, incoming.user, incoming.correlation, self.toolbox.actor.country
        )
        session = sessions.acting(session, actor, trail)
        workspace, event_id, handler = task.delivery.key
        self.desk.begin(
            self.plan.handler_seconds,
            AtWork(workspace, event_id, handler, incoming.type, incoming.correlation, task.attempt),
        )
        began = time.perf_counter()
        try:
            task.handler.handle(session, incoming)
            # What the database was only sent fails here, where it is the handler's own.
            sessions.settle(session)
        except BaseException as error:
            if isinstance(error, Stopped) and not self._follows:
                # Ctrl-C of somebody who stands by; a worker hears signals between two events.
                raise
            raise HandlerError from error
        finally:
            self.desk.end()
        if trail:
            inbox.note_caused(session, task.delivery, trail)
            self.toolbox.written.set()
        return session, (time.perf_counter() - began) * 1000

    def _put_aside(self, task: Task, error: BaseException) -> None:
        """Its first try has failed: have it wait for the next, or give it up."""
        failure = failing.told(error)
        with self.toolbox.system_transaction() as system:
            due_at = failing.next_try(self.plan, 1, system.now(), self.chance)
            if due_at is None or failing.is_permanent(error):
                due_at = None
                dead_letters.bury(system, task.delivery, failure, self.consumer)
                inbox.take(system, [task.delivery])
            else:
                waiting.add_failed(system, task.delivery, failure, due_at)
        self.tell_of_failure(task.delivery, failure.type, 1, due_at)

    def tell_of_failure(
        self, delivery: Delivery, error_type: str, attempts: int, due_at: datetime | None
    ) -> None:
        """A line about a try that came to nothing; a message might hold personal data."""
        self.desk.count("failed")
        facts: dict[str, object] = {"errorType": error_type, "attempt": attempts}
        if due_at is None:
            self._buried = True
            self.desk.count("dead")
            self.log("given up", delivery, **facts)
        else:
            self.log("failed", delivery, **facts, nextTry=iso(due_at))

    def _log_acted(self, acted: Sequence[tuple[Task, float]]) -> None:
        self.desk.count("handled", len(acted))
        for task, took in acted:
            self.log("handled", task.delivery, ms=round(took, 1))
            if task.handler.leaves_jobs:
                self.left_jobs_in.add(task.delivery.workspace)

    def _note_progress(self, system: Session, last: str) -> None:
        listeners.note(system, self.toolbox.target, self.plan.group, self.consumer, last)


def _apart(tasks: Sequence[Task], lanes: Lanes) -> tuple[list[Delivery], list[Task]]:
    """What waits behind an earlier one of its record, and the tasks that are free to be done."""
    behind = [task.delivery for task in tasks if task.delivery.is_behind(lanes)]
    return behind, [task for task in tasks if not task.delivery.is_behind(lanes)]


def raise_if_away(error: BaseException) -> None:
    """A database that is gone is no failure of the handler's."""
    if isinstance(error, HandlerError):
        error = error.__cause__ or error
    if isinstance(error, DatabaseAwayError):
        raise error
