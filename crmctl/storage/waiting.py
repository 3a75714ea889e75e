"""Events whose turn comes later: one durable queue for each handler and record.

What is here is off the stream: a retry after its time, an event behind an earlier one of its
record, or what a dead worker has left. Every function wants a session of the system.
"""

import operator
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from crmctl.storage.deliveries import Delivery, Failure, of_row
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import waiting
from crmctl.storage.types import plain

_MOST_REMEMBERED = 20
_IN_A_LOT = " and others"


def park(session: Session, deliveries: Sequence[Delivery]) -> None:
    """Have these wait, untried, each for its turn; those that wait already stay as they are."""
    now = session.now()
    _insert_new(session, [_new(each, now) for each in deliveries])


def bring_back(session: Session, delivery: Delivery, dead: Row) -> Row:
    """Have a dead letter wait for another try, now, with what is known of the earlier ones."""
    row = _new(delivery, session.now()) | {
        name: dead[name]
        for name in ("attempts", "error", "error_type", "error_stack", "first_failed_at", "history")
    }
    _insert_new(session, [row])
    return row


def add_failed(session: Session, delivery: Delivery, failure: Failure, due_at: datetime) -> None:
    """Have one wait that was tried once."""
    now = session.now()
    row = (
        _new(delivery, due_at)
        | _failed(failure)
        | {
            "attempts": 1,
            "first_failed_at": now,
            "history": [_entry(now, failure)],
        }
    )
    _insert_new(session, [row])


def lanes(session: Session, group: str, entities: Collection[str]) -> dict[tuple[str, str], str]:
    """{(entity, handler): the first position} of every queue of these that is not empty."""
    # Most of the time nothing waits at all, which takes no list to find out.
    any_ = select(1).where(waiting.c.group_name == group).limit(1)
    if not entities or session.connection.execute(any_).first() is None:
        return {}
    query = (
        select(waiting.c.entity, waiting.c.handler, func.min(waiting.c.position))
        .where(waiting.c.group_name == group, waiting.c.entity.in_(list(entities)))
        .group_by(waiting.c.entity, waiting.c.handler)
    )
    found = session.connection.execute(query)
    return {(entity, handler): first for entity, handler, first in found}


def heads(session: Session, group: str, latest: timedelta, limit: int) -> list[Row]:
    """The first event of each queue whose time has come, in the order of the stream."""
    each = waiting.alias("each")
    first = (
        select(each.c.entity, each.c.handler, func.min(each.c.position).label("position"))
        .where(each.c.group_name == group)
        .group_by(each.c.entity, each.c.handler)
        .subquery("first")
    )
    names = ("workspace_id", "event_id", "handler", "entity", "attempts", "deaths", "started_at")
    query = (
        select(*(waiting.c[name] for name in names))
        .join(
            first,
            and_(*(waiting.c[name] == first.c[name] for name in ("entity", "handler", "position"))),
        )
        .where(waiting.c.group_name == group, _is_due(session.now(), latest))
        .order_by(waiting.c.position)
        .limit(limit)
    )
    return [dict(row) for row in session.connection.execute(query).mappings()]


def untried(
    session: Session,
    group: str,
    latest: timedelta,
    limit: int,
    lanes: Collection[tuple[str, str]],
) -> list[Row]:
    """Events of these (entity, handler) that nobody has tried, in the order of the stream.

    Nothing that was tried stands before them.
    """
    if not lanes:
        return []
    own = [
        waiting.c.group_name == group,
        tuple_(waiting.c.entity, waiting.c.handler).in_(list(lanes)),
    ]
    was_tried = or_(waiting.c.attempts > 0, waiting.c.deaths > 0, waiting.c.started_at.is_not(None))
    first = (
        select(waiting.c.entity, waiting.c.handler, func.min(waiting.c.position))
        .where(*own, was_tried)
        .group_by(waiting.c.entity, waiting.c.handler)
    )
    behind = {(entity, handler): at for entity, handler, at in session.connection.execute(first)}
    query = (
        select(waiting)
        .where(*own, ~was_tried, _is_due(session.now(), latest))
        .order_by(waiting.c.position)
        .limit(limit)
    )
    rows = [dict(row) for row in session.connection.execute(query).mappings()]
    lane = operator.itemgetter("entity", "handler")
    return [row for row in rows if lane(row) not in behind or row["position"] < behind[lane(row)]]


def mark_together(session: Session, rows: Sequence[Row], worker: str | None) -> None:
    """Note that these are about to be tried together by the worker; None: that they are not."""
    values = {
        "started_at": session.now() if worker else None,
        "worker": worker and worker + _IN_A_LOT,
    }
    if rows:
        session.connection.execute(update(waiting).where(_are(rows)).values(**values))


def was_in_a_lot(row: Row) -> bool:
    """Whether it was tried together with others, so that a death says little about it."""
    return str(row["worker"] or "").endswith(_IN_A_LOT)


def acquit(session: Session, group: str, worker: str) -> None:
    """What was tried together by that worker was not what it died over."""
    session.connection.execute(
        update(waiting)
        .where(waiting.c.group_name == group, waiting.c.worker == worker + _IN_A_LOT)
        .values(started_at=None, worker=None)
    )


def is_first(session: Session, row: Row) -> bool:
    """Whether nothing stands before it in its queue."""
    query = select(1).where(
        waiting.c.group_name == row["group_name"],
        waiting.c.entity == row["entity"],
        waiting.c.handler == row["handler"],
        waiting.c.position < row["position"],
    )
    return session.connection.execute(query.limit(1)).first() is None


def next_due(session: Session, group: str) -> datetime | None:
    """When the next of them is due."""
    query = select(func.min(waiting.c.due_at)).where(waiting.c.group_name == group)
    found: datetime | None = session.connection.execute(query).scalar()
    return found


def find(session: Session, group: str, workspace: str, event_id: str, handler: str) -> Row | None:
    """One of them, held till the end of the transaction."""
    query = select(waiting).where(
        waiting.c.workspace_id == workspace,
        waiting.c.group_name == group,
        waiting.c.event_id == event_id,
        waiting.c.handler == handler,
    )
    if session.native:
        query = query.with_for_update()
    row = session.connection.execute(query).mappings().first()
    return dict(row) if row else None


def start(session: Session, row: Row, worker: str) -> Row:
    """Count a try before it is made: the count holds even if the process does not."""
    values = {
        "attempts": row["attempts"] + 1,
        "started_at": session.now(),
        "worker": worker,
    }
    _change(session, row, values)
    return row | values


def failed(session: Session, row: Row, failure: Failure) -> Row:
    """The row as it is after a try that came to nothing."""
    now = session.now()
    return row | {
        **_failed(failure),
        "first_failed_at": row["first_failed_at"] or now,
        "history": [*row["history"], _entry(now, failure)][-_MOST_REMEMBERED:],
        "started_at": None,
        "worker": None,
    }


def count_death(session: Session, row: Row, failure: Failure) -> None:
    """One more worker has died over it, which is of no concern to the try that is being made."""
    history = [*row["history"], _entry(session.now(), failure)][-_MOST_REMEMBERED:]
    _change(session, row, {"deaths": row["deaths"] + 1, "history": history})


def keep(session: Session, row: Row, due_at: datetime) -> None:
    """Write the row down as it is now; the next try is due then."""
    own = {column.name for column in waiting.primary_key}
    values = {column.name: row[column.name] for column in waiting.c if column.name not in own}
    _change(session, row, values | {"due_at": due_at})


def remove(session: Session, *rows: Row) -> None:
    """These wait no longer."""
    if rows:
        session.connection.execute(delete(waiting).where(_are(rows)))


def counts(session: Session) -> tuple[int, int]:
    """How many wait, and how many of them could be tried now."""
    due = func.count().filter(waiting.c.due_at <= session.now(), _leads_queue())
    query = select(func.count(), due).select_from(waiting)
    count, is_due = session.connection.execute(query).one()
    return count, is_due


def listed(session: Session, limit: int | None = None) -> list[Row]:
    """All of them, the next one to be due first."""
    query = select(waiting).order_by(waiting.c.due_at, waiting.c.position).limit(limit)
    return [dict(row) for row in session.connection.execute(query).mappings()]


def of_correlation(session: Session, correlation: str) -> list[Row]:
    """Those of one run."""
    query = (
        select(waiting).where(waiting.c.correlation_id == correlation).order_by(waiting.c.position)
    )
    return [dict(row) for row in session.connection.execute(query).mappings()]


def delivery(row: Row) -> Delivery:
    """What is to be delivered."""
    return of_row(row)


def _leads_queue() -> ColumnElement[bool]:
    """Nothing stands before it."""
    earlier = waiting.alias("earlier")
    before = (
        select(1)
        .where(
            earlier.c.group_name == waiting.c.group_name,
            earlier.c.entity == waiting.c.entity,
            earlier.c.handler == waiting.c.handler,
            earlier.c.position < waiting.c.position,
        )
        .correlate(waiting)
    )
    return ~before.exists()


def _is_due(now: datetime, latest: timedelta) -> ColumnElement[bool]:
    """Its time has come; or it is further off than any delay: the clock was set back."""
    return or_(waiting.c.due_at <= now, waiting.c.due_at > now + latest)


def _new(delivery: Delivery, due_at: datetime) -> dict[str, Any]:
    return {
        **delivery.columns(),
        "attempts": 0,
        "deaths": 0,
        "due_at": due_at,
        "history": [],
    }


def _failed(failure: Failure) -> dict[str, Any]:
    return {
        "error": failure.message,
        "error_type": failure.type,
        "error_stack": failure.stack,
    }


def _entry(now: datetime, failure: Failure) -> dict[str, str]:
    return {"at": plain(now), "errorType": failure.type, "error": failure.message}


def _insert_new(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = postgresql if session.native else sqlite
    session.connection.execute(dialect.insert(waiting).on_conflict_do_nothing(), list(rows))


def _change(session: Session, row: Row, values: dict[str, Any]) -> None:
    session.connection.execute(update(waiting).where(*_is(row)).values(**values))


def _is(row: Row) -> list[ColumnElement[bool]]:
    return [and_(*(waiting.c[column.name] == row[column.name] for column in waiting.primary_key))]


def _are(rows: Sequence[Row]) -> ColumnElement[bool]:
    key = list(waiting.primary_key)
    return tuple_(*key).in_([tuple(row[column.name] for column in key) for row in rows])
