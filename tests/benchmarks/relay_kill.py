"""Kill the installed relay at random moments: `python -m tests.benchmarks.relay_kill [TIMES]`.

On SQLite and PostgreSQL: no event lost, none out of order, each id once.
"""

import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.servers import postgres, say
from tests.conftest import Diary, Program, clean_environment, open_toolbox
from tests.redis_server import STREAM, RedisServer, assert_in_order_and_once


def torture(name: str, times: int, folder: Path, **database: str) -> None:
    """Write, start a relay, kill it somewhere in its life, start over."""
    server = RedisServer()
    home = folder / name
    toolbox = open_toolbox(home, redis=server.url, **database)
    url = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    program = Program(home, clean_environment(home, CRMCTL_REDIS_URL=server.url, **url))
    diary = Diary(toolbox)
    chance = random.Random(11)
    midway = 0
    try:
        for _ in range(times):
            diary.write(chance.choice((1, 700, 3_000, 5_000)), records=9)
            relay = program.start("events", "relay")
            before = server.do("XLEN", STREAM)
            # Most of them at work, the others anywhere from the start on.
            at_work = chance.random() < 0.7
            deadline = time.monotonic() + (10 if at_work else chance.uniform(0, 1.2))
            while time.monotonic() < deadline and server.do("XLEN", STREAM) == before:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.05))
            with suppress(ProcessLookupError):
                os.kill(relay.pid, signal.SIGKILL)
            relay.communicate()
            midway += len(diary) > server.do("XLEN", STREAM) > before
        program("events", "relay", "--once")
        count = assert_in_order_and_once(server.events())
        assert count == len(diary), (count, len(diary))
        say(f"{name}: {times} kills, {midway} of them half-way; {count:,} events, each once")
    finally:
        server.close()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        torture("SQLite", times, Path(temporary))
        torture("PostgreSQL", times, Path(temporary), database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
