"""A generator that goes on in a process of its own, one step ahead of whoever takes from it."""

import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any, Generic, NoReturn, TypeVar, overload

from crmctl.errors import ServiceUnavailableError

T = TypeVar("T")
R = TypeVar("R")

# Bytes of the number that says how many there are in what follows.
_SIZE = 8
_YIELDED, _RETURNED, _RAISED = range(3)
# What ends its parent: the child ends with it, and not before.
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Packed(Sequence[T]):
    """A list that travels between processes as bytes: they are read when somebody looks into it."""

    def __init__(self, items: Sequence[T] | bytes, at_hand: Mapping[int, T]) -> None:
        """The list, or what has become of it on its way; what is `at_hand` needs no unpacking."""
        self._items = items
        self._at_hand = at_hand

    def __len__(self) -> int:
        """How many items."""
        return len(self._unpacked())

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        """As of a list."""
        if isinstance(at, int) and at in self._at_hand:
            return self._at_hand[at]
        return self._unpacked()[at]

    def __iter__(self) -> Iterator[T]:
        """As of a list."""
        return iter(self._unpacked())

    def __reduce__(self) -> tuple[Any, ...]:
        """What pickle makes of it."""
        return Packed, (pickle.dumps(self._items, pickle.HIGHEST_PROTOCOL), self._at_hand)

    def _unpacked(self) -> Sequence[T]:
        if isinstance(self._items, bytes):
            items: Sequence[T] = pickle.loads(self._items)  # noqa: S301 - our own child
            self._items = items
        return self._items


class Stream(Generic[T, R]):
    """Iterates over what a generator yields; `result` holds what it returned, in the end.

    With `apart` it runs in a child process, where that is safe and there is a processor for it:
    then what it yields, returns and raises must be fit for pickle, and it must open what it reads
    by itself, and use no connection that its parent has open. The child ends with the context, and
    with its parent.
    """

    def __init__(self, source: Generator[T, None, R], *, apart: bool) -> None:
        """Nothing runs yet."""
        self._source = source
        self._apart = apart and _is_safe() and _processors() > 1
        self.result: R | None = None

    def __enter__(self) -> "Stream[T, R]":
        """Start the child."""
        if self._apart:
            receiving, sending = os.pipe()
            self._pipe = os.fdopen(receiving, "rb")
            # A stop must not find the child with its parent's work in hand: it would undo it.
            held = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
            try:
                self._child = os.fork()
                if self._child == 0:
                    _carry_on(self._source, receiving, sending)
            except OSError:
                # The machine has no room for one more.
                self._pipe.close()
                self._apart = False
            finally:
                os.close(sending)
                signal.pthread_sigmask(signal.SIG_SETMASK, held)
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
        size = int.from_bytes(self._pipe.read(_SIZE), "big")
        packed = self._pipe.read(size)
        if not size or len(packed) < size:
            raise ServiceUnavailableError(
                "The process that read the file is gone: killed, or out of memory"
            )
        message: tuple[int, Any] = pickle.loads(packed)  # noqa: S301 - our own child
        return message


def _is_safe() -> bool:
    """Whether a fork finds nothing half-done: by another thread, or by macOS behind our back."""
    return sys.platform == "linux" and threading.active_count() == 1


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def _carry_on(source: Generator[Any, None, Any], receiving: int, sending: int) -> NoReturn:
    """The child's part. What its parent has open is none of its business, and stays as it is."""
    try:
        # They come to the parent as well, which ends the child.
        for stop in _STOPS:
            signal.signal(stop, signal.SIG_IGN)
        # Else the pipe would not break when the parent dies.
        os.close(receiving)
        # What the parent had loaded stays as it is: to look through it would copy it.
        gc.freeze()
        with os.fdopen(sending, "wb") as pipe:
            for message in _messages(source):
                # All of it, before the parent has to wait for any of it.
                packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
                pipe.write(len(packed).to_bytes(_SIZE, "big") + packed)
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
        yield _RAISED, _portable(error)


def _portable(error: Exception) -> Exception:
    """The error, or what can be said of one that pickle cannot carry."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note("".join(error.__notes__))
        return told
    return error
