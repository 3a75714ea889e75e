"""Letting the values say more exactly what a header means."""

from dataclasses import replace

from crmctl.importing.mapping.reading import Meaning
from crmctl.importing.mapping.values import Evidence

_PEOPLE = frozenset({"person", "customer", "lead"})
_REACHED_BY = ("email", "phone")
_PROFILES = ("linkedin", "twitter")


def refine(meaning: Meaning, evidence: Evidence) -> Meaning:
    """Turn "URL" over LinkedIn addresses, or "Work" over phone numbers, into what they are."""
    if meaning.concept == "website":
        return _with(meaning, evidence, _PROFILES)
    if meaning.concept == "entity" and _may_reach(meaning):
        return _with(meaning, evidence, _REACHED_BY)
    return meaning


def _may_reach(meaning: Meaning) -> bool:
    return bool(meaning.roles or meaning.entities) and meaning.entities <= _PEOPLE


def _with(meaning: Meaning, evidence: Evidence, kinds: tuple[str, ...]) -> Meaning:
    kind = next((kind for kind in kinds if evidence.mostly(kind)), None)
    return replace(meaning, concept=kind) if kind else meaning
