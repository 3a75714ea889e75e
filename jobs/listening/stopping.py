"""A worker's way to hear that it is to stop: at once while it waits, else between two events."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from crmctl.errors import Stopped


class Stop:
    """Whether somebody has asked to stop; `parent` is whose end is ours too."""

    def __init__(self, parent: int | None = None) -> None:
        """Nobody has asked yet."""
        self._asked = False
        self._waits = False
        self._parent = parent

    @property
    def asked(self) -> bool:
        """Whether to stop; also when the supervisor is gone."""
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def ask(self) -> None:
        """Stop when what is in hand is done."""
        self._asked = True

    def listen(self) -> None:
        """Take the first signal for a wish, and the second one at its word."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A part that may be cut short: nothing is in hand."""
        self._waits = True
        try:
            if self._asked:
                raise Stopped
            yield
        finally:
            self._waits = False

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        self._asked = True
        if self._waits:
            self._waits = False
            raise Stopped
