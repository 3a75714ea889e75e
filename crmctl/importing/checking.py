"""From rows of cells to columns of values: each cell read by its field, misfits named."""

from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import repeat
from typing import Any, Protocol

from crmctl.importing import columns, damage, leftovers, strangers
from crmctl.importing.damage import Damage
from crmctl.importing.proving import Proof
from crmctl.importing.report import Problem
from crmctl.importing.strangers import Strangers
from crmctl.records import guarding, values
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind, objection
from crmctl.records.values import BadValueError, Context, Parser
from crmctl.records.writing import Prepared

SourceRow = tuple[int, list[str]]
# A code, and a sentence.
Misfit = tuple[str, str]

# Of different cells of a column: to know more would take more room than it saves time.
_MOST_KNOWN = 5_000


class Rows(Protocol):
    """The cells of some rows by their positions."""

    def __getitem__(self, at: int, /) -> list[str]:
        """Those of one row."""


@dataclass
class Lot:
    """Some rows of the file: their lines and cells, and by column what they hold."""

    lines: list[int]
    cells: Rows
    values: MutableMapping[Field, list[Any]] = field(default_factory=dict)
    # Its records are made at this moment, whoever of two processes makes them ready: their ids
    # stand in the order of the file.
    read_at: datetime | None = None
    # {position in the lot: why the row cannot be taken}
    rejected: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    # {field: positions} where the file says in a word that nothing is to be there
    cleared: dict[Field, set[int]] = field(default_factory=dict)
    # The positions of rows that cannot make a record, and may yet change one.
    lacking: set[int] = field(default_factory=set)
    # New records made of the rows, where these were made ready ahead.
    ready: Prepared | None = None
    # {position: line of the earlier row that is the same}, where that is told by the file alone.
    repeated: dict[int, int] | None = None

    def __len__(self) -> int:
        """How many rows."""
        return len(self.lines)

    def reject(self, at: int, problem: Problem) -> None:
        """The row at this position cannot be taken."""
        self.rejected.setdefault(at, []).append(problem)


def cells_of(values: Mapping[Field, list[Any]], name: str) -> list[Any] | None:
    """The cells of the field of that name, None where there is none."""
    return next((values[target] for target in values if target.name == name), None)


@dataclass(frozen=True)
class Checker:
    """Reads lots of rows by a mapping; `blank` empties a bad cell instead of rejecting its row."""

    kind: Kind
    header: tuple[str, ...]
    fields: Sequence[Field | None]
    context: Context
    blank: bool
    # The file is crmctl's own: cells that a spreadsheet would run have been made harmless.
    guarded: bool = False
    proof: Proof | None = None
    damage: Damage | None = None
    strangers: Strangers | None = None
    # {field: {what the file calls it, in small letters: what it means}}
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    clear_with: str | None = None
    # The columns that are only looked at for opt-outs: nothing in them rejects a row.
    heeded: Collection[str] = ()
    # Whether a row may change a record, and need not be able to make one.
    updating: bool = False
    # Whether rows have all their cells as a rule, and one that has not is worth a word.
    even: bool = False
    # By column: what cells were read to say, and why others did not fit.
    _known: dict[int, tuple[dict[str, Any], dict[str, Misfit]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def check(self, rows: Sequence[SourceRow]) -> Lot:
        """The rows with everything known that they alone can tell."""
        lot = Lot([line for line, _ in rows], [cells for _, cells in rows])
        opt_outs: list[list[Any]] = []
        for at, cells in enumerate(self._columns(lot, [cells for _, cells in rows])):
            target = self.fields[at]
            if target is columns.OPT_OUT:
                opt_outs.append(self._read(lot, at, target, cells))
            elif target is not None:
                lot.values[target] = self._read(lot, at, target, cells)
        _heed(self.kind, lot, opt_outs)
        _split_full_names(self.kind, lot)
        self._require(lot)
        return lot

    def _columns(self, lot: Lot, rows: Sequence[list[str]]) -> list[Sequence[str]]:
        """The cells by column; a short row ends in empty cells, a long one is rejected."""
        width = len(self.header)
        fitted = []
        for at, cells in enumerate(rows):
            if len(cells) == width:
                fitted.append(cells)
                continue
            if any(cell.strip() for cell in cells[width:]):
                lot.reject(at, _too_long(lot.lines[at], cells, width))
            elif self.even and len(cells) < width:
                lot.warnings.append(_too_short(lot.lines[at], cells, width))
            fitted.append([*cells[:width], *[""] * (width - len(cells))])
        made: list[Sequence[str]] = list(zip(*fitted, strict=True))
        if self.guarded:
            made = [[guarding.restore(cell) for cell in cells] for cells in made]
        if self.damage:
            made = [self.damage.unmarked(at, cells) for at, cells in enumerate(made)]
            self.damage.take(made)
        return made

    def _read(self, lot: Lot, at: int, target: Field, cells: Sequence[str]) -> list[Any]:
        """The values of one column; None where the cell is empty or does not fit."""
        cells = self._settled(lot, at, target, cells)
        known, misfits = self._known.setdefault(at, ({}, {}))
        _learn(values.parser(target, self._context(at)), cells, known, misfits)
        blank = self.blank or self.header[at] in self.heeded
        for position, cell in enumerate(cells) if misfits else ():
            if cell not in misfits:
                continue
            code, why = misfits[cell]
            said = f"{why}{_cure(target, cell)}" if code == "choice" else why
            problem = Problem(lot.lines[position], self.header[at], cell, code, said)
            if blank:
                lot.warnings.append(problem)
            else:
                lot.reject(position, problem)
        if target.name == "owner" and self.strangers:
            for position, why in self.strangers.in_cells(cells, known):
                line, cell = lot.lines[position], cells[position]
                said = f"{why}{_cure(target, cell)}"
                lot.warnings.append(Problem(line, self.header[at], cell, strangers.CODE, said))
        read = list(map(known.get, cells))
        if len(known) + len(misfits) > _MOST_KNOWN:
            del self._known[at]
        return read

    def _context(self, at: int) -> Context:
        return replace(self.context, column=self.proof.column(at)) if self.proof else self.context

    def _settled(self, lot: Lot, at: int, target: Field, cells: Sequence[str]) -> Sequence[str]:
        """The cells in our own words, without those that are damaged or that clear."""
        meanings = self.meanings.get(target.name)
        if meanings:
            cells = [meanings.get(cell.strip().casefold(), cell) for cell in cells]
        if self.clear_with is not None:
            cells = _cleared(lot, target, cells, self.clear_with)
        damaged = self.damage.in_cells(at, cells) if self.damage else {}
        if damaged:
            for position, why in damaged.items():
                line, cell = lot.lines[position], cells[position]
                lot.warnings.append(
                    Problem(line, self.header[at], cell, damage.CODE, f"left out: {why}")
                )
            cells = ["" if at_ in damaged else cell for at_, cell in enumerate(cells)]
        return self._whole(lot, at, target, cells)

    def _whole(self, lot: Lot, at: int, target: Field, cells: Sequence[str]) -> Sequence[str]:
        """The cells without what their field has no place for."""
        partly = leftovers.in_cells(target, cells)
        for position, (_, said) in partly.items():
            line, cell = lot.lines[position], cells[position]
            lot.warnings.append(Problem(line, self.header[at], cell, leftovers.CODE, said))
        if not partly:
            return cells
        return [partly[n][0] if n in partly else cell for n, cell in enumerate(cells)]

    def _require(self, lot: Lot) -> None:
        """Reject the rows that have none of what their kind needs, unless they may change one."""
        needed = [cells for target, cells in lot.values.items() if target.name in self.kind.needs]
        if any(map(all, needed)):
            return  # one column is full: nobody lacks anything
        present = zip(*needed, strict=True) if needed else repeat((), len(lot))
        lacking = [at for at, cells in enumerate(present) if not any(cells)]
        for at in lacking:
            if at in lot.rejected:
                continue
            if self.updating:
                lot.lacking.add(at)
            else:
                lot.reject(at, lacks(self.kind, lot.lines[at]))


def _cure(target: Field, cell: str) -> str:
    """How to say what a word of the file means."""
    word = values.shown(cell)[1:-1]
    return f"; --map-value '{target.name}:{word}=…' says which it means"


def lacks(kind: Kind, line: int) -> Problem:
    """A row that has nothing of what a record of this kind needs."""
    return Problem(line, None, None, "required", objection(kind))


def _cleared(lot: Lot, target: Field, cells: Sequence[str], word: str) -> Sequence[str]:
    """The cells without the word that clears; it is noted where it stood."""
    found = {at for at, cell in enumerate(cells) if cell.strip() == word}
    if not found:
        return cells
    lot.cleared.setdefault(target, set()).update(found)
    return ["" if at in found else cell for at, cell in enumerate(cells)]


def _heed(kind: Kind, lot: Lot, opt_outs: Sequence[Sequence[bool | None]]) -> None:
    """Who has opted out in any column has not opted in, whatever another column says."""
    if not opt_outs:
        return
    consent = kind.fields.get("email_opt_in")
    given = lot.values.get(consent, [None] * len(lot))
    lot.values[consent] = [
        False if any(out) else own for own, *out in zip(given, *opt_outs, strict=True)
    ]


def _learn(
    read: Parser, cells: Sequence[str], known: dict[str, Any], misfits: dict[str, Misfit]
) -> None:
    """Read each different cell once: what it says, or why it does not fit."""
    for cell in dict.fromkeys(cells):
        if cell in known or cell in misfits or not cell or cell.isspace():
            continue
        try:
            known[cell] = read(cell)
        except BadValueError as error:
            # Not the error itself: its way here leads back to this very dict, and to the whole lot,
            # which would stay until somebody looked for garbage.
            misfits[cell] = (error.code, str(error))


def _too_long(line: int, cells: list[str], width: int) -> Problem:
    extra = next(cell for cell in cells[width:] if cell.strip())
    message = (
        f"the row has {len(cells)} cells, the header {width}: "
        "put quotes around a cell that holds the delimiter"
    )
    return Problem(line, None, extra, "width", message)


def _too_short(line: int, cells: list[str], width: int) -> Problem:
    message = f"the row has {len(cells)} cells, the header {width}: the last ones are empty"
    return Problem(line, None, None, "width", message)


def _split_full_names(kind: Kind, lot: Lot) -> None:
    """A full name fills the first and the last name where the row has neither."""
    full = next((target for target in lot.values if target.name == "full_name"), None)
    if full is None:
        return
    split = [values.split_name(name or "") for name in lot.values.pop(full)]
    blank = [None] * len(lot)
    first, last = kind.fields.get("first_name"), kind.fields.get("last_name")
    for part in (first, last) if full in lot.cleared else ():
        lot.cleared.setdefault(part, set()).update(lot.cleared[full])
    firsts, lasts = lot.values.get(first, blank), lot.values.get(last, blank)
    pairs = [
        own if any(own) else both
        for own, both in zip(zip(firsts, lasts, strict=True), split, strict=True)
    ]
    lot.values[first] = [each for each, _ in pairs]
    lot.values[last] = [each for _, each in pairs]
