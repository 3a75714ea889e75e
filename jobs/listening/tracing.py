"""One run as a tree: from the first event over who acted on it to the last record."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from crmctl.clock import iso
from crmctl.errors import CrmctlError, NotFoundError
from crmctl.events import envelope
from crmctl.events.stream import Stream
from crmctl.storage import dead_letters, inbox, publishing, waiting
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox


@dataclass
class Node:
    """An event: where it stands, and what came of it."""

    id: str
    type: str
    source: str
    timestamp: str
    workspace: str
    record: str | None
    entry: str | None = None
    reactions: list["Reaction"] = field(default_factory=list)

    def as_document(self) -> dict[str, Any]:
        """In camelCase, with everything below it."""
        return {
            "id": self.id,
            "type": self.type,
            "source": self.source,
            "timestamp": self.timestamp,
            "workspaceId": self.workspace,
            "record": self.record,
            "streamId": self.entry,
            "handlers": [each.as_document() for each in self.reactions],
        }


@dataclass
class Reaction:
    """What a handler made of an event."""

    handler: str
    status: str
    at: str
    attempts: int | None = None
    error: str | None = None
    caused: list[Node] = field(default_factory=list)

    def as_document(self) -> dict[str, Any]:
        """In camelCase, with everything below it."""
        return {
            "handler": self.handler,
            "status": self.status,
            "at": self.at,
            "attempts": self.attempts,
            "error": self.error,
            "events": [each.as_document() for each in self.caused],
        }


def trace(toolbox: Toolbox, correlation: str, tell: Callable[[str], None]) -> list[Node]:
    """The events of the run that nothing of it has caused, with all that came of them.

    From the outbox, the inbox and the queues, and from the stream where there is one.
    """
    with toolbox.system_transaction(write=False) as system:
        nodes = {node.id: node for node in _written(system, correlation)}
        reactions, caused = _reactions(system, correlation)
    try:
        if toolbox.has_stream():
            _look_up(toolbox.line.stream, correlation, nodes)
    except CrmctlError as error:
        tell(f"Without the stream: {error}")
    if not nodes and not reactions:
        raise NotFoundError(
            f"There is nothing of a run {correlation!r}: see correlationId in crmctl events tail"
        )
    return _tree(nodes, reactions, caused)


def _written(system: Session, correlation: str) -> Iterator[Node]:
    """What crmctl itself has told of the run."""
    for event in publishing.of_run(system, correlation):
        yield Node(
            event.id,
            event.type,
            envelope.SOURCE,
            iso(event.created_at),
            event.workspace,
            f"{event.entity_type} {event.entity_id}",
        )


def _look_up(stream: Stream, correlation: str, nodes: dict[str, Node]) -> None:
    """Add the run's events of others, and where each stands."""
    mark = orjson.dumps(correlation)
    for entry, value in stream.entries():
        # Most events are of other runs: look before you parse.
        if mark not in value:
            continue
        try:
            event = orjson.loads(value)
        except ValueError:
            continue
        if isinstance(event, dict) and event.get("correlationId") == correlation:
            node = _node(event)
            nodes.setdefault(node.id, node).entry = entry


def _node(event: dict[str, Any]) -> Node:
    found = event.get("data")
    data = found if isinstance(found, dict) else {}
    about = data.get("entityId")
    return Node(
        str(data.get("__originalEventId") or event.get("id")),
        str(event.get("type")),
        str(event.get("source", "")),
        str(event.get("timestamp", "")),
        str(event.get("workspaceId") or event.get("tenantId") or ""),
        f"{data.get('entityType', '')} {about}".strip() if about else None,
    )


Reactions = dict[str, list[tuple[Row, Reaction]]]


def _reactions(system: Session, correlation: str) -> tuple[Reactions, dict[int, list[str]]]:
    """{event: who acted on it, or is to}, and {reaction: the events that it caused}."""
    found: Reactions = defaultdict(list)
    caused: dict[int, list[str]] = {}
    given_up = {
        (row["event_id"], row["handler"])
        for row in dead_letters.of_correlation(system, correlation)
        if row["closed"] != dead_letters.RETRIED
    }
    for row in inbox.of_correlation(system, correlation):
        if (row["event_id"], row["handler"]) in given_up:
            continue
        made = Reaction(row["handler"], "handled", iso(row["handled_at"]))
        found[row["event_id"]].append((row, made))
        caused[id(made)] = row["caused"] or []
    for status, moment, rows in (
        ("waiting", "due_at", waiting.of_correlation(system, correlation)),
        ("dead letter", "moved_at", dead_letters.of_correlation(system, correlation)),
    ):
        for row in rows:
            closed = row.get("closed")
            if closed != dead_letters.RETRIED:
                how = f"{status}, {closed}" if closed else status
                made = Reaction(
                    row["handler"], how, iso(row[moment]), row["attempts"], row["error"]
                )
                found[row["event_id"]].append((row, made))
    return found, caused


def _tree(nodes: dict[str, Node], reactions: Reactions, caused: dict[int, list[str]]) -> list[Node]:
    for event, made in reactions.items():
        if event not in nodes:
            # Neither in the outbox any more, nor on the stream: the books still know it.
            nodes[event] = _remembered(event, [row for row, _ in made])
        nodes[event].reactions = [reaction for _, reaction in made]
    below: set[str] = set()
    for made in reactions.values():
        for _, reaction in made:
            events = [each for each in caused.get(id(reaction), ()) if each in nodes]
            reaction.caused = [nodes[each] for each in events if each not in below]
            below.update(events)
    return sorted(
        (node for node in nodes.values() if node.id not in below),
        key=lambda node: (node.timestamp, node.id),
    )


def _remembered(event: str, rows: Iterable[Row]) -> Node:
    row = next(iter(rows))
    return Node(event, row["type"], "", "", row["workspace_id"], None, row["stream_id"])
