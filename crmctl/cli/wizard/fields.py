"""Choosing fields on the whole screen, with the first rows beside them as they will go out."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from crmctl.errors import Stopped


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows, a text a cell in the order asked for, and how many rows there are."""

    rows: list[list[str]]
    total: int


Source = Callable[[Sequence[str]], Preview]


def choose(
    title: str, names: Sequence[str], chosen: Sequence[str], preview: Source
) -> list[str] | None:
    """The fields that the user takes, in order; None when they leave without any.

    `preview` runs in a thread of its own. Stopped when a signal ends it.
    """
    from crmctl.cli.wizard.field_screen import FieldScreen

    screen = FieldScreen(title, names, chosen, preview)
    with ended_by_signals(screen.fail):
        picked = screen.run()
    if screen.failure:
        raise screen.failure
    return picked


@contextmanager
def ended_by_signals(fail: Callable[[Stopped], None]) -> Iterator[None]:
    """An error in the midst of drawing would leave the terminal in its full-screen state."""

    def stop(*_: object) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise Stopped from None
        loop.call_soon_threadsafe(fail, Stopped())

    numbers = (signal.SIGINT, signal.SIGTERM)
    earlier = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
