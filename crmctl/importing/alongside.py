"""A generator that goes on in a process of its own, ahead of whoever takes from it.

What it yields stands in memory that both processes see: a lot is some megabytes, and to pass these
through a pipe keeps both of them busy.
"""

import gc
import mmap
import os
import pickle
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from crmctl.errors import ServiceUnavailableError

T = TypeVar("T")
R = TypeVar("R")

# A pickle, and the parcels that go beside it.
Message = list[bytes | memoryview]
# Bytes of a number that says how many parts there are, or bytes in one.
_SIZE = 8
# Of a file, in bytes: below, a process more takes longer than it saves.
WORTH_A_PROCESS = 1024 * 1024
# So many messages may wait for the parent.
_AHEAD = 2
# What the parent sends for each that it has; the child's memory goes with it, for some byte must.
_TAKEN = b"+"
_STDERR = 2
_DESCRIPTORS = Path("/proc/self/fd")
_YIELDED, _RETURNED, _RAISED = range(3)
# What a command is stopped by; the command line itself is not to be known here.
_STOPS = (signal.SIGINT, signal.SIGTERM)


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
        self._apart = (
            apart and _is_safe() and len(os.sched_getaffinity(0)) > 1 and _can_share_memory()
        )
        self._line: socket.socket | None = None
        self._child = 0
        # Whether the last thing had to be waited for: the child has more to do than its parent.
        self.is_late = False
        self.result: R | None = None

    def __enter__(self) -> "Stream[T, R]":
        """Start the child."""
        if self._apart:
            try:
                self._start()
            except BaseException:
                self.__exit__()
                raise
        return self

    def _start(self) -> None:
        self._line, far_end = socket.socketpair()
        # A stop must not find the child with its parent's work in hand: it would undo it.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            self._child = os.fork()
            if self._child == 0:
                _carry_on(self._source, far_end)
        except OSError:
            # The machine has no room for one more.
            self._line.close()
            self._apart = False
        finally:
            far_end.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def __exit__(self, *_: object) -> None:
        """Have no child any more."""
        self.end()

    def end(self) -> None:
        """End the child, before the context does; nothing more comes of it."""
        if self._line is not None:
            self._line.close()
        # What is called so later is another process.
        child, self._child = self._child, 0
        if child:
            # Where somebody has told the system to clear dead children away, it is gone already.
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)

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
        packed, *beside = _parts(self._shared_memory())
        message: tuple[int, Any] = pickle.loads(packed, buffers=beside)  # noqa: S301 - our own
        return message

    def _shared_memory(self) -> memoryview:
        """That of the next message: it is there as long as anybody looks at any of it."""
        files: list[int] = []
        if self._line is not None:
            self.is_late = _is_silent(self._line)
            with suppress(ConnectionError):
                files = socket.recv_fds(self._line, len(_TAKEN), 1)[1]
            with suppress(ConnectionError):  # of one that has said all
                self._line.send(_TAKEN, socket.MSG_NOSIGNAL)
        if not files:
            raise ServiceUnavailableError(
                "The process that read the file is gone: killed, or out of memory"
            )
        try:
            return memoryview(mmap.mmap(files[0], 0, prot=mmap.PROT_READ))
        finally:
            os.close(files[0])


def _is_silent(line: socket.socket) -> bool:
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return not poll.poll(0)


def _is_safe() -> bool:
    """Whether a fork finds nothing half-done: by another thread, or by macOS behind our back."""
    alone = threading.active_count() == 1
    return sys.platform == "linux" and alone and os.access(_DESCRIPTORS, os.R_OK)


def _can_share_memory() -> bool:
    """Whether Python and the system lend memory that another process can see: old ones do not."""
    try:
        os.close(os.memfd_create("crmctl"))
    except (AttributeError, OSError):
        return False
    return True


def _carry_on(source: Generator[Any, None, Any], line: socket.socket) -> NoReturn:
    """The child's part; a stop does not reach it, and its parent's end ends it.

    What its parent has open it closes unused: else a server would wait for it when the parent dies.
    """
    try:
        for name in [int(each.name) for each in _DESCRIPTORS.iterdir()]:
            if name not in (_STDERR, line.fileno()):
                with suppress(OSError):
                    os.close(name)
        # What the parent had loaded stays as it is: to look through it would copy it.
        gc.freeze()
        for number, message in enumerate(_packed(source)):
            if number >= _AHEAD and not line.recv(len(_TAKEN)):
                break
            with os.fdopen(os.memfd_create("crmctl"), "wb") as memory:
                for size in (len(message), *map(len, message)):
                    memory.write(size.to_bytes(_SIZE, "big"))
                for part in message:
                    memory.write(part)
                memory.flush()
                socket.send_fds(line, [_TAKEN], [memory.fileno()])
    finally:
        os._exit(0)


def _parts(message: memoryview) -> list[memoryview]:
    def number(at: int) -> int:
        return int.from_bytes(message[at * _SIZE : (at + 1) * _SIZE], "big")

    sizes = [number(1 + at) for at in range(number(0))]
    ends = list(accumulate(sizes, initial=(1 + len(sizes)) * _SIZE))
    return [message[start:end] for start, end in pairwise(ends)]


def _packed(source: Generator[Any, None, Any]) -> Iterator[Message]:
    """What there is to say, each as a whole before the parent has to wait for any of it."""
    try:
        while True:
            yield _pack(_YIELDED, next(source))
    except StopIteration as end:
        yield _pack(_RETURNED, end.value)
    except Exception as error:  # whatever it is, the parent says it
        # Of its way here nothing else is left.
        error.add_note("".join(traceback.format_tb(error.__traceback__)))
        yield _pack(_RAISED, _portable(error))


def _pack(what: int, value: Any) -> Message:
    beside: list[pickle.PickleBuffer] = []
    packed = pickle.dumps((what, value), pickle.HIGHEST_PROTOCOL, buffer_callback=beside.append)
    return [packed, *(each.raw() for each in beside)]


def _portable(error: Exception) -> Exception:
    """The error, or what can be said of one that pickle cannot carry."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note("".join(error.__notes__))
        return told
    return error
