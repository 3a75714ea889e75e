"""A stream that knows what went through it."""

import hashlib
from dataclasses import dataclass
from typing import IO, Any


@dataclass
class Measured:
    """A binary stream that counts and hashes what goes through."""

    out: IO[bytes]
    bytes: int = 0
    # Nothing more goes through.
    given_up: bool = False

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Pass it on."""
        if self.given_up:
            return len(data)
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
        if not self.given_up:
            self.out.flush()
