"""One run of a job at a time: among all who use the same database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from crmctl.storage import failures
from crmctl.storage.session import Session


@contextmanager
def held(engine: Engine, name: str, item: str | None = None) -> Iterator[bool]:
    """Try for the lock without waiting; yields whether it is ours. It dies with its holder.

    With an item it is one of several; SQLite, with its one writer, takes them as one.
    """
    if engine.dialect.name == "postgresql":
        yield from _advisory(engine, f"{name} {item}" if item else name)
    else:
        yield from _file(Path(f"{engine.url.database}.{name}.lock"))


def queue_up(session: Session, name: str) -> None:
    """Wait for every other transaction of this workspace that has queued up under the name.

    On SQLite, where there is one writer at a time, the transaction itself has waited.
    """
    if session.native:
        session.connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"crmctl {name} {session.workspace}"},
        )


def _advisory(engine: Engine, name: str) -> Iterator[bool]:
    key = {"name": f"crmctl {name}"}
    with failures.translated(), engine.connect() as connection:
        taken = connection.execute(
            text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), key
        ).scalar_one()
        # The lock belongs to the server's session: it goes when the connection does.
        connection.commit()
        try:
            yield bool(taken)
        finally:
            if taken:
                connection.execute(
                    text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), key
                )


def _file(path: Path) -> Iterator[bool]:
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
