"""Proposing a field for each column of a file, from its header, its values and its neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crmctl.importing.mapping import (
    addresses,
    assigning,
    fitting,
    guessing,
    languages,
    naming,
    reachable,
    refining,
    single,
    values,
)
from crmctl.importing.mapping.columns import Candidate, Column
from crmctl.importing.mapping.reading import UNKNOWN, Meaning
from crmctl.records import opt_outs

_SAMPLE = 200
# Columns further right are left out unread: such a file is damaged or none of a CRM's.
_WIDEST = 2000
# Of two columns that say the same, the one with values is meant: the more so, the more rows there
# are without one.
_EMPTY = 0.02
_EMPTY_ALL_ALONG = 0.2
_SURE = 0.9
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Proposal:
    """The field proposed for one column (None: left out), how sure that is (0 to 1), and why.

    A column that is `heeded` tells who has opted out of newsletters; it is left out all the same.
    """

    index: int
    column: str
    field: str | None
    confidence: float
    reason: str
    heeded: bool = False

    @property
    def surety(self) -> str:
        """How sure it is, as people read it; nothing where no field was found."""
        return f"{self.confidence:.0%}" if self.field else ""


def propose(
    object_type: str, header: Sequence[str], samples: Sequence[Sequence[str]]
) -> tuple[Proposal, ...]:
    """Propose fields of contacts, accounts or deals; each field once, unsure columns none."""
    columns = _columns(header, samples)
    fitting_ones = (
        candidate
        for candidate in _candidates(columns, object_type)
        if not fitting.contradicts(
            candidate.field, candidate.column.evidence, sure=candidate.score >= _SURE
        )
    )
    chosen = assigning.assign(fitting_ones)
    return tuple(
        _heeded(column)
        if object_type == "contacts" and _tells_opt_outs(column)
        else _proposal(column, chosen.get(column.index))
        for column in columns
    )


def _columns(header: Sequence[str], samples: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    meanings = languages.read_row(header[:_WIDEST])
    rows = samples[:_SAMPLE]
    read = (
        _column(i, header[i], meaning, [row[i] for row in rows if i < len(row)])
        for i, meaning in enumerate(meanings)
    )
    unread = (_column(i, header[i], UNKNOWN, []) for i in range(_WIDEST, len(header)))
    return refining.by_neighbours((*read, *unread))


def _column(index: int, header: str, meaning: Meaning, cells: Sequence[str]) -> Column:
    evidence = values.look_at(cells)
    return Column(index, header, refining.refine(meaning, evidence), evidence)


def _candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    most = max((column.evidence.filled for column in columns), default=0)
    less = _EMPTY_ALL_ALONG if most >= values.ENOUGH else _EMPTY
    for rules in (naming, reachable, addresses, single, guessing):
        for candidate in rules.candidates(columns, object_type):
            empty = most and not candidate.column.evidence.filled
            yield replace(candidate, score=candidate.score - less) if empty else candidate


def _tells_opt_outs(column: Column) -> bool:
    """Whether the header speaks of opt-outs, and the values, if there are any, say yes and no."""
    if column.concept != "opt_out":
        return False
    said = [opt_outs.is_readable(value) for value in column.evidence.values]
    return sum(said) >= _MOST * len(said)


def _heeded(column: Column) -> Proposal:
    reason = "who has opted out gets no email_opt_in; nothing else is taken"
    return Proposal(column.index, column.header, None, 1.0, reason, heeded=True)


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
