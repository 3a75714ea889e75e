"""One run of a job at a time: among all who use the same database."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text

from crmctl.storage import failures
from crmctl.storage.session import Session

_PAUSE = 0.05


@contextmanager
def held(engine: Engine, name: str, item: str | None = None, patience: float = 0) -> Iterator[bool]:
    """Try for the lock, for so many seconds; yields whether it is ours. It dies with its holder.

    With an item it is one of several.
    """
    if engine.dialect.name == "postgresql":
        yield from _advisory(engine, f"{name} {item}" if item else name, patience)
    elif item is None:
        yield from _file(Path(f"{engine.url.database}.{name}.lock"), patience)
    else:
        # An item may be any text, of any length.
        digest = hashlib.sha256(item.encode(errors="surrogatepass")).hexdigest()[:32]
        path = Path(f"{engine.url.database}.{name}-{digest}.lock")
        yield from _file(path, patience, passing=True)


def queue_up(session: Session, name: str) -> None:
    """Wait for every other transaction of this workspace that has queued up under the name.

    On SQLite, where there is one writer at a time, the transaction itself has waited.
    """
    if session.native:
        session.connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"crmctl {name} {session.workspace}"},
        )


def _advisory(engine: Engine, name: str, patience: float) -> Iterator[bool]:
    key = {"name": f"crmctl {name}"}
    attempt = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
    ends = time.monotonic() + patience
    with failures.translated(), engine.connect() as connection:
        while not (taken := connection.execute(attempt, key).scalar_one()):
            if time.monotonic() >= ends:
                break
            time.sleep(_PAUSE)
        # The lock belongs to the server's session: it goes when the connection does.
        connection.commit()
        try:
            yield bool(taken)
        finally:
            if taken:
                connection.execute(
                    text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), key
                )


def _file(path: Path, patience: float, *, passing: bool = False) -> Iterator[bool]:
    """`passing`: nobody needs the file when the lock is free again."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=patience, poll_interval=_PAUSE)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        if passing:
            # While it is ours: filelock sees that a file has gone, and takes the next of its name.
            with suppress(OSError):
                path.unlink()
        lock.release()
