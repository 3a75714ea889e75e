"""What the server says: a status, headers and a body, and the errors in Google's own shape."""

import json
from dataclasses import dataclass, field
from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "backendError",
    502: "backendError",
    503: "backendError",
}


@dataclass
class Answer:
    """A status, a body, and headers beside its type and length."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """The call ends with this answer."""

    def __init__(self, answer: Answer, why: str = "") -> None:
        super().__init__(why)
        self.answer = answer


def document(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value, indent=2).encode())


def page(title: str, content: str, status: int = 200) -> Answer:
    html = f"<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{content}"
    return Answer(status, html.encode(), "text/html; charset=utf-8")


def redirect(to: str) -> Answer:
    return Answer(302, b"", "text/html; charset=utf-8", {"Location": to})


def api_error(status: int, message: str, reason: str | None = None) -> Answer:
    """An error of an API, as Google's front end writes it."""
    reason = reason or REASONS.get(status, "unknown")
    return document(
        {
            "error": {
                "code": status,
                "message": message,
                "errors": [{"message": message, "domain": "global", "reason": reason}],
                "status": _STATUS.get(status, "UNKNOWN"),
            }
        },
        status,
    )


def refuse(status: int, message: str, reason: str | None = None) -> RefusedError:
    return RefusedError(api_error(status, message, reason), message)


def not_found() -> RefusedError:
    return refuse(404, "Requested entity was not found.")


def oauth_error(error: str, description: str, status: int = 400) -> Answer:
    """An error of the token and revoke endpoints (RFC 6749, 5.2)."""
    return document({"error": error, "error_description": description}, status)
