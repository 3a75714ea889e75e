"""The engine of either database, set up so that a transaction is one on both."""

import logging
import sqlite3
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from crmctl.errors import ConfigurationError
from crmctl.storage import unawaited
from crmctl.storage.types import to_json

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse_url(text: str) -> URL:
    """The URL with its driver; ConfigurationError when it names no database that crmctl knows."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            "The database URL cannot be read: write postgresql://user:password@host/name "
            "or sqlite:////path/to/file.db (--database, CRMCTL_DATABASE_URL)"
        ) from None
    if url.drivername not in _DRIVERS:
        raise ConfigurationError(
            f"crmctl does not know the database {url.drivername!r}: use sqlite or postgresql"
        )
    if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise ConfigurationError("An SQLite database needs a file: sqlite:////path/to/file.db")
    return url.set(drivername=_DRIVERS[url.drivername])


def file_url(path: Path) -> URL:
    """The URL of an SQLite file, whatever letters its path has."""
    return URL.create("sqlite", database=str(path))


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine for the URL; nothing is connected yet. `busy_seconds`: how long SQLite waits."""
    sqlite = url.drivername == "sqlite"
    options: dict[str, Any] = (
        {"connect_args": {"timeout": busy_seconds, "isolation_level": None}}
        if sqlite
        else {
            # Names come in every script, whatever PGCLIENTENCODING says.
            "connect_args": {"connect_timeout": 10, "client_encoding": "utf8"},
            # We have no hstore, for which each command would ask the server first.
            "use_native_hstore": False,
        }
    )
    try:
        engine = create_engine(
            url,
            # Customers' data has no place in a log.
            hide_parameters=True,
            json_serializer=to_json,
            json_deserializer=orjson.loads,
            **options,
        )
    except (ArgumentError, NoSuchModuleError, TypeError) as error:
        raise ConfigurationError(f"The database URL cannot be used: {error}") from None
    # What is said of a connection cut off by Ctrl-C is for --debug, not for every screen.
    for name in ("sqlalchemy.pool", "psycopg"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    if sqlite:
        _make_sqlite_transactional(engine)
    else:
        unawaited.watch(engine)
    return engine


def refuse_missing_folder(url: URL) -> None:
    """ConfigurationError when an SQLite file is to be in a folder that is none: a typo, likely."""
    folder = Path(url.database or "").parent
    if url.drivername == "sqlite" and not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder}: make it, or name another database (--database)"
        )


def prepare_folder(folder: Path) -> None:
    """Make crmctl's own folder, for its owner alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot be made ({error.strerror}): name one that you may "
            "write to (--home, CRMCTL_HOME)"
        ) from None


def _make_sqlite_transactional(engine: Engine) -> None:
    """BEGIN by hand: the driver's own is late, and lets savepoints commit by themselves."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Of a file that is still to be made: a bulk load copies every page it touches, three times.
        connection.execute("PRAGMA page_size=16384")
        _write_ahead(connection)
        connection.execute("PRAGMA foreign_keys=ON")
        # What a statement keeps beside, to undo or to sort, has no need of a file.
        connection.execute("PRAGMA temp_store=MEMORY")
        # In a load of a million rows each key of an index is on a page of its own.
        connection.execute("PRAGMA cache_size=-90112")
        # Without it, INSERT OR REPLACE takes a row away behind the guard's back.
        connection.execute("PRAGMA recursive_triggers=ON")
        # SQLite's own lower() knows ASCII alone; no index uses it.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A writer that begins as a reader can fail half-way, when another has written meanwhile.
        writes = connection.get_execution_options().get("crmctl_write", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def leave(context: ExceptionContext) -> None:
        if not isinstance(context.original_exception, Exception):
            # SQLAlchemy would close the connection for a stop. With a statement half carried out,
            # SQLite closes it, and lets go of its lock, only when the last cursor is gone; but it
            # can always roll back.
            context.is_disconnect = False
        if context.connection is not None:
            leave_undone(context.connection, context.original_exception)


def leave_undone(connection: Connection, error: BaseException) -> None:
    """Let nothing more run on a connection whose transaction a guard has undone.

    SQLite would carry it out, and keep it, without a transaction.
    """
    if isinstance(error, sqlite3.IntegrityError) and not connection.invalidated:
        driver: Any = connection.connection.driver_connection
        if not driver.in_transaction:
            connection.invalidate()


def _write_ahead(connection: Any) -> None:
    """Use the write-ahead log; this one lock SQLite does not wait for by itself."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        # Here it does wait, as long as it was told to, for those who are making the same switch.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
