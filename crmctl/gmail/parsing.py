"""A message as Gmail's API gives it, read into facts; nothing that anyone can send stops it."""

import email.errors
import email.header
import email.utils
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from crmctl.clock import to_millisecond

ROLES = ("from", "to", "cc", "bcc", "reply-to")

_FOLD = re.compile(r"\r?\n[ \t]*")
# Each of these goes once through a text of any length, whatever stands in it.
_ADDRESS = re.compile(r"(?<![^\s@<>()\[\],;:\"'])[^\s@<>()\[\],;:\"']++@[^\s@<>()\[\],;:\"']++")
_WHOLE = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+|\"[^\"]+\"@[^\s@<>,;]+").fullmatch
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.?)*+(?:\"|$)", re.DOTALL)
_PIECES = re.compile(rf"({_QUOTED.pattern}|[<>,;:()])", re.DOTALL)
_ENCODED = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?]*\?=")
_ANGLED = re.compile(r"<([^<>]+)>")
_HIDDEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u034f\u00ad\u2007")
_LONGEST_KEY = 900
_LONGEST_SUBJECT = 998
_LONGEST_ADDRESS = 320
# A clock may be wrong by a day; a message from further ahead has a broken date.
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Address:
    """An address that a message names, in lower case, and what it is called there."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Mail:
    """What is known of a message from its headers."""

    gmail_id: str
    thread_id: str | None
    labels: frozenset[str]
    happened_at: datetime
    # When Gmail received it.
    received_at: datetime
    subject: str
    snippet: str
    message_id: str | None
    # By role: from, to, cc, bcc, reply-to.
    addresses: Mapping[str, tuple[Address, ...]]
    headers: Mapping[str, str]
    mime_type: str
    size: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def named(self, *roles: str) -> list[Address]:
        """The addresses of these roles, or of all, each once."""
        found = {each.address: each for role in roles or ROLES for each in self.addresses[role]}
        return list(found.values())


def read(resource: Mapping[str, Any], now: datetime) -> Mail:
    """The message of a `messages.get` answer; ValueError when it is none at all."""
    gmail_id = resource.get("id")
    payload = resource.get("payload") or {}
    if not isinstance(gmail_id, str) or not isinstance(payload, Mapping):
        raise ValueError("Gmail gave something that is no message")
    held = _headers(payload)
    received = _internal_date(resource.get("internalDate")) or now
    return Mail(
        gmail_id=gmail_id,
        thread_id=_text(resource.get("threadId")) or None,
        labels=frozenset(map(str, resource.get("labelIds") or ())),
        happened_at=_date(held.get("date", [""])[0], received),
        received_at=received,
        subject=_subject(held.get("subject", [""])[0]),
        snippet=_snippet(resource.get("snippet")),
        message_id=normalise_id(held.get("message-id", [""])[0]),
        addresses={role: addresses_in(held.get(role, [])) for role in ROLES},
        headers={name: ", ".join(values) for name, values in held.items()},
        mime_type=_text(payload.get("mimeType")).lower() or _type_of(held),
        size=_number(resource.get("sizeEstimate")),
        payload=payload,
    )


def normalise_id(text: str) -> str | None:
    """A Message-ID as it is compared: no `<>`, no blanks, its domain in lower case."""
    unfolded = clean(_FOLD.sub("", text))
    found = _ANGLED.search(unfolded)
    bare = re.sub(r"\s+", "", found[1] if found else unfolded).strip("<>")
    if not bare:
        return None
    local, at, domain = bare.rpartition("@")
    made = f"{local}{at}{domain.lower()}" if at else bare
    if len(made.encode()) <= _LONGEST_KEY:
        return made
    # An index holds no more.
    return f"sha256:{hashlib.sha256(made.encode()).hexdigest()}"


def addresses_in(values: Iterable[str]) -> tuple[Address, ...]:
    """Every address in these header values, groups and all; each once."""
    found: dict[str, Address] = {}
    for value in values:
        for each in _addresses(_FOLD.sub(" ", value)):
            found.setdefault(each.address, each)
    return tuple(found.values())


def clean(text: str) -> str:
    """The text without what no database takes: no NUL, no other control, no half characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    if whole.isprintable():
        return whole
    return "".join(
        letter for letter in whole if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )


def decode(value: str) -> str:
    """A header's text, with encoded words read; what cannot be read stays as it is."""
    if not _ENCODED.search(value):
        return value
    try:
        parts = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    return "".join(_decoded(part, charset) for part, charset in parts)


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8", "replace")
    except LookupError:
        return part.decode("utf-8", "replace")


def _addresses(value: str) -> list[Address]:
    """As the standard says it; else whatever looks like an address, outside of quotes."""
    try:
        pairs = email.utils.getaddresses([_with_quotes(value)])
    except (RecursionError, ValueError, IndexError):
        # Comments in comments, thousands deep.
        pairs = []
    read_ = [Address(address, _named(name)) for name, text in pairs if (address := _address(text))]
    if read_:
        return read_
    plain = _QUOTED.sub(" ", decode(value)) if "@" not in _QUOTED.sub(" ", value) else value
    wide = _QUOTED.sub(" ", plain)
    found = _ADDRESS.findall(wide) or _ADDRESS.findall(decode(value))
    return [Address(address) for text in found if (address := _address(text))]


def _with_quotes(value: str) -> str:
    """The value, every name in which an address stands in the quotes that it ought to have."""
    pieces = _PIECES.split(value)
    # Texts and what parts them take turns.
    for at in range(0, len(pieces) - 1, 2):
        if "@" in pieces[at] and pieces[at + 1] == "<":
            pieces[at] = f'"{pieces[at].strip()}" '
    return "".join(pieces)


def _address(text: str) -> str | None:
    """The address in lower case, its domain in its own letters; None when it is none."""
    bare = re.sub(r"\s+", "", clean(text)).strip(".<>").lower()
    if bare.endswith("'"):
        # As Outlook writes it.
        bare = bare.strip("'")
    if len(bare) > _LONGEST_ADDRESS or not _WHOLE(bare):
        return None
    local, _, domain = bare.rpartition("@")
    return f"{local}@{_in_own_letters(domain)}"


def _in_own_letters(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    import idna

    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def _named(name: str) -> str:
    return " ".join(clean(decode(name)).split())[:_LONGEST_SUBJECT]


def _headers(payload: Mapping[str, Any]) -> dict[str, list[str]]:
    """{name in lower case: its values}, whatever else stands among them."""
    held: dict[str, list[str]] = {}
    for each in payload.get("headers") or ():
        if isinstance(each, Mapping):
            name, value = _text(each.get("name")), _text(each.get("value"))
            held.setdefault(name.strip().lower(), []).append(value)
    return held


def _subject(value: str) -> str:
    said = decode(_FOLD.sub(" ", value))
    return " ".join(clean(said).split())[:_LONGEST_SUBJECT]


def _snippet(value: Any) -> str:
    plain = html.unescape(clean(_text(value)))
    return " ".join("".join(letter for letter in plain if letter not in _HIDDEN).split())


def _date(value: str, received: datetime) -> datetime:
    """The mail's own date; when it was received, where it has none that can be true."""
    try:
        said = email.utils.parsedate_to_datetime(_FOLD.sub(" ", value).strip())
        moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return received
    if not _EARLIEST <= moment <= received + _AHEAD:
        return received
    return to_millisecond(moment)


def _internal_date(value: Any) -> datetime | None:
    try:
        return to_millisecond(datetime.fromtimestamp(int(value) / 1000, UTC))
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _type_of(held: Mapping[str, Sequence[str]]) -> str:
    return held.get("content-type", [""])[0].partition(";")[0].strip().lower()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
