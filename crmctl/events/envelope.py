"""The platform's envelope around what happened: made when an event is sent.

Format: shared/platform-events.md. The text made here is what goes on the wire, byte for byte. The
outbox keeps what it is made of: most of the text is the same in every event of a run.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from crmctl.clock import iso
from crmctl.storage.publishing import Kept
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


def seal(event: Kept) -> str:
    """The envelope of an event, as JSON text: the same each time that it is made."""
    shared = _shared_part(event.workspace, event.correlation, event.user, event.created_at)
    identity = {
        "workspaceId": event.workspace,
        "entityType": event.entity_type,
        "entityId": event.entity_id,
        f"{event.entity_type}Id": event.entity_id,
    }
    known, told = dump(identity)[1:-1], event.data[1:-1]
    data = f"{known},{told}" if told else known
    return f'{{"id":"{event.id}","type":"{event.type}",{shared},"data":{{{data}}}}}'


def dump(value: Any) -> str:
    """JSON that Node reads back the same: no lone surrogate, no integer beyond 2**53.

    Amounts go as decimal strings, moments as `iso` writes them. Raises TypeError for what has no
    such form.
    """
    return orjson.dumps(value, default=plain, option=_OPTIONS).decode()


# Events that are sent together are most often of one run, and of a few moments.
@lru_cache(maxsize=16)
def _shared_part(workspace: str, correlation: str, user: str, moment: datetime) -> str:
    """What many envelopes have the same, without the outer braces."""
    return dump(
        {
            "source": SOURCE,
            "timestamp": iso(moment),
            "correlationId": correlation,
            "tenantId": workspace,
            "workspaceId": workspace,
            "userId": user,
            "version": VERSION,
        }
    )[1:-1]
