"""Letting the values say more exactly what a header means."""

from dataclasses import replace

from crmctl.importing.mapping.columns import Column
from crmctl.importing.mapping.reading import Meaning
from crmctl.importing.mapping.values import Evidence

_PEOPLE = frozenset({"person", "customer", "lead"})
_REACHED_BY = ("email", "phone")
_PROFILES = ("linkedin", "twitter")
_PLACES = frozenset(
    {"street", "address", "city", "county", "state", "postal_code", "country", "country_code"}
)
# A "département" is a part of a company, or of the country.
_OF_THE_COUNTRY = frozenset({"French", "Spanish"})


def refine(meaning: Meaning, evidence: Evidence) -> Meaning:
    """Turn "URL" over LinkedIn addresses, or "Work" over phone numbers, into what they are."""
    if meaning.concept == "website":
        return _with(meaning, evidence, _PROFILES)
    if meaning.concept in {"entity", "number"} and _may_reach(meaning):
        return _with(meaning, evidence, _REACHED_BY)
    return meaning


def by_neighbours(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns, what stands between parts of an address being one where it may be."""
    made = list(columns)
    for before, column, after in zip(columns, columns[1:], columns[2:], strict=False):
        meaning = column.meaning
        if (
            meaning.concept == "department"
            and meaning.language in _OF_THE_COUNTRY
            and {before.concept, after.concept} <= _PLACES
        ):
            made[column.index] = replace(column, meaning=replace(meaning, concept="county"))
    return tuple(made)


def _may_reach(meaning: Meaning) -> bool:
    return bool(meaning.roles or meaning.entities) and meaning.entities <= _PEOPLE


def _with(meaning: Meaning, evidence: Evidence, kinds: tuple[str, ...]) -> Meaning:
    kind = next((kind for kind in kinds if evidence.mostly(kind)), None)
    return replace(meaning, concept=kind) if kind else meaning
