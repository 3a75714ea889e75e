"""The platform's envelope around what happened, made for many events at once.

Format: shared/platform-events.md. The text made here is what goes on the wire, byte for byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from crmctl.clock import iso
from crmctl.storage import ids
from crmctl.storage.session import Session
from crmctl.storage.types import plain

SOURCE = "crm"
VERSION = "1.0"
_OPTIONS = orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME


class Event(NamedTuple):
    """Something that happened to an entity; `data` beside the workspace, entity type and id.

    As JSON, made by `dump`, it has none of these keys itself.
    """

    type: str
    entity_type: str
    entity_id: str
    data: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Events with their ids and envelopes, in order: the columns of the outbox."""

    ids: list[str]
    envelopes: list[str]


def seal(session: Session, events: Sequence[Event]) -> Sealed:
    """Give each event its id (UUIDv7) and its envelope as JSON text."""
    now = session.now()
    made = ids.new_many(now, len(events))
    shared = _shared_part(session, iso(now))
    workspace = session.workspace
    envelopes = [
        f'{{"id":"{id_}","type":"{event.type}",{shared},"data":{_data(workspace, event)}}}'
        for id_, event in zip(made, events, strict=True)
    ]
    return Sealed(made, envelopes)


def _data(workspace: str, event: Event) -> str:
    ours = {
        "workspaceId": workspace,
        "entityType": event.entity_type,
        "entityId": event.entity_id,
        f"{event.entity_type}Id": event.entity_id,
    }
    if isinstance(event.data, str):
        return f"{dump(ours)[:-1]}{',' if len(event.data) > 2 else ''}{event.data[1:]}"
    return dump({**ours, **event.data})


def dump(value: Any) -> str:
    """JSON that Node reads back the same: no lone surrogate, no integer beyond 2**53.

    Amounts go as decimal strings, moments as `iso` writes them. Raises TypeError for what has no
    such form.
    """
    return orjson.dumps(value, default=plain, option=_OPTIONS).decode()


def _shared_part(session: Session, timestamp: str) -> str:
    """The keys that are the same in every envelope of a batch, without the outer braces."""
    actor = session.actor
    return dump(
        {
            "source": SOURCE,
            "timestamp": timestamp,
            "correlationId": actor.correlation,
            "tenantId": actor.workspace,
            "workspaceId": actor.workspace,
            "userId": actor.user,
            "version": VERSION,
        }
    )[1:-1]
