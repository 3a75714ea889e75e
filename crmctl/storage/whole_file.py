"""A file that stands in its place whole or not at all."""

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crmctl.errors import UsageError


def places(path: Path) -> tuple[Path, Path]:
    """Where the file will stand and where it grows: beside it, unless no file can stand there.

    A link stays a link to the file it names; a device or a pipe is written to as it is.
    """
    if path.exists() and not path.is_file():
        return path, path
    target = path.resolve()
    _forget_the_dead(target)
    return target, target.with_name(f".{target.name}.{os.getpid()}.part")


def _forget_the_dead(target: Path) -> None:
    """Remove what a process that was killed has left of the same file."""
    for half in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        writer = half.name.split(".")[-2]
        if writer.isdecimal() and not _is_alive(int(writer)):
            half.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OverflowError, PermissionError):
        return True
    return True


def open_half(half: Path, path: Path) -> int:
    """A handle on the growing file, for its owner's eyes alone: it is somebody's customers.

    UsageError that names the path when there is no writing to that folder.
    """
    try:
        return os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


@contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """Write beside the path, for the owner alone, and move it there at the end.

    Nothing is left behind by an error; UsageError when there is no writing to that folder.
    """
    target, half = places(path)
    handle = open_half(half, path)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if half != target:
                os.fsync(file.fileno())
                half.replace(target)
    except BaseException:
        if half != target:
            half.unlink(missing_ok=True)
        raise
