"""HTTP to Google: each request once, with a time limit, straight to where it was sent.

httplib2, which Google's library brings, sends a request again when the connection breaks, and is
not safe between threads: a mail could go out twice.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crmctl.errors import ServiceUnavailableError

if TYPE_CHECKING:
    import requests

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Timeout:
    """Seconds: to reach Google, and for each wait for more of its answer."""

    connect: float = 10.0
    read: float = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Sends requests; any thread may."""

    def __init__(self, timeout: Timeout | None = None) -> None:
        self._timeout = timeout or Timeout()
        self._of_thread = threading.local()
        self._sessions: list[requests.Session] = []

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
    ) -> Answer:
        """The answer, whatever its status; ServiceUnavailableError when none came."""
        import requests

        try:
            answer = self._session(url).request(
                method,
                url,
                data=body,
                headers=dict(headers or {}),
                timeout=(self._timeout.connect, self._timeout.read),
                # What is sent is for nobody else.
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise ServiceUnavailableError(
                f"Google could not be reached ({_host(url)}: {_why(error)}): see to the network, "
                "then run it again"
            ) from None
        return Answer(answer.status_code, answer.reason or "", answer.headers, answer.content)

    def close(self) -> None:
        """Let go of every connection."""
        for session in self._sessions:
            session.close()

    def _session(self, url: str) -> "requests.Session":
        """A session of this thread's own; what stays on this machine goes by no proxy."""
        import requests

        local = _host(url) in LOOPBACK
        name = "local" if local else "remote"
        held: requests.Session | None = getattr(self._of_thread, name, None)
        if held is None:
            held = requests.Session()
            held.trust_env = not local
            held.auth = _as_it_is
            setattr(self._of_thread, name, held)
            self._sessions.append(held)
        return held


def _as_it_is(request: Any) -> Any:
    """No .netrc puts a password of its own in place of the token."""
    return request


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _why(error: Exception) -> str:
    """In a few words; the library's own text quotes the whole URL."""
    import requests

    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    return "no connection"
