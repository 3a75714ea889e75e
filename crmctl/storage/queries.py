"""Reading and writing rows of one workspace: the one place where every query gets its scope."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update

from crmctl.storage.conditions import Condition, Place, all_of, sort_key
from crmctl.storage.session import Session

Row = dict[str, Any]


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
    for each in order:
        key = sort_key(each.place, table, session.native)
        query = query.order_by((key.desc() if each.descending else key.asc()).nulls_last())
    query = query.order_by(*table.primary_key.columns)
    if lock and session.native:
        query = query.with_for_update()
    return [dict(row) for row in session.connection.execute(query).mappings()]


def count(session: Session, table: Table, where: Sequence[Condition] = ()) -> int:
    """How many rows meet every condition."""
    query = _scoped(session, select(func.count()).select_from(table), table, where)
    return int(session.connection.execute(query).scalar_one())


def within(
    session: Session, table: Table, column: str, keys: Sequence[Any], *, columns: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows whose column is one of the keys, asked for in lots of 500."""
    wanted = [table.c[name] for name in columns] or list(table.c)
    for start in range(0, len(keys), 500):
        query = _scoped(session, select(*wanted), table, ()).where(
            table.c[column].in_(keys[start : start + 500])
        )
        for row in session.connection.execute(query).mappings():
            yield dict(row)


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
    result = session.connection.execute(update(table).where(*conditions).values(**values))
    return result.rowcount


def remove(session: Session, table: Table, where: Sequence[Condition]) -> int:
    """Delete every row that meets the conditions; returns how many."""
    conditions = _conditions(session, table, where)
    return session.connection.execute(delete(table).where(*conditions)).rowcount


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
