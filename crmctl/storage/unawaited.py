"""Statements that PostgreSQL is still at while the program goes on.

They travel in libpq's pipeline mode. Whatever is asked of the connection next waits for their end
first, and what went wrong with them is raised there.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event

from crmctl.storage import failures

_PIPELINE = "crmctl_pipeline"


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
        with suppress(connection.dialect.loaded_dbapi.Error):
            _leave(connection)


def send(connection: Connection, statement: str, values: Sequence[Any] = ()) -> None:
    """Have the server carry it out; of its result nothing is kept.

    Statement and values should be short: they are sent whole, and the server reads no further
    while it is at the one before.
    """
    driver: Any = connection.connection.driver_connection
    with _explained(connection):
        if _PIPELINE not in connection.info:
            stack = ExitStack()
            stack.enter_context(driver.pipeline())
            connection.info[_PIPELINE] = stack
        with driver.cursor() as cursor:
            cursor.execute(statement, tuple(values))


def settle(connection: Connection) -> None:
    """Wait until the server has done all of it; raises what it could not do."""
    with _explained(connection):
        _leave(connection)


@contextmanager
def _explained(connection: Connection) -> Iterator[None]:
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise failures.explain(error) from error


def _leave(connection: Connection) -> None:
    # Of one that is cut off nothing is to be had, and who asks it for anything is told so.
    if connection.invalidated:
        return
    stack: ExitStack | None = connection.info.pop(_PIPELINE, None)
    if stack is not None:
        stack.close()
