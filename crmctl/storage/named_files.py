"""Small TOML files that people name: a folder in home, a file a name, none outside the folder."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmctl.errors import UsageError
from crmctl.storage import whole_file

_LONGEST = 64
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """The files of one kind; `what` is one of them in words."""

    folder: Path
    what: str

    def names(self) -> list[str]:
        """Every name there is, in order."""
        return sorted(path.stem for path in self.folder.glob("*.toml") if _is_name(path.stem))

    def path(self, name: str) -> Path:
        """Where the file of that name is, or would be; UsageError when it cannot be one."""
        if not _is_name(name):
            raise UsageError(
                f"{self.what.capitalize()} cannot be called {name!r}: its name has letters, "
                f"digits, - and _ only, {_LONGEST} at most"
            )
        return self.folder / f"{name}.toml"

    def find(self, name: str, making: str) -> Path:
        """Where the file of that name is; UsageError names those there are, or what makes one."""
        path = self.path(name)
        if not path.exists():
            known = self.names()
            there = f"there are: {', '.join(known)}" if known else f"{making} makes one"
            raise UsageError(f"There is no {self.what.partition(' ')[2]} {name!r}; {there}")
        return path

    def write(self, name: str, content: Mapping[str, Any]) -> Path:
        """Keep the content under the name, whole or not at all; returns where."""
        import tomli_w

        path = self.path(name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.folder} cannot be made: {error.strerror}") from None
        with whole_file.beside(path) as file:
            tomli_w.dump(content, file)
        return path


def read(path: Path) -> dict[str, Any]:
    """What the file says; UsageError when it says nothing that can be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is too large to be one of crmctl's small files")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _is_name(name: str) -> bool:
    letters = all(letter.isalnum() or letter in "-_" for letter in name)
    return letters and 0 < len(name.encode()) <= _LONGEST
