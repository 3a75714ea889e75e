"""Events that were given up: the rows behind the stream of dead letters.

The row is the truth and outlives a Redis that is flushed; the stream is what the platform reads.
Every function wants a session of the system.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from crmctl.storage import ids
from crmctl.storage.deliveries import Delivery, Failure
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import dead_letters
from crmctl.storage.types import plain

RETRIED, REPUBLISHED, DISCARDED = "retried", "republished", "discarded"
# As many tries as are told of one by one.
MOST_REMEMBERED = 20
_UNWRITTEN = dead_letters.c.entry.is_(None) & dead_letters.c.closed.is_(None)
_LEFT = dead_letters.c.entry.is_not(None) & dead_letters.c.closed.is_not(None)


def bury(session: Session, delivery: Delivery, failure: Failure, consumer: str) -> bool:
    """Give up an event that never waited; returns whether its entry was not given up before."""
    same = select(dead_letters.c.id).where(
        dead_letters.c.group_name == delivery.group,
        dead_letters.c.stream_id == delivery.stream_id,
        dead_letters.c.handler == delivery.handler,
        dead_letters.c.closed.is_(None),
    )
    if session.connection.execute(same).first():
        return False
    now = session.now()
    entry = {"at": plain(now), "errorType": failure.type, "error": failure.message}
    _insert(
        session,
        {
            **delivery.columns(),
            "attempts": 1,
            "error": failure.message,
            "error_type": failure.type,
            "error_stack": failure.stack,
            "first_failed_at": now,
            "history": [entry],
        },
        consumer,
    )
    return True


def bury_waiting(session: Session, row: Row, consumer: str) -> None:
    """Give up an event that has waited, with all that is known of its tries.

    One that was a dead letter before becomes the same one again.
    """
    kept = {column.name: row[column.name] for column in dead_letters.c if column.name in row}
    same = select(dead_letters).where(
        dead_letters.c.workspace_id == row["workspace_id"],
        dead_letters.c.group_name == row["group_name"],
        dead_letters.c.event_id == row["event_id"],
        dead_letters.c.handler == row["handler"],
        dead_letters.c.closed == RETRIED,
    )
    before = session.connection.execute(same).mappings().first()
    if before is None:
        _insert(session, kept, consumer)
        return
    reopened = dict.fromkeys(("closed", "closed_reason", "closed_by", "closed_at"))
    again = {**kept, **reopened, "consumer": consumer, "moved_at": session.now()}
    _change(session, dict(before), again)


def reopen(session: Session, row: Row, failure: Failure) -> None:
    """Another try came to nothing, without any handler: it stays what it was."""
    entry = {"at": plain(session.now()), "errorType": failure.type, "error": failure.message}
    _change(
        session,
        row,
        {
            "attempts": row["attempts"] + 1,
            "error": failure.message,
            "error_type": failure.type,
            "error_stack": failure.stack,
            "history": [*row["history"], entry][-MOST_REMEMBERED:],
        },
    )


def is_settled(session: Session) -> bool:
    """Whether the stream of dead letters holds the open ones, and no other."""
    query = select(dead_letters.c.id).where(_UNWRITTEN | _LEFT).limit(1)
    return session.connection.execute(query).first() is None


def unwritten(session: Session) -> list[Row]:
    """Open ones that are not on the stream of dead letters yet, the first first."""
    query = select(dead_letters).where(_UNWRITTEN)
    query = query.order_by(dead_letters.c.moved_at, dead_letters.c.id).limit(1_000)
    return [dict(row) for row in session.connection.execute(query).mappings()]


def left(session: Session) -> list[Row]:
    """Those that are done with, and still on the stream of dead letters."""
    query = select(dead_letters).where(_LEFT).limit(1_000)
    return [dict(row) for row in session.connection.execute(query).mappings()]


def place(session: Session, row: Row, entry: str | None) -> None:
    """Note the entry that it became, or that it has none any more."""
    _change(session, row, {"entry": entry})


def open_ones(session: Session, type_: str | None = None) -> list[Row]:
    """Those nobody has done anything about, the oldest first."""
    query = select(dead_letters).where(dead_letters.c.closed.is_(None))
    if type_ is not None:
        query = query.where(dead_letters.c.type == type_)
    query = query.order_by(dead_letters.c.moved_at, dead_letters.c.id)
    return [dict(row) for row in session.connection.execute(query).mappings()]


def count(session: Session) -> int:
    """How many nobody has done anything about."""
    query = select(func.count()).select_from(dead_letters).where(dead_letters.c.closed.is_(None))
    return int(session.connection.execute(query).scalar_one())


def find(session: Session, id_: str, *, lock: bool = False) -> list[Row]:
    """The one with that id; or those of the event, or of the entry, that is called so."""
    query = (
        select(dead_letters)
        .where(
            (dead_letters.c.id == id_)
            | (dead_letters.c.event_id == id_)
            | (dead_letters.c.stream_id == id_)
            | (dead_letters.c.entry == id_)
        )
        .order_by(dead_letters.c.moved_at, dead_letters.c.id)
    )
    if lock and session.native:
        query = query.with_for_update()
    return [dict(row) for row in session.connection.execute(query).mappings()]


def of_events(session: Session, event_ids: Sequence[str]) -> list[Row]:
    """Those of these events."""
    query = select(dead_letters).where(dead_letters.c.event_id.in_(event_ids))
    query = query.order_by(dead_letters.c.moved_at, dead_letters.c.id)
    return [dict(row) for row in session.connection.execute(query).mappings()]


def of_correlation(session: Session, correlation: str) -> list[Row]:
    """Those of one run."""
    query = (
        select(dead_letters)
        .where(dead_letters.c.correlation_id == correlation)
        .order_by(dead_letters.c.moved_at, dead_letters.c.id)
    )
    return [dict(row) for row in session.connection.execute(query).mappings()]


def close(
    session: Session, row: Row, how: str, reason: str | None = None, by: str | None = None
) -> None:
    """It is done with; `by` the user who has seen to it."""
    _change(
        session,
        row,
        {
            "closed": how,
            "closed_reason": reason,
            "closed_by": by or session.actor.user,
            "closed_at": session.now(),
        },
    )


def purge(session: Session, before: Any) -> int:
    """Forget those that were done with before that moment; returns how many."""
    return session.connection.execute(
        delete(dead_letters).where(dead_letters.c.closed_at < before)
    ).rowcount


def _insert(session: Session, values: dict[str, Any], consumer: str) -> None:
    now = session.now()
    added = {"id": ids.new(now), "consumer": consumer, "moved_at": now}
    session.connection.execute(insert(dead_letters).values({**values, **added}))


def _change(session: Session, row: Row, values: dict[str, Any]) -> None:
    session.connection.execute(
        update(dead_letters)
        .where(dead_letters.c.workspace_id == row["workspace_id"], dead_letters.c.id == row["id"])
        .values(**values)
    )
