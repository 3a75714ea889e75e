"""What may stand between crmctl and Google: it hands on every call, late, or the answer changed."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.google_standin.running import Google


def as_it_is(_path: str, _kind: str, body: bytes) -> bytes:
    return body


@contextmanager
def running(
    google: Google,
    before: Callable[[], object] = lambda: None,
    change: Callable[[str, str, bytes], bytes] = as_it_is,
) -> Iterator[str]:
    """Its address; it calls `before` ahead of every call, and hands on what `change` makes of the
    path, the type and the body of an answer.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _hand_on(self, google, before, change)

        def do_POST(self) -> None:
            _hand_on(self, google, before, change)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def _hand_on(
    handler: BaseHTTPRequestHandler,
    google: Google,
    before: Callable[[], object],
    change: Callable[[str, str, bytes], bytes],
) -> None:
    asked = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    before()
    to = urlsplit(google.base)
    with closing(http.client.HTTPConnection(to.hostname or "", to.port, timeout=20)) as line:
        line.request(handler.command, handler.path, asked, dict(handler.headers))
        told = line.getresponse()
        kind = told.headers["Content-Type"]
        body = change(handler.path, kind, told.read()) if told.status == 200 else told.read()
    handler.send_response(told.status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
