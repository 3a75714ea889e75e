"""Choosing among several emails and phones of one record."""

from collections.abc import Iterator, Sequence

from crmctl.importing.mapping.columns import Candidate, Column

_SECOND = 4
_NEVER = 9
_EMAIL_ROLES = {"primary": 0, "": 1, "work": 2, "billing": 3, "home": 3, "other": 4, "second": 4}
_PHONE_ROLES = {"work": 0, "": 1, "primary": 2, "billing": 3, "home": 4, "other": 5, "second": 6}


def candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    """Offer the first email and phone, and for contacts the second ones."""
    if object_type == "contacts":
        yield from _emails(columns)
        yield from _person_phones(columns)
    elif object_type == "accounts":
        yield from _one(columns, "phone", _PHONE_ROLES, "phone", {"company", "customer"})
    else:
        about = {"person", "customer", "lead"}
        yield from _one(columns, "email", _EMAIL_ROLES, "contact_email", about)


def _emails(columns: Sequence[Column]) -> Iterator[Candidate]:
    ranked = _ranked(columns, "email", _EMAIL_ROLES, {"person", "customer", "lead"})
    for place, (rank, column) in enumerate(ranked[:2]):
        first = place == 0 and rank < _SECOND
        if rank < _NEVER:
            field = "email" if first else "other_email"
            yield Candidate(column, field, 0.95, field.replace("_", " "))


def _person_phones(columns: Sequence[Column]) -> Iterator[Candidate]:
    about = {"person", "customer", "lead"}
    ranked = _ranked(columns, "phone", _PHONE_ROLES, about)
    if ranked and ranked[0][0] < _SECOND:
        yield Candidate(ranked[0][1], "phone", 0.95, "phone")
    others = [column for rank, column in ranked if _SECOND <= rank < _NEVER]
    for place, column in enumerate(others[:1]):
        yield Candidate(column, "other_phone", 0.9 - place / 10, "another phone")
    for _, column in _ranked(columns, "mobile", _EMAIL_ROLES, about)[:1]:
        yield Candidate(column, "mobile_phone", 0.95, "mobile phone")


def _one(
    columns: Sequence[Column], concept: str, roles: dict[str, int], field: str, about: set[str]
) -> Iterator[Candidate]:
    for rank, column in _ranked(columns, concept, roles, about)[:1]:
        if rank < _SECOND:
            yield Candidate(column, field, 0.93, concept)


def _ranked(
    columns: Sequence[Column], concept: str, roles: dict[str, int], about: set[str]
) -> list[tuple[int, Column]]:
    found = [
        (_rank(column, roles), column)
        for column in columns
        if column.concept == concept and column.meaning.entities <= about
    ]
    return sorted((pair for pair in found if pair[0] < _NEVER), key=lambda pair: pair[0])


def _rank(column: Column, roles: dict[str, int]) -> int:
    meaning = column.meaning
    if meaning.number > 2 or not meaning.roles <= roles.keys():
        return _NEVER
    rank = max((roles[role] for role in meaning.roles), default=roles[""])
    return max(rank, roles["second"]) + (rank > 0) if meaning.number == 2 else rank
