"""Saved sets of fields: small TOML files in home, one a name."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmctl.errors import UsageError
from crmctl.records import registry
from crmctl.storage import whole_file

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class FieldSets:
    """The sets of one home."""

    folder: Path

    def names(self) -> list[str]:
        """Every name there is, in order."""
        return sorted(path.stem for path in self.folder.glob("*.toml") if _is_name(path.stem))

    def check(self, name: str, type_: str) -> None:
        """UsageError when a set of this type cannot be saved under that name."""
        path = self._path(name)
        if path.exists() and (kept := _read(path).get("type")) != type_:
            raise UsageError(f"The set of fields {name!r} is one of {kept}: take another name")

    def save(self, name: str, type_: str, fields: Sequence[str]) -> None:
        """Keep the fields under the name, in the place of what was there of this type."""
        _check_fields(type_, fields)
        self.check(name, type_)
        self._make_folder()
        with whole_file.beside(self._path(name)) as file:
            file.write(_toml(type_, fields).encode())

    def load(self, name: str, type_: str) -> tuple[str, ...]:
        """The fields of that name; UsageError when there are none, or none of this type."""
        path = self._path(name)
        if not path.exists():
            raise UsageError(f"There is no set of fields {name!r}{self._known()}")
        held = _read(path)
        if held.get("type") != type_:
            raise UsageError(
                f"The set of fields {name!r} is one of {held.get('type')}, not of {type_}"
            )
        fields = held.get("fields")
        if not isinstance(fields, list) or not fields or not all(map(_is_text, fields)):
            raise UsageError(f'{path} has no fields: it needs a line like fields = ["email"]')
        return _check_fields(type_, fields, f"{path}: ")

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.folder} cannot be made: {error.strerror}") from None

    def _path(self, name: str) -> Path:
        if not _is_name(name):
            raise UsageError(
                f"A set of fields cannot be called {name!r}: its name has letters, digits, "
                f"- and _ only, {_LONGEST} at most"
            )
        return self.folder / f"{name}.toml"

    def _known(self) -> str:
        known = self.names()
        return f"; there are: {', '.join(known)}" if known else ": --save-fields NAME makes one"


def of(home: Path) -> FieldSets:
    """The sets that are kept in this home."""
    return FieldSets(home / "fields")


def _is_name(name: str) -> bool:
    letters = all(letter.isalnum() or letter in "-_" for letter in name)
    return letters and 0 < len(name.encode()) <= _LONGEST


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _toml(type_: str, fields: Sequence[str]) -> str:
    # A text in JSON is one in TOML, too.
    lines = "".join(f"    {json.dumps(field, ensure_ascii=False)},\n" for field in fields)
    return f"type = {json.dumps(type_)}\nfields = [\n{lines}]\n"


def _check_fields(type_: str, fields: Sequence[str], where: str = "") -> tuple[str, ...]:
    known = registry.kind(type_).fields
    try:
        return tuple(known.get(name).name for name in fields)
    except UsageError as error:
        raise UsageError(f"{where}{error}") from None
