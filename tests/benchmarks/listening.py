"""The listener against bare loops: `python -m tests.benchmarks.listening`.

Each in turns, the best of three: a handler that writes nothing, with the inbox, against a loop
that inserts 100 inbox rows per transaction, and against XREADGROUP, json and XACK alone; what
no handler wants against the same; FastStream's Redis consumer with a transaction per event, where
this Python has it, or the one whose path is given: `python -m tests.benchmarks.listening PYTHON`
(`pip install faststream[redis] psycopg`). Then how soon it goes on when Redis is back, and what it
costs when nothing happens.
"""

import gc
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from crmctl.cli import entry
from crmctl.platform.handling import Handler
from crmctl.platform.registry import Registry
from crmctl.wiring import Toolbox
from jobs.listening import plan as plans
from jobs.listening import worker
from jobs.listening.desk import Desk
from jobs.listening.stopping import Stop
from jobs.listening.worker import Tools
from tests.benchmarks.servers import postgres, say
from tests.conftest import Program, clean_environment, close_toolbox, open_toolbox
from tests.redis_server import STREAM, RedisServer

ROWS = 20_000
LOT = 100
COLUMNS = "workspace_id, group_name, event_id, handler, stream_id, type, correlation_id, handled_at"


def fill(server: RedisServer, count: int) -> None:
    """Events of the platform, of many records."""
    with server.client() as client:
        client.delete(STREAM)
        for start in range(0, count, 1_000):
            with client.pipeline(transaction=False) as pipeline:
                for at in range(start, min(start + 1_000, count)):
                    event = {
                        "id": str(uuid.uuid4()),
                        "type": "bench.thing",
                        "source": "platform",
                        "timestamp": "2026-11-23T10:15:00.123Z",
                        "correlationId": f"corr-{at:08}",
                        "tenantId": "w-test",
                        "userId": "u-platform",
                        "version": "1.0",
                        "data": {"entityId": f"e{at % 5_000}", "name": "Nina New", "n": at},
                    }
                    pipeline.xadd(STREAM, {"event": json.dumps(event)})
                pipeline.execute()
        client.xgroup_create(STREAM, "crmctl", "0", mkstream=True)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_loop(server: RedisServer, write: Callable[[list[tuple[Any, ...]]], None]) -> None:
    """Read, parse, write the lot in one transaction, acknowledge."""
    with server.client() as client:
        while True:
            answer: Any = client.xreadgroup("crmctl", "bare", {STREAM: ">"}, count=LOT)
            if not answer:
                return
            ((_, entries),) = answer
            rows = []
            for at, fields in entries:
                event = json.loads(fields[b"event"])
                who = (event["tenantId"], "bare", event["id"], "noop", at.decode())
                rows.append((*who, event["type"], event["correlationId"], event["timestamp"]))
            write(rows)
            client.xack(STREAM, "crmctl", *(at for at, _ in entries))


def write_sqlite(path: str) -> Callable[[list[tuple[Any, ...]]], None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")

    def write(rows: list[tuple[Any, ...]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * 8)
        connection.executemany(f"INSERT INTO crm_inbox ({COLUMNS}) VALUES ({marks})", rows)
        connection.execute("COMMIT")

    return write


def write_postgresql(url: str) -> Callable[[list[tuple[Any, ...]]], None]:
    connection = psycopg.connect(url)
    connection.execute("SET crmctl.workspace = '*'")
    connection.commit()

    def write(rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join(["%s"] * 8)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO crm_inbox ({COLUMNS}) VALUES ({marks})", rows)
        connection.commit()

    return write


def listen(toolbox: Toolbox, pattern: str) -> None:
    """A worker of the listener, as its own process has it."""
    made = plans.of(toolbox.settings, "crmctl", "bench", once=True, start="0-0")
    handler = Handler("noop", (pattern,), lambda _session, _incoming: None)
    tools = Tools(
        toolbox, made, Registry((handler,)), Desk(), Stop(),
        lambda _what, _facts: None, lambda _: None, lambda _: None,
    )  # fmt: skip
    usual = gc.get_threshold()
    gc.set_threshold(*entry.SELDOM)
    worker.run(tools)
    gc.set_threshold(*usual)


def faststream(server: RedisServer, python: str, database: str, count: int) -> float:
    """FastStream's consumer of the same stream, a transaction per event; returns the seconds."""
    words = [server.url, STREAM, "crmctl", str(count), database]
    ended = subprocess.run(
        [python, faststream_script(), *words], capture_output=True, text=True, check=True
    )
    return float(ended.stdout)


def faststream_script() -> Path:
    return Path(__file__).with_name("faststream_consumer.py")


def faststream_python() -> str | None:
    """A Python that has FastStream: the one that was given, or this one."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    return sys.executable if find_spec("faststream") else None


def measure_speed(
    name: str, toolbox: Toolbox, server: RedisServer, url: str | None, path: str
) -> None:
    write = write_postgresql(url) if url else write_sqlite(path)
    best: dict[str, float] = {}

    def turn(what: str, work: Callable[[], object]) -> None:
        fill(server, ROWS)
        best[what] = min(best.get(what, float("inf")), seconds(work))

    for _ in range(3):
        turn("bare inbox", lambda: bare_loop(server, write))
        turn("listener", lambda: listen(toolbox, "bench.*"))
        turn("bare read", lambda: bare_loop(server, lambda _rows: None))
        turn("unwanted", lambda: listen(toolbox, "other.*"))
    rate = {what: ROWS / took for what, took in best.items()}
    say(
        f"{name:10} {ROWS:,} events/s: bare inbox loop {rate['bare inbox']:,.0f}, listener "
        f"{rate['listener']:,.0f}: ratio {rate['listener'] / rate['bare inbox']:.2f} (goal 0.6)"
    )
    say(
        f"{name:10} bare XREADGROUP+json+XACK {rate['bare read']:,.0f}/s: with a no-op handler "
        f"{rate['listener'] / rate['bare read']:.2f} of it, no handler at all "
        f"{rate['unwanted'] / rate['bare read']:.2f} (goal 0.4)"
    )
    python = faststream_python()
    if python:
        count = 2_000
        fill(server, count)
        fast = count / faststream(server, python, url or path, count)
        say(
            f"{name:10} FastStream {fast:,.0f}/s: the listener has {rate['listener'] / fast:.1f} "
            "times that (goal 7)"
        )


def measure_idle(name: str, program: Program, server: RedisServer) -> None:
    """What a listener with one worker costs when nothing happens; how soon it resumes."""
    listener = program.start("events", "listen", "--from", "0")
    time.sleep(5)
    processes = [psutil.Process(listener.pid), *psutil.Process(listener.pid).children()]
    for each in processes:
        each.cpu_percent()
    time.sleep(20)
    used = sum(each.cpu_percent() for each in processes)
    say(f"{name:10} idle: {used:.2f} % of a core (goal 1)")
    worst = 0.0
    for _ in range(3):
        server.kill()
        time.sleep(3)
        server.start()
        began = time.monotonic()
        with server.client() as client:
            client.xadd(STREAM, {"event": '{"id":"x","type":"y","data":{}}'})
            while _behind(client):
                time.sleep(0.01)
        worst = max(worst, time.monotonic() - began)
    say(f"{name:10} goes on {worst:.2f} s after Redis is back, at worst of three (goal 2)")
    listener.terminate()
    listener.communicate()


def _behind(client: redis.Redis) -> bool:
    groups: Any = client.xinfo_groups(STREAM)
    info: Any = client.xinfo_stream(STREAM)
    return bool(groups[0]["last-delivered-id"] != info["last-generated-id"] or groups[0]["pending"])


def measure(name: str, folder: Path, **database: str) -> None:
    server = RedisServer()
    home = folder / name
    toolbox = open_toolbox(home, redis=server.url, **database)
    url = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    program = Program(home, clean_environment(home, CRMCTL_REDIS_URL=server.url, **url))
    try:
        path = str(home / "crmctl.db")
        measure_speed(name, toolbox, server, database.get("database"), path)
        server.do("DEL", STREAM)
        measure_idle(name, program, server)
    finally:
        close_toolbox(toolbox)
        server.close()
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        measure("SQLite", Path(temporary))
        measure("PostgreSQL", Path(temporary), database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
