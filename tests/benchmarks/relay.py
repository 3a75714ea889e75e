"""The relay against the bare loop, and what publishing costs: `python -m tests.benchmarks.relay`.

The bare loop is SELECT, pipelined XADD, UPDATE of the same rows by the drivers alone, a thousand at
a time: no leader, no note of what is under way, no fence. `… relay 1000000` adds that many rows
waiting.
"""

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.records import editing, registry
from crmctl.wiring import Toolbox
from jobs import relay_events
from tests.benchmarks.servers import postgres, say
from tests.conftest import Program, clean_environment, close_toolbox, open_toolbox
from tests.redis_server import STREAM, RedisServer

ROWS = 30_000
LOT = 1_000
# An envelope, as the database itself would put it together.
ENVELOPE = (
    """'{"id":"' || id || '","type":"' || type || '","source":"crm","timestamp":"' || created_at """
    """|| '","correlationId":"' || correlation_id || '","tenantId":"' || workspace_id """
    """|| '","workspaceId":"' || workspace_id || '","userId":"' || user_id """
    """|| '","version":"1.0","data":{"workspaceId":"' || workspace_id || '","entityType":"' """
    """|| entity_type || '","entityId":"' || entity_id || '","contactId":"' || entity_id """
    """|| '",' || substr(data, 2) || '}'"""
)
SELECT = (
    f"SELECT seq, {ENVELOPE} FROM crm_outbox WHERE published_at IS NULL ORDER BY seq LIMIT 1000"
)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fill(toolbox: Toolbox, count: int) -> None:
    """Events of an import, in the transactions of an import."""
    data = {"email": "ann@acme.example", "source": "fair", "shouldEnrich": True}
    for start in range(0, count, 50_000):
        made = [
            Event("crm.contact.created", "contact", f"01a2091e-e573-7102-aff1-{at:012d}", data)
            for at in range(start, min(start + 50_000, count))
        ]
        with toolbox.transaction() as session:
            outbox.append(session, made)


def send(client: redis.Redis, rows: list[Any]) -> list[str]:
    with client.pipeline(transaction=False) as pipeline:
        for _, envelope in rows:
            pipeline.xadd(STREAM, {"event": envelope})
        return [entry.decode() for entry in pipeline.execute()]


def bare_sqlite(path: str, client: redis.Redis) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        while rows := connection.execute(SELECT).fetchall():
            entries = send(client, rows)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE crm_outbox SET published_at = datetime(), stream_id = ? WHERE seq = ?",
                [(entry, row[0]) for entry, row in zip(entries, rows, strict=True)],
            )
            connection.execute("COMMIT")


def bare_postgresql(url: str, client: redis.Redis) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET crmctl.workspace = '*'")
        while rows := connection.execute(SELECT).fetchall():
            entries = send(client, rows)
            connection.execute(
                "UPDATE crm_outbox SET published_at = now(), stream_id = v.entry "
                "FROM unnest(%s::bigint[], %s::text[]) AS v(seq, entry) "
                "WHERE crm_outbox.seq = v.seq",
                ([row[0] for row in rows], entries),
            )
            connection.commit()


def measure_relay(name: str, toolbox: Toolbox, bare: Callable[[redis.Redis], None]) -> None:
    """The bare loop and the relay in turns; the best of each."""
    client = toolbox.line.stream.client
    best = {"bare": float("inf"), "relay": float("inf")}
    for _ in range(3):
        fill(toolbox, ROWS)
        best["bare"] = min(best["bare"], seconds(lambda: bare(client)))
        fill(toolbox, ROWS)
        best["relay"] = min(best["relay"], seconds(lambda: relay_events.run(toolbox)))
    say(
        f"{name:10} {ROWS:,} rows: bare loop {ROWS / best['bare']:,.0f}/s, relay "
        f"{ROWS / best['relay']:,.0f}/s: ratio {best['bare'] / best['relay']:.2f} (goal 0.5)"
    )


def measure_change(name: str, toolbox: Toolbox) -> None:
    """One change in a transaction of its own.

    The database refuses a change without its event; so another one of the same size is added, and
    what that costs is taken off.
    """
    kind = registry.kind("contacts")
    with toolbox.transaction() as session:
        id_ = editing.add(session, kind, ["email=ann@acme.example"])["id"]
    changes = {"jobTitle": {"old": "old title", "new": "new title"}}
    data = {"changedFields": ["jobTitle"], "changes": changes}
    another = Event("crm.contact.updated", "contact", id_, data)
    taken: dict[int, list[float]] = {0: [], 1: []}
    for at in range(300):
        for more, times in taken.items():
            start = time.perf_counter()
            with toolbox.transaction() as session:
                editing.change(session, kind, id_, [f"job_title=title {at} {more}"])
                outbox.append(session, [another] * more)
            times.append(time.perf_counter() - start)
    with_one, with_two = (statistics.median(times) for times in taken.values())
    without = 2 * with_one - with_two
    say(
        f"{name:10} a change without its outbox row {without * 1000:.2f} ms, with it "
        f"{with_one * 1000:.2f} ms: ratio {without / with_one:.2f} (goal 0.7)"
    )


def measure_delay(name: str, program: Program, toolbox: Toolbox, server: RedisServer) -> None:
    """From the commit to the entry, with `events relay` running; and what it costs when idle."""
    relay = program.start("events", "relay")
    client = server.client()
    while not client.pubsub_channels():
        time.sleep(0.02)
    nudged = sorted(_delay(toolbox, client) for _ in range(200))
    by_command = sorted(_delay_of_command(program, client) for _ in range(15))
    say(
        f"{name:10} commit to stream: a writer that nudges {nudged[100]:.1f} ms, "
        f"p99 {nudged[197]:.1f} ms; `contacts add` {by_command[7]:.0f} ms, "
        f"worst {by_command[-1]:.0f} ms (goal 50)"
    )
    process = psutil.Process(relay.pid)
    process.cpu_percent()
    time.sleep(15)
    say(f"{name:10} idle relay: {process.cpu_percent():.2f} % of a core (goal 1)")
    relay.terminate()
    relay.communicate()
    client.close()


def _delay(toolbox: Toolbox, client: redis.Redis) -> float:
    """Milliseconds."""
    before = client.xlen(STREAM)
    with toolbox.transaction() as session:
        outbox.append(session, [Event("crm.contact.deleted", "contact", "c1", {})])
    start = time.perf_counter()
    toolbox.line.stream.nudge()
    while client.xlen(STREAM) == before:
        time.sleep(0.0005)
    return (time.perf_counter() - start) * 1000


def _delay_of_command(program: Program, client: redis.Redis) -> float:
    """Milliseconds between the envelope's own moment, just before the commit, and the entry's."""
    import json
    from datetime import datetime

    program("contacts", "add", "first_name=Ann")
    ((at, fields),) = client.xrevrange(STREAM, count=1)
    made = datetime.fromisoformat(json.loads(fields[b"event"])["timestamp"])
    return float(int(at.split(b"-")[0]) - made.timestamp() * 1000)


def measure_many(name: str, toolbox: Toolbox, count: int) -> None:
    fill(toolbox, count)
    stream = toolbox.line.stream
    before, process = stream.length(), psutil.Process()
    memory = process.memory_info().rss
    took = seconds(lambda: relay_events.run(toolbox))
    grown = (process.memory_info().rss - memory) / 2**20
    assert stream.length() - before == count
    say(f"{name:10} {count:,} rows waited: {took:.0f} s, {count / took:,.0f}/s, {grown:.0f} MB")


def measure(name: str, folder: Path, many: int, **database: str) -> None:
    server = RedisServer()
    home = folder / name
    toolbox = open_toolbox(home, redis=server.url, **database)
    url = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    program = Program(home, clean_environment(home, CRMCTL_REDIS_URL=server.url, **url))

    def bare(client: redis.Redis) -> None:
        if database:
            bare_postgresql(database["database"], client)
        else:
            bare_sqlite(str(home / "crmctl.db"), client)

    try:
        measure_relay(name, toolbox, bare)
        measure_change(name, toolbox)
        relay_events.run(toolbox)
        measure_delay(name, program, toolbox, server)
        if many:
            measure_many(name, toolbox, many)
    finally:
        close_toolbox(toolbox)
        server.close()
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        measure("SQLite", Path(temporary), many)
        measure("PostgreSQL", Path(temporary), many, database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
