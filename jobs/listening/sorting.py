"""From entries of the stream to what is to be done: who acts on which event, and what is poison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crmctl.platform import entities, opening
from crmctl.platform.handling import Handler, Incoming
from crmctl.platform.opening import PoisonError, UnreadableError
from crmctl.platform.registry import Registry
from crmctl.storage.deliveries import Delivery, Failure
from crmctl.storage.tables import ALL_WORKSPACES
from jobs.listening import failing


class Task(NamedTuple):
    """One event for one handler."""

    delivery: Delivery
    incoming: Incoming
    handler: Handler
    # Which of its tries alone this is; 0 for one that nobody has counted.
    attempt: int = 0


@dataclass(slots=True)
class Sorted:
    """Entries, in order, by what is to be done with them."""

    entries: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    poison: list[tuple[Delivery, Failure]] = field(default_factory=list)
    # Entries that are no events at all, the poison of everybody who reads the stream.
    unreadable: list[str] = field(default_factory=list)
    ignored: int = 0
    lost: int = 0

    @property
    def entities(self) -> set[str]:
        """Everything that the tasks are about."""
        return {task.delivery.entity for task in self.tasks}


class Sorting:
    """Sorts the entries of one group."""

    def __init__(self, registry: Registry, group: str, most_bytes: int) -> None:
        """`most_bytes`: what is larger is poison."""
        self._registry = registry
        self._group = group
        self._most_bytes = most_bytes

    def sort(
        self, entries: Iterable[tuple[str, bytes | None]], handlers: Sequence[str] = ()
    ) -> Sorted:
        """What is to be done; with names, only for these handlers."""
        found = Sorted()
        for entry, value in entries:
            found.entries.append(entry)
            if value is None:
                found.lost += 1
                continue
            try:
                made = self.tasks(entry, value)
            except PoisonError as error:
                found.poison.append((self.poison(entry, value), failing.told(error)))
                if isinstance(error, UnreadableError):
                    found.unreadable.append(entry)
                continue
            if handlers:
                made = [task for task in made if task.handler.name in handlers]
            found.tasks += made
            found.ignored += not made
        return found

    def tasks(self, entry: str, value: bytes) -> list[Task]:
        """One for each handler that takes the event; PoisonError when it is none."""
        incoming = opening.opened(entry, value, self._most_bytes)
        handlers = self._registry.of(incoming.type)
        if not handlers:
            return []
        opening.refuse_unknown(incoming)
        entity = entities.entity(incoming)
        return [
            Task(
                Delivery(
                    incoming.workspace,
                    self._group,
                    incoming.id,
                    handler.name,
                    entity,
                    entry,
                    incoming.type,
                    incoming.correlation,
                    value,
                ),
                incoming,
                handler,
            )
            for handler in handlers
        ]

    def task(self, delivery: Delivery) -> Task | None:
        """A task that has waited; None where its handler is not there any more."""
        handler = self._registry.by_name.get(delivery.handler)
        if handler is None:
            return None
        incoming = opening.opened(delivery.stream_id, delivery.event, self._most_bytes)
        opening.refuse_unknown(incoming)
        return Task(delivery, incoming, handler)

    def poison(self, entry: str, value: bytes) -> Delivery:
        """An entry that nobody can act on: what little is known of it, for the system alone."""
        return Delivery(ALL_WORKSPACES, self._group, "", "", "", entry, "", "", value)
