"""The installed program on a terminal of 80 columns and 24 lines, and who sits before it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pexpect

from tests.conftest import CRMCTL, Program

Dialog = Callable[..., "pexpect.spawn[str]"]


@contextmanager
def dialogs() -> Iterator[Dialog]:
    """Starts commands, each on a terminal of its own, and ends what is left of them."""
    started: list[pexpect.spawn[str]] = []

    def start(program: Program, *words: object, **extra: str | None) -> "pexpect.spawn[str]":
        environment = {**program.environment, "TERM": "xterm-256color", **extra}
        child = pexpect.spawn(
            str(CRMCTL), [str(word) for word in words],
            env={name: value for name, value in environment.items() if value is not None},
            dimensions=(24, 80), encoding="utf-8", timeout=60, cwd=str(program.home.parent),
        )  # fmt: skip
        started.append(child)
        return child

    try:
        yield start
    finally:
        for child in started:
            child.close(force=True)


def press(child: "pexpect.spawn[str]", keys: str, *shown: str) -> None:
    """Type the keys, and wait for what is to come of it."""
    child.send(keys)
    for words in shown:
        child.expect(words)


def end(child: "pexpect.spawn[str]") -> tuple[str, int | None]:
    """What was shown to the last, and the exit code."""
    child.expect(pexpect.EOF)
    child.wait()
    assert "Traceback" not in child.before
    return child.before, child.exitstatus
