"""Saved sets of fields: small TOML files in home, one a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmctl.errors import UsageError
from crmctl.records import registry
from crmctl.storage import named_files
from crmctl.storage.named_files import NamedFiles


@dataclass(frozen=True, slots=True)
class FieldSets:
    """The sets of one home."""

    files: NamedFiles

    def names(self) -> list[str]:
        """Every name there is, in order."""
        return self.files.names()

    def check(self, name: str, type_: str) -> None:
        """UsageError when a set of this type cannot be saved under that name."""
        path = self.files.path(name)
        if path.exists() and (kept := named_files.read(path).get("type")) != type_:
            raise UsageError(f"The set of fields {name!r} is one of {kept}: take another name")

    def save(self, name: str, type_: str, fields: Sequence[str]) -> None:
        """Keep the fields under the name, in the place of what was there of this type."""
        _check_fields(type_, fields)
        self.check(name, type_)
        self.files.write(name, {"type": type_, "fields": list(fields)})

    def load(self, name: str, type_: str) -> tuple[str, ...]:
        """The fields of that name; UsageError when there are none, or none of this type."""
        path = self.files.find(name, "--save-fields NAME")
        held = named_files.read(path)
        if held.get("type") != type_:
            raise UsageError(
                f"The set of fields {name!r} is one of {held.get('type')}, not of {type_}"
            )
        fields = held.get("fields")
        if not isinstance(fields, list) or not fields or not all(map(_is_text, fields)):
            raise UsageError(f'{path} has no fields: it needs a line like fields = ["email"]')
        return _check_fields(type_, fields, f"{path}: ")


def of(home: Path) -> FieldSets:
    """The sets that are kept in this home."""
    return FieldSets(NamedFiles(home / "fields", "a set of fields"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _check_fields(type_: str, fields: Sequence[str], where: str = "") -> tuple[str, ...]:
    known = registry.kind(type_).fields
    try:
        return tuple(known.get(name).name for name in fields)
    except UsageError as error:
        raise UsageError(f"{where}{error}") from None
