"""One open connection to Gmail for one thread: what an empty run needs, and quick to load.

Where a proxy stands between, the transport that knows proxies does it.
"""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crmctl.errors import ServiceUnavailableError
from crmctl.gmail.transport import LOOPBACK, Answer, Timeout, Transport


@dataclass
class Line:
    """Reads; what it sends may be sent twice."""

    transport: Transport
    timeout: Timeout = field(default_factory=Timeout)
    _connection: http.client.HTTPConnection | None = None
    _direct: bool | None = None

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Answer:
        """The answer, whatever its status; ServiceUnavailableError when none came."""
        if self._direct is None:
            self._direct = _is_direct(url)
        if not self._direct:
            return self.transport.send(method, url, headers, body)
        kept = self._connection is not None
        try:
            return self._send(method, url, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            # A connection that was kept open may have been closed behind our back.
            if not kept or isinstance(error, TimeoutError):
                raise _unavailable(url, error) from None
        try:
            return self._send(method, url, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _unavailable(url, error) from None

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        parts = urlsplit(url)
        if self._connection is None:
            self._connection = self._open(parts.scheme, parts.netloc)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self._connection.request(method, target, body, dict(headers))
        answer = self._connection.getresponse()
        read = answer.read()
        return Answer(answer.status, answer.reason, dict(answer.getheaders()), read)

    def _open(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        seconds = self.timeout.connect
        made = (
            http.client.HTTPSConnection(netloc, timeout=seconds, context=_trusted())
            if scheme == "https"
            else http.client.HTTPConnection(netloc, timeout=seconds)
        )
        made.connect()
        made.sock.settimeout(self.timeout.read)
        return made


def _trusted() -> ssl.SSLContext:
    """What the system trusts, and what the other transport does."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _is_direct(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host in LOOPBACK:
        return True
    from urllib.request import getproxies, proxy_bypass

    return urlsplit(url).scheme not in getproxies() or bool(proxy_bypass(host))


def _unavailable(url: str, error: Exception) -> ServiceUnavailableError:
    if isinstance(error, TimeoutError):
        why = "no answer in time"
    elif isinstance(error, ssl.SSLError):
        why = "its certificate cannot be trusted"
    else:
        why = "no connection"
    return ServiceUnavailableError(
        f"Google could not be reached ({urlsplit(url).hostname}: {why}): see to the network, "
        "then run it again"
    )
