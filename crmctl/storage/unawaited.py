"""Statements that PostgreSQL is still at while the program goes on.

They travel in libpq's pipeline mode. Whatever is asked of the connection next waits for their end
first, and what went wrong with them is raised there.
"""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event

from crmctl.errors import CrmctlError, Stopped
from crmctl.storage import failures

_PIPELINE = "crmctl_pipeline"
# Seconds that the server has to hear that it should stop.
_PATIENCE = 2.0


def watch(engine: Engine) -> None:
    """Have every connection of this PostgreSQL engine wait for what it was sent."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, *_: object) -> None:
        settle(connection)

    event.listen(engine, "commit", settle)

    @event.listens_for(engine, "rollback")
    @event.listens_for(engine, "rollback_savepoint")
    def forget(connection: Connection, *_: object) -> None:
        # It is undone, come what may.
        with suppress(CrmctlError):
            settle(connection)


def send(connection: Connection, statement: str, values: Sequence[Any] = ()) -> None:
    """Have the server carry it out; of its result nothing is kept.

    Statement and values should be short: they are sent whole, and the server reads no further
    while it is at the one before. No rows may be under way that the driver fetches as they are
    asked for.
    """
    with failures.of_driver(connection):
        driver: Any = connection.connection.driver_connection
        if _PIPELINE not in connection.info:
            stack = ExitStack()
            stack.enter_context(driver.pipeline())
            connection.info[_PIPELINE] = stack
        with driver.cursor() as cursor:
            cursor.execute(statement, tuple(values))


def settle(connection: Connection) -> None:
    """Wait until the server has done all of it; raises what it could not do."""
    if _is_at_work(connection):
        with failures.of_driver(connection):
            _leave(connection)


def cut_off(connection: Connection) -> None:
    """End the connection, and have the server leave what it is at: nobody waits for its locks."""
    if _is_at_work(connection):
        driver: Any = connection.connection.driver_connection
        with suppress(connection.dialect.loaded_dbapi.Error):
            driver.cancel_safe(timeout=_PATIENCE)
    connection.invalidate()


def _is_at_work(connection: Connection) -> bool:
    # Of one that is cut off nothing is to be had, and who asks it for anything is told so.
    return not connection.invalidated and _PIPELINE in connection.info


def _leave(connection: Connection) -> None:
    stack: ExitStack = connection.info.pop(_PIPELINE)
    try:
        stack.close()
    except connection.dialect.loaded_dbapi.Error as error:
        # A stop on the way out leaves the driver where it cannot leave, which it says instead.
        if isinstance(error.__context__, Stopped):
            raise error.__context__ from None
        raise
