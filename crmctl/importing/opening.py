"""A file before its first row is taken: what it is like, and how it is known again."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from crmctl.importing.alongside import Stream
from crmctl.importing.reading import table as reading
from crmctl.importing.reading.table import Table

# Its number in the file system, bytes, nanoseconds; None for a file that is not there.
FileState = tuple[int, int, int] | None
# Bytes: below, a process more takes longer than it saves.
WORTH_A_PROCESS = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as a table."""

    table: Table
    sha256: str
    # About as many as it has, whatever ends them.
    lines: int
    # Of before it was looked at: by this, one that is written to meanwhile is known.
    state: FileState


def open_file(
    path: Path, delimiter: str | None, encoding: str | None, header_row: int | None
) -> Opened:
    """The file as a table, read as it was told; UsageError in one line when it is none."""
    before = state(path)
    table = reading.open_table(path, delimiter, encoding, header_row)
    digest = hashlib.sha256()
    feeds = returns = 0
    for block in blocks(path):
        digest.update(block)
        feeds += block.count(b"\n")
        returns += block.count(b"\r")
    return Opened(table, digest.hexdigest(), max(feeds, returns), before)


@contextmanager
def ahead(
    path: Path, delimiter: str | None, encoding: str | None, header_row: int | None
) -> Iterator[Callable[[], Opened]]:
    """Have a large file opened by a process of its own, while whoever asked loads the rest.

    What comes of it, an error too, comes from the function that this gives.
    """

    def opened() -> Generator[Opened, None, None]:
        yield open_file(path, delimiter, encoding, header_row)

    found = state(path)
    apart = found is not None and found[1] >= WORTH_A_PROCESS
    with ExitStack() as process:
        stream = process.enter_context(Stream(opened(), apart=apart))

        def take() -> Opened:
            with process:
                return next(iter(stream))

        yield take


def blocks(path: Path) -> Iterator[bytes]:
    """The file, a megabyte at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(2**20), b"")


def state(path: Path) -> FileState:
    """As the file is now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
