"""Lines from standard input while something else is waited for."""

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crmctl.cli import stop_signal

_LONGEST_LINE = 65_536
_LOOK_AGAIN = 0.2


@contextmanager
def lines_to(take: Callable[[str], object]) -> Iterator[None]:
    """Give each line that comes to `take`, in a thread, until the block ends."""
    ended = threading.Event()
    thread = threading.Thread(target=_read, args=(take, ended), daemon=True)
    with stop_signal.held():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(2)


def _read(take: Callable[[str], object], ended: threading.Event) -> None:
    """Past Python's own buffer: a thread that waits in there holds up the program's end."""
    number = sys.stdin.fileno()
    held = b""
    while not ended.is_set():
        ready, _, _ = select.select([number], [], [], _LOOK_AGAIN)
        if not ready:
            continue
        if not _is_ours(number):
            ended.wait(_LOOK_AGAIN)
            continue
        data = os.read(number, 4096)
        if not data:
            # What a program pipes in may have no end of line.
            _give(take, held)
            return
        *lines, held = (held + data).split(b"\n")
        held = held[-_LONGEST_LINE:]
        for line in lines:
            _give(take, line)


def _give(take: Callable[[str], object], line: bytes) -> None:
    if line.strip():
        take(line.decode(errors="replace"))


def _is_ours(number: int) -> bool:
    """Whether what is typed is for us: a program in the background that reads is stopped."""
    try:
        return os.tcgetpgrp(number) == os.getpgrp()
    except OSError:
        return True
