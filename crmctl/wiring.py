"""The Toolbox: from settings to live objects, each made on first use."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from crmctl.clock import Clock, SystemClock
from crmctl.errors import ConfigurationError, CrmctlError, ServiceUnavailableError
from crmctl.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

    from crmctl.events.relay import Line
    from crmctl.events.status import Status
    from crmctl.events.stream import Stream
    from crmctl.exporting.store import Store
    from crmctl.gmail.token_endpoint import TokenEndpoint
    from crmctl.gmail.transport import Transport
    from crmctl.gmail.vault import Vault
    from crmctl.importing.uploads import Uploads
    from crmctl.storage.bookkeeping import Bookkeeping
    from crmctl.storage.keys import Keys
    from crmctl.storage.queries import Row
    from crmctl.storage.session import Actor, Session
    from crmctl.storage.shelves import Shelf


class Toolbox:
    """What a command or a job works with; passed down, never fetched."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        # Whether something was committed that others may wait for; one for all who share the tools.
        self.written = Event()
        # Seconds that Redis may take to answer; less for those who have work of their own.
        self.patience = 10.0

    @cached_property
    def database_url(self) -> "URL":
        """Where the database is."""
        from crmctl.storage import engine

        if self.settings.entries["database"].origin == "default":
            return engine.file_url(self.settings.home.absolute() / "crmctl.db")
        return engine.parse_url(self.settings["database"])

    @cached_property
    def bare_engine(self) -> "Engine":
        """The engine of a database that may still be empty."""
        from crmctl.storage import engine

        if self.settings.entries["database"].origin == "default":
            engine.prepare_folder(self.settings.home)
        else:
            engine.refuse_missing_folder(self.database_url)
        return engine.open_engine(self.database_url, self.settings["busy-timeout"])

    def has_database(self) -> bool:
        """Whether there is anything to read yet: SQLite would make its file on the first look."""
        if self.settings.entries["database"].origin == "default":
            return (self.settings.home / "crmctl.db").exists()
        name = self.bare_engine.url.database
        return self.bare_engine.dialect.name != "sqlite" or not name or Path(name).exists()

    @cached_property
    def engine(self) -> "Engine":
        """The engine of a database that has every table."""
        from crmctl.storage import schema

        schema.ensure(self.bare_engine)
        return self.bare_engine

    @cached_property
    def actor(self) -> "Actor":
        """Who acts, with one correlation id for the whole run."""
        from crmctl.storage import ids
        from crmctl.storage.session import Actor

        return Actor(
            self.settings["workspace"],
            self.settings["user"],
            ids.new(self.clock.now()),
            self.settings["default-country"],
        )

    @property
    def redis_url(self) -> str:
        """The Redis that is set, or the private one of this home."""
        from crmctl.events import private_redis

        return self.settings["redis"] or private_redis.url(self.settings.home)

    def has_stream(self) -> bool:
        """Whether there is a Redis to publish to: one that is set, or a private one that runs."""
        from crmctl.events import private_redis

        return bool(self.settings["redis"]) or private_redis.runs(self.settings.home)

    def can_have_stream(self) -> bool:
        """Whether a Redis is set, or a private one could be started."""
        from crmctl.events import private_redis

        return bool(self.settings["redis"]) or private_redis.find_binary() is not None

    def start_private_redis(self) -> None:
        """Where no Redis is set, have the private one run."""
        from crmctl.events import private_redis

        if not self.settings["redis"]:
            private_redis.start(self.settings.home)

    @cached_property
    def line(self) -> "Line":
        """The way from the outbox to the stream."""
        from crmctl.events import connecting
        from crmctl.events.relay import Line
        from crmctl.events.stream import Stream

        name = self.settings["stream"]
        client = connecting.open_client(self.redis_url, timeout=self.patience)
        stream = Stream(client, name)
        return Line(stream, self.target)

    @property
    def target(self) -> str:
        """What tells the stream that is published to from all others."""
        from crmctl.events import connecting

        return connecting.target(self.redis_url, self.settings["stream"])

    @cached_property
    def bookkeeping(self) -> "Bookkeeping | None":
        """The platform's rows about events, in its own database or in ours, where they are kept."""
        from crmctl.storage import bookkeeping, engine

        url = self.settings["platform-database"]
        if url is None:
            return bookkeeping.find(self.engine)
        busy = self.settings["busy-timeout"]
        return bookkeeping.find(engine.open_engine(engine.parse_url(url), busy))

    @cached_property
    def keys(self) -> "Keys":
        """The keys that protect what is kept."""
        from crmctl.storage import keys

        return keys.load(self.settings["encryption-key"], self.settings.home)

    @property
    def vault(self) -> "Vault":
        """Where logins are sealed."""
        from crmctl.gmail.vault import Vault

        return Vault(self.keys)

    @cached_property
    def transport(self) -> "Transport":
        """The way to Google."""
        from crmctl.gmail.transport import Transport

        return Transport()

    @property
    def token_endpoint(self) -> "TokenEndpoint":
        """Where Google gives tokens, and ends them."""
        from crmctl.gmail.token_endpoint import TokenEndpoint

        return TokenEndpoint(self.transport, self.settings["google-revoke-url"])

    @property
    def uploads(self) -> "Uploads":
        """The files that wait for their import."""
        from crmctl.importing.uploads import Uploads

        return Uploads(self._shelf("imports"), self.settings.home / "imports")

    @cached_property
    def exports(self) -> "Store":
        """The export store of the workspace."""
        from crmctl.exporting.store import Store

        shelf, public_url = self._shelf("exports"), self.settings["public-url"]
        return Store(shelf, public_url, self.actor.workspace, lambda: self.keys, self.clock)

    def _shelf(self, name: str) -> "Shelf":
        from crmctl.storage import shelves

        settings = self.settings
        return shelves.open_shelf(settings["file-store"], name, settings.home, self.clock)

    @cached_property
    def dead_letters(self) -> "Stream":
        """The stream of what could not be handled."""
        from crmctl.events.stream import Stream

        return Stream(self.line.stream.client, self.settings["dlq-stream"])

    def listening_stream(self, seconds: float) -> "Stream":
        """The stream on a connection that may block in a read for so long, and not for ever."""
        from crmctl.events import connecting
        from crmctl.events.stream import Stream

        client = connecting.open_client(self.redis_url, timeout=seconds + 10)
        return Stream(client, self.settings["stream"])

    def publishing(self) -> "tuple[Status, CrmctlError | None]":
        """How publishing stands, and why Redis has no part in it."""
        from crmctl.events import status

        there, trouble = None, None
        try:
            if not self.has_stream():
                raise ServiceUnavailableError(
                    "There is no Redis: events wait in the outbox (--redis, or events relay)"
                )
            there = status.of_stream(self.line.stream, self.dead_letters)
        except CrmctlError as error:
            trouble = error
        with self.system_transaction() as session:
            alerts = status.Alerts(
                self.settings["publish-alert"], self.settings["dead-letter-alert"]
            )
            return status.of_database(session, self.target, there, alerts), trouble

    def waiting_stream(self) -> "Stream":
        """The stream on a connection that may block in a read."""
        from crmctl.events import connecting
        from crmctl.events.stream import Stream

        client = connecting.open_client(self.redis_url, waits=True)
        return Stream(client, self.settings["stream"])

    def nudges(self) -> "AbstractContextManager[Callable[[float], None]]":
        """A wait that those who write to the outbox end; on a connection of its own."""
        from crmctl.events import connecting, stream

        client = connecting.open_client(self.redis_url, waits=True)
        return stream.nudged(client, self.line.stream.nudges)

    def system_transaction(self, *, write: bool = True) -> "AbstractContextManager[Session]":
        """A session of no workspace, for the relay and its like."""
        from crmctl.storage import session, tables
        from crmctl.storage.session import Actor

        system = Actor(tables.ALL_WORKSPACES, "system", self.actor.correlation)
        return session.transaction(self.engine, system, self.clock, write=write)

    def unopened(self, correlation: str) -> "Session":
        """A session of that run for those who ask the database for nothing."""
        from crmctl.storage import session

        actor = replace(self.actor, correlation=correlation)
        return session.Session(actor, self.clock, session.is_native(self.database_url))

    @contextmanager
    def transaction(self, *, write: bool = True, keep: bool = True) -> "Iterator[Session]":
        """A session that commits at its end; see storage.session.transaction."""
        from crmctl.storage import session

        if write and keep:
            self._make_ready_to_publish()
        with session.transaction(
            self.engine, self.actor, self.clock, write=write, keep=keep
        ) as opened:
            yield opened
        if write and keep:
            self.written.set()

    def _make_ready_to_publish(self) -> None:
        """Load before the commit what takes long, so that the events are out right behind it.

        Never an error: what cannot be published waits in the outbox.
        """
        self.patience = min(self.patience, 2.0)
        if "line" in self.__dict__:
            return
        with suppress(CrmctlError):
            if self.has_stream():
                _ = self.line

    def in_workspace(self, workspace: str) -> "Toolbox":
        """The same tools for the system's own work in another workspace."""
        return self._as(replace(self.actor, workspace=workspace))

    def acting_for(self, row: "Row") -> "Toolbox":
        """The same tools in the name of whoever asked for a job, as part of the same run."""
        return self._as(replace(self.actor, user=row["user_id"], correlation=row["correlation_id"]))

    def _as(self, actor: "Actor") -> "Toolbox":
        """These very tools, those not made yet too, in another's hands."""
        _ = self.engine
        # Whoever needs no key is not held up by one that is out of reach.
        with suppress(ConfigurationError):
            _ = self.keys
        _ = self.transport
        other = copy(self)
        other.actor = actor
        other.__dict__.pop("exports", None)
        return other

    def workspaces(self) -> "list[Toolbox]":
        """A toolbox for each workspace there is."""
        from crmctl.storage import workspaces

        with self.system_transaction() as session:
            names = workspaces.listed(session)
        return [self.in_workspace(name) for name in names]

    @contextmanager
    def lock(self, name: str, item: str | None = None, patience: float = 0) -> Iterator[bool]:
        """The lock of that name among all runs of this database; yields whether it is ours.

        With an item it is one of several. `patience`: seconds to wait for who has it.
        """
        from crmctl.storage import locks

        with locks.held(self.engine, name, item, patience) as ours:
            yield ours

    def is_at_it(self, job_id: str) -> bool:
        """Whether some process, of whatever host, is at the job."""
        with self.lock("job", job_id) as free:
            return not free

    def close(self) -> None:
        """Let go of every connection."""
        if "transport" in self.__dict__:
            self.transport.close()
        if "bare_engine" in self.__dict__:
            self.bare_engine.dispose()
