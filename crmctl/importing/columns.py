"""Which column of the file goes to which field: proposed by header and values, then as told."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count

from crmctl.errors import UsageError
from crmctl.importing.mapping import proposing
from crmctl.importing.mapping.proposing import Proposal
from crmctl.importing.mapping.values import ENOUGH
from crmctl.records import values
from crmctl.records.fields import CUSTOM, Field
from crmctl.records.kinds import Kind
from crmctl.records.values import BadValueError, Context, Parser
from crmctl.records.words import spellings
from crmctl.storage.conditions import Place

# The columns that a file of rejected rows has before the user's own.
REJECT_COLUMNS = ("_row", "_errors")
# Where yes means no: it is written as an email_opt_in that is false.
OPT_OUT = Field("email_opt_out", "opt_out", Place("email_opt_in"))
_LONGEST_KEY = 60
_AS_TOLD = "as told"
# What is less sure is looked at: whether any value fits.
_DOUBTFUL = 0.85


@dataclass(frozen=True, slots=True)
class Mapping:
    """A field, or none, for each column of the file, and why."""

    kind: Kind
    header: tuple[str, ...]
    proposals: tuple[Proposal, ...]

    @property
    def fields(self) -> list[Field | None]:
        """The field of each column, in the file's order; that of an opt-out is heeded unasked."""
        return [
            target(self.kind, p.field) if p.field else OPT_OUT if p.heeded else None
            for p in self.proposals
        ]

    @property
    def heeded(self) -> list[str]:
        """The columns that are not imported, yet looked at for those who have opted out."""
        return [p.column for p in self.proposals if p.heeded and not p.field]

    def column_of(self, field: str) -> str | None:
        """The column that goes to the field."""
        return next((p.column for p in self.proposals if p.field == field), None)

    def as_document(self) -> dict[str, str | None]:
        """{column: field} for JSON."""
        return {proposal.column: proposal.field for proposal in self.proposals}


def propose(
    kind: Kind,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    explained: Collection[str] = (),
) -> Mapping:
    """What the headers and the first rows say; crmctl's own field names speak for themselves.

    `explained`: the fields of which somebody has said what the words of the file mean.
    """
    found = proposing.propose(kind.plural, header, samples)
    own = {name: at for at, name in enumerate(header) if _is_own(kind, name)}
    proposals = [
        _settled(proposal, own) if proposal.column not in REJECT_COLUMNS else _left_out(proposal)
        for proposal in found
    ]
    for at, proposal in enumerate(proposals):
        if proposal.field and proposal.confidence < _DOUBTFUL and proposal.field not in explained:
            cells = [row[at].strip() for row in samples if at < len(row)]
            proposals[at] = _sensible(kind, proposal, list(filter(None, cells)))
    return Mapping(kind, tuple(header), tuple(proposals))


def target(kind: Kind, name: str) -> Field:
    """The field that a column may go to; UsageError when there is none of that name."""
    if name == OPT_OUT.name and kind.plural == "contacts":
        return OPT_OUT
    return kind.fields.get(name)


def keep_unmapped(mapping: Mapping) -> Mapping:
    """The mapping with a custom field for every column that nothing else takes."""
    taken = {proposal.field for proposal in mapping.proposals}
    proposals = list(mapping.proposals)
    for at, proposal in enumerate(proposals):
        if proposal.field or proposal.heeded or proposal.column in REJECT_COLUMNS:
            continue
        name = free_custom_name(proposal.column, taken)
        taken.add(name)
        proposals[at] = replace(proposal, field=name, confidence=1.0, reason="kept as it is")
    return replace(mapping, proposals=tuple(proposals))


def free_custom_name(column: str, taken: Collection[str | None]) -> str:
    """`custom.shoe_size` for `Shoe size`, with a number where that is taken."""
    key = re.sub(r"[^\w-]+|_+", "_", column.strip().lower()).strip("_")[:_LONGEST_KEY]
    name = f"{CUSTOM}{key or 'column'}"
    numbered = (f"{name}_{number}" for number in count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def override(mapping: Mapping, words: Sequence[str], reason: str = _AS_TOLD) -> Mapping:
    """The mapping with each `Column=field` of the user; UsageError when one does not hold.

    What was proposed in the same way keeps its own reason.
    """
    proposals = list(mapping.proposals)
    told: dict[str, str] = {}
    for word in words:
        column, equals, name = word.rpartition("=")
        if not equals:
            raise UsageError(f"--map {word!r} is not COLUMN=FIELD")
        at = _position(mapping.header, column)
        name = name.strip()
        if name:
            _check_target(mapping.kind, name)
            if proposals[at].heeded and target(mapping.kind, name).consent:
                if reason != _AS_TOLD:
                    continue  # a mapping that was saved before this was known: it is heeded
                raise UsageError(
                    f"{column!r} tells who does not want mail, and a yes in it is no {name}: it is "
                    f"heeded unasked, or say --map '{column}={OPT_OUT.name}'"
                )
            if told.get(name, column) != column:
                raise UsageError(f"--map: both {told[name]!r} and {column!r} go to {name}")
            told[name] = column
            others = enumerate(proposals)
            proposals = [each if i == at else _without(each, name) for i, each in others]
        if proposals[at].field != (name or None):
            proposals[at] = replace(
                proposals[at], field=name or None, confidence=1.0, reason=reason
            )
    return replace(mapping, proposals=tuple(proposals))


def refuse_useless(mapping: Mapping) -> None:
    """UsageError when no column can make a record of this kind."""
    names = {proposal.field for proposal in mapping.proposals}
    needs = set(mapping.kind.needs) | ({"full_name"} if mapping.kind.name == "contact" else set())
    if not names & needs:
        wanted = " or ".join(mapping.kind.needs)
        raise UsageError(
            f"No column is known to hold {wanted}: say which one with --map 'COLUMN=FIELD'; "
            f"the columns are {', '.join(map(repr, mapping.header[:20]))}"
        )


def is_own_file(kind: Kind, header: Sequence[str]) -> bool:
    """Whether crmctl itself has written the file: every column bears a field's own name."""
    named = [name for name in header if name not in REJECT_COLUMNS]
    return bool(named) and all(_is_own(kind, name) for name in named)


def _is_own(kind: Kind, name: str) -> bool:
    return name in kind.fields.importable() or name.startswith(CUSTOM)


def _settled(proposal: Proposal, own: dict[str, int]) -> Proposal:
    if proposal.column in own:
        return replace(proposal, field=proposal.column, confidence=1.0, reason="crmctl's own name")
    return _left_out(proposal) if proposal.field in own else proposal


def _sensible(kind: Kind, proposal: Proposal, cells: Sequence[str]) -> Proposal:
    """The proposal, if any of the cells is a word of its picklist: else every row would fail."""
    field = target(kind, proposal.field or "")
    if field.type != "choice" or len(cells) < ENOUGH:
        return proposal
    known = Context(user="", stages={}, spellings=spellings())
    read = values.parser(field, known)
    if any(_is_read(read, cell) for cell in dict.fromkeys(cells)):
        return proposal
    reason = f"unsure: none of its values is one of {field.name}"
    return replace(proposal, field=None, confidence=0.0, reason=reason)


def _is_read(read: Parser, cell: str) -> bool:
    try:
        read(cell)
    except BadValueError:
        return False
    return True


def _left_out(proposal: Proposal) -> Proposal:
    return replace(proposal, field=None, confidence=1.0, reason="left out")


def _without(proposal: Proposal, name: str) -> Proposal:
    taken = proposal.field == name
    return replace(proposal, field=None, reason="another column was told") if taken else proposal


def _position(header: Sequence[str], column: str) -> int:
    if column in header:
        return header.index(column)
    wanted = column.strip().casefold()
    for at, name in enumerate(header):
        if name.casefold() == wanted:
            return at
    raise UsageError(
        f"--map: there is no column {column!r}; there are {', '.join(map(repr, header[:40]))}"
    )


def _check_target(kind: Kind, name: str) -> None:
    if not target(kind, name).importable:
        raise UsageError(f"--map: {name} cannot be imported; name the record instead")
