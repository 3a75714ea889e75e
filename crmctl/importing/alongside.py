"""A generator that goes on in a process of its own, one step ahead of whoever takes from it."""

import os
import pickle
import signal
import traceback
from collections.abc import Generator, Iterator, Sequence
from typing import Any, Generic, NoReturn, TypeVar, overload

from crmctl.errors import ServiceUnavailableError

T = TypeVar("T")
R = TypeVar("R")

_YIELDED, _RETURNED, _RAISED = range(3)
# What ends its parent: the child ends with it, and not before.
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Packed(Sequence[T]):
    """A list that travels between processes as bytes: they are read when somebody looks into it."""

    def __init__(self, items: Sequence[T] | bytes) -> None:
        """The list, or what has become of it on its way."""
        self._items = items

    def __len__(self) -> int:
        """How many items."""
        return len(self._unpacked())

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        """As of a list."""
        return self._unpacked()[at]

    def __reduce__(self) -> tuple[Any, ...]:
        """What pickle makes of it."""
        return Packed, (pickle.dumps(self._items, pickle.HIGHEST_PROTOCOL),)

    def _unpacked(self) -> Sequence[T]:
        if isinstance(self._items, bytes):
            self._items = pickle.loads(self._items)  # noqa: S301 - our own child
        return self._items


class Stream(Generic[T, R]):
    """Iterates over what a generator yields; `result` holds what it returned, in the end.

    With `apart` it runs in a child process, if there is a processor for it: then what it yields,
    returns and raises must be fit for pickle, and it must open what it reads by itself. The child
    ends with the context, and with its parent.
    """

    def __init__(self, source: Generator[T, None, R], *, apart: bool) -> None:
        """Nothing runs yet."""
        self._source = source
        self._apart = apart and _two_at_once()
        self.result: R | None = None

    def __enter__(self) -> "Stream[T, R]":
        """Start the child."""
        if self._apart:
            receiving, sending = os.pipe()
            self._child = os.fork()
            if self._child == 0:
                _carry_on(self._source, receiving, sending)
            os.close(sending)
            self._pipe = os.fdopen(receiving, "rb")
        return self

    def __exit__(self, *_: object) -> None:
        """Have no child any more."""
        if self._apart:
            self._pipe.close()
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)

    def __iter__(self) -> Iterator[T]:
        """Each thing in order; raises what the generator raises."""
        if not self._apart:
            self.result = yield from self._source
            return
        while True:
            what, value = self._receive()
            if what == _RAISED:
                raise value
            if what == _RETURNED:
                self.result = value
                return
            yield value

    def _receive(self) -> tuple[int, Any]:
        try:
            message: tuple[int, Any] = pickle.load(self._pipe)  # noqa: S301 - our own child
        except (EOFError, pickle.UnpicklingError):
            raise ServiceUnavailableError(
                "The process that read the file is gone: killed, or out of memory"
            ) from None
        return message


def _two_at_once() -> bool:
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    return hasattr(os, "fork") and processors > 1


def _carry_on(source: Generator[Any, None, Any], receiving: int, sending: int) -> NoReturn:
    """The child's part. What its parent has open is none of its business, and stays as it is."""
    try:
        for stop in _STOPS:
            signal.signal(stop, signal.SIG_IGN)
        # Else the pipe would not break when the parent dies.
        os.close(receiving)
        with os.fdopen(sending, "wb") as pipe:
            for message in _messages(source):
                pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)


def _messages(source: Generator[Any, None, Any]) -> Iterator[tuple[int, Any]]:
    try:
        while True:
            yield _YIELDED, next(source)
    except StopIteration as end:
        yield _RETURNED, end.value
    except Exception as error:  # whatever it is, the parent says it
        # Of its way here nothing else is left.
        error.add_note("".join(traceback.format_tb(error.__traceback__)))
        yield _RAISED, error
