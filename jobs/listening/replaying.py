"""A part of the stream once more: our handlers again, duplicates stopped by the inbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crmctl.errors import UsageError
from crmctl.events.stream import Stream
from crmctl.platform.registry import Registry, matches
from crmctl.storage import inbox, turns, waiting
from crmctl.storage.turns import Turns
from crmctl.wiring import Toolbox
from jobs.listening import burying, plan
from jobs.listening.acting import Acting
from jobs.listening.desk import Desk
from jobs.listening.plan import LOT, Tell
from jobs.listening.sorting import Sorted, Sorting

# How long to wait for records that workers are at, in seconds.
_PATIENCE = 30.0
_NAME = "replay"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries, of which types, and for which handlers; `force`: even those done before."""

    start: str
    end: str
    types: Sequence[str] = ()
    handlers: Sequence[str] = ()
    force: bool = False

    def takes(self, type_: str) -> bool:
        """Whether events of that type are wanted."""
        return not self.types or any(matches(each, type_) for each in self.types)


@dataclass
class Report:
    """What was found, and what became of it: events for handlers, `entries` of the stream."""

    entries: int = 0
    wanted: int = 0
    handled: int = 0
    duplicates: int = 0
    failed: int = 0
    waiting: int = 0
    by_handler: dict[str, int] = field(default_factory=dict)


def run(
    toolbox: Toolbox, group: str, wanted: Wanted, registry: Registry, tell: Tell, *, dry: bool
) -> Report:
    """Replay; with `dry` only say what would be done. What fails is retried by the listener."""
    unknown = [name for name in wanted.handlers if name not in registry.by_name]
    if unknown:
        raise UsageError(
            f"There is no handler {unknown[0]!r}: there are {', '.join(registry.by_name)}"
        )
    with turns.opened(toolbox.engine, group) as own_turns:
        replaying = _Replaying(toolbox, group, wanted, registry, own_turns, tell)
        for entries in _lots(toolbox.line.stream, wanted):
            replaying.look(entries) if dry else replaying.act(entries)
        burying.settle(toolbox, own_turns)
    return replaying.report


class _Replaying:
    def __init__(
        self,
        toolbox: Toolbox,
        group: str,
        wanted: Wanted,
        registry: Registry,
        own_turns: Turns,
        tell: Tell,
    ) -> None:
        self._toolbox = toolbox
        self._wanted = wanted
        self._turns = own_turns
        self.report = Report()
        settled = plan.of(toolbox.settings, group)
        self._desk = Desk()
        self._sorting = Sorting(registry, group, settled.event_max_bytes)
        self._acting = Acting(toolbox, settled, self._desk, _NAME, tell, follows=False)

    def look(self, entries: Sequence[tuple[str, bytes]]) -> None:
        """Count what acting would do."""
        lot = self._sort(entries)
        deliveries = [task.delivery for task in lot.tasks]
        with self._toolbox.system_transaction(write=False) as system:
            known = set() if self._wanted.force else inbox.known(system, deliveries)
        new = [each for each in deliveries if each.key not in known]
        self.report.duplicates += len(deliveries) - len(new)
        for each in new:
            self._count_for(each.handler)

    def act(self, entries: Sequence[tuple[str, bytes]]) -> None:
        """Let the handlers act on a lot, once its records are in no one else's hands."""
        lot = self._sort(entries)
        before = self._desk.counts()
        try:
            held, _ = self._turns.hold(lot.entities, (), _PATIENCE)
            late = [task.delivery for task in lot.tasks if task.delivery.entity not in held]
            lot.tasks = [task for task in lot.tasks if task.delivery.entity in held]
            if late:
                with self._toolbox.system_transaction() as system:
                    waiting.park(system, late)
            self._acting.act(lot, lambda: True, again=self._wanted.force)
        finally:
            self._turns.let_go()
        now = self._desk.counts()
        for task in lot.tasks:
            self._count_for(task.handler.name)
        self.report.handled += now["handled"] - before["handled"]
        self.report.duplicates += now["duplicates"] - before["duplicates"]
        self.report.failed += now["failed"] - before["failed"]
        self.report.waiting += now["parked"] - before["parked"] + len(late)

    def _sort(self, entries: Sequence[tuple[str, bytes]]) -> Sorted:
        self.report.entries += len(entries)
        lot = self._sorting.sort(entries, self._wanted.handlers)
        lot.tasks = [task for task in lot.tasks if self._wanted.takes(task.incoming.type)]
        # Poison is the listener's: it was a dead letter when it was read.
        lot.poison = []
        self.report.wanted += len(lot.tasks)
        return lot

    def _count_for(self, handler: str) -> None:
        self.report.by_handler[handler] = self.report.by_handler.get(handler, 0) + 1


def _lots(stream: Stream, wanted: Wanted) -> Iterator[list[tuple[str, bytes]]]:
    lot: list[tuple[str, bytes]] = []
    for entry in stream.entries(wanted.start, end=wanted.end):
        lot.append(entry)
        if len(lot) == LOT:
            yield lot
            lot = []
    if lot:
        yield lot
