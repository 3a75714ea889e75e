"""What is told beside an open transaction, which shows nothing of itself before its end.

On PostgreSQL a second connection writes it into the row, for every host to see. SQLite has one
writer, the transaction itself: there it is a small file beside the database, and all who can open
the database see that too.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, text

from crmctl.clock import Clock
from crmctl.errors import ServiceUnavailableError, StorageError
from crmctl.storage import queries, session
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Actor
from crmctl.storage.tables import Table

_WITHOUT_THE_DISK = text("SET LOCAL synchronous_commit TO off")


def tell(
    engine: Engine, actor: Actor, clock: Clock, table: Table, id_: str, said: Mapping[str, Any]
) -> None:
    """Say how far the work on the row is; what cannot be said now is no harm to the work."""
    with suppress(ServiceUnavailableError, StorageError, OSError):
        if engine.dialect.name != "postgresql":
            path = _file(engine, id_)
            half = path.with_suffix(".part")
            half.write_bytes(orjson.dumps(said))
            half.replace(path)
            return
        where = [Compare(Place("id"), "is", (id_,))]
        with session.transaction(engine, actor, clock) as beside:
            # To wait for the disk would be to wait for all that the work has written so far.
            beside.connection.execute(_WITHOUT_THE_DISK)
            queries.change(beside, table, where, {"progress": said})


def told(engine: Engine, row: Row) -> dict[str, Any] | None:
    """What was said last; None when nothing was."""
    if engine.dialect.name == "postgresql":
        return dict(row["progress"]) if row["progress"] else None
    try:
        said = orjson.loads(_file(engine, row["id"]).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return dict(said)


def end(engine: Engine, id_: str) -> None:
    """Nothing more will be said; on PostgreSQL the row itself is closed with nothing."""
    if engine.dialect.name != "postgresql":
        _file(engine, id_).unlink(missing_ok=True)


def _file(engine: Engine, id_: str) -> Path:
    return Path(f"{engine.url.database}.{id_}.progress")
