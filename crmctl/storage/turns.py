"""Who may do what, among all workers of a group: names, the turn to read, and records in hand.

What is held dies with its holder: on PostgreSQL the locks of one session of the server, on SQLite
locks on files beside the database. A name that is free is that of a worker that is dead.
"""

import fcntl
import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError

from crmctl.errors import ServiceUnavailableError, StorageError
from crmctl.storage import failures

# How long a worker waits for records that another has in hand, before it puts theirs aside.
PATIENCE = 0.25
_LOOK_AGAIN = 0.01

# How many records all workers together have in hand at most. PostgreSQL holds a lock for each, and
# has room for some thousands; on SQLite one worker acts at a time, and holds none.
_ROOM, _ROOM_OF_ONE = 3_000, 4_000

_KEYS = "FROM unnest(CAST(:keys AS bigint[])) AS k"
_WAIT = text(f"SELECT pg_advisory_lock(k) {_KEYS}")
_TRY = text(f"SELECT k {_KEYS} WHERE NOT pg_try_advisory_lock(k)")
_UNLOCK = text(f"SELECT count(pg_advisory_unlock(k)) {_KEYS}")


class Turns(Protocol):
    """One worker's way to the others."""

    def take_name(self, name: str) -> bool:
        """Be the worker of that name, unless somebody is; nobody else is till this one ends."""
        ...

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Wait for the turn to read from the stream, and have it till `let_others_read`.

        Who has it already keeps it.
        """
        ...

    def let_others_read(self) -> None:
        """The records of what was read are in hand: the next may read."""
        ...

    def hold(
        self, entities: Collection[str], names: Sequence[str] = (), patience: float = PATIENCE
    ) -> tuple[set[str], list[str]]:
        """Take these records in hand; returns those that are, and which of the names are free.

        The names that are free are held too: nobody can be called so for the time being.
        """
        ...

    def let_go(self) -> None:
        """No record is in hand any more, nor any name but one's own."""
        ...


def room(engine: Engine) -> int:
    """How many records all workers of a group may have in hand together."""
    return _ROOM if engine.dialect.name == "postgresql" else _ROOM_OF_ONE


@contextmanager
def opened(engine: Engine, group: str) -> Iterator[Turns]:
    """A worker's way to the others of its group; at the end everything is let go."""
    if engine.dialect.name != "postgresql":
        files = _Files(f"{engine.url.database}.listen", group)
        try:
            yield files
        finally:
            files.close()
        return
    with failures.translated():
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # Back in the pool it would keep its locks.
        connection.detach()
        try:
            # A host that has lost its power sends no goodbye: the server is to notice by itself.
            for name, value in (("idle", 10), ("interval", 5), ("count", 3)):
                connection.execute(text(f"SET tcp_keepalives_{name} = {value}"))
            yield _Advisory(connection, group)
        finally:
            # At once: the server takes a moment to see that a connection is gone.
            if not _is_lost(connection):
                with suppress(DBAPIError):
                    connection.execute(text("SELECT pg_advisory_unlock_all()"))
            connection.close()


def _is_lost(connection: Connection) -> bool:
    return connection.closed or connection.invalidated


class _Advisory:
    """Locks of one session of PostgreSQL."""

    def __init__(self, connection: Connection, group: str) -> None:
        self._connection = connection
        self._group = group
        self._turn = _number("turn", group)
        self._reads = False
        self._held: list[int] = []

    def take_name(self, name: str) -> bool:
        return not self._try([_number("name", self._group, name)])

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._reads:
            yield
            return
        self._run(_WAIT, [self._turn])
        self._reads = True
        try:
            yield
        finally:
            self.let_others_read()

    def let_others_read(self) -> None:
        if self._reads:
            self._reads = False
            self._unlock([self._turn])

    def hold(
        self, entities: Collection[str], names: Sequence[str] = (), patience: float = PATIENCE
    ) -> tuple[set[str], list[str]]:
        records = _numbers(("record", self._group), entities)
        called = {name: _number("name", self._group, name) for name in names}
        missing = sorted({*records.values()})
        ends = time.monotonic() + patience
        while True:
            # The names come last: who died before its records were free is seen to be dead.
            refused = self._try([*missing, *called.values()])
            self._held += [key for key in (*missing, *called.values()) if key not in refused]
            missing = [key for key in missing if key in refused]
            # Those found dead at a first look stay held.
            called = {name: key for name, key in called.items() if key in refused}
            if not missing or time.monotonic() > ends:
                break
            time.sleep(_LOOK_AGAIN)
        late = {*missing}
        return (
            {entity for entity, key in records.items() if key not in late},
            [name for name in names if name not in called],
        )

    def let_go(self) -> None:
        held, self._held = self._held, []
        if held:
            self._unlock(held)

    def _try(self, keys: list[int]) -> set[int]:
        """Take what is free; returns what is not."""
        return {int(key) for (key,) in self._run(_TRY, keys)} if keys else set()

    def _unlock(self, keys: list[int]) -> None:
        # A session that is lost holds nothing any more.
        if not _is_lost(self._connection):
            self._run(_UNLOCK, keys)

    def _run(self, statement: TextClause, keys: list[int]) -> list[Any]:
        # Written out: that is quicker than an array of the driver's.
        written = f"{{{','.join(map(str, keys))}}}"
        try:
            with failures.translated():
                return list(self._connection.execute(statement, {"keys": written}))
        except StorageError as error:
            # Some of them may be held by now: nobody knows which till this session has ended.
            self._connection.close()
            raise ServiceUnavailableError(
                "PostgreSQL has no room for more locks: raise its max_locks_per_transaction, or "
                "listen with fewer workers"
            ) from error


class _Files:
    """Locks on files. SQLite has one writer: its workers act one after the other."""

    def __init__(self, stem: str, group: str) -> None:
        self._stem = stem
        self._group = group
        self._name: int | None = None
        self._turn = _open(f"{stem}-{_number('turn', group):x}.lock")
        self._has_turn = False
        self._dead: list[int] = []

    def take_name(self, name: str) -> bool:
        self._name = self._lock_name(name)
        return self._name is not None

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._has_turn:
            yield
            return
        self._wait_for_turn()
        try:
            yield
        finally:
            self.let_go()

    def let_others_read(self) -> None:
        """Not before the batch is done: there is one writer."""

    def hold(
        self,
        entities: Collection[str],
        names: Sequence[str] = (),
        patience: float = PATIENCE,  # noqa: ARG002  who has the turn has every record
    ) -> tuple[set[str], list[str]]:
        self._wait_for_turn()
        free = []
        for name in names:
            lock = self._lock_name(name)
            if lock is not None:
                self._dead.append(lock)
                free.append(name)
        return {*entities}, free

    def let_go(self) -> None:
        for lock in self._dead:
            os.close(lock)
        self._dead = []
        if self._has_turn:
            self._has_turn = False
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        self.let_go()
        for lock in (self._turn, self._name):
            if lock is not None:
                os.close(lock)

    def _wait_for_turn(self) -> None:
        if not self._has_turn:
            fcntl.flock(self._turn, fcntl.LOCK_EX)
            self._has_turn = True

    def _lock_name(self, name: str) -> int | None:
        lock = _open(f"{self._stem}-{_number('name', self._group, name):x}.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock


def _open(path: str) -> int:
    return os.open(Path(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _number(*parts: str) -> int:
    """A lock's number: what PostgreSQL takes, and the name of a file."""
    *about, name = parts
    return _numbers(about, [name])[name]


def _numbers(about: Sequence[str], names: Collection[str]) -> dict[str, int]:
    """The numbers of many locks of one kind."""
    said = "\x1f".join(("crmctl listen", *about, "")).encode(errors="surrogatepass")
    first, found = blake2b(said, digest_size=8), {}
    for name in names:
        made = first.copy()
        made.update(name.encode(errors="surrogatepass"))
        found[name] = int.from_bytes(made.digest(), "big", signed=True)
    return found
