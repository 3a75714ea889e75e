"""Events as they come: from where on, which ones, and how one reads as a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from crmctl.errors import UsageError
from crmctl.events.stream import Stream

_SPAN = re.compile(r"(\d+)([smhd])").fullmatch
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_BLOCK_MS = 5_000
# The highest that an entry can have in its millisecond.
_LAST_NUMBER = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the stream that holds an event."""

    id: str
    text: str
    event: dict[str, Any]

    def line(self) -> str:
        """The event in one line for people."""
        event, data = self.event, self.event.get("data")
        known = data if isinstance(data, dict) else {}
        about = known.get("entityId", "")
        said = [f"{key}={value}" for key, value in known.items() if _is_worth_a_word(key, value)]
        return "  ".join(
            str(part)
            for part in (
                event.get("timestamp"),
                event.get("type"),
                about,
                f"by {event.get('userId')}",
                *said,
            )
            if part
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to show: by type (`*` stands for anything), workspace, record and run."""

    types: tuple[str, ...] = ()
    workspace: str | None = None
    record: str | None = None
    correlation: str | None = None

    def takes(self, event: dict[str, Any]) -> bool:
        """Whether the event is one of them."""
        type_, data = str(event.get("type")), event.get("data")
        about = data.values() if isinstance(data, dict) else ()
        return (
            (not self.types or any(fnmatchcase(type_, each) for each in self.types))
            and self.workspace in (None, event.get("workspaceId"), event.get("tenantId"))
            and self.correlation in (None, event.get("correlationId"))
            and (self.record is None or self.record in about)
        )


def start(since: str | None, now: datetime, option: str = "--since") -> str:
    """After which entry: `$` for the last one, `0-0` for none, or the last before a moment.

    Raises UsageError for what is no time.
    """
    if since is None or since == "$":
        return "$"
    if since == "0":
        return "0-0"
    moment = moment_of(since, now, option)
    milliseconds = int(moment.timestamp() * 1000)
    return f"{milliseconds - 1}-{_LAST_NUMBER}" if milliseconds > 0 else "0-0"


def entries(stream: Stream, wanted: Wanted, after: str, *, follow: bool) -> Iterator[Entry]:
    """The wanted events behind that id, and with `follow` those still to come."""
    if after == "$":
        after = stream.end()
    if not follow:
        found = ((at, value) for at, value in stream.entries(f"({after}"))
        yield from _wanted(found, wanted)
        return
    while True:
        lot = stream.next_entries(after, _BLOCK_MS)
        yield from _wanted(iter(lot), wanted)
        after = lot[-1][0] if lot else after


def _wanted(found: Iterator[tuple[str, bytes]], wanted: Wanted) -> Iterator[Entry]:
    for at, value in found:
        try:
            event = json.loads(value)
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict) and wanted.takes(event):
            # Half of a surrogate pair goes out as it came in, as an escape.
            yield Entry(at, text.encode(errors="backslashreplace").decode(), event)


def _length(span: re.Match[str]) -> timedelta:
    return timedelta(**{_UNITS[span[2]]: int(span[1])})


def moment_of(text: str, now: datetime, option: str) -> datetime:
    """The moment that the option names: `2h` ago, or a date; UsageError for what is no time."""
    span = _SPAN(text)
    try:
        moment = now - _length(span) if span else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} {text!r} is no time: write 0, 10m, 2h, 3d, or 2026-11-23T10:15:00Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_worth_a_word(key: str, value: Any) -> bool:
    plain = isinstance(value, (str, int)) and not key.endswith("Id")
    return plain and key != "entityType"
