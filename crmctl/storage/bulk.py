"""Many rows at once: COPY through a staging table on PostgreSQL, batched statements on SQLite.

Rows come as columns, {name: values}, each as long as the others: the checks that make them work
column by column, and zip turns them into rows faster than any loop of ours.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, repeat
from typing import Any

import orjson
from sqlalchemy import Dialect, Integer, Row, Table, Text, bindparam, text
from sqlalchemy.sql.selectable import TextualSelect

from crmctl.parcels import Parcel
from crmctl.storage import engine, failures, unawaited
from crmctl.storage.session import Session
from crmctl.storage.types import Json, UtcTime, written

Columns = Mapping[str, Sequence[Any]]

# Below this, a COPY costs more in round trips than it saves.
_WORTH_A_COPY = 100
_LOT = 5_000
# Of one SQLite statement; it takes 32,766.
_MOST_VARIABLES = 16_000
# Python 3.12.0 to 3.12.3 take ?1 for a name, and warn of it.
_NUMBERED = not (3, 12) <= sys.version_info < (3, 12, 4)
# As COPY writes an absent value, and what it does not take as it stands: the backslash first, for
# the others bring one.
_NOTHING = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
# In an array, between quotes.
_QUOTES = re.compile(r'[\\"]').search
_QUOTED = str.maketrans({"\\": r"\\", '"': r"\""})


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows in the form in which the database takes them: made ahead, in another process maybe."""

    names: tuple[str, ...]
    # Lines of COPY, encoded, or the values of each row as the driver takes them, in that order.
    parcel: Parcel[list[Any]]
    as_lines: bool
    # Columns that have one value in all of the rows: it is told once.
    same: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[Any]:
        """The rows in order."""
        return self.parcel.open()

    def has(self, name: str) -> bool:
        """Whether the column is among them."""
        return name in self.names or name in self.same

    def part(self, positions: Iterable[int]) -> "Packed":
        """The rows at these positions."""
        rows = self.rows
        return replace(self, parcel=Parcel([rows[at] for at in positions]))


def pack(session: Session, table: Table, columns: Columns) -> Packed:
    """Do what takes long about an insert; the database is not asked for anything."""
    many = _size(columns) >= _WORTH_A_COPY
    as_lines = session.native and many
    cells = {name: _encoded(session, table, name, each) for name, each in columns.items()}
    same = {name: each[0] for name, each in cells.items() if many and _is_same(each)}
    if len(same) == len(cells):
        same.popitem()  # by which it is known how many rows there are
    parcel = Parcel(_rows([each for name, each in cells.items() if name not in same], as_lines))
    return Packed(tuple(name for name in cells if name not in same), parcel, as_lines, same)


def insert(
    session: Session, table: Table, columns: Columns, fixed: Mapping[str, Any] | None = None
) -> None:
    """Insert the rows in order; `fixed` holds the values that are the same in all of them."""
    insert_packed(session, table, pack(session, table, columns), {}, fixed)


def insert_packed(
    session: Session,
    table: Table,
    packed: Packed,
    more: Columns,
    fixed: Mapping[str, Any] | None = None,
) -> None:
    """The same with rows that were packed before; `more` holds those columns that came later."""
    if not packed.rows:
        return
    if more:
        cells = (_encoded(session, table, *each) for each in more.items())
        pairs = zip(packed.rows, _rows(list(cells), packed.as_lines), strict=True)
        joined = map(b"\t".join, pairs) if packed.as_lines else (one + two for one, two in pairs)
        packed = replace(packed, names=(*packed.names, *more), parcel=Parcel(list(joined)))
    everywhere = {**(fixed or {}), "workspace_id": session.workspace}
    same = {name: _encoded(session, table, name, [it])[0] for name, it in everywhere.items()}
    same = {**packed.same, **same}
    into = f"{table.name} ({_names([*same, *packed.names])})"
    values = tuple(same.values())
    if packed.as_lines:
        with _staged(session, table, packed) as staging:
            selected = f"{_marks(session, values)}, {_names(packed.names)}"
            insertion = f"INSERT INTO {into} SELECT {selected} FROM {staging}"
            unawaited.send(session.connection, insertion, values)
    elif session.native:
        row = _marks(session, [*same, *packed.names])
        rows = [values + each for each in packed.rows]
        _execute_many(session, f"INSERT INTO {into} VALUES ({row})", rows)
    else:
        # OR FAIL: who gets an error undoes more than the statement, which costs a copy of each page
        # that it touches (migration 0008).
        _insert_together(session, f"INSERT OR FAIL INTO {into} VALUES", values, packed.rows)


def update(session: Session, table: Table, ids: Sequence[str], columns: Columns) -> None:
    """Set the columns of the records with these ids, each record to its own values."""
    if session.native and len(ids) >= _WORTH_A_COPY:
        new = {"id": ids, **columns}
        cells = [_encoded(session, table, *each) for each in new.items()]
        settings = ", ".join(f'"{name}" = s."{name}"' for name in columns)
        packed = Packed(tuple(new), Parcel(_rows(cells, True)), True)
        with _staged(session, table, packed) as staging:
            unawaited.send(
                session.connection,
                f"UPDATE {table.name} AS t SET {settings} FROM {staging} AS s "
                "WHERE t.workspace_id = %s AND t.id = s.id",
                [session.workspace],
            )
        return
    mark = _marks(session, ["one"])
    settings = ", ".join(f'"{name}" = {mark}' for name in columns)
    _execute_many(
        session,
        f"UPDATE {table.name} SET {settings} WHERE workspace_id = {mark} AND id = {mark}",
        zip(
            *(_encoded(session, table, name, values) for name, values in columns.items()),
            repeat(session.workspace, len(ids)),
            ids,
            strict=True,
        ),
    )


def remove(session: Session, table: Table, columns: Columns) -> None:
    """Take out the rows that have exactly these values, row by row."""
    mark = _marks(session, ["one"])
    tests = " AND ".join(f'"{name}" = {mark}' for name in ("workspace_id", *columns))
    _execute_many(
        session,
        f"DELETE FROM {table.name} WHERE {tests}",
        zip(
            repeat(session.workspace, _size(columns)),
            *(_encoded(session, table, name, values) for name, values in columns.items()),
            strict=True,
        ),
    )


def lookup(
    session: Session,
    table: Table,
    keys: Columns,
    wanted: Sequence[str],
    *,
    absent: Sequence[str] = (),
    lock: bool = False,
) -> Iterator[Row[Any]]:
    """The living records whose columns equal one of the keys, oldest first for each key.

    A row has `position` (which of the keys, from 0), `id` and the wanted columns. `absent`: the
    columns that have no value in it. With `lock` the records stay as they are till the end of the
    transaction: what is read is what will be changed.
    """
    for start in range(0, _size(keys), _LOT):
        lot = {name: values[start : start + _LOT] for name, values in keys.items()}
        query = _lookup_query(table, keys, wanted, absent, session.native)
        if lock and session.native:
            query += " FOR UPDATE OF t"
        typed = text(query).columns(position=Integer, **_types(table, wanted))
        bind = _bind_postgresql if session.native else _bind_sqlite
        values = {"workspace": session.workspace, "start": start}
        yield from session.connection.execute(bind(typed, lot), values)


def _lookup_query(
    table: Table,
    keys: Iterable[str],
    wanted: Sequence[str],
    absent: Sequence[str],
    native: bool,
) -> str:
    listed = _listed_postgresql(keys) if native else _listed_sqlite(keys)
    selected = ", ".join(f"t.{name}" for name in _with_id(wanted))
    # NOT NULL follows from the equality, but SQLite must read it to use a partial index.
    matches = " AND ".join(
        [
            *(f"t.{name} IS NOT NULL AND t.{name} = listed.{name}" for name in keys),
            *(f"t.{name} IS NULL" for name in absent),
        ]
    )
    found = (
        f"{table.name} AS t "
        f"WHERE t.workspace_id = :workspace AND t.deleted_at IS NULL AND {matches}"
    )
    if native:
        # One look into the index for each key: left to itself, PostgreSQL reads the whole table
        # for every lot, or worse, while its statistics are older than the load.
        found = f"LATERAL (SELECT {selected} FROM {found} OFFSET 0) AS t"
    return (
        f"SELECT listed.position + :start AS position, {selected} "
        # CROSS JOIN: SQLite takes it as the order of the loops; the keys come first.
        f"FROM {listed} AS listed CROSS JOIN {found} ORDER BY listed.position, t.id"
    )


def _with_id(wanted: Sequence[str]) -> list[str]:
    return ["id", *(name for name in wanted if name != "id")]


def _types(table: Table, wanted: Sequence[str]) -> dict[str, Any]:
    return {name: table.c[name].type for name in _with_id(wanted)}


def _listed_postgresql(keys: Iterable[str]) -> str:
    names = ", ".join(keys)
    return (
        f"(SELECT ordinal - 1 AS position, {names} FROM "
        f"unnest({', '.join(f'CAST(:key_{name} AS text[])' for name in keys)}) "
        f"WITH ORDINALITY AS k({names}, ordinal))"
    )


def _listed_sqlite(keys: Iterable[str]) -> str:
    names = list(keys)
    parts = [f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names)]
    # What stands alone needs no search, which takes as long as the look into the index.
    listed = ", ".join(parts) if len(parts) > 1 else f"value AS {names[0]}"
    return f"(SELECT key AS position, {listed} FROM json_each(:keys))"


def _bind_postgresql(query: TextualSelect, keys: Columns) -> TextualSelect:
    arrays = (bindparam(f"key_{name}", _array(keys[name]), Text) for name in keys)
    return query.bindparams(*arrays)


def _array(texts: Sequence[str | None]) -> str:
    """The texts as PostgreSQL reads an array: the driver takes ten times as long to write one."""
    plain = [text for text in texts if text is not None]
    # Most often there is nothing to escape: then it is enough to look at all of them together.
    if len(plain) == len(texts) > 0 and not _QUOTES("".join(plain)):
        return '{"' + '","'.join(plain) + '"}'
    parts = ("NULL" if text is None else f'"{text.translate(_QUOTED)}"' for text in texts)
    return f"{{{','.join(parts)}}}"


def _bind_sqlite(query: TextualSelect, keys: Columns) -> TextualSelect:
    columns = list(keys.values())
    rows = list(zip(*columns, strict=True)) if len(columns) > 1 else list(columns[0])
    return query.bindparams(keys=orjson.dumps(rows).decode())


def _is_same(cells: Sequence[Any]) -> bool:
    return cells[0] == cells[-1] and cells.count(cells[0]) == len(cells)


def _rows(columns: Sequence[Sequence[Any]], as_lines: bool) -> list[Any]:
    if as_lines:
        lines = map("\t".join, zip(*map(_copied, columns), strict=True))
        # To encode all of them at once takes a fraction of the time; within, a line end is escaped.
        return "\n".join(lines).encode().split(b"\n")
    return list(zip(*columns, strict=True))


@contextmanager
def _staged(session: Session, table: Table, packed: Packed) -> Iterator[str]:
    """The rows in a temporary table: PostgreSQL refuses COPY into one with row-level security.

    The transaction keeps it for its next rows: what is dropped stands in the server's memory until
    the commit, and is written to disk to make room. What is done with them is not waited for.
    """
    staging = f"staging_{table.name}"
    session.connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} ON COMMIT DROP AS "
        f"SELECT * FROM {table.name} WITH NO DATA"
    )
    into = f"{staging} ({_names(packed.names)})"
    with _cursor(session) as driver, driver.copy(f"COPY {into} FROM STDIN") as copy:
        copy.write(b"\n".join(packed.rows))
        copy.write(b"\n")
    # What fails is undone, and what was staged with it.
    yield staging
    unawaited.send(session.connection, f"TRUNCATE {staging}")


def _copied(texts: Sequence[str | None]) -> list[str]:
    """The texts as COPY reads them."""
    # Signs are rare, and looked for in all of them together.
    whole = "".join(filter(None, texts))
    for sign, escape in _ESCAPES.items():
        if sign in whole:
            texts = [text and text.replace(sign, escape) for text in texts]
    return [_NOTHING if text is None else text for text in texts]


def _insert_together(
    session: Session, statement: str, same: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Many rows a statement, as many as a power of two; each begins with what is the same in all.

    The driver keeps some statements, each with what it was last given: they had better be few.
    """
    if not _NUMBERED:
        rows, same = [same + each for each in rows], ()
    numbered = [f"?{number}" for number in range(1, len(same) + 1)]
    row = f"({', '.join([*numbered, *repeat('?', len(rows[0]))])})"
    together = 1 << (_MOST_VARIABLES // len(rows[0])).bit_length() - 1
    start = 0
    with _cursor(session) as cursor:
        while start < len(rows):
            while together > len(rows) - start:
                together //= 2
            some = rows[start : start + together]
            values = ", ".join([row] * together)
            cursor.execute(f"{statement} {values}", list(chain(same, *some)))
            start += together


def _encoded(session: Session, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values as text that PostgreSQL reads, or as the driver of SQLite takes them."""
    type_ = table.c[name].type
    if session.native or isinstance(type_, Json | UtcTime):
        return written(type_, values)
    dialect = _sqlite()
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    return [process(value) for value in values] if process else values


@cache
def _sqlite() -> Dialect:
    """How SQLite is spoken to: who packs ahead has no connection to ask."""
    from sqlalchemy.dialects.sqlite import pysqlite

    return pysqlite.dialect()


def _execute_many(session: Session, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with _cursor(session) as cursor:
        cursor.executemany(statement, rows)


@contextmanager
def _cursor(session: Session) -> Iterator[Any]:
    """The driver's own cursor, in the same transaction; its errors as those of the tree."""
    connection = session.connection
    # Of what it is asked itself, no event tells.
    unawaited.settle(connection)
    with failures.of_driver(connection), closing(connection.connection.cursor()) as cursor:
        try:
            yield cursor
        except connection.dialect.loaded_dbapi.IntegrityError as error:
            engine.leave_undone(connection, error)
            raise


def _size(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(session: Session, names: Iterable[str]) -> str:
    mark = "%s" if session.native else "?"
    return ", ".join(mark for _ in names)
