"""What each worker is at, in memory that its supervisor shares: it can be read after a kill."""

import mmap
import struct
import time
from dataclasses import dataclass

import orjson

_SIZE = 8_192
_DEADLINE = struct.Struct("d")
_COUNT = struct.Struct("q")
_TEXT = struct.Struct("H")
_COUNTS_AT = 8
_NAME = 128
_AT_WORK = 1_024
_LAST_WORDS = 6_144

COUNTS = ("handled", "duplicates", "ignored", "parked", "failed", "dead", "lost", "left_over")


@dataclass(frozen=True, slots=True)
class AtWork:
    """The event that a worker has in hand, and the handler that acts on it."""

    workspace: str
    event_id: str
    handler: str
    type: str
    correlation: str


class Desk:
    """One worker's part of the shared memory."""

    def __init__(self) -> None:
        """Made before the worker is: the child of a fork shares it."""
        self._memory = mmap.mmap(-1, _SIZE)

    def sit_down(self, name: str) -> None:
        """The worker has got its name."""
        self._write(_NAME, name.encode())

    def name(self) -> str:
        """The name of the worker that was here last."""
        return self._read(_NAME).decode(errors="replace")

    def begin(self, seconds: float, at: AtWork | None = None) -> None:
        """From now on, for so many seconds at most, the worker is at this."""
        if at is not None:
            names = (at.workspace, at.event_id, at.handler, at.type, at.correlation)
            self._write(_AT_WORK, orjson.dumps(names))
        _DEADLINE.pack_into(self._memory, 0, time.monotonic() + seconds)

    def end(self) -> None:
        """The worker is done with it."""
        _DEADLINE.pack_into(self._memory, 0, 0.0)
        _TEXT.pack_into(self._memory, _AT_WORK, 0)

    def overdue(self) -> bool:
        """Whether the worker is at something for longer than it may be."""
        deadline: float = _DEADLINE.unpack_from(self._memory, 0)[0]
        return bool(deadline) and time.monotonic() > deadline

    def at_work(self) -> AtWork | None:
        """What the worker was at when it was last seen."""
        text = self._read(_AT_WORK)
        return AtWork(*orjson.loads(text)) if text else None

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of the counts."""
        at = _COUNTS_AT + 8 * COUNTS.index(name)
        _COUNT.pack_into(self._memory, at, _COUNT.unpack_from(self._memory, at)[0] + by)

    def counts(self) -> dict[str, int]:
        """Every count."""
        return {
            name: _COUNT.unpack_from(self._memory, _COUNTS_AT + 8 * at)[0]
            for at, name in enumerate(COUNTS)
        }

    def say_last_words(self, text: str) -> None:
        """Why the worker ends, for its supervisor to tell."""
        self._write(_LAST_WORDS, text.encode(errors="replace")[: _SIZE - _LAST_WORDS - 8])

    def last_words(self) -> str:
        """Why the worker has ended."""
        return self._read(_LAST_WORDS).decode(errors="replace")

    def clear(self) -> None:
        """For the next worker; the counts go on."""
        self.end()
        _TEXT.pack_into(self._memory, _LAST_WORDS, 0)

    def _write(self, at: int, text: bytes) -> None:
        start = at + _TEXT.size
        self._memory[start : start + len(text)] = text
        # Last: who reads it half-written finds nothing.
        _TEXT.pack_into(self._memory, at, len(text))

    def _read(self, at: int) -> bytes:
        size: int = _TEXT.unpack_from(self._memory, at)[0]
        return self._memory[at + _TEXT.size : at + _TEXT.size + size]
