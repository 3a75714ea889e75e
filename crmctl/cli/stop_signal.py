"""Ctrl-C and SIGTERM as an error like any other: what is open rolls back on the way out."""

import signal
from types import FrameType

from crmctl.errors import StoppedError


def install() -> None:
    """Raise StoppedError at the first signal; a second one ends the process at once."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    raise StoppedError


def ignore() -> None:
    """The command has ended; only its exit code is still to come."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
