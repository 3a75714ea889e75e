"""The one door through which records change, each change together with its event.

The database holds everyone else to it: a trigger refuses a record whose event is not in the outbox.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any

from crmctl.events import outbox
from crmctl.events.envelope import Event, dump
from crmctl.records import shape
from crmctl.records.kinds import HIDDEN, Changes, Columns, Kind, camel
from crmctl.storage import bulk, ids
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.types import Written


@dataclass
class Prepared:
    """New records, with all done that can be done before they are written."""

    columns: Columns
    # What their events say, as JSON.
    told: list[str]

    def part(self, positions: Sequence[int]) -> "Prepared":
        """Those at the positions, which are in order."""
        if len(positions) == len(self.told):
            return self
        columns = {
            name: type(cells)(map(cells.__getitem__, positions))
            for name, cells in self.columns.items()
        }
        return Prepared(columns, [self.told[at] for at in positions])


def prepare(session: Session, kind: Kind, columns: Columns) -> Prepared:
    """Do what can be done ahead; moments and JSON are then in the form that the database takes.

    For a kind that derives alone the database is not asked for anything: another process may do it.
    """
    size = len(next(iter(columns.values())))
    kind.derive(session, columns, [None] * size)
    told = list(map(dump, _told(kind, columns, size)))
    plain = {name: cells for name, cells in columns.items() if name not in kind.kept_beside}
    return Prepared({**columns, **bulk.encoded(session, kind.table, plain)}, told)


def create(session: Session, kind: Kind, columns: Columns) -> list[str]:
    """Add the records whose columns these are, in order; returns their ids."""
    return create_prepared(session, kind, prepare(session, kind, columns), {})


def create_prepared(session: Session, kind: Kind, prepared: Prepared, links: Columns) -> list[str]:
    """The same for what is prepared, but for the columns of the links."""
    size, now = len(prepared.told), session.now()
    columns = {**prepared.columns, **links}
    made = ids.new_many(now, size)
    type_ = f"crm.{kind.name}.{kind.created}"
    pairs = zip(made, prepared.told, strict=True)
    events = [Event(type_, kind.name, id_, data) for id_, data in pairs]
    bulk.insert(
        session,
        kind.table,
        {
            **columns,
            "id": made,
            "created_at": _since(session, kind, columns.get("created_at", [None] * size), now),
            "last_event_id": outbox.append(session, events),
        },
        {"updated_at": now, "last_run_id": session.actor.correlation},
    )
    kind.keep(session, made, columns, [None] * size)
    return made


def _since(session: Session, kind: Kind, moments: list[Any], now: datetime) -> list[Any]:
    """When the records came about, as the database takes it: now, where nothing else is known."""
    (written_now,) = bulk.encoded(session, kind.table, {"created_at": [now]})["created_at"]
    return Written(moment or written_now for moment in moments)


def update(
    session: Session, kind: Kind, current: Sequence[Row], columns: Columns
) -> Sequence[Changes]:
    """Set the columns of these rows, which the session holds locked; returns what changed in each.

    A row that already is so is left alone, and publishes nothing.
    """
    kind.derive(session, columns, list(current))
    size = len(current)
    return _set(
        session,
        kind,
        current,
        columns,
        {
            "updated_at": [session.now()] * size,
            "last_run_id": [session.actor.correlation] * size,
        },
    )


def restore(
    session: Session, kind: Kind, current: Sequence[Row], columns: Columns, found: Columns
) -> Sequence[Changes]:
    """Set the columns of these rows back to what they were, and derive nothing from them.

    `found`: when each was changed before that, and in which run.
    """
    return _set(session, kind, current, columns, found)


def _set(
    session: Session, kind: Kind, current: Sequence[Row], columns: Columns, marks: Columns
) -> Sequence[Changes]:
    """Set what differs, and publish it; the marks go with it."""
    changes = [
        _changes(row, new)
        for row, new in zip(current, shape.rows(columns, len(current)), strict=True)
    ]
    changed = [at for at, change in enumerate(changes) if change]
    if not changed:
        return changes
    events, firsts = _update_events(session, kind, current, changes, changed)
    written = outbox.append(session, events)
    ids_ = [current[at]["id"] for at in changed]
    new = {name: [cells[at] for at in changed] for name, cells in columns.items()}
    bulk.update(
        session,
        kind.table,
        ids_,
        {
            **new,
            **{name: [cells[at] for at in changed] for name, cells in marks.items()},
            "last_event_id": [written[first] for first in firsts],
        },
    )
    kind.keep(session, ids_, new, [current[at] for at in changed])
    return changes


def delete(session: Session, kind: Kind, rows: Sequence[Row]) -> None:
    """Mark these rows as deleted; they are gone for every reader."""
    if not rows:
        return
    events = [
        Event(f"crm.{kind.name}.deleted", kind.name, row["id"], _told_later(kind, row))
        for row in rows
    ]
    now = session.now()
    ids_ = [row["id"] for row in rows]
    kind.drop(session, ids_)
    bulk.update(
        session,
        kind.table,
        ids_,
        {
            "deleted_at": [now] * len(rows),
            "updated_at": [now] * len(rows),
            "last_event_id": outbox.append(session, events),
            "last_run_id": [session.actor.correlation] * len(rows),
        },
    )


def _changes(row: Row, new: Row) -> dict[str, tuple[Any, Any]]:
    return {name: (row[name], value) for name, value in new.items() if row[name] != value}


def _update_events(
    session: Session,
    kind: Kind,
    current: Sequence[Row],
    changes: Sequence[Changes],
    changed: Sequence[int],
) -> tuple[list[Event], list[int]]:
    """The events of every change in order, and where each row's own first event is among them."""
    rows, made = [current[at] for at in changed], [changes[at] for at in changed]
    further = kind.consequences(session, rows, made)
    events: list[Event] = []
    firsts: list[int] = []
    for row, change, more in zip(rows, made, further, strict=True):
        firsts.append(len(events))
        events += [_updated(kind, row, change), *more]
    return events, firsts


def _updated(kind: Kind, row: Row, changes: Changes) -> Event:
    visible = {camel(name): pair for name, pair in changes.items() if name not in HIDDEN}
    return Event(
        f"crm.{kind.name}.updated",
        kind.name,
        row["id"],
        {
            **_told_later(kind, {**row, **{name: new for name, (_, new) in changes.items()}}),
            "changedFields": list(visible),
            "changes": {name: {"old": old, "new": new} for name, (old, new) in visible.items()},
        },
    )


def _told(kind: Kind, columns: Columns, size: int) -> Iterator[Mapping[str, Any]]:
    """What a created event says of each record, absent values left out."""
    known = {key: columns[name] for name, key in kind.told.items() if name in columns}
    keys = list(known)
    return (
        kind.tell({key: cell for key, cell in zip(keys, cells, strict=True) if cell is not None})
        for cells in (zip(*known.values(), strict=True) if known else repeat((), size))
    )


def _told_later(kind: Kind, row: Row) -> dict[str, Any]:
    return {key: row[name] for name, key in kind.told_later.items() if row[name] is not None}
