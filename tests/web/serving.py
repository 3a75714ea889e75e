"""A server of the application in a thread, and a client that sends what it is told to."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import uvicorn

from crmctl.web import application, connections
from crmctl.wiring import Toolbox


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server that listens on the port."""

    port: int

    def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """The answer to a request for the path as it is; `if_range` is the header If-Range."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            client.request(method, path, headers=named)
            answer = client.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def send(self, data: bytes) -> bytes:
        """All that comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@contextmanager
def running(
    toolbox: Toolbox, connection: type[connections.Connection] = connections.Connection
) -> Iterator[Server]:
    """The application on a free port, answering when the block begins."""
    listening = socket.create_server(("127.0.0.1", 0))
    # As crmctl serve does it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        application.make(toolbox), http=connection, log_level="warning", ws="none",
        server_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        made = Server(listening.getsockname()[1])
        assert made("/healthz").status == 200
        yield made
    finally:
        server.should_exit = True
        # The last hits are stored first, by a process that may have to start.
        thread.join(120)
        listening.close()
