"""Which rows are one record: with an earlier row of the file, or with one that is stored."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from crmctl.errors import UsageError
from crmctl.importing.checking import Lot, cells_of
from crmctl.importing.earlier import MOST_NAMESAKES, Earlier, Namesakes
from crmctl.records import domains, free_mail, phones, references, spelling
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind
from crmctl.storage import bulk, queries, tables
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# By kind: the keys in their order, each of one field or of several together.
DEFAULT_KEYS = {
    "contacts": ("external_id", "email", "phone", "name+account"),
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
    "deals": {"external_id": "external_id", "name": "name_key", "account_name": "account_id"},
}

# Together, they are compared however they are written.
_NAMES = ("first_name", "last_name")
# What follows from the fields, and may be made ready.
_DERIVED = ("phone_e164", "name_key")
# Of the default keys, those that several people may share: see resembling.
_SHARED = ("phone", "name+account")
# So many people without an email are looked at as they are; of more, each row asks for its own.
_FEW = 5_000
# Words for fields, as the keys' usual names have them.
_CALLED: dict[str, dict[str, tuple[str, ...]]] = {
    "contacts": {"name": _NAMES, "account": ("account_name",)},
    "accounts": {},
    "deals": {"account": ("account_name",)},
}

# What tells it as well, where the file has it.
_INSTEAD = {"domain": "website"}
# Of the default keys, those that different records may share, and what tells these apart.
_AGAINST: dict[str, dict[str, tuple[str, ...]]] = {
    "accounts": {"name": ("external_id", "domain")},
    "deals": {"name+account_name": ("external_id",)},
}

Cells = Sequence[tuple[Any, ...] | None]


class Name(NamedTuple):
    """What a key is in each row, among the rows of the file."""

    key: str
    cells: Cells
    # What could speak against it in each row; None where nothing could.
    facts: Sequence[tuple[Any, ...]] | None


Named = list[Name]


@dataclass(frozen=True, slots=True)
class Key:
    """Fields that together tell a record from all others."""

    kind: Kind
    fields: tuple[Field, ...]
    # Not asked for: it counts only where nothing speaks against it.
    careful: bool = False
    # Where two have different ones of any of these, they are two whatever the key says.
    against: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """The names of its fields."""
        return "+".join(each.name for each in self.fields)

    @property
    def by_full_name(self) -> bool:
        """Whether it compares people by both of their names."""
        return {each.name for each in self.fields}.issuperset(_NAMES)

    @property
    def compared(self) -> dict[str, list[Field]]:
        """The columns that hold what is compared, and of which fields each is."""
        columns = _COMPARED[self.kind.plural]
        order = list(columns)
        made: dict[str, list[Field]] = {}
        for each in sorted(self.fields, key=lambda part: order.index(part.name)):
            column = columns[each.name]
            if self.by_full_name and column in _NAMES:
                column = "name_key"
            made.setdefault(column, []).append(each)
        return made

    @property
    def columns(self) -> list[str]:
        """The columns that hold what is compared."""
        return list(self.compared)


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a key is in each row of a lot, None where a part is missing.

    `stored` is as the database holds it; `written` tells rows of the file apart, and knows the
    name of an account that is not there yet.
    """

    key: Key
    written: Cells
    stored: Cells


def comparable(kind: Kind) -> list[str]:
    """The names of the fields that records can be found by."""
    return list(_COMPARED[kind.plural])


def keys(kind: Kind, names: Sequence[str]) -> list[Key]:
    """The keys to match by; UsageError for a field that records cannot be found by."""
    made = []
    for name in names or DEFAULT_KEYS[kind.plural]:
        careful = not names and name in _SHARED
        against = () if names else _AGAINST.get(kind.plural, {}).get(name, ())
        fields = tuple(dict.fromkeys(_parts(kind, name)))
        made.append(Key(kind, fields, careful, tuple(map(kind.fields.get, against))))
    return made


def refuse_unusable(made: Sequence[Key], names: Sequence[str], mapped: Iterable[Field]) -> None:
    """UsageError when keys were asked for by name and the file has the fields of none of them."""
    if names and not usable(made, mapped):
        raise UsageError(
            f"--match {','.join(names)}: no column is mapped to it; say which with --map"
        )


def usable(made: Sequence[Key], mapped: Iterable[Field]) -> bool:
    """Whether the file has the fields of any of the keys."""
    return bool(usable_ones(made, mapped))


def usable_ones(made: Sequence[Key], mapped: Iterable[Field]) -> list[Key]:
    """The keys whose fields the file has, in their order."""
    known = set(mapped)
    return [key for key in made if all(_is_told(key.kind, part, known) for part in key.fields)]


def _is_told(kind: Kind, target: Field, among: Container[Field]) -> bool:
    instead = _INSTEAD.get(target.name)
    return target in among or (instead is not None and kind.fields.get(instead) in among)


def keyed(
    session: Session, made: Sequence[Key], lot: Lot, known: references.Known | None = None
) -> list[Keyed]:
    """The keys of the lot's rows, for the keys whose fields the file has.

    The accounts that are `known` are not looked up again.
    """
    return [_keyed(session, key, lot, known) for key in made if _compared_in(key, lot)]


def named(session: Session, made: Sequence[Key], lot: Lot) -> Named:
    """What each row is known by among the rows of the file: no database is asked."""
    found = []
    for key in made:
        if compared := _compared_in(key, lot):
            cells = _together([_written(session, key.kind, *each, lot) for each in compared])
            facts = [cells for _, cells in _facts(session, key, lot)]
            told = list(zip(*facts, strict=True)) if facts else None
            found.append(Name(key.name, cells, told))
    return found


def own_keys(known_by: Named, at: int) -> list[tuple[Any, ...]]:
    """What the row at this position is known by, and nobody else."""
    return [
        (each.key, *cells)
        for each in known_by
        if each.facts is None and (cells := each.cells[at]) is not None
    ]


def place(
    known_by: Named, namesakes: Namesakes, at: int, line: int, same_as: int | None
) -> int | None:
    """The line of the row that this one is, by a name that others may bear; else what it was."""
    for each in known_by:
        cells = each.cells[at]
        if each.facts is not None and cells is not None:
            first = namesakes.place((each.key, *cells), each.facts[at], line, same_as)
            same_as = first if first != line else same_as
    return same_as


def within_file(known_by: Named, lot: Lot, seen: Earlier, *, join: bool = False) -> dict[int, int]:
    """{position: line of the earlier row} for the rows that an earlier one has made already.

    With `join`, what a later row is known by is known of the earlier one, too.
    """
    repeated: dict[int, int] = {}
    for at, line in enumerate(lot.lines):
        if at in lot.rejected:
            continue
        own = own_keys(known_by, at)
        earlier = place(known_by, seen.namesakes, at, line, seen.first(own))
        if earlier is None:
            seen.note(own, line)
            continue
        repeated[at] = earlier
        if join:
            seen.join(own, earlier)
    return repeated


@dataclass
class Found:
    """The records that rows are, by the positions of these, and what there is to say of it."""

    records: dict[int, Row] = field(default_factory=dict)
    # {position: how many other records the same key finds}
    others: dict[int, int] = field(default_factory=dict)
    # {position: (the key that found the record, one of the later ones that finds another)}
    apart: dict[int, tuple[str, str]] = field(default_factory=dict)
    # {position: what tells it from a record that it would have been}
    namesakes: dict[int, Field] = field(default_factory=dict)


# {record: what rows of the file have told of it that tells it from its namesakes}
Claims = dict[str, dict[str, Any]]


def stored(
    session: Session,
    made: Sequence[Keyed],
    lot: Lot,
    wanted: Iterable[int],
    claims: Claims,
    *,
    lock: bool,
) -> Found:
    """The record that each row is by the first key that finds one.

    Of several, the oldest is taken; with `lock` it is going to be changed, and comes whole: what
    the keys after the first one find is looked at then, too.
    """
    found = Found()
    found_by: dict[int, str] = {}
    remaining = list(wanted)
    for each in made:
        key = each.key
        if lock:
            _note_apart(session, each, found, found_by)
        facts = _facts(session, key, lot)
        against = [target.place.column for target in key.against]
        few = ("last_run_id", *key.columns, *against, *_consents(key.kind))
        pairs = (
            _bearers(session, each, remaining, few)
            if key.against
            else _same(session, each, remaining, () if lock else few, lock=lock)
        )
        for at, row in pairs:
            told = [(target, own[at], row[target.place.column]) for target, own in facts]
            claimed = claims.setdefault(row["id"], {}) if facts else {}
            differing = [
                target for target, own, its in told if differ(own, its or claimed.get(target.name))
            ]
            if differing:
                found.namesakes.setdefault(at, differing[0])
            elif at in found.records:
                found.others[at] = found.others.get(at, 0) + 1
            else:
                found.records[at], found_by[at] = row, key.name
                claimed |= {target.name: own for target, own, _ in told if own}
        remaining = [at for at in remaining if at not in found.records]
        if lock and key.against:
            _lock(session, key.kind, found, [at for at, by in found_by.items() if by == key.name])
    found.namesakes = {at: by for at, by in found.namesakes.items() if at not in found.records}
    return found


def _bearers(
    session: Session, each: Keyed, positions: Sequence[int], few: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """The records that bear the name of these rows, the oldest first for each, and not too many.

    Each name is asked for once: of a lot, all rows may bear it. Those that the file itself brings
    are none of them: of these it is settled who is who.
    """
    by_name: dict[Any, list[int]] = {}
    for at in positions:
        if each.stored[at] is not None:
            by_name.setdefault(each.stored[at], []).append(at)
    bearers: dict[int, list[Row]] = {}
    firsts = [ats[0] for ats in by_name.values()]
    for first, row in _same(session, each, firsts, few, lock=False):
        some = bearers.setdefault(first, [])
        if row["last_run_id"] != session.actor.correlation and len(some) < MOST_NAMESAKES:
            some.append(row)
    first_of = {at: ats[0] for ats in by_name.values() for at in ats}
    for at in sorted(first_of):
        yield from ((at, row) for row in bearers.get(first_of[at], ()))


def _lock(session: Session, kind: Kind, found: Found, positions: Sequence[int]) -> None:
    """Have the records that rows at these positions are whole: they are going to be changed."""
    if not positions:
        return
    ids = [found.records[at]["id"] for at in positions]
    wanted = [column.name for column in kind.table.columns]
    for row in bulk.lookup(session, kind.table, {"id": ids}, wanted, lock=True):
        found.records[positions[row.position]] = row._asdict()


def _note_apart(session: Session, each: Keyed, found: Found, found_by: Mapping[int, str]) -> None:
    """Note which of the rows that are found are another record's by this key, which comes later."""
    if each.key.against:
        return  # a namesake's
    asked = [
        at
        for at, row in found.records.items()
        if each.stored[at] != tuple(row[name] for name in each.key.columns)
    ]
    for at, _ in _same(session, each, asked, ("id",), lock=False):
        found.apart.setdefault(at, (found_by[at], each.key.name))


@dataclass
class Resemblance:
    """Whom rows resemble: one stored record, or one row before them that makes a new one."""

    records: dict[int, Row] = field(default_factory=dict)
    # {position: line of the row}
    rows: dict[int, int] = field(default_factory=dict)
    # {position: how many}, where several are like the row: it is none of them.
    several: dict[int, int] = field(default_factory=dict)


def resembling(
    session: Session,
    keys_: Sequence[Key],
    lot: Lot,
    rest: Sequence[int],
    known: references.Known,
    *,
    lock: bool,
) -> Resemblance:
    """Whom the rest of the rows resemble, the first key that finds exactly one deciding.

    What speaks against it: another email or external id, and beside a phone another name. It comes
    to the same wherever a lot ends: a row of the lot that makes a record counts as the record.
    """
    usable_ = [key for key in keys_ if _compared_in(key, lot)]
    if not usable_ or not rest:
        return Resemblance()
    bare = _Bare.of(session)
    concerned = _concerned(session, usable_, lot, rest, bare, known)
    some = _excerpt(usable_[0].kind, lot, concerned)
    people, own = People(some), emails(some)
    made = keyed(session, usable_, some, known) if concerned else []
    alike = [_alike(session, each, some, people, bare, lock=lock) for each in made]
    # Of two rows that have an email, and are not the same by it, neither resembles the other.
    shared = [{each.written[n] for n in range(len(some)) if not own[n]} - {None} for each in made]
    like = set(chain(*alike))
    for each, keys in zip(made, shared, strict=True):
        like.update(n for n, key in enumerate(each.written) if key in keys)
    firsts: list[dict[Any, list[int]]] = [{} for _ in made]
    found = Resemblance()
    for n in sorted(like):
        at = concerned[n]
        for which, each in enumerate(made):
            records, key = alike[which].get(n, []), each.written[n]
            others = firsts[which].get(key, ()) if key in shared[which] else ()
            rows = [o for o in others if not contradicts(each.key, *map(people.told, (n, o)))]
            if len(records) + len(rows) == 1:
                if records:
                    found.records[at] = records[0]
                else:
                    found.rows[at] = some.lines[rows[0]]
                found.several.pop(at, None)
                break
            if records or rows:
                found.several[at] = len(records) + len(rows)
        else:
            for which, each in enumerate(made) if at not in lot.lacking else ():
                if each.written[n] in shared[which]:
                    firsts[which].setdefault(each.written[n], []).append(n)
    return found


@dataclass(frozen=True)
class _Bare:
    """The stored people without email, where they are few enough to be looked at together."""

    few: bool
    rows: Sequence[Any]

    COLUMNS: ClassVar = ("phone_e164", "account_id", "name_key")

    @classmethod
    def of(cls, session: Session) -> "_Bare":
        """As they are now."""
        found = queries.lacking(session, tables.contacts, "email", cls.COLUMNS, _FEW + 1)
        return cls(len(found) <= _FEW, found)

    def holding(self, columns: Sequence[str]) -> set[tuple[Any, ...]]:
        """What they have in the columns."""
        places = map(self.COLUMNS.index, columns)
        return set(zip(*(map(itemgetter(at), self.rows) for at in places), strict=True))


def _concerned(
    session: Session,
    keys_: Sequence[Key],
    lot: Lot,
    rest: Sequence[int],
    bare: _Bare,
    known: references.Known,
) -> Sequence[int]:
    """The rows that may resemble anybody: who has no email, and whoever shares a key with these.

    For anybody else has another email.
    """
    if not bare.few:
        return rest
    own = emails(lot)
    with_email = [at for at in rest if own[at]]
    without = [at for at in rest if not own[at]]
    concerned = {*without}
    for key in keys_ if with_email and (without or bare.rows) else ():
        likely = with_email
        # What stands in the row itself is looked at first: of an account, only its name does.
        for name, parts in _compared_in(key, lot):
            if name != "account_id":
                cells = _written(session, key.kind, name, parts, lot)
                shared = {cells[at] for at in without}.union(*bare.holding([name])) - {None}
                likely = [at for at in likely if cells[at] in shared]
        if likely and "account_id" in key.columns:
            among = [*without, *likely]
            (each,) = keyed(session, [key], _excerpt(key.kind, lot, among), known)
            held, keys = bare.holding(key.columns), {*each.written[: len(without)]} - {None}
            pairs = zip(among, each.stored, each.written, strict=True)
            likely = [at for at, there, written in pairs if there in held or written in keys]
        concerned.update(likely)
    return sorted(concerned)


def _consents(kind: Kind) -> list[str]:
    """The columns that tell who may be written to."""
    return [each.place.column for each in kind.fields.fields if each.consent]


def looks_at(kind: Kind, target: Field) -> bool:
    """Whether records are compared by the field, or by what follows from it."""
    names = {*_COMPARED[kind.plural], "account_domain", "country"}
    return target.name in names or any(
        target.name == instead for name, instead in _INSTEAD.items() if name in names
    )


def _excerpt(kind: Kind, lot: Lot, positions: Sequence[int]) -> Lot:
    """The rows at these positions, with what they are compared by."""
    values = {
        target: [lot.values[target][at] for at in positions]
        for target in lot.values
        if looks_at(kind, target)
    }
    return Lot([lot.lines[at] for at in positions], lot.cells, values)


def _alike(
    session: Session, each: Keyed, lot: Lot, people: "People", bare: _Bare, *, lock: bool
) -> dict[int, list[Row]]:
    """The stored records that are like the rows."""
    few = () if lock else ("last_run_id", *Told._fields, *_consents(each.key.kind))
    own = emails(lot)
    with_email = [at for at in range(len(lot)) if own[at]]
    without = [at for at in range(len(lot)) if not own[at]]
    if bare.few:
        held = bare.holding(each.key.columns)
        with_email = [at for at in with_email if each.stored[at] in held]
    alike: dict[int, list[Row]] = {}
    for at, row in chain(
        _same(session, each, without, few, lock=lock),
        # Whoever has an email has another one.
        _same(session, each, with_email, few, absent=("email",), lock=lock),
    ):
        found = Told._make(row[name] for name in Told._fields)
        if not contradicts(each.key, people.told(at), found):
            alike.setdefault(at, []).append(row)
    return alike


class Told(NamedTuple):
    """What a row or a record says of the one it is about."""

    external_id: str | None
    email: str | None
    first_name: str | None
    last_name: str | None


class People:
    """Whom the rows of a lot are about."""

    def __init__(self, lot: Lot) -> None:
        """Of no row in particular yet."""
        self._columns = [cells_of(lot.values, name) or [None] * len(lot) for name in Told._fields]

    def told(self, at: int) -> Told:
        """What the row at this position says."""
        return Told._make(cells[at] for cells in self._columns)


def contradicts(key: Key, one: Told, other: Told) -> bool:
    """Whether something says that these are two, though the key says that they are one."""
    if differ(one.external_id, other.external_id) or differ(one.email, other.email):
        return True
    return not key.by_full_name and (
        differ(*(spelling.key(each.first_name or "") for each in (one, other)))
        or differ(*(spelling.key(each.last_name or "") for each in (one, other)))
    )


def differ(one: str | None, other: str | None) -> bool:
    """Whether both are told, and are not the same."""
    return bool(one and other and one != other)


def emails(lot: Lot) -> Sequence[Any]:
    """The email of each row, None where it has none."""
    return cells_of(lot.values, "email") or [None] * len(lot)


def _same(
    session: Session,
    each: Keyed,
    positions: Iterable[int],
    few: Sequence[str] = (),
    *,
    absent: Sequence[str] = (),
    lock: bool,
) -> Iterator[tuple[int, Row]]:
    """The records that the key finds for these positions, the oldest first for each.

    `few`: the columns that are enough; `absent`: those that have no value in them.
    """
    asked = [at for at in positions if each.stored[at] is not None]
    if not asked:
        return
    table = each.key.kind.table
    wanted = few or [column.name for column in table.columns]
    parts = zip(*(each.stored[at] or () for at in asked), strict=True)
    keys = dict(zip(each.key.columns, parts, strict=True))
    for row in bulk.lookup(session, table, keys, wanted, absent=absent, lock=lock):
        yield asked[row.position], row._asdict()


def _parts(kind: Kind, name: str) -> Iterator[Field]:
    for part in map(str.strip, name.split("+")):
        for called in _CALLED[kind.plural].get(part, (part,)):
            yield _part(kind, called)


def _part(kind: Kind, name: str) -> Field:
    if name not in _COMPARED[kind.plural]:
        known = ", ".join(_COMPARED[kind.plural])
        raise UsageError(f"--match: {name!r} cannot tell {kind.plural} apart; use {known}")
    return kind.fields.get(name)


def _compared_in(key: Key, lot: Lot) -> list[tuple[str, list[Field]]]:
    """What the key compares, or nothing where the file has not all of it."""
    there = all(_is_told(key.kind, part, lot.values) for part in key.fields)
    return list(key.compared.items()) if there else []


def _facts(session: Session, key: Key, lot: Lot) -> list[tuple[Field, Sequence[Any]]]:
    """What speaks against the key, as far as the file has it, in each row."""
    return [
        (target, _written(session, key.kind, target.place.column, [target], lot))
        for target in key.against
        if _is_told(key.kind, target, lot.values)
    ]


def _keyed(
    session: Session,
    key: Key,
    lot: Lot,
    known: references.Known | None,
) -> Keyed:
    written: list[Sequence[Any]] = []
    stored_: list[Sequence[Any]] = []
    for column, parts in key.compared.items():
        there = cells = _written(session, key.kind, column, parts, lot)
        if column in _NAMES:
            there = lot.values[parts[0]]
        elif column == "account_id":
            domains = cells_of(lot.values, "account_domain")
            there = _accounts_of(session, lot.values[parts[0]], domains, known)
            if key.careful:
                pairs = zip(there, cells, strict=True)
                cells = [id_ or (name if _makes_account(name) else None) for id_, name in pairs]
        written.append(cells)
        stored_.append(there)
    return Keyed(key, _together(written), _together(stored_))


def _accounts_of(
    session: Session,
    names: Sequence[Any],
    domains: Sequence[Any] | None,
    known: references.Known | None,
) -> list[str | None]:
    """The accounts, of those that are there, which rows with these will be linked to."""
    if domains is not None:
        domains = [None if each and free_mail.is_provider(each) else each for each in domains]
    return references.known_accounts(session, names, domains, known)


def _makes_account(name: str | None) -> bool:
    return bool(name) and not free_mail.is_provider(name or "")


def _written(
    session: Session, kind: Kind, column: str, fields: Sequence[Field], lot: Lot
) -> Sequence[Any]:
    """The cells of the fields as they are compared with what is in the column."""
    ready = lot.ready.columns if lot.ready is not None else {}
    if column in _DERIVED and column in ready:
        return ready[column]
    if column == "domain":
        return _domains(kind, fields[0], lot)
    cells, *more = (lot.values[each] for each in fields)
    if column == "phone_e164":
        country = kind.fields.get("country")
        countries = lot.values.get(country, [None] * len(lot))
        addresses = [{"country": name} if name else None for name in countries]
        return phones.e164_of(cells, addresses, session.actor.country)
    if more:
        return list(map(spelling.full_key, cells, *more))
    if column in ("name_key", "account_id", *_NAMES):
        of = spelling.short_key if kind.name == "deal" else spelling.key
        known = {cell: of(cell) for cell in set(cells) if cell}
        return [known.get(cell) for cell in cells]
    return cells


def _domains(kind: Kind, target: Field, lot: Lot) -> list[str | None]:
    """The domain of each row, or that of its website; a mail provider's is nobody's."""
    blank = [None] * len(lot)
    told = lot.values.get(target, blank)
    websites = lot.values.get(kind.fields.get(_INSTEAD[target.name]), blank)
    found = (own or domains.of_website(site) for own, site in zip(told, websites, strict=True))
    return [None if free_mail.is_provider(each) else each for each in found]


def _together(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...] | None]:
    return [parts if None not in parts else None for parts in zip(*columns, strict=True)]
