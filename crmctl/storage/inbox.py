"""The inbox: which handler has acted on which event, committed together with what it did.

Every function wants a session of the system, which sees every workspace.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, text, tuple_, update

from crmctl.clock import iso
from crmctl.storage.deliveries import Delivery
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import inbox

Key = tuple[str, str, str]

_KEYS = ("workspace_id", "event_id", "handler")
_COLUMNS = (*_KEYS, "stream_id", "type", "correlation_id")
_INTO = f"INSERT INTO crm_inbox (group_name, handled_at, {', '.join(_COLUMNS)})"
_INSERT_POSTGRESQL = text(
    f"{_INTO} SELECT :group, :now, v.* "
    f"FROM unnest({', '.join(f'CAST(:{name} AS text[])' for name in _COLUMNS)}) AS v "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=inbox.c.handled_at.type))
_INSERT_SQLITE = f"{_INTO} VALUES ({', '.join('?' * 8)}) ON CONFLICT DO NOTHING"


def take(session: Session, deliveries: Sequence[Delivery]) -> set[Key]:
    """Note that these are being acted on; returns the keys of those that never were before."""
    keys = {each.key for each in deliveries}
    if len(keys) < 2:
        return keys if keys and _insert(session, deliveries) else set()
    # Nearly always all of them are new: which are is asked only where some are not, one by one.
    together = session.connection.begin_nested()
    new = _insert(session, deliveries)
    if new in (0, len(keys)):
        together.commit()
        return keys if new else set()
    together.rollback()
    return {each.key for each in deliveries if _insert(session, [each])}


def give_back(session: Session, deliveries: Sequence[Delivery]) -> None:
    """These were not acted on after all, or are to be acted on again."""
    if deliveries:
        columns = ("workspace_id", "group_name", "event_id", "handler")
        keys = [(each.workspace, each.group, each.event_id, each.handler) for each in deliveries]
        key = tuple_(*(inbox.c[name] for name in columns))
        session.connection.execute(delete(inbox).where(key.in_(keys)))


def known(session: Session, deliveries: Sequence[Delivery]) -> set[Key]:
    """The keys of those that were acted on."""
    found: set[Key] = set()
    for start in range(0, len(deliveries), 500):
        lot = deliveries[start : start + 500]
        query = select(*(inbox.c[name] for name in _KEYS)).where(
            inbox.c.workspace_id.in_({each.workspace for each in lot}),
            inbox.c.group_name == lot[0].group,
            inbox.c.event_id.in_([each.event_id for each in lot]),
        )
        found |= _keys(session.connection.execute(query))
    return found


def note_caused(session: Session, delivery: Delivery, events: Sequence[str]) -> None:
    """Write down which events it brought about."""
    session.connection.execute(update(inbox).where(*_is(delivery)).values(caused=list(events)))


def of_correlation(session: Session, correlation: str) -> list[Row]:
    """Everything that was acted on in one run, the first first."""
    query = (
        select(inbox)
        .where(inbox.c.correlation_id == correlation)
        .order_by(inbox.c.handled_at, inbox.c.stream_id, inbox.c.handler)
    )
    return [dict(row) for row in session.connection.execute(query).mappings()]


def purge(session: Session, before: datetime) -> int:
    """Forget what was acted on before that moment; returns how much."""
    return session.connection.execute(delete(inbox).where(inbox.c.handled_at < before)).rowcount


def _insert(session: Session, deliveries: Sequence[Delivery]) -> int:
    """Add a row for each that has none; returns how many."""
    rows = [
        (each.workspace, each.event_id, each.handler, each.stream_id, each.type, each.correlation)
        for each in deliveries
    ]
    group, now = deliveries[0].group, session.now()
    if session.native:
        columns = dict(zip(_COLUMNS, map(_array, zip(*rows, strict=True)), strict=True))
        values = {"group": group, "now": now, **columns}
        return session.connection.execute(_INSERT_POSTGRESQL, values).rowcount
    many = [(group, iso(now), *row) for row in rows]
    return session.connection.exec_driver_sql(_INSERT_SQLITE, many).rowcount


def _array(texts: Iterable[str]) -> str:
    """Written out: that is quicker than an array of the driver's."""
    quoted = "\0".join(texts).replace("\\", r"\\").replace('"', r"\"")
    return '{"' + quoted.replace("\0", '","') + '"}'


def _keys(rows: Iterable[Any]) -> set[Key]:
    return {(workspace, event, handler) for workspace, event, handler in rows}


def _is(delivery: Delivery) -> list[Any]:
    return [
        inbox.c.workspace_id == delivery.workspace,
        inbox.c.group_name == delivery.group,
        inbox.c.event_id == delivery.event_id,
        inbox.c.handler == delivery.handler,
    ]
