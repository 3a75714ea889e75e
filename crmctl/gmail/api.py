"""The Gmail API as its own library offers it, over our transport, at the address that is set.

The description of the API is the one bundled with the library: nothing is fetched to begin with.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmctl.clock import iso, parse_iso
from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    NotFoundError,
    ServiceUnavailableError,
)
from crmctl.gmail.mailboxes import Identity
from crmctl.gmail.transport import Transport

# Gives an access token; told of one that Google has refused, it gives another.
Access = Callable[[str | None], str]

# https://developers.google.com/workspace/gmail/api/guides/batch
_BATCH_PATH = "batch/gmail/v1"
_LIMIT_OF_DAY = "dailyLimitExceeded"
_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", _LIMIT_OF_DAY})
_DEADLINE = re.compile(r"(?i)retry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)")
_SWITCHED_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})


class LimitError(ServiceUnavailableError):
    """Google asks crmctl to slow down; `until`, where it says when to come back.

    `of_day`: it is the limit of a day, so that a pause of seconds is of no use.
    """

    def __init__(self, message: str, until: datetime | None, *, of_day: bool = False) -> None:
        super().__init__(message)
        self.until = until
        self.of_day = of_day


class RefusedError(CrmctlError):
    """Gmail does not do what it is asked, and would not the next time."""


def open_service(base: str, transport: Transport, access: Access) -> Any:
    """The API, as `googleapiclient` offers it: single calls, batches and uploads."""
    import json

    from googleapiclient.discovery import build_from_document
    from googleapiclient.discovery_cache import get_static_doc

    document = json.loads(get_static_doc("gmail", "v1"))
    # All three: the library's own option for the address leaves batches and uploads behind.
    document |= {"rootUrl": f"{base}/", "baseUrl": f"{base}/", "batchPath": _BATCH_PATH}
    return build_from_document(document, http=_Line(transport, access))


def identify(service: Any) -> Identity:
    """Which mailbox this is, and under which other addresses it sends."""
    email = call(service.users().getProfile(userId="me")).get("emailAddress")
    if not email:
        raise _unreadable("no address")
    return Identity(str(email), _aliases(service, str(email)))


def _aliases(service: Any, email: str) -> tuple[str, ...] | None:
    """None where Google tells them nobody: that is no reason to stay unconnected."""
    try:
        held = call(service.users().settings().sendAs().list(userId="me")).get("sendAs") or ()
    except ServiceUnavailableError:
        raise
    except CrmctlError:
        return None
    aliases = {
        str(each.get("sendAsEmail")).lower()
        for each in held
        if each.get("isPrimary") or each.get("verificationStatus", "accepted") == "accepted"
    }
    return tuple(sorted(aliases - {email.lower()}))


def call(request: Any) -> dict[str, Any]:
    """The answer to one request of the service, or the error of the tree that it means."""
    from googleapiclient.errors import Error, HttpError

    try:
        answer = request.execute()
    except HttpError as error:
        raise explain(error) from None
    except (Error, ValueError) as error:
        raise _unreadable(type(error).__name__) from None
    # What it cannot read, the library hands on as it is.
    if not isinstance(answer, dict):
        raise _unreadable("no JSON")
    return answer


def _unreadable(why: str) -> ServiceUnavailableError:
    return ServiceUnavailableError(f"Gmail's answer cannot be read ({why}): run it again later")


def explain(error: Any) -> CrmctlError:
    """What an `HttpError` of the library means for the user; for parts of a batch too."""
    status, (reason, said) = int(error.resp.status), _told(error)
    if status == 429 or reason in _LIMITS:
        return limit(_deadline(said), of_day=reason == _LIMIT_OF_DAY)
    if status >= 500:
        return ServiceUnavailableError(
            f"Gmail does not work at present (HTTP {status}): run it again later"
        )
    if status == 404:
        return NotFoundError("Gmail has no such thing any more")
    if reason in _SWITCHED_OFF:
        return ConfigurationError(
            "The Gmail API is not switched on in your Google Cloud project: do that at "
            "https://console.cloud.google.com/apis/library/gmail.googleapis.com, wait a minute, "
            "and run it again"
        )
    if status in (401, 403) or reason == "failedPrecondition":
        return NotAuthorisedError(
            f"Gmail refuses crmctl ({reason}): run crmctl gmail connect again and tick everything, "
            "or ask whoever administers the account"
        )
    return RefusedError(f"Gmail refuses the request (HTTP {status}, {reason})")


def _deadline(said: str) -> datetime | None:
    found = _DEADLINE.search(said)
    try:
        return parse_iso(found[1]) if found else None
    except ValueError:
        return None


def limit(until: datetime | None, *, of_day: bool) -> LimitError:
    """That Google asks to slow down, till then where it says so."""
    when = f"after {iso(until)}" if until else "tomorrow" if of_day else "in a few minutes"
    why = "has had enough for a day" if of_day else "asks to slow down"
    return LimitError(f"Gmail {why}: run it again {when}", until, of_day=of_day)


def _told(error: Any) -> tuple[str, str]:
    """The reason and the text of Google's answer."""
    import json

    try:
        told = json.loads(error.content)["error"]
        first = (told.get("errors") or [{}])[0]
        reason = first.get("reason") or told.get("status") or "no reason"
        return re.sub(r"\W+", "", str(reason))[:60], str(told.get("message", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return "noreason", ""


@dataclass(frozen=True)
class _Line:
    """What the library takes for an httplib2.Http: sends with the token of the mailbox."""

    transport: Transport
    access: Access

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> tuple[Any, bytes]:
        """The answer; after a 401, asked once more with a new token."""
        import httplib2

        if hasattr(body, "read"):
            body = body.read()
        token = self.access(None)
        answer = self._send(uri, method, body, headers, token)
        if answer.status == 401:
            answer = self._send(uri, method, body, headers, self.access(token))
        told = httplib2.Response({name.lower(): value for name, value in answer.headers.items()})
        told.status, told.reason = answer.status, answer.reason
        told["status"] = str(answer.status)
        return told, answer.body

    def close(self) -> None:
        """The transport is its owner's to close."""

    def _send(
        self, uri: str, method: str, body: Any, headers: Mapping[str, str] | None, token: str
    ) -> Any:
        named = {**(headers or {}), "authorization": f"Bearer {token}"}
        return self.transport.send(method, uri, named, body)
