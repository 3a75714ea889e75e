"""The version of the schema: looked at by every command, brought up to date by `init`."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from crmctl.errors import ConfigurationError
from crmctl.storage import failures

VERSION_TABLE = "crm_schema_version"
# The newest migration: a constant, for Alembic takes longer to load than a command to run.
NEWEST = "0014"
# Asked at the start of every command: SQLAlchemy's own question takes ten times as long.
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name = :table",
    "postgresql": "SELECT CAST(to_regclass(:table) AS text)",
}


def ensure(engine: Engine) -> None:
    """SQLite makes and upgrades itself; a PostgreSQL that is not up to date is refused."""
    with failures.translated():
        with engine.connect().execution_options(crmctl_write=False) as connection:
            found = _version(connection)
        if found == NEWEST:
            return
        _refuse_newer(found)
        if engine.dialect.name != "sqlite":
            state = "has no crmctl tables yet" if found is None else f"is of schema {found}"
            raise ConfigurationError(f"The database {state}: run crmctl init")
        upgrade(engine)


def upgrade(engine: Engine) -> str | None:
    """Make or upgrade every table, in one transaction; returns the version there was before."""
    with failures.translated(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('crmctl schema'))"))
        found = _version(connection)
        _refuse_newer(found)
        if found != NEWEST:
            _run_migrations(connection)
        return found


def bypasses_wall(engine: Engine) -> bool:
    """Whether the role is one that row-level security does not hold."""
    if engine.dialect.name != "postgresql":
        return False
    query = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    with failures.translated(), engine.connect() as connection:
        return bool(connection.execute(query).scalar_one())


def _version(connection: Connection) -> str | None:
    there = text(_THERE[connection.dialect.name])
    if connection.execute(there, {"table": VERSION_TABLE}).scalar() is None:
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def _refuse_newer(found: str | None) -> None:
    if found is not None and found > NEWEST:
        raise ConfigurationError(
            f"The database is of a newer crmctl (schema {found}, this one knows {NEWEST}): "
            "upgrade crmctl"
        )


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
