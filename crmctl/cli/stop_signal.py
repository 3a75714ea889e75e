"""Ctrl-C and SIGTERM, raised where the command is: what is open rolls back on the way out."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from crmctl.errors import Stopped

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


def install() -> None:
    """Raise Stopped at the first signal; a second one ends the process at once."""
    for number in _NUMBERS:
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for each in _NUMBERS:
        signal.signal(each, signal.SIG_DFL)
    raise Stopped


def ignore() -> None:
    """The command has ended; only its exit code is still to come."""
    for number in _NUMBERS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def held() -> Iterator[None]:
    """A signal waits until the block is over: in the midst of starting a thread it breaks that."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _NUMBERS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
