"""The inbox: which handler has acted on which event, committed together with what it did.

Every function wants a session of the system, which sees every workspace.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, text, tuple_, update

from crmctl.storage.deliveries import Delivery
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import inbox

Key = tuple[str, str, str]

_KEYS = ("workspace_id", "event_id", "handler")
_COLUMNS = (*_KEYS, "stream_id", "type", "correlation_id")
_INTO = (
    f"INSERT INTO crm_inbox ({', '.join(_COLUMNS)}, group_name, handled_at) "
    f"SELECT {', '.join(f'v.{name}' for name in _COLUMNS)}, :group, :now FROM"
)
# WHERE true: SQLite would take ON for a join's.
_ONCE = f"WHERE true ON CONFLICT DO NOTHING RETURNING {', '.join(_KEYS)}"
# Nearly always all of them are new: what comes back are those that are not.
_TAKE_POSTGRESQL = text(
    "WITH v AS MATERIALIZED (SELECT * FROM json_to_recordset(:rows) "
    f"AS v({', '.join(f'{name} text' for name in _COLUMNS)})), "
    f"taken AS ({_INTO} v {_ONCE}) "
    f"SELECT {', '.join(_KEYS)} FROM v EXCEPT SELECT {', '.join(_KEYS)} FROM taken"
).bindparams(bindparam("now", type_=inbox.c.handled_at.type))
_PARTS = ", ".join(f"value ->> {at} AS {name}" for at, name in enumerate(_COLUMNS))
_TAKE_SQLITE = text(f"{_INTO} (SELECT {_PARTS} FROM json_each(:rows)) AS v {_ONCE}").bindparams(
    bindparam("now", type_=inbox.c.handled_at.type)
)


def take(session: Session, deliveries: Sequence[Delivery]) -> set[Key]:
    """Note that these are being acted on; returns the keys of those that never were before."""
    if not deliveries:
        return set()
    rows = [
        (each.workspace, each.event_id, each.handler, each.stream_id, each.type, each.correlation)
        for each in deliveries
    ]
    values: dict[str, Any] = {"group": deliveries[0].group, "now": session.now()}
    if session.native:
        named = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        values["rows"] = orjson.dumps(named).decode()
        known = _keys(session.connection.execute(_TAKE_POSTGRESQL, values))
        return {each.key for each in deliveries} - known
    values["rows"] = orjson.dumps(rows).decode()
    return _keys(session.connection.execute(_TAKE_SQLITE, values))


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


def _keys(rows: Iterable[Any]) -> set[Key]:
    return {(workspace, event, handler) for workspace, event, handler in rows}


def _is(delivery: Delivery) -> list[Any]:
    return [
        inbox.c.workspace_id == delivery.workspace,
        inbox.c.group_name == delivery.group,
        inbox.c.event_id == delivery.event_id,
        inbox.c.handler == delivery.handler,
    ]
