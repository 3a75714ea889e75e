"""Waits on this machine for the answer that Google sends by the browser.

Anything may knock there: a favicon, a port scan, another tab, a page that has a name of its own
point here. Each is answered, and the wait goes on; only an answer that bears the state ends it.
"""

import queue
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from crmctl.errors import ConfigurationError
from crmctl.gmail import answer_pages
from crmctl.gmail.answer_pages import Page
from crmctl.gmail.consent import Consent
from crmctl.pages import HEADERS

HOST = "127.0.0.1"
_SLOW = 10.0
_LONGEST_WORK = 180.0
_GOODBYE = 3.0


class Listener:
    """Listens on a port of 127.0.0.1 (0: any free one) from the start; answers once begun."""

    def __init__(self, port: int) -> None:
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._taken = threading.Lock()
        self._finished = threading.Event()
        self._shown = threading.Event()
        self._by_browser = False
        self._page = answer_pages.interrupted()
        self._consent: Consent | None = None
        self._thread: threading.Thread | None = None
        try:
            self._server = _Server(port, self)
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise ConfigurationError(
                f"Port {port} of {HOST} cannot be listened on ({why}): choose another --port, or "
                "leave it out for any free one"
            ) from None

    @property
    def port(self) -> int:
        """The port in use."""
        return int(self._server.server_address[1])

    @property
    def redirect_uri(self) -> str:
        """Where Google is to send the browser."""
        return f"http://{HOST}:{self.port}/"

    def begin(self, consent: Consent) -> None:
        """Answer whoever comes; from now on there may be an answer."""
        self._consent = consent
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )
        self._thread.start()

    def wait(self, seconds: float) -> str | None:
        """The query of the first good answer; None when none came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def offer(self, text: str) -> bool:
        """Take the address that a browser has ended on; whether it is a good answer."""
        query = self._consent.query_of(text) if self._consent else None
        return query is not None and self._take(query)

    def finish(self, page: Page) -> None:
        """Say what has become of the answer to the browser that brought it."""
        self._page = page
        self._finished.set()

    def close(self) -> None:
        """End, once the browser has its page."""
        self._finished.set()
        if self._by_browser:
            self._shown.wait(_GOODBYE)
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join(_GOODBYE)
        self._server.server_close()

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page_for(self, query: str) -> Page:
        """What to show for a visit with that query; waits for the outcome of a good answer."""
        if self._consent is None or not query:
            return answer_pages.UNRELATED
        if not self._consent.is_answered_by(query):
            return answer_pages.NOT_THIS_ONE
        if not self._take(query, by_browser=True):
            return answer_pages.ANSWERED
        self._finished.wait(_LONGEST_WORK)
        return self._page

    def was_shown(self) -> None:
        """The browser has what it waited for, or has gone."""
        self._shown.set()

    def _take(self, query: str, *, by_browser: bool = False) -> bool:
        """Whether this is the first good answer."""
        # Never released: there is one first.
        if not self._taken.acquire(blocking=False):
            return False
        self._by_browser = by_browser
        self._answers.put(query)
        return True


class _Server(ThreadingHTTPServer):
    """A thread for each connection: browsers open some that they never use."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, listener: Listener) -> None:
        self.listener = listener
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Without the look-up of the machine's name that the library makes, which may take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up half-way is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SLOW

    def do_GET(self) -> None:
        """A visit: the answer, or something else."""
        page = self._page()
        try:
            self._send(page)
        finally:
            if page not in _STRAYS:
                self.server.listener.was_shown()

    def _page(self) -> Page:
        port = self.server.server_port
        hosts = {f"{HOST}:{port}", *((HOST,) if port == 80 else ())}
        named = self.headers.get_all("Host", [])
        # A page elsewhere may have its own name lead here (DNS rebinding); ours is the number.
        if len(named) != 1 or named[0] not in hosts:
            return answer_pages.STRANGE_HOST
        parts = urlsplit(self.path)
        if not self.path.startswith("/") or parts.path != "/":
            return answer_pages.UNRELATED
        return self.server.listener.page_for(parts.query)

    def _send(self, page: Page) -> None:
        body = page.html()
        self.send_response_only(page.status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, *_said: str | None) -> None:
        """What is no GET, or no HTTP at all."""
        known = code == HTTPStatus.NOT_IMPLEMENTED
        self._send(answer_pages.STRANGE_METHOD if known else answer_pages.STRANGE_REQUEST)

    def log_message(self, format: str, *args: Any) -> None:
        """What comes in holds the code: it is for no log."""


_STRAYS = (
    answer_pages.UNRELATED,
    answer_pages.STRANGE_HOST,
    answer_pages.STRANGE_METHOD,
    answer_pages.STRANGE_REQUEST,
    answer_pages.NOT_THIS_ONE,
    answer_pages.ANSWERED,
)
