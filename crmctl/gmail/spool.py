"""Hits on their way to the database: lines in files, so that no crash and no outage loses one.

A file belongs to whoever has its lock, which dies with its holder: first the process that writes
it, then the one that takes its lines into the database.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from crmctl.clock import Clock

# A flood of forged tokens shall not fill the disk.
_MOST_BYTES = 256 * 1024 * 1024


@dataclass
class Spool:
    """The files of one home; `add` and `turn` may be called from several threads."""

    folder: Path
    clock: Clock
    most: int = _MOST_BYTES
    _handle: int | None = None
    _current: Path | None = None
    _bytes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, line: bytes) -> bool:
        """Keep a line; False when there is no room, for the disk or for our own bound."""
        with self._lock:
            if self._bytes + len(line) >= self.most:
                return False
            try:
                if self._handle is None:
                    self._open()
                written = os.write(self._handle or -1, line + b"\n")
            except OSError:
                return False
            self._bytes += written
            return written == len(line) + 1

    def turn(self) -> None:
        """End the present file, if it has lines, so that it can be taken."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = self._current = None

    def ended(self) -> list[Path]:
        """The files that may be taken, the oldest first; those of other processes too."""
        paths = sorted(self.folder.glob("*.hits"))
        with self._lock:
            self._bytes = sum(_size(path) for path in paths)
            return [path for path in paths if path != self._current]

    def _open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        microseconds = int(self.clock.now().timestamp() * 1_000_000)
        path = self.folder / f"{microseconds:020}-{os.getpid()}.hits"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self._handle, self._current = handle, path


@contextmanager
def taken(path: Path) -> Iterator[list[bytes] | None]:
    """The whole lines of a file that nobody writes to or has taken; None otherwise."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        # Another may have done with it between our opening and our lock.
        yield file.read().splitlines() if os.fstat(file.fileno()).st_nlink else None
        return
    yield None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
