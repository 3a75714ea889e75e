"""Reading and writing rows of one workspace: the one place where every query gets its scope."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, true, update

from crmctl.storage.conditions import Condition, Place, all_of, sort_key, value_at
from crmctl.storage.session import Session
from crmctl.storage.types import moment_as_text

Row = dict[str, Any]

_STREAMED = 2_000


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by the value at a place; rows without one come last."""

    place: Place
    descending: bool = False


def find(
    session: Session,
    table: Table,
    where: Sequence[Condition] = (),
    *,
    order: Sequence[Order] = (),
    limit: int | None = None,
    columns: Sequence[str] = (),
    lock: bool = False,
) -> list[Row]:
    """The rows that meet every condition, as {column: value}; `lock` holds them till the end."""
    wanted = [table.c[name] for name in columns] or list(table.c)
    query = _scoped(session, select(*wanted), table, where).limit(limit)
    query = _sorted(session, query, table, order)
    if lock and session.native:
        query = query.with_for_update()
    return [dict(row) for row in session.connection.execute(query).mappings()]


def count(session: Session, table: Table, where: Sequence[Condition] = ()) -> int:
    """How many rows meet every condition."""
    query = _scoped(session, select(func.count()).select_from(table), table, where)
    return int(session.connection.execute(query).scalar_one())


def lacking(
    session: Session, table: Table, column: str, columns: Sequence[str], limit: int
) -> Sequence[sqlalchemy.Row[Any]]:
    """What the columns hold in so many of the rows that have no value in the one, the oldest."""
    query = _scoped(session, select(*(table.c[name] for name in columns)), table, ())
    query = _sorted(session, query.where(table.c[column].is_(None)).limit(limit), table, ())
    return session.connection.execute(query).all()


def highest(session: Session, table: Table, column: str) -> Any:
    """The highest value of the column, or None."""
    query = _scoped(session, select(func.max(table.c[column])), table, ())
    return session.connection.execute(query).scalar_one()


def keys_in(session: Session, table: Table, column: str) -> list[str]:
    """Every key of the objects in a JSON column, in order."""
    held = table.c[column]
    if session.native:
        key: ColumnElement[str] = func.jsonb_object_keys(held)
        query = select(key.label("key")).where(func.jsonb_typeof(held) == "object")
    else:
        each = func.json_each(held).table_valued("key")
        query = select(each.c.key).select_from(table.join(each, true()))
    query = _scoped(session, query, table, ()).distinct()
    return sorted(session.connection.execute(query).scalars())


def stream(
    session: Session,
    table: Table,
    places: Sequence[Place],
    where: Sequence[Condition] = (),
    *,
    order: Sequence[Order] = (),
    moments_as_text: bool = False,
) -> Iterator[sqlalchemy.Row[Any]]:
    """What stands at the places in every row that meets the conditions, in constant memory.

    `moments_as_text`: as `clock.iso` writes them, which a database does in a tenth of the time.
    """
    values = [value_at(place, table) for place in places]
    if moments_as_text:
        values = [moment_as_text(value, session.native) for value in values]
    wanted = [value.label(f"v{at}") for at, value in enumerate(values)]
    query = _sorted(session, _scoped(session, select(*wanted), table, where), table, order)
    connection = session.connection.execution_options(yield_per=_STREAMED)
    # Row by row, the library takes twice as long.
    for rows in connection.execute(query).partitions():
        yield from rows


def add(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, all with the same columns."""
    if rows:
        owned = [{**row, "workspace_id": session.workspace} for row in rows]
        session.connection.execute(insert(table), owned)


def change(
    session: Session, table: Table, where: Sequence[Condition], values: Mapping[str, Any]
) -> int:
    """Set the values in every row that meets the conditions; returns how many."""
    conditions = _conditions(session, table, where)
    return session.connection.execute(update(table).where(*conditions).values(**values)).rowcount


def remove(session: Session, table: Table, where: Sequence[Condition]) -> int:
    """Delete every row that meets the conditions; returns how many."""
    conditions = _conditions(session, table, where)
    return session.connection.execute(delete(table).where(*conditions)).rowcount


def purge(session: Session, table: Table, ids: Sequence[str]) -> None:
    """Take out of the table, for good, those of the records that are marked as deleted."""
    mine = (table.c.workspace_id == session.workspace, table.c.id.in_(ids))
    session.connection.execute(delete(table).where(*mine, table.c.deleted_at.is_not(None)))


def _sorted(
    session: Session, query: Select[Any], table: Table, order: Sequence[Order]
) -> Select[Any]:
    """In that order, and rows that it leaves equal by their keys."""
    for each in order:
        key = sort_key(each.place, table, session.native)
        query = query.order_by((key.desc() if each.descending else key.asc()).nulls_last())
    return query.order_by(*table.primary_key.columns)


def _scoped(
    session: Session, query: Select[Any], table: Table, where: Sequence[Condition]
) -> Select[Any]:
    return query.where(*_conditions(session, table, where))


def _conditions(
    session: Session, table: Table, where: Sequence[Condition]
) -> list[ColumnElement[bool]]:
    """The workspace first, then what was asked; deleted records are gone for every reader."""
    scope = [table.c.workspace_id == session.workspace]
    if "deleted_at" in table.c:
        scope.append(table.c.deleted_at.is_(None))
    return [*scope, *all_of(where, table, session.native)]
