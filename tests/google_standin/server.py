"""The HTTP server: which path is whose, and connections that end as a fault wants them to."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.google_standin import admin, batch, calling, oauth
from tests.google_standin.answers import Answer, RefusedError, api_error, document
from tests.google_standin.faults import LostError, meet
from tests.google_standin.request import Request, of_target
from tests.google_standin.world import Entry, World

_OAUTH = {
    "/o/oauth2/v2/auth": ("auth", oauth.authorize),
    "/o/oauth2/auth": ("auth", oauth.authorize),
    "/token": ("token", oauth.token),
    "/revoke": ("revoke", oauth.revoke),
}
_BATCH = ("/batch", "/batch/gmail/v1")


class Server(ThreadingHTTPServer):
    """A server over a world, on a port of this machine."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        # Else each answer waits 40 ms for its second packet.
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = of_target(self.command, self.path, headers, self.rfile.read(length))
        try:
            answer = self._answer(request)
        except RefusedError as refused:
            answer = refused.answer
        except LostError:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        except Exception as error:  # a bug of the stand-in's own is seen at once
            answer = api_error(500, f"The stand-in failed: {error!r}", "standinBug")
        self._send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _serve  # noqa: N815

    def _answer(self, request: Request) -> Answer:
        world = self.server.world
        if request.path == "/admin/client-secrets":
            wanted = request.query or None
            return document(admin.client_secrets(world, self.server.base, wanted))
        if request.path.startswith("/admin/"):
            return admin.answer(world, request)
        if request.path in _OAUTH:
            return self._oauth(request)
        if request.path in _BATCH:
            return self._batch(request)
        if request.path.startswith("/upload/"):
            return calling.upload(world, request)
        return calling.answer(world, request)

    def _oauth(self, request: Request) -> Answer:
        world = self.server.world
        name, act = _OAUTH[request.path]
        entry = Entry(world.now(), name, request.http, request.path)
        with world.lock:
            world.log.append(entry)
            fault = world.take_fault(name, None)
        afterwards = meet(world, fault)
        try:
            made = act(world, request)
        except RefusedError as refused:
            made = refused.answer
        entry.status = made.status
        afterwards()
        return made

    def _batch(self, request: Request) -> Answer:
        world = self.server.world
        with world.lock:
            fault = world.take_fault("batch", None)
        afterwards = meet(world, fault)
        made = batch.answer(world, request)
        afterwards()
        return made

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.body or answer.status != 308:
            self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """The world keeps its own log."""
