"""The outbox as the relay sees it: the events of every workspace, in the order of writing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Text,
    bindparam,
    cast,
    delete,
    func,
    select,
    text,
    update,
)

from crmctl.storage.session import Session
from crmctl.storage.tables import outbox, relay


@dataclass(frozen=True, slots=True)
class Kept:
    """One event as the outbox keeps it: its envelope is made of this when it is sent."""

    seq: int
    id: str
    type: str
    entity_type: str
    entity_id: str
    # JSON text.
    data: str
    workspace: str
    correlation: str
    user: str
    created_at: datetime


# In the order of `Kept`.
_COLUMNS = (
    *("seq", "id", "type", "entity_type", "entity_id", "data"),
    *("workspace_id", "correlation_id", "user_id", "created_at"),
)
_KEPT = select(*(outbox.c[name] for name in _COLUMNS)).order_by(outbox.c.seq)


@dataclass(frozen=True, slots=True)
class Published:
    """One event that was published, and the entry it became."""

    seq: int
    stream_id: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the relay is on one stream (see tables.relay)."""

    last_id: str | None = None
    sending_to: int | None = None
    sending_after: str | None = None
    trimmed_to: str | None = None
    repeated: int = 0


def waiting(session: Session, limit: int, up_to: int | None = None) -> list[Kept]:
    """The first events that are not published.

    Never those after the last number seen: a number is given before the commit, so that a lower one
    may appear later.
    """
    query = _KEPT.where(outbox.c.published_at.is_(None)).limit(limit)
    if up_to is not None:
        query = query.where(outbox.c.seq <= up_to)
    return [Kept(*row) for row in session.connection.execute(query)]


def mark(session: Session, stream_ids: Mapping[int, str]) -> None:
    """Note {number: entry} of the events that are on the stream, in one statement."""
    if not stream_ids:
        return
    if session.native:
        listed = "unnest(:seqs, :entries) AS v(seq, entry)"
        bound: list[BindParameter[Any]] = [
            bindparam("seqs", list(stream_ids), ARRAY(BigInteger)),
            bindparam("entries", list(stream_ids.values()), ARRAY(Text)),
        ]
    else:
        listed = (
            "(SELECT json_extract(value, '$[0]') AS seq, json_extract(value, '$[1]') AS entry "
            "FROM json_each(:pairs)) AS v"
        )
        bound = [bindparam("pairs", orjson.dumps(list(stream_ids.items())).decode())]
    session.connection.execute(
        text(
            f"UPDATE crm_outbox SET published_at = :now, stream_id = v.entry "
            f"FROM {listed} WHERE crm_outbox.seq = v.seq"
        ).bindparams(bindparam("now", session.now(), outbox.c.published_at.type), *bound)
    )


def published(session: Session, size: int) -> Iterator[list[Published]]:
    """Published events that are still kept, in lots, the latest entry first.

    Not by number: what was committed late stands behind higher numbers on the stream.
    """
    # An entry's milliseconds have 13 digits until the year 2286.
    moment = cast(func.substr(outbox.c.stream_id, 1, 13), BigInteger)
    query = (
        select(outbox.c.seq, outbox.c.stream_id)
        .where(outbox.c.stream_id.is_not(None))
        .order_by(moment.desc(), outbox.c.seq.desc())
    )
    with session.connection.execute(query, execution_options={"yield_per": size}) as found:
        for lot in found.partitions():
            yield [Published(*row) for row in lot]


def of_run(session: Session, correlation: str) -> list[Kept]:
    """The events of one run that are still kept, in the order of writing."""
    # No index: this is for somebody who looks for one run.
    query = _KEPT.where(outbox.c.correlation_id == correlation)
    return [Kept(*row) for row in session.connection.execute(query)]


def take_back(session: Session, seqs: Sequence[int]) -> None:
    """These events are not on the stream any more, and wait again."""
    session.connection.execute(
        update(outbox).where(outbox.c.seq.in_(seqs)).values(published_at=None, stream_id=None)
    )


def depth(session: Session) -> tuple[int, datetime | None]:
    """How many events wait, and since when."""
    query = select(func.count(), func.min(outbox.c.created_at)).where(
        outbox.c.published_at.is_(None)
    )
    count, oldest = session.connection.execute(query).one()
    return count, oldest


def purge(session: Session, before: datetime) -> int:
    """Forget what was published before that moment; returns how many."""
    return session.connection.execute(delete(outbox).where(outbox.c.published_at < before)).rowcount


def progress(session: Session, target: str) -> Progress:
    """How far the relay is on that stream."""
    columns = [column for column in relay.c if column.name != "target"]
    found = session.connection.execute(select(*columns).where(relay.c.target == target)).first()
    return Progress(*found) if found else Progress()


def note_progress(session: Session, target: str, **values: Any) -> None:
    """Set some of what is known of that stream."""
    changed = session.connection.execute(
        update(relay).where(relay.c.target == target).values(**values)
    )
    if not changed.rowcount:
        session.connection.execute(
            relay.insert().values({"target": target, "repeated": 0, **values})
        )
