"""The one door through which records change, each change together with its event.

The database holds everyone else to it: a trigger refuses a record whose event is not in the outbox.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import repeat
from typing import Any

from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.records import shape
from crmctl.records.kinds import HIDDEN, Changes, Columns, Kind, camel
from crmctl.storage import bulk, ids
from crmctl.storage.bulk import Packed
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


@dataclass(frozen=True, slots=True)
class Prepared:
    """New records and their events, with all done that can be done before they are written."""

    ids: list[str]
    made_at: datetime
    records: Packed
    events: outbox.Sealed
    # Those that are still looked at.
    columns: Columns

    def part(self, positions: Sequence[int]) -> "Prepared":
        """Those at the positions, which are in order."""
        if len(positions) == len(self.ids):
            return self
        return replace(
            self,
            ids=[self.ids[at] for at in positions],
            records=self.records.part(positions),
            events=self.events.part(positions),
            columns={name: [cells[at] for at in positions] for name, cells in self.columns.items()},
        )


def prepare(session: Session, kind: Kind, columns: Columns, at: datetime) -> Prepared:
    """Do what can be done ahead of records that are made at that moment.

    For a kind that derives alone the database is not asked for anything: another process may do it.
    """
    size = len(next(iter(columns.values())))
    kind.derive(session, columns, [None] * size)
    made = ids.new_many(at, size)
    type_ = f"crm.{kind.name}.{kind.created}"
    pairs = zip(made, _told(kind, columns, size), strict=True)
    events = outbox.prepare(session, [Event(type_, kind.name, id_, told) for id_, told in pairs])
    whole = {**columns, "id": made, "last_event_id": events.ids}
    if "created_at" in columns:
        whole["created_at"] = [moment or at for moment in columns["created_at"]]
    looked_at = {name: cells for name, cells in columns.items() if name in kind.looked_at}
    return Prepared(made, at, bulk.pack(session, kind.table, whole), events, looked_at)


def create(session: Session, kind: Kind, columns: Columns) -> list[str]:
    """Add the records whose columns these are, in order; returns their ids."""
    return create_prepared(session, kind, prepare(session, kind, columns, session.now()), {})


def create_prepared(session: Session, kind: Kind, prepared: Prepared, links: Columns) -> list[str]:
    """Add the records in order, with columns that nothing follows from; returns their ids."""
    outbox.write(session, prepared.events)
    ours = {"updated_at": prepared.made_at, "last_run_id": session.actor.correlation}
    if not prepared.records.has("created_at"):
        ours["created_at"] = prepared.made_at
    kind.keep(session, prepared.ids, prepared.columns, [None] * len(prepared.ids))
    # Last: it takes longest, and many are not waited for.
    bulk.insert_packed(session, kind.table, prepared.records, links, ours)
    return prepared.ids


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
    """Set the columns of these rows back to what they were, and derive nothing but keys from them.

    `found`: when each was changed before that, and in which run.
    """
    kind.key_names(columns, list(current))
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
