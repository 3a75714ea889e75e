"""The outbox: events that are committed with the change they tell of, waiting to be published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmctl.events.envelope import Event, dump
from crmctl.storage import bulk, ids, tables
from crmctl.storage.bulk import Packed
from crmctl.storage.session import Session


@dataclass(frozen=True, slots=True)
class Sealed:
    """Events with their ids and what they tell, ready to be written."""

    ids: list[str]
    moment: datetime
    packed: Packed

    def part(self, positions: Sequence[int]) -> "Sealed":
        """Those at the positions."""
        ids_ = [self.ids[at] for at in positions]
        return Sealed(ids_, self.moment, self.packed.part(positions))


def prepare(session: Session, events: Sequence[Event]) -> Sealed:
    """Give each event its id (UUIDv7) and its time; the database is not asked for anything."""
    now = session.now()
    made = ids.new_many(now, len(events))
    columns = {
        "id": made,
        "type": [event.type for event in events],
        "entity_type": [event.entity_type for event in events],
        "entity_id": [event.entity_id for event in events],
        "data": [dump(event.data) for event in events],
    }
    return Sealed(made, now, bulk.pack(session, tables.outbox, columns))


def write(session: Session, sealed: Sealed) -> None:
    """Write the events, in order, in the session's transaction."""
    same = {
        "correlation_id": session.actor.correlation,
        "user_id": session.actor.user,
        "created_at": sealed.moment,
    }
    bulk.insert_packed(session, tables.outbox, sealed.packed, {}, same)
    if session.trail is not None:
        session.trail.extend(sealed.ids)


def append(session: Session, events: Sequence[Event]) -> list[str]:
    """Write the events, in order, in the session's transaction; returns their ids."""
    if not events:
        return []
    sealed = prepare(session, events)
    write(session, sealed)
    return sealed.ids
