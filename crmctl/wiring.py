"""The Toolbox: from settings to live objects, each made on first use."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from crmctl.clock import Clock, SystemClock
from crmctl.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crmctl.storage.session import Actor, Session


class Toolbox:
    """What a command or a job works with; passed down, never fetched."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def bare_engine(self) -> "Engine":
        """The engine of a database that may still be empty."""
        from crmctl.storage import engine

        url = engine.parse_url(self.settings["database"])
        engine.prepare_folder(url)
        return engine.open_engine(url, self.settings["busy-timeout"])

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

    def transaction(
        self, *, write: bool = True, keep: bool = True
    ) -> "AbstractContextManager[Session]":
        """A session that commits at its end; see storage.session.transaction."""
        from crmctl.storage import session

        return session.transaction(self.engine, self.actor, self.clock, write=write, keep=keep)

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """The lock of that name among all runs of this database; yields whether it is ours."""
        from crmctl.storage import locks

        with locks.held(self.engine, name) as ours:
            yield ours

    def close(self) -> None:
        """Let go of every connection."""
        if "bare_engine" in self.__dict__:
            self.bare_engine.dispose()
