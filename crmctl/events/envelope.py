"""The platform's envelope around what happened, made for many events at once.

Format: shared/platform-events.md. The text made here is what goes on the wire, byte for byte.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from crmctl.clock import iso
from crmctl.storage.session import Session
from crmctl.storage.types import plain

SOURCE = "crm"
VERSION = "1.0"
_OPTIONS = orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME


class Event(NamedTuple):
    """Something that happened to an entity; `data` beside the workspace, entity type and id."""

    type: str
    entity_type: str
    entity_id: str
    data: Mapping[str, Any]


def seal(
    session: Session, events: Sequence[Event], ids_: Sequence[str], moment: datetime
) -> list[str]:
    """The envelope of each event, with these ids and that time, as JSON text."""
    shared = _shared_part(session, iso(moment))
    workspace = session.workspace
    return [
        f'{{"id":"{id_}","type":"{event.type}",{shared},"data":{_data(workspace, event)}}}'
        for id_, event in zip(ids_, events, strict=True)
    ]


def _data(workspace: str, event: Event) -> str:
    return dump(
        {
            "workspaceId": workspace,
            "entityType": event.entity_type,
            "entityId": event.entity_id,
            f"{event.entity_type}Id": event.entity_id,
            **event.data,
        }
    )


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
