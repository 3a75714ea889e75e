"""What calls cost, and how much may be spent: in a minute, and in a run.

Google's table of May 2026: per user and project 6,000 units a minute.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

UNITS = {"getProfile": 1, "labels.list": 1, "history.list": 2, "messages.list": 5,
         "messages.get": 20, "messages.send": 100}  # fmt: skip
# What is asked for and what Google counts may be a moment apart.
MINUTE = 61.0
# How long a mailbox is left alone when Google asks for that and does not say till when.
A_WHILE = timedelta(minutes=15)


class SpentError(Exception):
    """The run may spend no more; the next one goes on."""


@dataclass
class Purse:
    """What a run may spend in all, on every mailbox together; None: no end."""

    left: int | None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, units: int) -> None:
        """Take so much; SpentError when that is more than there is."""
        with self._lock:
            if self.left is not None:
                if units > self.left:
                    raise SpentError
                self.left -= units

    def give_back(self, units: int) -> None:
        """What was not spent after all."""
        with self._lock:
            if self.left is not None:
                self.left += units


@dataclass
class Bucket:
    """The units of one mailbox: what is taken comes back a minute later."""

    a_minute: int
    purse: Purse
    now: Callable[[], float]
    wait: Callable[[float], None]
    spent: int = 0
    calls: int = 0
    _taken: deque[tuple[float, int]] = field(default_factory=deque)
    _out: int = 0

    def note(self, ago: float, units: int) -> None:
        """What another run took from the mailbox so many seconds ago; the earliest first."""
        self._taken.append((self.now() - ago, units))
        self._out += units

    def affords(self, method: str, most: int, spare: int = 0) -> int:
        """How many such calls the run may make, up to `most`, and have so many units left."""
        if self.purse.left is None:
            return most
        return max(0, min(most, (self.purse.left - spare) // UNITS[method]))

    def take(self, method: str, count: int = 1) -> None:
        """Pay for calls that go out together, when there is enough for them; waits till then."""
        units = UNITS[method] * count
        self.purse.take(units)
        self.wait_for(method, count)
        self._taken.append((self.now(), units))
        self._out += units
        self.spent += units
        self.calls += count

    def wait_for(self, method: str, count: int = 1) -> None:
        """Wait till there is enough for such calls."""
        while not self._has(UNITS[method] * count):
            self.wait(max(0.01, self._taken[0][0] + MINUTE - self.now()))

    def give_back(self, method: str, count: int) -> None:
        """These calls were not made after all."""
        units = UNITS[method] * count
        self.purse.give_back(units)
        self.spent -= units
        self.calls -= count

    def _has(self, units: int) -> bool:
        while self._taken and self._taken[0][0] + MINUTE <= self.now():
            self._out -= self._taken.popleft()[1]
        return not self._taken or self._out + units <= self.a_minute
