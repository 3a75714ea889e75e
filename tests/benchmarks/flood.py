"""A flood of hits on `crmctl serve`: whatever is answered is stored, the rest is turned away.

    python -m tests.benchmarks.flood [HITS-A-SECOND [SECONDS]]

Offers 10,000 a second for ten seconds, whether or not the server keeps up: on a connection that is
free, else on a new one. Prints how many were answered (the pixel), shed (503), refused (no
connection, or none in time), and how many hits are in the database in the end; exit 1 if one that
was answered is not.
"""

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from crmctl.gmail import tracking
from crmctl.gmail.tracking import Token
from crmctl.storage import queries, tables
from crmctl.web.tracking import _PIXEL
from tests.benchmarks.servers import say
from tests.benchmarks.tracking import REQUEST, TOKEN
from tests.conftest import CRMCTL
from tests.end_to_end.test_export import free_port, wait_for
from tests.exporting import making

# What one client machine could hold open.
MOST_CONNECTIONS = 4_000
TICK = 0.01


@dataclass
class Flood:
    """The clients, and what came of each hit."""

    port: int
    free: list["Client"] = field(default_factory=list)
    open: int = 0
    came: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)

    async def offer(self, rate: int, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        begun, offered = loop.time(), 0
        tasks = set()
        while (now := loop.time() - begun) < seconds:
            for _ in range(int(now * rate) - offered):
                offered += 1
                if self.free:
                    self.free.pop().ask()
                elif self.open < MOST_CONNECTIONS:
                    self.open += 1
                    tasks.add(asyncio.create_task(self.dial()))
                else:
                    self.came["no connection free"] += 1
            await asyncio.sleep(TICK)
        await asyncio.gather(*tasks)
        ends = loop.time() + 60
        while self.came.total() < offered and loop.time() < ends:
            await asyncio.sleep(0.1)
        self.came["unanswered"] += offered - self.came.total()

    async def dial(self) -> None:
        try:
            _, client = await asyncio.get_running_loop().create_connection(
                lambda: Client(self), "127.0.0.1", self.port
            )
        except OSError:
            self.open -= 1
            self.came["refused"] += 1
            return
        client.ask()


class Client(asyncio.Protocol):
    """One connection, with one hit on it at a time."""

    def __init__(self, flood: Flood) -> None:
        self.flood, self.waits, self.read = flood, False, b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def ask(self) -> None:
        self.waits, self.read, self.asked = True, b"", time.perf_counter()
        self.transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        self.read += data
        if self.read.endswith(_PIXEL):
            self.end("answered")
            self.flood.took.append(time.perf_counter() - self.asked)
            self.flood.free.append(self)
        elif self.read.startswith(b"HTTP/1.1 503") and self.waits:
            self.end("shed")

    def end(self, how: str) -> None:
        self.waits = False
        self.flood.came[how] += 1

    def connection_lost(self, _error: Exception | None) -> None:
        self.flood.open -= 1
        with contextlib.suppress(ValueError):
            self.flood.free.remove(self)
        if self.waits:
            self.end("cut off")


def main(rate: int = 10_000, seconds: float = 10.0) -> int:
    with tempfile.TemporaryDirectory(prefix="crmctl-flood-") as home:
        url = f"sqlite:///{home}/crm.db"
        toolbox = making.open_toolbox(Path(home), url)
        with toolbox.transaction() as session:
            sent_at = session.now() - timedelta(minutes=1)
            tracking.keep(session, "s1", "c1", [Token(TOKEN, 0, None)], sent_at)
            tracking.put_on_time_line(session, "s1", "a1", sent_at)
        port = free_port()
        named = {"CRMCTL_HOME": home, "CRMCTL_DATABASE_URL": url,
                 "CRMCTL_ENCRYPTION_KEY": making.KEY}  # fmt: skip
        server = subprocess.Popen(
            [CRMCTL, "serve", "--port", str(port)], env={**os.environ, **named}
        )
        flood = Flood(port)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            asyncio.run(flood.offer(rate, seconds))
        finally:
            server.terminate()
            server.wait(120)
        with toolbox.transaction(write=False) as session:
            stored = queries.count(session, tables.hits)
        toolbox.close()
    say(f"offered {rate:,} a second for {seconds:g} s: {dict(flood.came)}")
    p99 = statistics.quantiles(flood.took, n=100)[98]
    say(f"answered within {p99 * 1000:,.0f} ms (p99); stored {stored:,}")
    return int(stored != flood.came["answered"])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
