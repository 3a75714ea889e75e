"""Proposing a field for each column of a file, from its header, its values and its neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmctl.importing.mapping import (
    addresses,
    assigning,
    fitting,
    guessing,
    languages,
    naming,
    normalising,
    reachable,
    single,
    values,
)
from crmctl.importing.mapping.columns import Candidate, Column

_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """The field proposed for one column (None: left out), how sure that is (0 to 1), and why."""

    index: int
    column: str
    field: str | None
    confidence: float
    reason: str


def propose(
    object_type: str, header: Sequence[str], samples: Sequence[Sequence[str]]
) -> tuple[Proposal, ...]:
    """Propose fields of contacts, accounts or deals; each field once, unsure columns none."""
    columns = _columns(header, samples)
    fitting_ones = (
        candidate
        for candidate in _candidates(columns, object_type)
        if not fitting.contradicts(candidate.field, candidate.column.evidence)
    )
    chosen = assigning.assign(fitting_ones)
    return tuple(_proposal(column, chosen.get(column.index)) for column in columns)


def _columns(header: Sequence[str], samples: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    meanings = languages.read_row([normalising.tokens(text) for text in header])
    rows = samples[:_SAMPLE]
    return tuple(
        Column(i, text, meaning, values.look_at([row[i] for row in rows if i < len(row)]))
        for i, (text, meaning) in enumerate(zip(header, meanings, strict=True))
    )


def _candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    for rules in (naming, reachable, addresses, single, guessing):
        yield from rules.candidates(columns, object_type)


def _proposal(column: Column, candidate: Candidate | None) -> Proposal:
    if candidate is None:
        return Proposal(column.index, column.header, None, 0.0, _why_not(column))
    return Proposal(
        column.index, column.header, candidate.field, candidate.score, _why(column, candidate)
    )


def _why(column: Column, candidate: Candidate) -> str:
    meaning = column.meaning
    if not meaning.understood:
        return candidate.said
    spoken = {"English": "", "product": ""}.get(meaning.language, f"{meaning.language}: ")
    return f'header says "{column.header.strip()}" ({spoken}{candidate.said})'


def _why_not(column: Column) -> str:
    if not column.meaning.understood:
        return "unsure: the header says nothing known"
    return "unsure: no free field that this certainly is"
