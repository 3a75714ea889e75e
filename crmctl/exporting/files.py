"""A file that is there whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crmctl.errors import UsageError
from crmctl.storage import whole_file


@dataclass
class Measured:
    """A binary stream that counts and hashes what goes through."""

    out: IO[bytes]
    bytes: int = 0

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Pass it on."""
        self._hash.update(data)
        self.bytes += len(data)
        self.out.write(data)
        return len(data)

    @property
    def sha256(self) -> str:
        """Of all that went through, in hexadecimal."""
        return self._hash.hexdigest()

    # What text wrappers and archive writers ask of a stream.
    closed = False

    def writable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is not."""
        return False

    def seekable(self) -> bool:
        """It is not: what went through is counted already."""
        return False

    def flush(self) -> None:
        """Pass it on."""
        self.out.flush()


@contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """Write beside the path, for the owner alone, and move it there at the end.

    Nothing is left behind by an error; UsageError when there is no writing to that folder.
    """
    target, half = whole_file.places(path)
    try:
        handle = whole_file.open_half(half)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if half != target:
                os.fsync(file.fileno())
                half.replace(target)
    except BaseException:
        if half != target:
            half.unlink(missing_ok=True)
        raise
