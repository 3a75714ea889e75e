"""Kill workers of the installed listener: `python -m tests.benchmarks.listen_kill [TIMES]`.

Four workers under load; each time one of them, at a random moment, by kill -9. Now and then, each
in its turn, Redis is killed and started again, or flushed (and everything sent once more), and
PostgreSQL cuts every connection, or is stopped and started again. Counted in the database: each
event's effect there once, none lost, the order of each record kept.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil

from crmctl.wiring import Toolbox
from tests.benchmarks.servers import OwnServer, postgres, say
from tests.conftest import CRMCTL, clean_environment, open_toolbox
from tests.listening import hearing
from tests.redis_server import RedisServer

HANDLERS = Path(hearing.__file__).with_name("handlers")
WORKERS = 4
LOT = 60
OUTAGES = 8


def torture(
    name: str, times: int, folder: Path, postgresql: OwnServer | None, **database: str
) -> None:
    """Publish, kill, publish, kill; then wait till all is done, and count."""
    server = RedisServer("--appendfsync", "always")
    home = folder / name
    toolbox = open_toolbox(home, redis=server.url, **database)
    url = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    environment = clean_environment(
        home, CRMCTL_REDIS_URL=server.url, PYTHONPATH=str(HANDLERS), CRMCTL_RETRY_DELAYS="1,1,1",
        CRMCTL_MAX_DEATHS="20", **url,
    )  # fmt: skip
    home.mkdir(exist_ok=True)
    said = home / "said.log"
    words = [CRMCTL, "events", "listen", "--from", "0", "--workers", str(WORKERS)]
    # A pipe that nobody reads would fill up, and the listener wait for it.
    with said.open("wb") as log:
        listener = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
    chance = random.Random(7)
    sent: list[dict[str, Any]] = []
    numbers: dict[str, int] = defaultdict(int)
    kills, happened = 0, Counter[str]()
    outages = cycle(_outages(server, postgresql, sent, chance))
    try:
        while kills < times:
            sent += hearing.publish_many(server, LOT, 13, numbers)
            time.sleep(chance.uniform(0.0, 0.4))
            workers = psutil.Process(listener.pid).children()
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers).pid, signal.SIGKILL)
                    kills += 1
            if happened.total() < kills * OUTAGES // times:
                what, outage = next(outages)
                outage()
                happened[what] += 1
        # Its own connections were cut too.
        toolbox.close()
        done = _await(toolbox, len(sent))
        listener.terminate()
        assert listener.wait(60) == 0, said.read_bytes()[-2_000:]
        _count(toolbox, sent)
        say(
            f"{name}: {kills} workers killed, "
            + ", ".join(f"{count} times {what}" for what, count in happened.items())
            + f"; {len(sent):,} events, each acted once and in order, "
            f"{done:.0f} s after the last kill"
        )
    finally:
        with suppress(ProcessLookupError):
            listener.kill()
        listener.wait()
        server.close()


def _outages(
    server: RedisServer,
    postgresql: OwnServer | None,
    sent: list[dict[str, Any]],
    chance: random.Random,
) -> list[tuple[str, Callable[[], None]]]:
    """What else may happen, and what it is called."""

    def kill_redis() -> None:
        server.kill()
        time.sleep(chance.uniform(0, 1))
        server.start()

    def flush() -> None:
        server.do("FLUSHALL")
        # Who publishes cannot know what was read: all of it comes again.
        hearing.publish_all(server, sent)

    def cut(own: OwnServer) -> None:
        own.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'")

    def restart(own: OwnServer) -> None:
        own.stop()
        time.sleep(chance.uniform(0, 1))
        own.start()

    found: list[tuple[str, Callable[[], None]]] = [
        ("Redis killed", kill_redis),
        ("Redis flushed", flush),
    ]
    if postgresql is not None:
        found += [
            ("PostgreSQL restarted", partial(restart, postgresql)),
            ("connections cut", partial(cut, postgresql)),
        ]
    return found


def _await(toolbox: Toolbox, wanted: int) -> float:
    """Wait for as long as there is any progress; returns how long it took."""
    began = moved = time.monotonic()
    found = -1
    while found < wanted and time.monotonic() - moved < 60:
        ((now,),) = hearing.rows(toolbox, "SELECT count(*) FROM crm_inbox")
        if now != found:
            found, moved = now, time.monotonic()
        time.sleep(0.2)
    return time.monotonic() - began


def _count(toolbox: Toolbox, sent: list[dict[str, Any]]) -> None:
    """What is in the database: an inbox row for each event, a contact's event for each of them."""
    acted = hearing.rows(
        toolbox,
        "SELECT i.event_id, o.seq FROM crm_inbox i JOIN crm_outbox o ON o.id = i.caused ->> 0 "
        "WHERE o.type = 'crm.contact.created' ORDER BY o.seq",
    )
    order = [event for event, _ in acted]
    assert sorted(order) == sorted(each["id"] for each in sent), (len(order), len(sent))
    query = "SELECT count(*) FROM crm_outbox WHERE type = 'crm.contact.created'"
    assert hearing.rows(toolbox, query) == [(len(sent),)]
    known = {each["id"]: (each["data"]["entityId"], each["data"]["n"]) for each in sent}
    seen: dict[str, list[int]] = defaultdict(list)
    for event in order:
        record, number = known[event]
        seen[record].append(number)
    for record, numbers in seen.items():
        assert numbers == list(range(len(numbers))), (record, numbers)


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        torture("SQLite", times, Path(temporary), None)
        torture("PostgreSQL", times, Path(temporary), server, database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
