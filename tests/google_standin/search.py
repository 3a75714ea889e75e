"""Gmail's search: the words of `q`, and the messages that they find.

https://support.google.com/mail/answer/7190. What matters here is kept strict: `to:` looks at To
alone, a day begins at midnight Pacific time, and a number after `after:` is seconds.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import getaddresses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.google_standin.mailbox import Message

Test = Callable[["Message"], bool]

_TOKEN = re.compile(r'\s*(-?[\w.]+:(?=\S)|"[^"]*"|[(){}]|-(?=[({"])|[^\s(){}"]+)')
_AGE = re.compile(r"(\d+)([dmy])")
_DAYS = {"d": 1, "m": 30, "y": 365}
_PLACES = {"inbox": "INBOX", "sent": "SENT", "trash": "TRASH", "spam": "SPAM", "draft": "DRAFT",
           "drafts": "DRAFT", "chats": "CHAT", "starred": "STARRED", "unread": "UNREAD",
           "important": "IMPORTANT"}  # fmt: skip


def parse(query: str, now: float) -> Test:
    """The test that a message must pass; `now` in seconds, for what is newer or older."""
    return _Parser(_TOKEN.findall(query), now).everything()


def looks_everywhere(query: str) -> bool:
    """Whether spam and trash are asked for in the words of the query."""
    return bool(re.search(r"(?i)(?<!\S)in:(anywhere|spam|trash)\b", query))


class _Parser:
    """Terms side by side must all hold; OR and braces want one of them."""

    def __init__(self, tokens: list[str], now: float) -> None:
        self.tokens = tokens
        self.now = now

    def everything(self) -> Test:
        return self._all_until(None, None)

    def _all_until(self, closing: str | None, field: str | None) -> Test:
        tests: list[Test] = []
        either = False
        while self.tokens and self.tokens[0] != closing:
            token = self.tokens.pop(0)
            if token == "OR":
                either = True
                continue
            if token == "AND":
                continue
            test = self._term(token, field)
            if either and tests:
                test = _any([tests.pop(), test])
            tests.append(test)
            either = False
        if self.tokens:
            self.tokens.pop(0)
        return _every(tests)

    def _one_of(self, field: str | None) -> Test:
        tests: list[Test] = []
        while self.tokens and self.tokens[0] != "}":
            token = self.tokens.pop(0)
            if token not in ("OR", "AND"):
                tests.append(self._term(token, field))
        if self.tokens:
            self.tokens.pop(0)
        return _any(tests)

    def _term(self, token: str, field: str | None) -> Test:
        if token == "(":
            return self._all_until(")", field)
        if token == "{":
            return self._one_of(field)
        if token == "-":
            return _not(self._term(self.tokens.pop(0), field))
        if token.startswith("-") and len(token) > 1:
            return _not(self._term(token[1:], field))
        if field is None and token.endswith(":") and self.tokens:
            return self._term(self.tokens.pop(0), token[:-1].lower())
        return self._field(field or "", token.strip('"').lower())

    def _field(self, name: str, value: str) -> Test:
        if name in ("from", "to", "cc", "bcc"):
            return lambda message: message.mentions(name, value)
        if name in ("after", "newer"):
            start = _moment(value)
            return lambda message: message.seconds >= start
        if name in ("before", "older"):
            end = _moment(value)
            return lambda message: message.seconds < end
        if name in ("newer_than", "older_than"):
            return self._age(name, value)
        if name in ("in", "is", "label"):
            return _place(value)
        simple: dict[str, Test] = {
            "subject": lambda message: value in message.header("Subject").lower(),
            "rfc822msgid": lambda message: (
                message.header("Message-ID").strip("<> ").lower() == value.strip("<>")
            ),
            "has": lambda message: value == "attachment" and message.has_attachment,
            "filename": lambda message: any(
                name == value or name.endswith(f".{value}") for name in message.file_names
            ),
            "": lambda message: value in message.words,
        }
        return simple.get(name, lambda _message: False)

    def _age(self, name: str, value: str) -> Test:
        found = _AGE.fullmatch(value)
        if found is None:
            return lambda _message: False
        edge = self.now - int(found[1]) * _DAYS[found[2]] * 86_400
        if name == "newer_than":
            return lambda message: message.seconds >= edge
        return lambda message: message.seconds < edge


def _place(value: str) -> Test:
    if value == "anywhere":
        return lambda _message: True
    if value == "read":
        return lambda message: "UNREAD" not in message.labels
    label = _PLACES.get(value, value)
    return lambda message: label.lower() in {each.lower() for each in message.labels}


def _moment(value: str) -> float:
    if value.isdecimal() and len(value) > 4:
        return float(value)
    numbers = re.split(r"[/-]", value)
    try:
        year, month, day = map(int, numbers)
        start = datetime(year, month, day, tzinfo=_pacific(year, month, day))
    except ValueError:
        return float("nan")
    return start.timestamp()


def _pacific(year: int, month: int, day: int) -> timezone:
    """Pacific time: an hour more from the second Sunday of March to the first of November."""
    moment = datetime(year, month, day, tzinfo=UTC)
    march, november = _sunday(year, 3, 2), _sunday(year, 11, 1)
    return timezone(timedelta(hours=-7 if march < moment <= november else -8))


def _sunday(year: int, month: int, number: int) -> datetime:
    first = datetime(year, month, 1, tzinfo=UTC)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


def address_words(header: str) -> set[str]:
    """What finds the addresses of a header: each, its parts, its domains, the words of its name."""
    found: set[str] = set()
    for name, address in getaddresses([header]):
        lowered = address.lower()
        found |= {lowered, *lowered.split("@"), *re.split(r"[\s.@]+", f"{name} {address}".lower())}
        parts = lowered.split(".")
        found |= {".".join(parts[at:]) for at in range(1, len(parts) - 1)}
    return found


def address_matches(header: str, wanted: str) -> bool:
    """Whether an address of the header is the wanted one, is of that domain, or bears that name."""
    return wanted in address_words(header)


def _every(tests: list[Test]) -> Test:
    return lambda message: all(test(message) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda message: any(test(message) for test in tests)


def _not(test: Test) -> Test:
    return lambda message: not test(message)
