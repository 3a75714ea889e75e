"""What the drivers say, in words that tell the user what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, DisconnectionError, PendingRollbackError

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    ServiceUnavailableError,
    Stopped,
    StorageError,
    UsageError,
)


class DatabaseAwayError(ServiceUnavailableError):
    """The connection to the database broke: nothing of the transaction was kept."""


@dataclass(frozen=True)
class _Known:
    said: str
    error: type[CrmctlError]
    message: str


# Ours raises nothing: a signal came while SQLite was in it, and SQLite forgets what was raised.
_BROKEN_OFF = "user-defined function raised exception"
_REFUSED_USER = "PostgreSQL refuses this user or password (--database)"
_NO_DATABASE = "There is no such PostgreSQL database: create it first"

_TOO_LONG = "The filter or the search is too long for SQLite: ask for less at once"
_KNOWN = (
    _Known(
        "unable to open database file",
        ConfigurationError,
        "The database file cannot be opened: see that its folder exists and is yours "
        "(--home, --database)",
    ),
    _Known(
        "attempt to write a readonly database",
        ConfigurationError,
        "The database is read-only: give yourself the right to write to it and its folder, "
        "or name another (--home, --database)",
    ),
    _Known(
        "file is not a database",
        ConfigurationError,
        "That file is not an SQLite database: name another (--home, --database)",
    ),
    _Known(
        "database disk image is malformed",
        StorageError,
        "The SQLite file is damaged: restore it from a backup",
    ),
    _Known(
        "database or disk is full",
        StorageError,
        "The disk is full: nothing was written; make room and run it again",
    ),
    _Known(
        "disk I/O error",
        StorageError,
        "The disk did not take the data: nothing was written; see to its room and health, "
        "then run it again",
    ),
    _Known(
        "database is locked",
        ServiceUnavailableError,
        "Another command is writing to the database: run it again when that one is done",
    ),
    _Known("Expression tree is too large", UsageError, _TOO_LONG),
    _Known("pattern too complex", UsageError, _TOO_LONG),
    _Known("too many SQL variables", UsageError, _TOO_LONG),
    # libpq gives no SQLSTATE for a connection that fails, only these words.
    _Known("password authentication failed", ConfigurationError, _REFUSED_USER),
    _Known("no password supplied", ConfigurationError, _REFUSED_USER),
    _Known("no pg_hba.conf entry", ConfigurationError, _REFUSED_USER),
    _Known('FATAL:  role "', ConfigurationError, _REFUSED_USER),
    _Known('FATAL:  database "', ConfigurationError, _NO_DATABASE),
    _Known(
        "invalid connection option",
        ConfigurationError,
        "The database URL has an option that PostgreSQL does not know (--database)",
    ),
    _Known(
        "could not extend file",
        StorageError,
        "The disk of the PostgreSQL server is full: make room and run it again",
    ),
)

# SQLSTATE classes: PostgreSQL manual, appendix A.
_BY_STATE = {
    "28": (ConfigurationError, _REFUSED_USER),
    "3D": (ConfigurationError, _NO_DATABASE),
    "42501": (
        ConfigurationError,
        "This PostgreSQL role may not do that: grant it the right, or use the role that ran init",
    ),
    "40": (
        ServiceUnavailableError,
        "Another command was at the same records: nothing was written; run it again",
    ),
    "53300": (ServiceUnavailableError, "PostgreSQL has no connection left: run it again"),
    "57014": (ServiceUnavailableError, "PostgreSQL gave up after its time limit: run it again"),
    "53": (StorageError, "The PostgreSQL server is out of disk, memory or connections"),
    "57": (DatabaseAwayError, "The PostgreSQL server was stopped: run it again"),
    "08": (DatabaseAwayError, "The connection to PostgreSQL broke: run it again"),
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise the errors of the tree in place of a driver's, with the driver's as their cause."""
    try:
        yield
    except (DBAPIError, DisconnectionError) as error:
        raise explain(error) from error
    except PendingRollbackError as error:
        raise StorageError(
            "The database refused a change and undid all that came with it: nothing was written"
        ) from error


@contextmanager
def of_driver(connection: Connection) -> Iterator[None]:
    """The same for what is asked of the connection's driver itself."""
    driver: Any = connection.connection.driver_connection
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise explain(error, lost=getattr(driver, "closed", False)) from error


def explain(error: Exception, *, lost: bool = False) -> CrmctlError | Stopped:
    """The error of the tree that says what the driver meant; `lost`: there is no connection now."""
    original = getattr(error, "orig", None) or error
    said = str(original)
    if _BROKEN_OFF in said:
        return Stopped()
    for known in _KNOWN:
        if known.said in said:
            return known.error(known.message)
    state = getattr(original, "sqlstate", None) or ""
    for prefix, (kind, message) in _BY_STATE.items():
        if state.startswith(prefix):
            return kind(message)
    if lost or _is_lost(error, said):
        return DatabaseAwayError(
            "The database could not be reached: see that the server runs and that its address "
            "is right (--database, CRMCTL_DATABASE_URL)"
        )
    return CrmctlError(f"The database refused: {said.strip().splitlines()[0] if said else error}")


def _is_lost(error: Exception, said: str) -> bool:
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    return broken or any(
        sign in said
        for sign in (
            "connection",
            "could not translate host",
            "failed to resolve host",
            "timeout expired",
        )
    )
