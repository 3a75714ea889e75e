"""Folders of whole files that outlive a command: on this disk, or anywhere that fsspec reaches.

A file is written once and never changed; a crash leaves at most a name that no row knows.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import IO, Any, Protocol

from crmctl.clock import Clock
from crmctl.errors import ConfigurationError, ServiceUnavailableError
from crmctl.settings import masked
from crmctl.storage import whole_file

# How long this machine keeps its copy of a file that stands elsewhere.
_COPIES_LIVE = timedelta(days=1)
_FETCHING = Lock()


class Shelf(Protocol):
    """Where whole files stand."""

    def writing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A new file: there whole when the block ends well, and not at all otherwise."""
        ...

    def here(self, name: str) -> Path | None:
        """The file on this machine's disk; None when there is none of that name."""
        ...

    def shown(self, name: str) -> str:
        """Where a person finds the file."""
        ...

    def remove(self, name: str) -> None:
        """Take the file away, if it is there."""
        ...

    def listed(self) -> list[tuple[str, datetime]]:
        """Every file and when it was last written to, half-written ones too."""
        ...


def open_shelf(place: str | None, name: str, home: Path, clock: Clock) -> Shelf:
    """The shelf of that name in `place`, a folder or an fsspec URL; in home when it is None."""
    if place is not None and "://" in place:
        return Remote(f"{place.rstrip('/')}/{name}", home / "copies" / name, clock)
    return Folder((home if place is None else Path(place)).absolute() / name)


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, for the owner's eyes alone."""

    path: Path

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Beside its place until it is whole."""
        _make_folder(self.path)
        with whole_file.beside(self.path / name) as file:
            yield file

    def here(self, name: str) -> Path | None:
        """It is here already."""
        path = self.path / name
        return path if path.is_file() else None

    def shown(self, name: str) -> str:
        """By its path."""
        return str(self.path / name)

    def remove(self, name: str) -> None:
        """Unlink it."""
        (self.path / name).unlink(missing_ok=True)

    def listed(self) -> list[tuple[str, datetime]]:
        """What the folder holds."""
        paths = list(self.path.iterdir()) if self.path.is_dir() else []
        return [(path.name, _written(path)) for path in paths]


@dataclass(frozen=True)
class Remote:
    """A place behind an fsspec URL; what is read from it is copied to this machine first."""

    url: str
    copies: Path
    clock: Clock

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """On this machine until it is whole, for what a broken upload leaves is not."""
        _make_folder(self.copies)
        with tempfile.NamedTemporaryFile(dir=self.copies) as file:
            yield file
            file.flush()
            with self._reached() as (system, path):
                system.makedirs(path, exist_ok=True)
                system.put_file(file.name, f"{path}/{name}")

    def here(self, name: str) -> Path | None:
        """A copy, made now unless it is there from before."""
        self._forget_copies()
        copy = self.copies / name
        if copy.is_file():
            return copy
        # Many who want one file at once wait for the first, instead of each fetching it.
        with _FETCHING:
            return copy if copy.is_file() or self._fetch(name, copy) else None

    def _fetch(self, name: str, copy: Path) -> bool:
        _make_folder(self.copies)
        handle, half = tempfile.mkstemp(dir=self.copies)
        os.close(handle)
        try:
            with self._reached() as (system, path):
                try:
                    system.get_file(f"{path}/{name}", half)
                except FileNotFoundError:
                    return False
            Path(half).replace(copy)
            return True
        finally:
            Path(half).unlink(missing_ok=True)

    def shown(self, name: str) -> str:
        """By its URL."""
        return f"{masked(self.url)}/{name}"

    def remove(self, name: str) -> None:
        """Here and there."""
        (self.copies / name).unlink(missing_ok=True)
        with self._reached() as (system, path):
            if system.exists(f"{path}/{name}"):
                system.rm_file(f"{path}/{name}")

    def listed(self) -> list[tuple[str, datetime]]:
        """What stands there; a place that tells no times calls everything new."""
        self._forget_copies()
        with self._reached() as (system, path):
            if not system.exists(path):
                return []
            system.invalidate_cache(path)
            return [
                (each["name"].rsplit("/", 1)[-1], self._told_time(each))
                for each in system.ls(path, detail=True)
            ]

    def _told_time(self, entry: dict[str, Any]) -> datetime:
        for key in ("mtime", "LastModified", "last_modified", "modify", "created"):
            match entry.get(key):
                case datetime() as moment:
                    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                case int() | float() as seconds:
                    return datetime.fromtimestamp(seconds, UTC)
        return self.clock.now()

    def _forget_copies(self) -> None:
        """A copy is somebody's customers, and nobody else removes it from this machine."""
        before = self.clock.now() - _COPIES_LIVE
        for copy in self.copies.iterdir() if self.copies.is_dir() else ():
            if _written(copy) < before:
                copy.unlink(missing_ok=True)

    @cached_property
    def _system(self) -> tuple[Any, str]:
        try:
            import fsspec
        except ImportError:
            raise ConfigurationError(
                "file-store is a URL, which needs an extra: pip install 'crmctl[remote]'"
            ) from None
        try:
            system, path = fsspec.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"file-store {masked(self.url)}: {error}") from None
        return system, str(path)

    @contextmanager
    def _reached(self) -> Iterator[tuple[Any, str]]:
        """The file system and the path on it; each kind has errors of its own."""
        try:
            yield self._system
        except (ConfigurationError, ServiceUnavailableError):
            raise
        except Exception as error:
            raise ServiceUnavailableError(
                f"The file store {masked(self.url)} does not work ({type(error).__name__}: "
                f"{masked(str(error))}): see to it, then run this again"
            ) from error


def _make_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _written(path: Path) -> datetime:
    """When it was written to last; a file that has just gone is new."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)
