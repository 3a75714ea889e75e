"""The pixel against a bare Starlette endpoint with the same bytes, on the same server.

    python -m tests.benchmarks.tracking

Prints requests a second, their ratio (goal: at least 0.5), p99 at half that load (goal: under
20 ms), and whether every hit of a flood that was answered is stored.
"""

import asyncio
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from crmctl.gmail import tracking
from crmctl.gmail.tracking import Token
from crmctl.storage import queries, tables
from crmctl.web.tracking import _PIXEL
from tests.benchmarks.servers import say
from tests.exporting import making
from tests.gmail.test_machines import CHROME

TOKEN = "p" * 22
CONNECTIONS = 32
SECONDS = 5.0
REQUEST = (
    f"GET /t/o/{TOKEN}.gif HTTP/1.1\r\nHost: x\r\nUser-Agent: {CHROME}\r\n"
    "Accept: image/*\r\nAccept-Language: en\r\n\r\n"
).encode()


def serve_bare(listening: socket.socket) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    async def pixel(_request: object) -> Response:
        return Response(_PIXEL, media_type="image/gif")

    application = Starlette(routes=[Route("/t/o/{token}.gif", pixel)])
    _run(uvicorn.Config(application, log_level="warning", server_header=False), listening)


def serve_ours(listening: socket.socket, home: str) -> None:
    import uvicorn

    from crmctl.web import application, connections

    toolbox = making.open_toolbox(Path(home), f"sqlite:///{home}/crm.db")
    config = uvicorn.Config(
        application.make(toolbox),
        http=connections.Connection,
        log_level="error",
        server_header=False,
    )
    _run(config, listening)


def _run(config: object, listening: socket.socket) -> None:
    import uvicorn

    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def server(target: Callable[..., None], *arguments: str):
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    process = multiprocessing.get_context("fork").Process(
        target=target, args=(listening, *arguments)
    )
    process.start()
    time.sleep(1.5)
    yield listening.getsockname()[1]
    process.terminate()
    process.join(30)
    listening.close()


class Client(asyncio.Protocol):
    """One connection: the next request follows each answer, after a pause if there is to be one."""

    def __init__(self, ends: float, every: float, took: list[float]) -> None:
        self.ends, self.every, self.took = ends, every, took
        self.done = asyncio.get_running_loop().create_future()
        self.due = time.perf_counter()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        # From when it was due, not from when it was sent: waiting counts.
        self.asked = self.due if self.every else time.perf_counter()
        self.transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        if not data.endswith(_PIXEL):
            return  # the body follows
        now = time.perf_counter()
        self.took.append(now - self.asked)
        if now >= self.ends:
            self.transport.close()
            self.done.set_result(None)
        elif not self.every:
            self.ask()
        else:
            self.due += self.every
            asyncio.get_running_loop().call_later(max(0.0, self.due - now), self.ask)


async def load(port: int, rate: float = 0.0, seconds: float = SECONDS) -> list[float]:
    """The seconds that each request took, with as many connections; `rate`: requests a second."""
    took: list[float] = []
    ends = time.perf_counter() + seconds
    every = CONNECTIONS / rate if rate else 0.0
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(
            lambda: Client(ends, every, took), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    return took


def main() -> None:
    rates = []
    with server(serve_bare) as port:
        asyncio.run(load(port, seconds=1))
        rates.append(len(asyncio.run(load(port))) / SECONDS)
    home = tempfile.mkdtemp(prefix="crmctl-bench-")
    toolbox = making.open_toolbox(Path(home), f"sqlite:///{home}/crm.db")
    with toolbox.transaction() as session:
        sent_at = session.now() - timedelta(minutes=1)
        tracking.keep(session, "s1", "c1", [Token(TOKEN, 0, None)], sent_at)
        tracking.put_on_time_line(session, "s1", "a1", sent_at)
    asked = 0
    with server(serve_ours, home) as port:
        asked += len(asyncio.run(load(port, seconds=1)))
        took = asyncio.run(load(port))
        asked += len(took)
        rates.append(len(took) / SECONDS)
        paced = asyncio.run(load(port, rate=rates[1] / 2))
        asked += len(paced)
    with toolbox.transaction(write=False) as session:
        stored = queries.count(session, tables.hits)
    say(f"bare Starlette endpoint  {rates[0]:8.0f} requests/s")
    say(
        f"crmctl's pixel           {rates[1]:8.0f} requests/s  {rates[1] / rates[0]:.2f} (goal 0.5)"
    )
    p99, calm = statistics.quantiles(paced, n=100)[98] * 1000, len(paced) / SECONDS
    say(f"p99 at half that load    {p99:8.1f} ms (goal 20), at {calm:.0f} requests/s")
    say(f"answered {asked}, stored {stored}")


if __name__ == "__main__":
    main()
