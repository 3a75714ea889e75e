"""Loading: on SQLite a statement that changes records need not be undone alone.

SQLite copies every page that a statement touches when the statement, failing half-way, would have
to be undone alone: in a load of many rows that is much of the work. So the guards undo the whole
transaction, as PostgreSQL does, and links are looked at when it ends.
"""

import re

from alembic import op
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

revision = "0008"
down_revision = "0007"

_LINK = re.compile(r"(REFERENCES crm_\w+ \(workspace_id, id\))(?! DEFERRABLE)")


def upgrade() -> None:
    """Change the guards and the links."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _let_guards_roll_back(connection)
        _defer_links(connection)


def _let_guards_roll_back(connection: Connection) -> None:
    guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%ABORT%'"
    for name, sql in connection.exec_driver_sql(guards).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(sql.replace("RAISE(ABORT,", "RAISE(ROLLBACK,"))


def _defer_links(connection: Connection) -> None:
    """As SQLite's manual has it for changes of a schema that change no data: ALTER TABLE, 7."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    tables = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%FOREIGN KEY%'"
    change = text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    try:
        for name, sql in connection.exec_driver_sql(tables).all():
            deferred = _LINK.sub(r"\1 DEFERRABLE INITIALLY DEFERRED", sql)
            connection.execute(change, {"sql": deferred, "name": name})
        connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    except DatabaseError as error:
        # Some builds let nobody touch the schema: there a load is slower.
        if "may not be modified" not in str(error):
            raise
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema=OFF")
