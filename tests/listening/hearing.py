"""What the tests of the listener share: events of the platform, handlers, and a worker."""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text

from crmctl.events import consumer
from crmctl.platform.handling import Handler, Incoming
from crmctl.platform.registry import Registry
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs.listening import plan as plans
from jobs.listening import worker
from jobs.listening.desk import Desk
from jobs.listening.plan import Plan
from jobs.listening.stopping import Stop
from jobs.listening.worker import Legacy, Tools
from tests.redis_server import STREAM, RedisServer

GROUP = "crmctl"
DLQ = "hyvve:events:crm:dlq"


def envelope(type_: str = "test.thing", **over: Any) -> dict[str, Any]:
    """An event as the platform's own publisher writes it."""
    data = {"entityId": over.pop("entity", "e1"), **over.pop("data", {})}
    return {
        "id": str(uuid.uuid4()),
        "type": type_,
        "source": "platform",
        "timestamp": "2026-11-23T10:15:00.123Z",
        "correlationId": "corr-" + uuid.uuid4().hex[:8],
        "tenantId": "w-test",
        "userId": "u-platform",
        "version": "1.0",
        "data": data,
        **over,
    }


def publish(server: RedisServer, event: Any = None, **over: Any) -> dict[str, Any]:
    """Put an event, or whatever else, on the stream; returns it."""
    made = envelope(**over) if event is None else event
    value = made if isinstance(made, (str, bytes)) else json.dumps(made)
    server.do("XADD", STREAM, "*", "event", value)
    return made


def publish_many(
    server: RedisServer,
    count: int,
    records: int = 7,
    numbers: dict[str, int] | None = None,
    **over: Any,
) -> list[dict[str, Any]]:
    """Events of a few records, numbered within each, from `numbers` on."""
    numbers = defaultdict(int) if numbers is None else numbers
    made = []
    for at in range(count):
        entity = f"r{at % records}"
        made.append(envelope(entity=entity, data={"n": numbers[entity]}, **over))
        numbers[entity] += 1
    publish_all(server, made)
    return made


def publish_all(server: RedisServer, events: Sequence[dict[str, Any]]) -> None:
    """Put these on the stream, in order; again, where Redis has lost them."""
    with server.client() as client, client.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.xadd(STREAM, {"event": json.dumps(event)})
        pipeline.execute()


def make_effects(toolbox: Toolbox) -> None:
    """A table of the tests' own, where nothing keeps an effect from being there twice."""
    serial = "BIGSERIAL" if toolbox.engine.dialect.name == "postgresql" else "INTEGER"
    with toolbox.system_transaction() as session:
        session.connection.execute(
            text(
                f"CREATE TABLE effects (seq {serial} PRIMARY KEY, handler TEXT, event TEXT, "
                "entity TEXT, n INTEGER)"
            )
        )


def note(session: Session, incoming: Incoming, handler: str = "noter") -> None:
    """The effect of an event."""
    session.connection.execute(
        text("INSERT INTO effects (handler, event, entity, n) VALUES (:h, :id, :entity, :n)"),
        {
            "h": handler,
            "id": incoming.id,
            "entity": incoming.data.get("entityId"),
            "n": incoming.data.get("n"),
        },
    )


def effects(toolbox: Toolbox) -> list[tuple[str, str, str, int]]:
    """(handler, event, entity, n) in the order in which they came about."""
    with toolbox.system_transaction(write=False) as session:
        query = "SELECT handler, event, entity, n FROM effects ORDER BY seq"
        return [tuple(row) for row in session.connection.execute(text(query))]


def assert_once_and_in_order(found: Sequence[tuple[str, str, str, int]]) -> int:
    """Each effect once, those of a record in their order; returns how many."""
    keys = [(handler, event) for handler, event, _, _ in found]
    assert len(keys) == len(set(keys)), f"{len(keys) - len(set(keys))} effects are there twice"
    seen = defaultdict(list)
    for handler, _, entity, n in found:
        seen[handler, entity].append(n)
    for about, numbers in seen.items():
        assert numbers == sorted(numbers), (about, numbers)
    return len(found)


@dataclass
class Listener:
    """A worker in this process, with handlers of the test's own."""

    toolbox: Toolbox
    handlers: list[Handler] = field(default_factory=list)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    stop: Stop = field(default_factory=Stop)
    delays: tuple[float, ...] = (60, 300, 1800)
    name: str = "here"
    desk: Desk = field(default_factory=Desk)

    def handler(
        self, name: str, act: Callable[[Session, Incoming], None], *patterns: str
    ) -> "Listener":
        self.handlers.append(Handler(name, patterns or ("test.*",), act))
        return self

    @property
    def plan(self) -> Plan:
        made = plans.of(self.toolbox.settings, GROUP, self.name, once=True)
        return replace(made, delays=self.delays, max_deaths=3, handler_seconds=30, start="0-0")

    def run(self, legacy: Legacy | None = None) -> dict[str, int]:
        """Until nothing is left; returns what was counted in this run."""
        consumer.make_group(self.toolbox.line.stream, GROUP, "0")
        return self.go_on(legacy)

    def go_on(self, legacy: Legacy | None = None) -> dict[str, int]:
        before = self.desk.counts()
        tools = Tools(
            self.toolbox,
            self.plan,
            Registry(tuple(self.handlers)),
            self.desk,
            self.stop,
            lambda what, facts: self.said.append((what, dict(facts))),
            lambda _: None,
            lambda _: None,
        )
        worker.run(tools, legacy)
        now = self.desk.counts()
        return {name: now[name] - before[name] for name in now if now[name] != before[name]}

    def lines(self, what: str) -> list[dict[str, Any]]:
        return [facts for said, facts in self.said if said == what]


def rows(toolbox: Toolbox, query: str) -> list[tuple[Any, ...]]:
    """What the database holds."""
    with toolbox.system_transaction(write=False) as session:
        return [tuple(row) for row in session.connection.execute(text(query))]


def run_sql(toolbox: Toolbox, statement: str) -> None:
    with toolbox.system_transaction() as session:
        session.connection.execute(text(statement))


def pending(server: RedisServer) -> int:
    """Entries that the group has not acknowledged."""
    with server.client() as client:
        return int(client.xpending(STREAM, GROUP)["pending"])


def is_done(server: RedisServer) -> bool:
    """Whether the group has read and acknowledged everything on the stream."""
    with server.client() as client:
        groups = {each["name"]: each for each in client.xinfo_groups(STREAM)}
        last = client.xinfo_stream(STREAM)["last-generated-id"]
    own = groups.get(GROUP.encode())
    return own is not None and own["last-delivered-id"] == last and not own["pending"]
