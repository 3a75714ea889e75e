"""A file before its first row is taken: what it is like, and how it is known again."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from crmctl.importing import alongside
from crmctl.importing.reading import table as reading
from crmctl.importing.reading.table import Table


class FileState(NamedTuple):
    """By what a file that is written to is known."""

    number: int
    bytes: int
    nanoseconds: int


@dataclass(frozen=True, slots=True)
class Told:
    """How a file is written down, as far as somebody said."""

    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as a table."""

    table: Table
    sha256: str
    # About as many as it has, whatever ends them.
    lines: int
    # As it was before it was looked at; None for one that is not there.
    state: FileState | None

    @property
    def bytes(self) -> int:
        """How many it has."""
        return self.state.bytes if self.state else 0


Opener = Callable[[], Opened]


def open_table(path: Path, told: Told) -> Table:
    """The file as a table, read as it was told; UsageError in one line when it is none."""
    return reading.open_table(
        path, delimiter=told.delimiter, encoding=told.encoding, header_row=told.header_row
    )


def open_file(path: Path, told: Told) -> Opened:
    """The same, with all that is to be known of the file."""
    before = state(path)
    table = open_table(path, told)
    digest = hashlib.sha256()
    feeds = returns = 0
    for block in blocks(path):
        digest.update(block)
        feeds += block.count(b"\n")
        returns += block.count(b"\r")
    return Opened(table, digest.hexdigest(), max(feeds, returns), before)


@contextmanager
def ahead(path: Path, told: Told) -> Iterator[Opener]:
    """Have a large file opened by a process of its own, while whoever asked loads the rest.

    What comes of it, an error too, comes from the opener, which may be called once.
    """

    def opened() -> Generator[Opened, None, None]:
        yield open_file(path, told)

    found = state(path)
    apart = found is not None and found.bytes >= alongside.WORTH_A_PROCESS
    with ExitStack() as process:
        stream = process.enter_context(alongside.Stream(opened(), apart=apart))

        def opener() -> Opened:
            # An import may take hours, and nobody is to wonder at a dead process meanwhile.
            with process:
                return next(iter(stream))

        yield opener


def blocks(path: Path) -> Iterator[bytes]:
    """The file, a megabyte at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(2**20), b"")


def state(path: Path) -> FileState | None:
    """As the file is now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_ino, found.st_size, found.st_mtime_ns)
