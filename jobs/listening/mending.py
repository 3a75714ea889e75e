"""Dead letters taken up again: tried anew by our own handlers, sent again to all, or put away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from crmctl.clock import iso
from crmctl.errors import NotFoundError, UsageError
from crmctl.events.stream import FIELD, reached
from crmctl.platform.opening import PoisonError
from crmctl.platform.registry import Registry
from crmctl.storage import dead_letters, ids, inbox, turns, waiting
from crmctl.storage.deliveries import Delivery, of_row
from crmctl.storage.queries import Row
from crmctl.storage.turns import Turns
from crmctl.wiring import Toolbox
from jobs.listening import apart, burying, failing, plan
from jobs.listening.acting import Acting
from jobs.listening.desk import Desk
from jobs.listening.overdue import Overdue
from jobs.listening.plan import Tell
from jobs.listening.sorting import Sorting

HANDLED, FAILED, WAITING, REPUBLISHED, DISCARDED = (
    "handled",
    "failed",
    "waiting",
    "republished",
    "discarded",
)
# How long to wait for a record that a worker is at, in seconds.
_PATIENCE = 10.0
_NAME = "by hand"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a dead letter that was taken up again."""

    row: Row
    status: str
    error: str | None = None


def chosen(toolbox: Toolbox, id_: str | None, type_: str | None = None) -> list[Row]:
    """The open dead letters of that id, event or entry; else all of them, or all of a type."""
    with toolbox.system_transaction(write=False) as system:
        if id_ is None:
            return dead_letters.open_ones(system, type_)
    still_open = [row for row in known(toolbox, id_) if row["closed"] is None]
    if not still_open:
        raise UsageError(f"The dead letter {id_!r} is done with: crmctl events dlq show {id_}")
    return still_open


def known(toolbox: Toolbox, id_: str) -> list[Row]:
    """The dead letters of that id, event or entry, those that are done with too."""
    with toolbox.system_transaction(write=False) as system:
        found = dead_letters.find(system, id_)
    if not found:
        raise NotFoundError(f"There is no dead letter {id_!r}: crmctl events dlq list shows them")
    return found


def retry(toolbox: Toolbox, rows: Sequence[Row], registry: Registry, tell: Tell) -> list[Outcome]:
    """Try each once more, here and now; what fails again is the same dead letter again."""
    outcomes = []
    for row in rows:
        outcomes.append(_Retrying(toolbox, row["group_name"], registry, tell).do(row))
        with turns.opened(toolbox.engine, row["group_name"]) as own_turns:
            burying.settle(toolbox, own_turns)
    return outcomes


def republish(toolbox: Toolbox, rows: Sequence[Row]) -> list[Outcome]:
    """Send each to the stream once more, for every group, as a replay of the event that it was."""
    outcomes = []
    for row in rows:
        event = _replayed(row, toolbox)
        stream = toolbox.line.stream
        # First: a listener that is quick must not take it for a duplicate.
        _close(toolbox, row, dead_letters.REPUBLISHED, None)
        with reached():
            stream.client.xadd(stream.name, {FIELD: orjson.dumps(event)})
        outcomes.append(Outcome(row, REPUBLISHED))
    return outcomes


def discard(toolbox: Toolbox, rows: Sequence[Row], reason: str) -> list[Outcome]:
    """Put each away for good."""
    for row in rows:
        _close(toolbox, row, dead_letters.DISCARDED, reason)
    return [Outcome(row, DISCARDED) for row in rows]


class _Retrying:
    """One group's dead letters, for somebody who stands by and sees what happens."""

    def __init__(self, toolbox: Toolbox, group: str, registry: Registry, tell: Tell) -> None:
        self._toolbox = toolbox
        # One try: the next one is the user's own.
        self._plan = replace(plan.of(toolbox.settings, group), delays=(), max_deaths=1)
        self._sorting = Sorting(registry, group, self._plan.event_max_bytes)
        self._tell = tell

    def do(self, row: Row) -> Outcome:
        try:
            deliveries = self._deliveries(row)
        except PoisonError as error:
            with self._toolbox.system_transaction() as system:
                dead_letters.reopen(system, row, failing.told(error))
            return Outcome(row, FAILED, str(error))
        with self._toolbox.system_transaction() as system:
            heads = [waiting.bring_back(system, each, row) for each in deliveries]
            inbox.give_back(system, deliveries if row["handler"] else [])
            dead_letters.close(system, row, dead_letters.RETRIED)
        desk = Desk()
        ended = apart.run(lambda: self._try(heads, desk), desk)
        # What it brought about is to be published.
        self._toolbox.written.set()
        at = desk.at_work()
        if ended != 0 and at is not None:
            how = f" (signal {-ended})" if ended and ended < 0 else f" (exit {ended})"
            failure = failing.died(over_time=ended is None, plan=self._plan, how=how)
            with turns.opened(self._toolbox.engine, row["group_name"]) as own_turns:
                overdue = self._overdue(self._toolbox, own_turns, desk)
                with self._toolbox.system_transaction() as system:
                    overdue.blame(system, at, failure, _NAME)
        return self._outcome(row, deliveries)

    def _try(self, heads: Sequence[Row], desk: Desk) -> None:
        """In a process of its own: a handler may well kill it once more."""
        toolbox = Toolbox(self._toolbox.settings)
        with turns.opened(toolbox.engine, self._plan.group) as own_turns:
            self._overdue(toolbox, own_turns, desk).try_all(heads, lambda: True, _PATIENCE)

    def _overdue(self, toolbox: Toolbox, own_turns: Turns, desk: Desk) -> Overdue:
        acting = Acting(toolbox, self._plan, desk, _NAME, self._tell, follows=False)
        return Overdue(acting, self._sorting, own_turns)

    def _deliveries(self, row: Row) -> list[Delivery]:
        """What is to be tried: what was poison once may be good for several handlers now."""
        if row["handler"]:
            return [of_row(row)]
        return [
            task.delivery for task in self._sorting.tasks(row["stream_id"], bytes(row["event"]))
        ]

    def _outcome(self, row: Row, deliveries: Sequence[Delivery]) -> Outcome:
        with self._toolbox.system_transaction(write=False) as system:
            for each in deliveries:
                still = waiting.find(system, each.group, *each.key)
                if still is not None:
                    return Outcome(row, WAITING, still["error"])
                for dead in dead_letters.of_events(system, [each.event_id]):
                    if dead["handler"] == each.handler and dead["closed"] is None:
                        return Outcome(row, FAILED, dead["error"])
        return Outcome(row, HANDLED)


def _replayed(row: Row, toolbox: Toolbox) -> dict[str, Any]:
    """The event as the platform sends one again: a new id, and where it came from."""
    try:
        event = orjson.loads(bytes(row["event"]))
        data = {
            **event["data"],
            "__replay": True,
            "__originalEventId": row["event_id"] or event["id"],
            "__originalTimestamp": event.get("timestamp"),
        }
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            f"The dead letter {row['id']} is no event that could be sent again: discard it"
        ) from None
    now = toolbox.clock.now()
    return {**event, "id": ids.new(now), "timestamp": iso(now), "data": data}


def _close(toolbox: Toolbox, row: Row, how: str, reason: str | None) -> None:
    with toolbox.system_transaction() as system:
        dead_letters.close(system, row, how, reason, by=toolbox.actor.user)
        if how == dead_letters.REPUBLISHED and row["handler"]:
            # What comes back bears its id, and is to be acted on.
            inbox.give_back(system, [of_row(row)])
    with turns.opened(toolbox.engine, row["group_name"]) as own_turns:
        burying.settle(toolbox, own_turns)
