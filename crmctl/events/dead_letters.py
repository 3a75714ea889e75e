"""The stream of dead letters: the platform's five fields in its order, then ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from crmctl.clock import iso
from crmctl.events.stream import Stream, reached

_LONGEST_STACK = 8_000
_LONGEST_ERROR = 2_000
_LOOK_BACK = 1_000


def append(stream: Stream, row: Mapping[str, Any]) -> str:
    """Write the dead letter, unless it is there already; returns its entry."""
    fields = fields_of(row)
    there = _find(stream, fields)
    if there:
        return there
    with reached():
        made: bytes = stream.client.xadd(stream.name, dict(fields))
    return made.decode()


def remove(stream: Stream, entries: Sequence[str]) -> None:
    """Take these off the stream: they are done with."""
    if entries:
        with reached():
            stream.client.xdel(stream.name, *entries)


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry; `event` is what came, byte for byte."""
    moved = iso(row["moved_at"])
    return {
        "event": bytes(row["event"]),
        "error": cut(row["error"], _LONGEST_ERROR),
        "errorStack": cut(row["error_stack"], _LONGEST_STACK),
        "movedAt": moved,
        "attempts": str(row["attempts"]),
        "group": row["group_name"],
        "consumer": row["consumer"],
        "streamId": row["stream_id"],
        "handler": row["handler"],
        "errorType": row["error_type"] or "",
        "firstFailedAt": iso(row["first_failed_at"]) if row["first_failed_at"] else moved,
    }


def cut(text: str | None, longest: int) -> str:
    """The end of the text: the end of a stack is where it broke."""
    return (text or "")[-longest:]


def _find(stream: Stream, fields: Mapping[str, Any]) -> str | None:
    """The entry of a dead letter whose answer was lost, among the latest."""
    marks = {
        name.encode(): str(fields[name]).encode()
        for name in ("streamId", "handler", "group", "movedAt")
    }
    with reached():
        latest = stream.client.xrevrange(stream.name, count=_LOOK_BACK)
    for at, there in latest:
        if all(there.get(name) == value for name, value in marks.items()):
            found: bytes = at
            return found.decode()
    return None
