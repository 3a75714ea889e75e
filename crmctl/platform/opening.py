"""From the bytes of an entry to the event that handlers see, or to why that can never be.

The format is shared/platform-events.md's. What is left out there is made up for; what has the wrong
type, or could be taken for something else, is refused.
"""

from datetime import UTC, datetime
from typing import Any

import orjson

from crmctl.errors import PermanentError
from crmctl.platform.handling import Incoming
from crmctl.storage.tables import ALL_WORKSPACES

_LONGEST_NAME = 200


class PoisonError(PermanentError):
    """The event is one that crmctl cannot act on."""


class UnreadableError(PoisonError):
    """The entry is no event at all: nobody who reads the stream could act on it."""


def opened(entry: str, value: bytes, most_bytes: int) -> Incoming:
    """The event; PoisonError when it is none. Its workspace is empty where it names none."""
    if len(value) > most_bytes:
        raise PoisonError(
            f"The event has {len(value):,} bytes, more than the setting event-max-bytes allows "
            f"({most_bytes:,})"
        )
    try:
        envelope = orjson.loads(value)
    except ValueError as error:
        # What the parser says quotes nothing of the event.
        raise UnreadableError(f"The event is not JSON: {error}") from None
    if type(envelope) is not dict:
        raise UnreadableError(f"The event is {_kind(envelope)}, not an object")
    data = envelope.get("data")
    if type(data) is not dict:
        raise PoisonError(f"The event's data is {_kind(data)}, not an object")
    id_ = _name(envelope, "id")
    source = envelope.get("source")
    return Incoming(
        _original(envelope, data) or id_,
        _name(envelope, "type"),
        source if isinstance(source, str) else "",
        _workspace(envelope, data),
        _optional(envelope, "userId") or "system",
        _optional(envelope, "correlationId") or id_,
        _moment(envelope.get("timestamp"), entry),
        data,
        envelope,
    )


def refuse_unknown(incoming: Incoming) -> None:
    """PoisonError when no handler could do right by the event: no workspace, or a new format."""
    version = incoming.envelope.get("version", "1.0")
    if not isinstance(version, str) or version.partition(".")[0] != "1":
        raise PoisonError("The event's version is not 1.x: a newer crmctl may know it")
    if not incoming.workspace:
        raise PoisonError("The event names no workspace (workspaceId, tenantId)")
    if incoming.workspace == ALL_WORKSPACES:
        raise PoisonError("The event's workspace is no workspace's name")


def _name(envelope: dict[str, Any], key: str) -> str:
    """A text that must be there, and can be a key in every database."""
    found = envelope.get(key)
    if type(found) is not str or not found:
        raise UnreadableError(f"The event's {key} is {_kind(found)}, not a text")
    return _fitting(found, key)


def _optional(envelope: dict[str, Any], key: str) -> str | None:
    found = envelope.get(key)
    if found is None or found == "":
        return None
    if type(found) is not str:
        raise PoisonError(f"The event's {key} is {_kind(found)}, not a text")
    return _fitting(found, key)


def _fitting(text: str, key: str) -> str:
    if len(text) <= _LONGEST_NAME and text.isprintable():
        return text
    if len(text) > _LONGEST_NAME:
        raise PoisonError(f"The event's {key} has {len(text):,} letters")
    raise PoisonError(f"The event's {key} holds letters that cannot be shown")


def _workspace(envelope: dict[str, Any], data: dict[str, Any]) -> str:
    return (
        _optional(envelope, "workspaceId")
        or _optional(envelope, "tenantId")
        or _optional(data, "workspaceId")
        or _optional(data, "tenantId")
        or ""
    )


def _original(envelope: dict[str, Any], data: dict[str, Any]) -> str | None:
    """The event that this one was republished from: it is a duplicate of that one."""
    key = "__originalEventId"
    if key in data:
        return _optional(data, key)
    return _optional(envelope, key) if key in envelope else None


def _moment(text: Any, entry: str) -> datetime:
    if text is None:
        return datetime.fromtimestamp(int(entry.partition("-")[0]) / 1000, UTC)
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise PoisonError("The event's timestamp is no time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _kind(value: Any) -> str:
    """What JSON calls the value."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    if value is None:
        return "missing"
    return "an empty text" if value == "" else names.get(type(value), "a number")
