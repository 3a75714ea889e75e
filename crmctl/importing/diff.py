"""What the updates of an import change, field by field: the old value and the new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.records import accounts, contacts
from crmctl.records.fields import Field
from crmctl.records.kinds import HIDDEN, Changes, Kind
from crmctl.storage import bulk
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# So many changes are kept, and values of so many letters in all: the rest is counted.
MOST = 1_000
_MOST_LETTERS = 4_000_000
# {column: the field that names the record it links to, that record's kind, what it is known by}
_LINKS = {
    "account_id": ("account_name", accounts.KIND, "name"),
    "parent_id": ("parent_name", accounts.KIND, "name"),
    "primary_contact_id": ("contact_email", contacts.KIND, "email"),
}
_Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, before and after, and the line of the file that changes it."""

    line: int
    record_id: str
    field: str
    old: Any
    new: Any

    def as_document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "row": self.line,
            "id": self.record_id,
            "field": self.field,
            "old": self.old,
            "new": self.new,
        }


@dataclass
class Diff:
    """The first changes in the order of the file, and how many there are in all."""

    kept: list[Change] = field(default_factory=list)
    total: int = 0
    letters: int = 0

    def note(
        self,
        session: Session,
        kind: Kind,
        lines: Sequence[int],
        current: Sequence[Row],
        changes: Sequence[Changes],
    ) -> None:
        """Take in what becomes of some records: their lines, they themselves, what changes."""
        names, fields = _Names(session, changes), _by_column(kind)
        for line, row, changed in zip(lines, current, changes, strict=True):
            for name, old, new in _by_field(fields, changed, names):
                self.total += 1
                if len(self.kept) < MOST and self.letters < _MOST_LETTERS:
                    self.kept.append(Change(line, row["id"], name, old, new))
                    self.letters += len(str(old)) + len(str(new))


class _Names:
    """What the linked records are called; an id says nothing to people."""

    def __init__(self, session: Session, changes: Sequence[Changes]) -> None:
        self._known = {
            column: _called(session, kind, by, [each[column] for each in changes if column in each])
            for column, (_, kind, by) in _LINKS.items()
        }

    def of(self, column: str, pair: _Pair) -> _Pair:
        """The names for a pair of ids; a record that has gone is told by its id."""
        known = self._known[column]
        old, new = pair
        return known.get(old, old), known.get(new, new)


def _called(session: Session, kind: Kind, by: str, pairs: Sequence[_Pair]) -> dict[str, Any]:
    ids = sorted({id_ for pair in pairs for id_ in pair if id_ is not None})
    found = bulk.lookup(session, kind.table, {"id": ids}, [by]) if ids else ()
    return {row.id: getattr(row, by) or row.id for row in found}


def _by_field(
    by_column: Mapping[str, Sequence[Field]], changes: Changes, names: _Names
) -> Iterator[tuple[str, Any, Any]]:
    """The fields that differ; what only follows from others is no field of its own."""
    for column, pair in changes.items():
        fields = by_column.get(column, ())
        if column in _LINKS:
            yield (_LINKS[column][0], *names.of(column, pair))
        elif column == "custom_fields" or any(each.place.key for each in fields):
            yield from _parts(_keys(fields), column, *(dict(side or {}) for side in pair))
        elif any(each.place.item_type for each in fields):
            yield from _parts(_types(fields), column, *map(_by_type, pair))
        elif fields and column not in HIDDEN:
            yield (fields[0].name, *pair)


def fields_of(kind: Kind, columns: Iterable[str]) -> list[str]:
    """What people call the columns; what only follows from others is left out."""
    by_column = _by_column(kind)
    named = {name: link[0] for name, link in _LINKS.items()}
    for name, fields in by_column.items():
        if name not in HIDDEN:
            named.setdefault(name, fields[0].name if len(fields) == 1 else name)
    # A database may give them in any order.
    wanted = set(columns)
    return [called for name, called in named.items() if name in wanted]


def _by_column(kind: Kind) -> dict[str, list[Field]]:
    """{column: the fields that live in it}."""
    found: dict[str, list[Field]] = {}
    for each in kind.fields.fields:
        if not (each.alias or each.place.link or each.place.then):
            found.setdefault(each.place.column, []).append(each)
    return found


def _keys(fields: Sequence[Field]) -> Mapping[Any, str]:
    return {each.place.key: each.name for each in fields}


def _types(fields: Sequence[Field]) -> Mapping[Any, str]:
    return {each.place.item_type: each.name for each in fields}


def _by_type(items: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for item in items or ():
        held.setdefault(item["type"], []).append(item["value"])
    return held


def _parts(
    named: Mapping[Any, str], column: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """The parts of a JSON column that differ."""
    prefix = "custom" if column == "custom_fields" else column
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield named.get(key, f"{prefix}.{key}"), old.get(key), new.get(key)
