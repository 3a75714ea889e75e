"""Saved mappings: small TOML files, shareable, recognised by the header that they were made for."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmctl.errors import UsageError
from crmctl.importing.columns import REJECT_COLUMNS
from crmctl.importing.columns import target as field_of
from crmctl.importing.reading.headers import is_made_up
from crmctl.records import registry
from crmctl.storage import named_files
from crmctl.storage.named_files import NamedFiles

if TYPE_CHECKING:
    from crmctl.importing.request import Request


@dataclass(frozen=True)
class SavedMapping:
    """Where the columns of a file go, and what else was settled for files like it."""

    name: str
    type: str
    # What tells the header it was made for from others.
    fingerprint: str
    # {column: field}; "" for a column that is left out.
    columns: Mapping[str, str]
    # {field of a Request: its value}
    options: Mapping[str, Any] = field(default_factory=dict)

    def words(self, header: Sequence[str], told: Sequence[str]) -> tuple[str, ...]:
        """What it says of this header, as `Column=field`; the user's own words go before it."""
        own = [word.rpartition("=") for word in told]
        settled = {_folded(column) for column, _, _ in own}
        taken = {target.strip() for _, _, target in own}
        here = {_folded(name): name for name in header}
        return tuple(
            f"{here[_folded(column)]}={target}"
            for column, target in self.columns.items()
            if _folded(column) in here.keys() - settled and (not target or target not in taken)
        )

    def lost(self, header: Sequence[str]) -> list[str]:
        """The columns it takes in that the header does not have."""
        here = set(map(_folded, header))
        return [
            name for name, target in self.columns.items() if target and _folded(name) not in here
        ]

    def new(self, header: Sequence[str]) -> list[str]:
        """The columns of the header that it does not know."""
        known = {*map(_folded, self.columns), *REJECT_COLUMNS}
        return [name for name in header if _folded(name) not in known]

    def settle(self, request: "Request", given: Collection[str]) -> "Request":
        """The request with what the mapping has settled, save what the user has given."""
        if "type" in given and request.type != self.type:
            raise UsageError(
                f"The mapping {self.name!r} is one of {self.type}, not of {request.type}"
            )
        settled = {name: value for name, value in self.options.items() if name not in given}
        return replace(request, saved=self, type=self.type, **settled)


@dataclass(frozen=True, slots=True)
class SavedMappings:
    """The mappings of one home."""

    files: NamedFiles

    def check(self, name: str, type_: str) -> None:
        """UsageError when a mapping of this type cannot be saved under that name."""
        path = self.files.path(name)
        if path.exists() and (kept := named_files.read(path).get("type")) != type_:
            raise UsageError(f"The mapping {name!r} is one of {kept}: take another name")

    def save(self, mapping: SavedMapping) -> Path:
        """Keep it under its name, in the place of what was there of this type; returns where."""
        self.check(mapping.name, mapping.type)
        return self.files.write(mapping.name, _document(mapping))

    def load(self, name: str) -> SavedMapping:
        """The mapping of that name, one's own before a sample, or that in the file of that path."""
        if "/" in name or "\\" in name or name.endswith(".toml"):
            return read(Path(name))
        if name in _SAMPLES.names() and name not in self.files.names():
            return read(_SAMPLES.path(name))
        return read(self.files.find(name, "--save-mapping NAME"))

    def listed(self) -> list[SavedMapping]:
        """Every mapping that can be read, the one saved last first."""
        paths = [self.files.path(name) for name in self.files.names()]
        return [
            made for path in sorted(paths, key=_age) if (made := _read_or_none(path)) is not None
        ]

    def recognise(self, header: Sequence[str], type_: str | None) -> list[SavedMapping]:
        """The mappings made for this header, the one saved last first; None: of any type."""
        wanted = fingerprint(header)
        return [
            each
            for each in self.listed()
            if each.fingerprint == wanted and type_ in (None, each.type)
        ]

    def delete(self, name: str) -> None:
        """Forget it; UsageError when there is none of that name."""
        self.files.find(name, "--save-mapping NAME").unlink()


_SAMPLES = NamedFiles(Path(__file__).with_name("samples"), "a sample")


def samples() -> list[SavedMapping]:
    """Those that come with crmctl, for every workspace: to go by, and to begin one's own with."""
    return [read(_SAMPLES.path(name)) for name in _SAMPLES.names()]


def of(home: Path) -> SavedMappings:
    """The mappings that are kept in this home."""
    return SavedMappings(NamedFiles(home / "mappings", "a mapping"))


@dataclass(frozen=True, slots=True)
class Rejects:
    """How imports have read the files of which they rejected rows: mended, these are read as then.

    Each import has a file of its own; of those of one header only what they agree on holds.
    """

    files: NamedFiles

    def remember(
        self,
        import_id: str,
        request: "Request",
        columns: Mapping[str, str | None],
        proven: Mapping[str, str],
    ) -> None:
        """Keep how the import with these columns reads; what has no names of its own tells none."""
        names = [name for name in columns if name not in REJECT_COLUMNS]
        if len(set(map(_folded, names))) < len(names) or all(map(is_made_up, names)):
            return
        settled = made_from(
            import_id, replace(request, proven={**request.proven, **proven}), columns
        )
        options = {name: value for name, value in settled.options.items() if name in _READING}
        self.files.write(import_id, _document(replace(settled, options=options)))
        for path in sorted(self.files.folder.glob("*.toml"), key=_age)[_MOST_REMEMBERED:]:
            path.unlink(missing_ok=True)

    def recall(self, file: str, header: Sequence[str], type_: str | None) -> SavedMapping | None:
        """How rows with this header were read; the file's name may say by which import."""
        found = SavedMappings(self.files).recognise(header, type_)
        found = [each for each in found if each.name in file] or found
        if len({each.type for each in found}) != 1:
            return None
        return reduce(_agreed, found)


def _agreed(one: SavedMapping, other: SavedMapping) -> SavedMapping:
    options = _common(one.options, other.options)
    proven = (each.options.get("proven", {}) for each in (one, other))
    options["proven"] = _common(*proven)
    return replace(one, columns=_common(one.columns, other.columns), options=options)


def _common(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) == value}


def of_rejects(home: Path) -> Rejects:
    """The memory of rejected rows of this home."""
    return Rejects(NamedFiles(home / "mappings" / "rejects", "a mapping"))


def fingerprint(header: Sequence[str]) -> str:
    """The same for the same columns in any order, and for a file of rejected rows of them."""
    names = sorted(_folded(name) for name in header if name not in REJECT_COLUMNS)
    return hashlib.sha256("\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()


def made_from(name: str, request: "Request", columns: Mapping[str, str | None]) -> SavedMapping:
    """The mapping that an import was carried out with, under a name."""
    plain = type(request)(request.file, request.name)
    options = {
        option: value
        for option in _OPTIONS
        if (value := getattr(request, option)) != getattr(plain, option)
    }
    kept = {column: target or "" for column, target in columns.items()}
    kept = {column: target for column, target in kept.items() if column not in REJECT_COLUMNS}
    return SavedMapping(name, request.type, fingerprint(list(columns)), kept, options)


def read(path: Path) -> SavedMapping:
    """The mapping in a file; UsageError says what is wrong with it."""
    held = named_files.read(path)
    try:
        return _checked(path.stem, held)
    except (UsageError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None


def _read_or_none(path: Path) -> SavedMapping | None:
    """A broken file is no reason to refuse an import that did not ask for it."""
    try:
        return read(path)
    except UsageError:
        return None


def _checked(name: str, held: Mapping[str, Any]) -> SavedMapping:
    type_, columns = held.get("type"), held.get("columns")
    if type_ not in registry.IMPORTABLE:
        raise UsageError(f"type must be one of {', '.join(registry.IMPORTABLE)}")
    if not isinstance(columns, dict) or not columns:
        raise UsageError('it needs [columns] with lines like "E-Mail" = "email"')
    kind = registry.kind(type_)
    for column, target in columns.items():
        if not isinstance(target, str):
            raise UsageError(f'the field of {column!r} must be a text: "" leaves a column out')
        if target and not field_of(kind, target).importable:
            raise UsageError(f"{target} cannot be imported")
    unknown = held.keys() - {"type", "fingerprint", "columns", *_OPTIONS}
    if unknown:
        raise UsageError(f"{', '.join(sorted(unknown))} means nothing here")
    known_by = _text("fingerprint", held.get("fingerprint", fingerprint(list(columns))))
    options = {key: read_as(key, held[key]) for key, read_as in _OPTIONS.items() if key in held}
    return SavedMapping(name, type_, known_by, columns, options)


def _document(mapping: SavedMapping) -> dict[str, Any]:
    options = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in mapping.options.items()
    }
    return {
        "type": mapping.type,
        "fingerprint": mapping.fingerprint,
        **options,
        "columns": dict(mapping.columns),
    }


def _one_of(*words: str) -> Callable[[str, Any], str]:
    def read_word(name: str, value: Any) -> str:
        if value not in words:
            raise UsageError(f"{name} must be one of {', '.join(words)}")
        return str(value)

    return read_word


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} must be a text")
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UsageError(f"{name} must be a list of texts")
    return tuple(_text(name, each) for each in value)


def _yes_or_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be true or false")
    return value


def _proven(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UsageError(f'{name} must have lines like "Birthday" = "dmy"')
    read_word = _one_of("dmy", "mdy", "ymd", ",", ".")
    return {column: read_word(f"{name}.{column}", word) for column, word in value.items()}


# Of these, what says how cells are read: what becomes of the records is for each import to say.
_READING = frozenset({"date_format", "decimal_mark", "map_values", "proven"})
_MOST_REMEMBERED = 50
# What a mapping settles beside the columns, by the names of a Request's fields.
_OPTIONS: dict[str, Callable[[str, Any], Any]] = {
    "duplicates": _one_of("skip", "update", "create"),
    "match": _texts,
    "on_error": _one_of("reject", "blank"),
    "date_format": _text,
    "in_file": _one_of("first", "last", "merge", "reject"),
    "update": _texts,
    "clear_with": _text,
    "resubscribe": _yes_or_no,
    "map_values": _texts,
    "decimal_mark": _one_of(",", "."),
    "proven": _proven,
}


def _age(path: Path) -> tuple[float, str]:
    """The latest first, and by name those of the same moment; last what leads nowhere."""
    try:
        return -path.stat().st_mtime, path.name
    except OSError:
        return 0, path.name


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
