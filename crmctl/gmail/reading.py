"""The few calls of the Gmail API that a sync needs, each paid for, tried again where that helps.

The library that Google offers takes longer to load than an empty run may take in all. The paths
are those of its bundled description; tests/gmail/test_reading.py holds them to it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from crmctl.errors import (
    CrmctlError,
    NotAuthorisedError,
    NotFoundError,
    ServiceUnavailableError,
)
from crmctl.gmail import api, retry_after
from crmctl.gmail.api import Access, LimitError, RefusedError
from crmctl.gmail.line import Line
from crmctl.gmail.quota import Bucket, SpentError
from crmctl.gmail.transport import Answer

# What is asked for at a first look at a message.
HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Subject", "Date", "Message-ID",
           "In-Reply-To", "List-Id", "List-Unsubscribe", "Precedence", "Auto-Submitted",
           "Content-Type", "Content-Class")  # fmt: skip
METADATA, FULL = "metadata", "full"
# A user may have few requests in flight, and the parts of a batch count like others.
AT_ONCE = 5
_PAGE = 500
_ME = "gmail/v1/users/me"
PATHS = {
    "getProfile": f"{_ME}/profile",
    "labels.list": f"{_ME}/labels",
    "history.list": f"{_ME}/history",
    "messages.list": f"{_ME}/messages",
    "messages.get": f"{_ME}/messages/{{id}}",
}
_BATCH_PATHS = ("batch/gmail/v1", "batch")
_NO_BATCH = frozenset({400, 403, 404, 405, 415, 501})
_TRIES = 4
# A deadline that is nearer than this is waited for; a later one ends the run.
_SOON = timedelta(seconds=10)
_BOUNDARY = "crmctl-batch"
_NUMBER = re.compile(r"item-(\d+)")

# By Gmail's id.
Found = dict[str, Mapping[str, Any] | CrmctlError]
Parameters = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True)
class Page:
    """One page of a list: what stands on it, and what leads to the next."""

    items: list[Mapping[str, Any]]
    next: str | None
    history_id: str | None = None


@dataclass
class _Refusal:
    """What `api.explain` takes for an error of the library."""

    status: int
    content: bytes

    @property
    def resp(self) -> "_Refusal":
        return self


@dataclass
class Reader:
    """One mailbox, read only."""

    line: Line
    base: str
    access: Access
    bucket: Bucket
    now: Callable[[], datetime]
    wait: Callable[[float], None]
    _token: str | None = None
    _batch_paths: list[str] = field(default_factory=lambda: list(_BATCH_PATHS))

    def history_id(self) -> str:
        """The cursor of this moment."""
        return str(int(self._get("getProfile", {})["historyId"]))

    def labels(self) -> dict[str, str]:
        """{name: id} of the mailbox's labels."""
        listed = self._get("labels.list", {}).get("labels") or ()
        return {str(each["name"]): str(each["id"]) for each in listed}

    def history(self, start: str) -> Iterator[Page]:
        """The pages of what came since; NotFoundError when Gmail no longer knows that."""
        kinds = ["messageAdded", "labelAdded"]
        asked: Parameters = {"startHistoryId": start, "historyTypes": kinds, "maxResults": _PAGE}
        return self._pages("history.list", "history", asked)

    def messages(self, query: str, label: str | None = None) -> Iterator[Page]:
        """The pages of the messages that the query finds, newest first; see `ids`."""
        asked: dict[str, str | int | Sequence[str]] = {"q": query, "maxResults": _PAGE}
        if label:
            asked |= {"labelIds": label, "includeSpamTrash": "true"}
        return self._pages("messages.list", "messages", asked)

    def ids(self, query: str, label: str | None = None) -> list[str]:
        """Gmail's ids of the messages that the query finds, newest first, each once.

        Those in Spam and in the bin are found by their label alone.
        """
        pages = self.messages(query, label)
        return list(dict.fromkeys(str(each["id"]) for page in pages for each in page.items))

    def get(
        self, ids: Sequence[str], found: Found, format_: str = METADATA, spare: int = 0
    ) -> None:
        """Put each message into `found`, or why it could not be read.

        NotFoundError stands for one that is gone. What concerns the whole mailbox is raised, and
        `found` has what was read till then. `spare`: the units that are to be left for the rest.
        """
        left = list(ids)
        while left:
            size = self.bucket.affords("messages.get", AT_ONCE, spare)
            if not size:
                raise SpentError
            lot, left = left[:size], left[size:]
            many = self._batch(lot, format_) if len(lot) > 1 else {}
            for id_ in lot:
                # What a batch could not give is asked for once more by itself.
                again = id_ not in many or _is_passing(many[id_])
                found[id_] = self._one(id_, format_) if again else many[id_]

    def _one(self, id_: str, format_: str) -> Mapping[str, Any] | CrmctlError:
        try:
            told = self._get("messages.get", _as(format_), id_)
        except (LimitError, NotAuthorisedError):
            raise
        except CrmctlError as error:
            return error
        return told if told.get("id") == id_ else RefusedError("Gmail gave another message for it")

    def _pages(self, method: str, key: str, asked: Parameters) -> Iterator[Page]:
        token: str | None = None
        while True:
            more = {"pageToken": token} if token else {}
            told = self._get(method, {**asked, **more})
            items = [each for each in told.get(key) or () if isinstance(each, Mapping)]
            token = told.get("nextPageToken") or None
            history_id = told.get("historyId")
            yield Page(items, token, str(history_id) if history_id is not None else None)
            if token is None:
                return

    def _get(self, method: str, asked: Parameters, id_: str = "") -> Mapping[str, Any]:
        """The answer to a call, tried again while that may help."""
        path = PATHS[method].format(id=quote(id_, safe=""))
        for left in reversed(range(_TRIES)):
            self.bucket.take(method)
            try:
                return self._read(self._send("GET", f"{path}?{urlencode(asked, doseq=True)}"))
            except LimitError as error:
                self._obey(error, left)
            except ServiceUnavailableError:
                if not left:
                    raise
            self._back_off(left)
        raise AssertionError  # the last try returns or raises

    def _obey(self, error: LimitError, left: int) -> None:
        """Wait for a deadline that is near; raise the error where it is far, or tries are up."""
        if error.until is None:
            if not left:
                raise error
            return
        remaining = error.until - self.now()
        if remaining > _SOON or not left:
            raise error
        self.wait(max(0.0, remaining.total_seconds()))

    def _back_off(self, left: int) -> None:
        """Longer from try to try, and never quite the same for two."""
        self.wait(0.5 * 2 ** (_TRIES - 1 - left) * random.uniform(0.5, 1.5))  # noqa: S311

    def _send(self, http: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        """The answer, asked once more with a new token after a 401."""
        url = f"{self.base}/{path}"
        headers = {"Accept": "application/json", **({"Content-Type": kind} if kind else {})}
        rejected: str | None = None
        for _ in range(2):
            if self._token is None:
                self._token = self.access(rejected)
            named = {**headers, "Authorization": f"Bearer {self._token}"}
            answer = self.line.send(http, url, named, body)
            if answer.status != 401:
                break
            rejected, self._token = self._token, None
        return answer

    def _read(self, answer: Answer) -> Mapping[str, Any]:
        if answer.status == 200:
            return _document(answer.body)
        error = _error(answer.status, answer.body)
        if isinstance(error, LimitError) and error.until is None:
            raise api.limit(retry_after.moment(answer.headers, self.now()), of_day=error.of_day)
        raise error

    def _batch(self, ids: Sequence[str], format_: str) -> Found:
        """What one request for all of them gives; nothing where Gmail takes no batch."""
        if not self._batch_paths:
            return {}
        inner = urlsplit(self.base).path
        query = urlencode(_as(format_), doseq=True)
        targets = [
            f"{inner}/{PATHS['messages.get'].format(id=quote(id_, safe=''))}?{query}" for id_ in ids
        ]
        self.bucket.take("messages.get", len(ids))
        kind = f"multipart/mixed; boundary={_BOUNDARY}"
        try:
            answer = self._send("POST", self._batch_paths[0], _written(targets), kind)
        except ServiceUnavailableError:
            return {}
        if answer.status in _NO_BATCH and not isinstance(
            _error(answer.status, answer.body), LimitError
        ):
            self._batch_paths.pop(0)
            self.bucket.give_back("messages.get", len(ids))
            return {}
        return _parts(answer, ids) if answer.status == 200 else {}


def _as(format_: str) -> Parameters:
    asked: Parameters = {"format": format_}
    return {**asked, "metadataHeaders": HEADERS} if format_ == METADATA else asked


def _written(targets: Sequence[str]) -> bytes:
    parts = [
        f"--{_BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <item-{at}>\r\n\r\n"
        f"GET {target} HTTP/1.1\r\nAccept: application/json\r\n\r\n"
        for at, target in enumerate(targets)
    ]
    return f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()


def _parts(answer: Answer, ids: Sequence[str]) -> Found:
    """The messages and errors in a batch's answer, in whatever order, whatever is missing.

    A message says itself which it is; an error counts where its part says which call it answers.
    """
    import email.parser
    import email.policy

    kind = {name.lower(): value for name, value in answer.headers.items()}.get("content-type", "")
    whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + answer.body
    )
    found: Found = {}
    for part in whole.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        told = _part(content)
        named = _NUMBER.search(str(part.get("Content-ID", "")))
        number = int(named[1]) if named else len(ids)
        if not isinstance(told, CrmctlError):
            found[str(told.get("id"))] = told
        elif number < len(ids):
            found.setdefault(ids[number], told)
    return found


def _part(content: bytes) -> Mapping[str, Any] | CrmctlError:
    head, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    try:
        return _document(body) if status == 200 else _error(status or 500, body)
    except ServiceUnavailableError as error:
        return error


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise ServiceUnavailableError("Gmail's answer cannot be read: run it again later")
    return told


def _error(status: int, body: bytes) -> CrmctlError:
    return api.explain(_Refusal(status, body))


def _is_passing(found: Mapping[str, Any] | CrmctlError) -> bool:
    """Whether it may go better by itself: after a limit, an outage, a token that has expired."""
    return isinstance(found, ServiceUnavailableError | NotAuthorisedError)


def is_gone(found: Mapping[str, Any] | CrmctlError) -> bool:
    """Whether the message was deleted between the list and the look."""
    return isinstance(found, NotFoundError)
