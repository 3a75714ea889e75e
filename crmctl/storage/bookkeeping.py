"""The platform's own rows about events, `event_metadata`, where its table is there.

Its consumer waits up to 0.6 s for the row of every event it reads: a row must be there before the
event is. See platform-events.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Connection, Engine, Text, bindparam, text

from crmctl.clock import iso
from crmctl.storage import failures
from crmctl.storage.publishing import Kept

TABLE = "event_metadata"
_NOT_YET = "0-0"


@dataclass(frozen=True)
class Bookkeeping:
    """The table, and the type of each of its columns: the platform's migrations choose them."""

    engine: Engine
    types: Mapping[str, str]

    def announce(self, events: Sequence[Kept], source: str) -> None:
        """Make the rows of events that are about to be sent; those there already stay."""
        columns = {
            "event_id": [event.id for event in events],
            "type": [event.type for event in events],
            "source": [source] * len(events),
            "tenant_id": [event.workspace for event in events],
            "correlation_id": [event.correlation for event in events],
            "created_at": [iso(event.created_at) for event in events],
        }
        constants = {"stream_id": _NOT_YET, "status": "PENDING", "attempts": "0"}
        names = ["id", *columns, *constants]
        cells = [
            self._cast("v.event_id", "id"),
            *(self._cast(f"v.{name}", name) for name in columns),
            *(self._cast(f"'{value}'", name) for name, value in constants.items()),
        ]
        self._run(
            f"INSERT INTO {TABLE} ({', '.join(names)}) SELECT {', '.join(cells)} "
            f"FROM unnest({', '.join(f':{name}' for name in columns)}) AS v({', '.join(columns)}) "
            f"WHERE NOT EXISTS (SELECT 1 FROM {TABLE} AS m "
            f"WHERE m.event_id = {self._cast('v.event_id', 'event_id')})",
            columns,
        )

    def place(self, events: Sequence[Kept], entries: Sequence[str]) -> None:
        """Note which entries the events became."""
        self._run(
            f"UPDATE {TABLE} AS m SET stream_id = {self._cast('v.entry', 'stream_id')} "
            "FROM unnest(:ids, :entries) AS v(id, entry) "
            f"WHERE m.event_id = {self._cast('v.id', 'event_id')}",
            {"ids": [event.id for event in events], "entries": list(entries)},
        )

    def _cast(self, expression: str, column: str) -> str:
        return f"CAST({expression} AS {self.types[column]})"

    def _run(self, statement: str, columns: Mapping[str, list[str]]) -> None:
        arrays = (bindparam(name, values, ARRAY(Text)) for name, values in columns.items())
        with failures.translated(), self.engine.begin() as connection:
            connection.execute(text(statement).bindparams(*arrays))


def find(engine: Engine) -> Bookkeeping | None:
    """The platform's bookkeeping in this database, or None."""
    if engine.dialect.name != "postgresql":
        return None
    with failures.translated(), engine.connect() as connection:
        types = _column_types(connection)
    return Bookkeeping(engine, types) if types else None


def _column_types(connection: Connection) -> dict[str, str]:
    query = text(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped"
    )
    return dict(row.tuple() for row in connection.execute(query, {"name": TABLE}))
