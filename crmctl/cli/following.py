"""Follow a job until it is over: a line that changes on a terminal, a line a change elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from crmctl.cli import output

PAUSE = 0.5
Looked = TypeVar("Looked")


def follow(
    look: Callable[[], Looked], is_over: Callable[[Looked], bool], line: Callable[[Looked], str]
) -> Looked:
    """Look until it is over; returns what was seen last."""
    with _screen() as show:
        told = ""
        while not is_over(seen := look()):
            if (now := line(seen)) != told:
                told = now
                show(now)
            time.sleep(PAUSE)
    return seen


@contextmanager
def _screen() -> Iterator[Callable[[str], None]]:
    if not sys.stderr.isatty():
        yield output.note
        return
    console = output.console(stderr=True)
    with console.status("") as status:
        yield lambda text: status.update(output.visible(text))
