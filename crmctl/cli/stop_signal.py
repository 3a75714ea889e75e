"""Ctrl-C and SIGTERM, raised where the command is: what is open rolls back on the way out."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from crmctl.errors import Stopped

_NUMBERS = (signal.SIGINT, signal.SIGTERM)
_LOADER = "<frozen importlib._bootstrap>"
# Seconds until the next look whether everything is loaded.
_MOMENT = 0.005


def install() -> None:
    """Raise Stopped at the first signal; a second one ends the process at once."""
    for number in (*_NUMBERS, signal.SIGALRM):
        signal.signal(number, _stop)


def _stop(_number: int, frame: FrameType | None) -> None:
    for each in _NUMBERS:
        signal.signal(each, signal.SIG_DFL)
    if not _is_loading(frame):
        raise Stopped
    signal.setitimer(signal.ITIMER_REAL, _MOMENT)


def _is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded: some crash when that is broken off (orjson does)."""
    while frame is not None and frame.f_code.co_filename != _LOADER:
        frame = frame.f_back
    return frame is not None


def ignore() -> None:
    """The command has ended; only its exit code is still to come."""
    for number in (*_NUMBERS, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def held() -> Iterator[None]:
    """A signal waits until the block is over: in the midst of starting a thread it breaks that."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _NUMBERS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
