"""A request as the handlers see it."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """Method, path, query, headers in lower case, and body."""

    http: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    batch: bool = False

    def overridden(self) -> "Request":
        """A GET too long for a URL comes as a POST that says so, its query in the body."""
        wanted = self.headers.get("x-http-method-override")
        if self.http != "POST" or not wanted:
            return self
        form = "application/x-www-form-urlencoded" in self.headers.get("content-type", "")
        if not form:
            return replace(self, http=wanted)
        query = "&".join(part for part in (self.query, self.body.decode()) if part)
        return replace(self, http=wanted, query=query, body=b"")


def of_target(http: str, target: str, headers: dict[str, str], body: bytes) -> Request:
    parts = urlsplit(target)
    return Request(http, parts.path, parts.query, headers, body)
