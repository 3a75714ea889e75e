"""What each worker is at, in memory that its supervisor shares: it can be read after a kill."""

import mmap
import struct
import time
from typing import NamedTuple

import orjson

_SIZE = 16_384
_DEADLINE = struct.Struct("d")
_COUNT = struct.Struct("q")
_TEXT = struct.Struct("H")
_COUNTS_AT = 8
_NAME = 128
_AT_WORK = 1_024
_DIED_OVER = 6_144
_LAST_WORDS = 11_264

COUNTS = ("handled", "duplicates", "ignored", "parked", "failed", "dead", "lost", "left_over")


class AtWork(NamedTuple):
    """The event that a worker has in hand, and the handler that acts on it."""

    workspace: str
    event_id: str
    handler: str
    type: str
    correlation: str
    # Which of its tries alone this is; 0: nobody has counted it, for it is one of a lot.
    attempt: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others of its group."""
        return (self.workspace, self.event_id, self.handler)


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
            self._write(_AT_WORK, _packed(at))
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
        """What the worker is at, or was at when it died."""
        return self._at(_AT_WORK)

    def died_over(self) -> AtWork | None:
        """What the worker before was at when it died, till that is written down."""
        return self._at(_DIED_OVER)

    def accuse(self, at: AtWork) -> None:
        """The worker died over this: its successor is to write that down."""
        self._write(_DIED_OVER, _packed(at))

    def settle(self) -> None:
        """What the worker before died over is written down."""
        _TEXT.pack_into(self._memory, _DIED_OVER, 0)

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

    def _at(self, place: int) -> AtWork | None:
        text = self._read(place)
        try:
            return AtWork(*orjson.loads(text)) if text else None
        except ValueError:
            # A living worker is writing just now.
            return None

    def _write(self, at: int, text: bytes) -> None:
        _TEXT.pack_into(self._memory, at, 0)
        start = at + _TEXT.size
        self._memory[start : start + len(text)] = text
        # Last: who reads it half-written finds nothing.
        _TEXT.pack_into(self._memory, at, len(text))

    def _read(self, at: int) -> bytes:
        size: int = _TEXT.unpack_from(self._memory, at)[0]
        return self._memory[at + _TEXT.size : at + _TEXT.size + size]


def _packed(at: AtWork) -> bytes:
    return orjson.dumps(tuple(at))
