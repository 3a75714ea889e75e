"""Which rows are one record: with an earlier row of the file, or with one that is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.errors import UsageError
from crmctl.importing.checking import Lot
from crmctl.records import accounts, phones, references
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind
from crmctl.storage import bulk
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# By kind: the keys in their order, each of one field or of several together.
DEFAULT_KEYS = {
    "contacts": ("external_id", "email"),
    "accounts": ("external_id", "domain", "name"),
    "deals": ("external_id", "name+account_name"),
}
# By kind: {field: the column that it is compared with}.
_COMPARED = {
    "contacts": {
        "external_id": "external_id",
        "email": "email",
        "phone": "phone_e164",
        "first_name": "first_name",
        "last_name": "last_name",
        "account_name": "account_id",
    },
    "accounts": {"external_id": "external_id", "domain": "domain", "name": "name_key"},
    "deals": {"external_id": "external_id", "name": "name", "account_name": "account_id"},
}

Cells = Sequence[tuple[Any, ...] | None]


@dataclass(frozen=True, slots=True)
class Key:
    """Fields that together tell a record from all others."""

    kind: Kind
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """As the user writes it."""
        return "+".join(each.name for each in self.fields)

    @property
    def columns(self) -> list[str]:
        """The columns that hold what is compared."""
        return [_COMPARED[self.kind.plural][each.name] for each in self.fields]


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a key is in each row of a lot, None where a part is missing.

    `stored` is as the database holds it; `written` tells rows of the file apart, and knows the
    name of an account that is not there yet.
    """

    key: Key
    written: Cells
    stored: Cells


@dataclass
class Seen:
    """The rows of this file so far: their keys, and the records that they changed."""

    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)


def comparable(kind: Kind) -> list[str]:
    """The names of the fields that records can be found by."""
    return list(_COMPARED[kind.plural])


def keys(kind: Kind, names: Sequence[str]) -> list[Key]:
    """The keys to match by; UsageError for a field that records cannot be found by."""
    return [
        Key(kind, tuple(_part(kind, part.strip()) for part in name.split("+")))
        for name in names or DEFAULT_KEYS[kind.plural]
    ]


def refuse_unusable(made: Sequence[Key], names: Sequence[str], mapped: Iterable[Field]) -> None:
    """UsageError when keys were asked for by name and the file has the fields of none of them."""
    known = set(mapped)
    if names and not any(known.issuperset(key.fields) for key in made):
        raise UsageError(
            f"--match {','.join(names)}: no column is mapped to it; say which with --map"
        )


def keyed(session: Session, made: Sequence[Key], lot: Lot) -> list[Keyed]:
    """The keys of the lot's rows, for the keys whose fields the file has."""
    return [_keyed(session, key, lot) for key in made if all(f in lot.values for f in key.fields)]


def within_file(made: Sequence[Keyed], lot: Lot, seen: Seen) -> dict[int, int]:
    """{position: line of the earlier row} for the rows that an earlier one has made already."""
    repeated: dict[int, int] = {}
    named = [(each.key.name, each.written) for each in made]
    for at, line in enumerate(lot.lines):
        if at in lot.rejected:
            continue
        own = [(name, *cells) for name, column in named if (cells := column[at]) is not None]
        earlier = next((seen.lines[each] for each in own if each in seen.lines), None)
        if earlier is not None:
            repeated[at] = earlier
            continue
        for each in own:
            seen.lines[each] = line
    return repeated


def stored(
    session: Session, made: Sequence[Keyed], wanted: Iterable[int], *, lock: bool
) -> tuple[dict[int, Row], dict[int, int]]:
    """{position: the record it matches} by the first key that finds one, and how many others did.

    Of several records that match, the oldest is taken; with `lock` it is going to be changed.
    """
    found: dict[int, Row] = {}
    others: dict[int, int] = {}
    remaining = list(wanted)
    for each in made:
        asked = [at for at in remaining if each.stored[at] is not None]
        if not asked:
            continue
        parts = zip(*(each.stored[at] or () for at in asked), strict=True)
        columns = dict(zip(each.key.columns, parts, strict=True))
        names = [column.name for column in each.key.kind.table.columns]
        for row in bulk.lookup(session, each.key.kind.table, columns, names, lock=lock):
            at = asked[row.position]
            if at in found:
                others[at] = others.get(at, 0) + 1
            else:
                found[at] = row._asdict()
        remaining = [at for at in remaining if at not in found]
    return found, others


def _part(kind: Kind, name: str) -> Field:
    if name not in _COMPARED[kind.plural]:
        known = ", ".join(_COMPARED[kind.plural])
        raise UsageError(f"--match: {name!r} cannot tell {kind.plural} apart; use {known}")
    return kind.fields.get(name)


def _keyed(session: Session, key: Key, lot: Lot) -> Keyed:
    written = [_written(session, key.kind, f, lot) for f in key.fields]
    ids = [
        references.known_accounts(session, lot.values[f]) if f.name == "account_name" else column
        for f, column in zip(key.fields, written, strict=True)
    ]
    return Keyed(key, _together(written), _together(ids))


def _written(session: Session, kind: Kind, part: Field, lot: Lot) -> list[Any]:
    """The cells as they are compared."""
    cells = lot.values[part]
    column = _COMPARED[kind.plural][part.name]
    if column == "phone_e164":
        country = kind.fields.get("country")
        names = lot.values.get(country, [None] * len(lot))
        addresses = [{"country": name} if name else None for name in names]
        return phones.e164_of(cells, addresses, session.actor.country)
    if column in ("name_key", "account_id"):
        return [accounts.name_key(cell) if cell else None for cell in cells]
    return cells


def _together(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...] | None]:
    return [
        parts if all(part is not None for part in parts) else None
        for parts in zip(*columns, strict=True)
    ]
