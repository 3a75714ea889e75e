"""Choosing one postal address among those of a row."""

from collections.abc import Iterable, Iterator, Sequence

from crmctl.importing.mapping.columns import Candidate, Column

_PARTS = {
    "street": ("street", 0.95),
    "address": ("street", 0.8),
    "city": ("city", 0.95),
    "state": ("state", 0.95),
    "state_or_status": ("state", 0.85),
    "county": ("state", 0.6),
    "postal_code": ("postal_code", 0.95),
    "country": ("country", 0.95),
    "country_code": ("country", 0.7),
}
_NEVER = 9
# Which address is taken first; home and other addresses are nobody's work address.
_ORDER = {
    "contacts": {"work": 0, "": 1, "primary": 1, "mailing": 2, "billing": 3, "shipping": 5},
    "accounts": {"": 0, "primary": 0, "work": 0, "billing": 1, "mailing": 2, "shipping": 3},
}
_COMPANY = 4

_Group = tuple[str, ...]


def candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    """Offer the parts of the best address, filled up by plain words without a role."""
    if object_type == "deals":
        return
    parts = [column for column in columns if column.concept in _PARTS]
    ranks = {_group(column): _rank(column, object_type) for column in parts}
    best = _best(ranks, parts)
    for column in parts:
        group = _group(column)
        alone = column.concept == "state_or_status" and len(parts) == 1
        if best is not None and not alone and (group == best or _fills_up(group, best, ranks)):
            yield _candidate(column, sure=group == best)


def _candidate(column: Column, *, sure: bool) -> Candidate:
    field, score = _PARTS[column.concept or ""]
    if column.meaning.number and column.concept == "address":
        score = 0.9
    return Candidate(column, field, score if sure else score - 0.2, field.replace("_", " "))


def _group(column: Column) -> _Group:
    roles = sorted(column.meaning.roles)
    company = "company" if "company" in column.meaning.entities else ""
    return (company, str(column.meaning.number > 1), *roles)


def _rank(column: Column, object_type: str) -> int:
    meaning = column.meaning
    order = _ORDER[object_type]
    if meaning.number > 1 or not meaning.roles <= order.keys():
        return _NEVER
    rank = max((order[role] for role in meaning.roles), default=order[""])
    if column.belongs_to(object_type):
        return rank
    linked = object_type == "contacts" and meaning.entities <= {"company", "person", "customer"}
    return _COMPANY if linked else _NEVER


def _best(ranks: dict[_Group, int], parts: Iterable[Column]) -> _Group | None:
    sizes = dict.fromkeys(ranks, 0)
    for column in parts:
        sizes[_group(column)] += 1
    usable = [group for group, rank in ranks.items() if rank < _NEVER]
    whole = [group for group in usable if sizes[group] > 1] or usable
    return min(whole, key=lambda group: ranks[group], default=None)


def _fills_up(group: _Group, best: _Group, ranks: dict[_Group, int]) -> bool:
    plain = len(group) == 2 or group[2:] == ("primary",)
    return plain and ranks[group] < _NEVER and group[0] == best[0]
