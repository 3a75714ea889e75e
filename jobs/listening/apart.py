"""Work in a process of its own, that may die or hang without harm to whoever asked for it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from jobs.listening.desk import Desk

_LOOK_SECONDS = 0.02


def run(work: Callable[[], None], desk: Desk) -> int | None:
    """Have a child do the work, within the time that its desk allows.

    Returns its exit code (negative: the signal that ended it), None when it was killed because it
    took too long. The child must open its own connections.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os._exit(_quietly(work, desk))
    try:
        return _watch(child, desk)
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise


def _quietly(work: Callable[[], None], desk: Desk) -> int:
    try:
        work()
    except BaseException as error:
        desk.end()
        desk.say_last_words(str(error))
        return 1
    return 0


def _watch(child: int, desk: Desk) -> int | None:
    hangs = False
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return None if hangs else os.waitstatus_to_exitcode(status)
        if desk.overdue() and not hangs:
            hangs = True
            os.kill(child, signal.SIGKILL)
        time.sleep(_LOOK_SECONDS)
