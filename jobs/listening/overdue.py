"""Events whose turn has come later: each tried alone, the try counted before it is made."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from crmctl.errors import ServiceUnavailableError
from crmctl.platform.opening import PoisonError
from crmctl.storage import dead_letters, inbox, waiting
from crmctl.storage.deliveries import Failure
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.turns import Turns
from jobs.listening import failing
from jobs.listening.acting import Acting, GoOn, raise_if_away
from jobs.listening.desk import AtWork
from jobs.listening.sorting import Sorting, Task

_LOT = 50
# Seconds in which a supervisor kills a worker whose handler hangs.
_NOTICED = 15


class NoHandlerError(Exception):
    """The handler is not installed any more."""


class Overdue:
    """The queues of one group, as one worker sees them."""

    def __init__(
        self,
        acting: Acting,
        sorting: Sorting,
        turns: Turns,
        take_over_dead: Callable[[], bool] = lambda: False,
        others_have: Callable[[], Collection[inbox.Key]] = tuple,
    ) -> None:
        """All are the worker's own; `take_over_dead` tells whether the dead had left anything.

        `others_have` tells what others of the same listener are at, or have died over: it is
        theirs till they have written that down.
        """
        self._take_over_dead = take_over_dead
        self._others_have = others_have
        self._acting = acting
        self._sorting = sorting
        self._turns = turns
        self._plan = acting.plan
        self._toolbox = acting.toolbox

    def run(self, go_on: GoOn) -> int:
        """Try those whose turn has come; returns how many were tried.

        What was never tried goes together; what was, alone, the first of each queue.
        """
        group, latest = self._plan.group, self._plan.latest
        most = max(self._acting.pace.lot, _LOT)
        with self._toolbox.system_transaction(write=False) as system:
            heads = waiting.heads(system, group, latest, most)
        untried = {_lane(head) for head in heads if not _was_tried(head)}
        tried = self._try_together(untried, go_on) if untried else 0
        alone = [head for head in heads if _was_tried(head) or not tried][:_LOT]
        return tried + self.try_all(alone, go_on) if alone else tried

    def try_all(self, heads: Sequence[Row], go_on: GoOn, patience: float = 0) -> int:
        """Try these, but those that another worker has in hand; returns how many."""
        with self._in_hand({head["entity"] for head in heads}, patience) as held:
            if held is None:
                return 1
            tried, theirs = 0, self._others_have()
            for head in heads:
                if not go_on():
                    break
                ours = head["entity"] in held and _key(head) not in theirs
                tried += ours and self._attempt(head)
            return tried

    @contextmanager
    def _in_hand(self, entities: set[str], patience: float = 0) -> Iterator[set[str] | None]:
        """Those of the records that nobody else has in hand.

        None where a worker died that had: what it has left is queued up now, and may be older.
        """
        try:
            with self._turns.reading():
                held, _ = self._turns.hold(entities, (), patience)
                if self._take_over_dead():
                    yield None
                    return
                self._turns.let_others_read()
                yield held
        finally:
            self._turns.let_go()

    def _try_together(self, lanes: set[tuple[str, str]], go_on: GoOn) -> int:
        """One transaction for many; after an error none was tried, and each is tried alone.

        They are marked before: should the worker die over one of them, each is tried alone.
        """
        plan = self._plan
        with self._in_hand({entity for entity, _ in lanes}) as held:
            if held is None:
                return 1
            ours = [lane for lane in lanes if lane[0] in held]
            with self._toolbox.system_transaction() as system:
                rows = self._but_others(
                    waiting.untried(system, plan.group, plan.latest, self._acting.pace.lot, ours)
                )
                waiting.mark_together(system, rows, self._acting.consumer)
            tasks = self._tasks(rows)

            def finish(system: Session, began: int) -> None:
                waiting.remove(system, *rows[:began])
                waiting.mark_together(system, rows[began:], None)

            try:
                return self._acting.together(tasks, go_on, finish) if tasks else 0
            except ServiceUnavailableError:
                raise
            except Exception as error:
                raise_if_away(error)
                with self._toolbox.system_transaction() as system:
                    waiting.mark_together(system, rows, None)
                return 0

    def _but_others(self, rows: Sequence[Row]) -> list[Row]:
        """Without what others died over, and what is behind that."""
        theirs = self._others_have()
        lanes = {_lane(row) for row in rows if _key(row) in theirs}
        return [row for row in rows if _lane(row) not in lanes]

    def _tasks(self, rows: Sequence[Row]) -> list[Task]:
        """What is to be done; up to the first that cannot be, which is told on when it is alone."""
        tasks = []
        for row in rows:
            try:
                task = self._sorting.task(waiting.delivery(row))
            except PoisonError:
                task = None
            if task is None:
                break
            tasks.append(task)
        return tasks

    def next_due(self) -> float | None:
        """Seconds till the next is due; None where nothing waits."""
        with self._toolbox.system_transaction(write=False) as system:
            due_at = waiting.next_due(system, self._plan.group)
            return None if due_at is None else (due_at - system.now()).total_seconds()

    def blame(self, system: Session, at: AtWork, failure: Failure, worker: str) -> bool:
        """Count the death of a worker against what it was at; returns whether that waits.

        A try that was counted before it was made is known by its number: who found it before this
        has told of the death already.
        """
        row = waiting.find(system, self._plan.group, *at.key)
        if row is None:
            return False
        if at.attempt:
            if row["started_at"] is not None and (row["attempts"], row["worker"]) == (
                at.attempt,
                worker,
            ):
                self._count_death(system, row, failure)
        elif row["started_at"] is None or waiting.was_in_a_lot(row):
            # It died in the midst of a lot: this was a first try.
            self._count_death(system, row | {"attempts": row["attempts"] + 1}, failure)
        else:
            # Another is at it by now: that try goes on, with one death more behind it.
            waiting.count_death(system, row, failure)
        return True

    def _attempt(self, head: Row) -> bool:
        """One try; returns whether there was anything to do."""
        with self._toolbox.system_transaction() as system:
            row = self._its_turn(system, head)
            if row is None:
                return False
            if row["started_at"] is not None and not waiting.was_in_a_lot(row):
                # Its record is in our hands: whoever was at it is dead.
                late = (system.now() - row["started_at"]).total_seconds()
                over_time = 0 <= late - self._plan.handler_seconds <= _NOTICED
                self._count_death(system, row, failing.died(over_time=over_time, plan=self._plan))
                return True
            # Counted before it is made: the count holds even if the process does not.
            row = waiting.start(system, row, self._acting.consumer)
        error = self._try(row)
        if error is not None:
            self._settle(row, error)
        return True

    def _try(self, row: Row) -> BaseException | None:
        try:
            task = self._sorting.task(waiting.delivery(row))
        except PoisonError as error:
            return error
        if task is None:
            return NoHandlerError(f"No handler is called {row['handler']!r} here")
        task = task._replace(attempt=row["attempts"])
        return self._acting.alone(task, lambda _: True, lambda system: waiting.remove(system, row))

    def _its_turn(self, system: Session, head: Row) -> Row | None:
        row = waiting.find(
            system, self._plan.group, head["workspace_id"], head["event_id"], head["handler"]
        )
        return row if row is not None and waiting.is_first(system, row) else None

    def _count_death(self, system: Session, row: Row, failure: Failure) -> None:
        """One more worker is dead; so many, and the event is given up.

        What took too long waits as after any failure; what killed its worker is tried again at
        once, alone, lest it take others with it.
        """
        row = waiting.failed(system, row | {"deaths": row["deaths"] + 1}, failure)
        due_at: datetime | None = system.now()
        if failure.type == failing.TIMED_OUT:
            due_at = self._next_try(system, row)
        if row["deaths"] >= self._plan.max_deaths:
            due_at = None
        self._keep_or_bury(system, row, due_at)

    def _settle(self, row: Row, error: BaseException) -> None:
        """The try has failed: have it wait for the next, or give it up."""
        with self._toolbox.system_transaction() as system:
            row = waiting.failed(system, row, failing.told(error))
            due_at = None if failing.is_permanent(error) else self._next_try(system, row)
            self._keep_or_bury(system, row, due_at)

    def _next_try(self, system: Session, row: Row) -> datetime | None:
        return failing.next_try(self._plan, row["attempts"], system.now(), self._acting.chance)

    def _keep_or_bury(self, system: Session, row: Row, due_at: datetime | None) -> None:
        if due_at is None:
            dead_letters.bury_waiting(system, row, self._acting.consumer)
            # Whoever reads it once more, after a loss or a seek, need not try it again.
            inbox.take(system, [waiting.delivery(row)])
            waiting.remove(system, row)
        else:
            waiting.keep(system, row, due_at)
        self._acting.tell_of_failure(
            waiting.delivery(row), row["error_type"], row["attempts"], due_at
        )


def _key(row: Row) -> inbox.Key:
    return (row["workspace_id"], row["event_id"], row["handler"])


def _was_tried(row: Row) -> bool:
    return bool(row["attempts"] or row["deaths"] or row["started_at"])


def _lane(row: Row) -> tuple[str, str]:
    return (row["entity"], row["handler"])
