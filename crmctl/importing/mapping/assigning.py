"""Giving each field to at most one column, the surest pairs first."""

from collections.abc import Iterable

from crmctl.importing.mapping.columns import Candidate


def assign(candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    """Pair columns and fields one to one; of equal scores, the column further left wins."""
    chosen: dict[int, Candidate] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.column.index)):
        if candidate.column.index not in chosen and candidate.field not in taken:
            chosen[candidate.column.index] = candidate
            taken.add(candidate.field)
    return chosen
