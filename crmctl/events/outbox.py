"""The outbox: events that are committed with the change they tell of, waiting to be published."""

from collections.abc import Sequence

from crmctl.events.envelope import Event, seal
from crmctl.storage import bulk, tables
from crmctl.storage.session import Session


def append(session: Session, events: Sequence[Event]) -> list[str]:
    """Write the events, in order, in the session's transaction; returns their ids."""
    if not events:
        return []
    sealed = seal(session, events)
    bulk.insert(
        session,
        tables.outbox,
        {
            "id": sealed.ids,
            "type": [event.type for event in events],
            "entity_id": [event.entity_id for event in events],
            "envelope": sealed.envelopes,
        },
        {"created_at": session.now()},
    )
    if session.trail is not None:
        session.trail.extend(sealed.ids)
    return sealed.ids
