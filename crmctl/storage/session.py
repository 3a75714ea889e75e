"""One transaction of one workspace: what every step of the program works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import URL, Connection, Engine, text

from crmctl.clock import Clock
from crmctl.errors import Stopped
from crmctl.storage import failures, unawaited

_ANYTHING = text("SELECT 1")


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf: the workspace, the user, and the run that ties the events together."""

    workspace: str
    user: str
    correlation: str
    # ISO code: where a phone number without a country code is taken to be.
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An open transaction, bound to one workspace; every query of storage is scoped by it.

    One that is still to be opened serves those who ask the database for nothing.
    """

    actor: Actor
    clock: Clock
    # Whether this is PostgreSQL.
    native: bool
    opened: Connection | None = None
    # Where the ids of the events go that come about in it, for those who ask.
    trail: list[str] | None = None

    @property
    def connection(self) -> Connection:
        """The way to the database."""
        if self.opened is None:
            raise RuntimeError("a session that is still to be opened has no connection")
        return self.opened

    @property
    def workspace(self) -> str:
        """The workspace whose rows this session sees."""
        return self.actor.workspace

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def in_run(self, correlation: str) -> "Session":
        """The same transaction, what it does being part of that run."""
        return replace(self, actor=replace(self.actor, correlation=correlation))


def is_native(url: URL) -> bool:
    """Whether that is a PostgreSQL."""
    return url.get_backend_name() == "postgresql"


@contextmanager
def transaction(
    engine: Engine, actor: Actor, clock: Clock, *, write: bool = True, keep: bool = True
) -> Iterator[Session]:
    """A session that commits at the end and rolls back on any exception, Ctrl-C included.

    `write=False` only reads; with `keep=False` what was written is rolled back all the same.
    """
    with (
        failures.translated(),
        engine.connect().execution_options(crmctl_write=write) as connection,
        connection.begin() as open_transaction,
    ):
        session = Session(actor, clock, is_native(engine.url), connection)
        if session.native:
            _wall_off(connection, actor.workspace)
        try:
            yield session
        except Stopped:
            # SQLite rolls back as after any exception (see engine.open_engine).
            if session.native:
                # In the midst of a statement the driver cannot roll back; the server can, cut off.
                unawaited.cut_off(connection)
            raise
        if not keep:
            settle(session)
            open_transaction.rollback()


@contextmanager
def savepoint(session: Session, *, keep: bool = True) -> Iterator[None]:
    """A part of the transaction that an exception takes back alone; `keep=False` always does."""
    nested = session.connection.begin_nested()
    try:
        yield
        # What it could not do is taken back alone, too.
        settle(session)
    except Exception:
        # After a stop the whole transaction is cut off.
        nested.rollback()
        raise
    if keep:
        nested.commit()
    else:
        nested.rollback()


def acting(session: Session, actor: Actor, trail: list[str] | None = None) -> Session:
    """The same open transaction in another's hands, in the workspace of that one."""
    if actor.workspace != session.workspace and session.native:
        _wall_off(session.connection, actor.workspace)
    return replace(session, actor=actor, trail=trail)


def settle(session: Session) -> None:
    """Wait for what the database was only sent; raises what it could not do."""
    unawaited.settle(session.connection)


def verify(session: Session) -> None:
    """Raise when the transaction is broken: PostgreSQL would commit nothing, without a word."""
    session.connection.execute(_ANYTHING)


def _wall_off(connection: Connection, workspace: str) -> None:
    """Tell row-level security whose transaction this is: the second wall behind the queries."""
    connection.execute(
        text(
            "SELECT set_config('crmctl.workspace', :workspace, true),"
            " set_config('TimeZone', 'UTC', true)"
        ),
        {"workspace": workspace},
    )
