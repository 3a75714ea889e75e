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

from tests.benchmarks.servers import postgres
from tests.conftest import Diary, Program, clean_environment, open_toolbox
from tests.redis_server import RedisServer, assert_in_order_and_once


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
            diary.write(chance.choice((1, 700, 3_000)), records=9)
            relay = program.start("events", "relay")
            before = len(server.entries())
            # Half of them anywhere from its start on, half once it is at work.
            deadline = time.monotonic() + chance.uniform(0, 1.2)
            at_work = chance.random() < 0.5
            while time.monotonic() < deadline:
                if at_work and server.do("XLEN", toolbox.line.stream.name) > before:
                    break
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.05))
            with suppress(ProcessLookupError):
                os.kill(relay.pid, signal.SIGKILL)
            relay.communicate()
            midway += len(diary) > len(server.entries()) > before
        program("events", "relay", "--once")
        count = assert_in_order_and_once(server.events())
        assert count == len(diary), (count, len(diary))
    finally:
        server.close()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        torture("SQLite", times, Path(temporary))
        torture("PostgreSQL", times, Path(temporary), database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
