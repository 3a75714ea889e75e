"""A file that stands in its place whole or not at all."""

import os
from pathlib import Path


def places(path: Path) -> tuple[Path, Path]:
    """Where the file will stand and where it grows: beside it, unless no file can stand there.

    A link stays a link to the file it names; a device or a pipe is written to as it is.
    """
    if path.exists() and not path.is_file():
        return path, path
    target = path.resolve()
    return target, target.with_name(f".{target.name}.{os.getpid()}.part")


def open_half(half: Path) -> int:
    """A handle on the growing file, for its owner's eyes alone: it is somebody's customers."""
    return os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
