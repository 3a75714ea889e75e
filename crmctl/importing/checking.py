"""From rows of cells to columns of values: each cell read by its field, misfits named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.importing.report import Problem
from crmctl.records import guarding, values
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind, objection
from crmctl.records.values import BadValueError, Context, Parser

SourceRow = tuple[int, list[str]]
# A column of few different cells is read once for each of them.
_MOST_REMEMBERED = 20_000


@dataclass
class Lot:
    """Some rows of the file: their lines and cells, and by column what they hold."""

    lines: list[int]
    cells: list[list[str]]
    values: dict[Field, list[Any]] = field(default_factory=dict)
    # {position in the lot: why the row cannot be taken}
    rejected: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.lines)

    def reject(self, at: int, problem: Problem) -> None:
        """The row at this position cannot be taken."""
        self.rejected.setdefault(at, []).append(problem)


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

    def check(self, rows: Sequence[SourceRow]) -> Lot:
        """The rows with everything known that they alone can tell."""
        lot = Lot([line for line, _ in rows], [cells for _, cells in rows])
        columns = self._columns(lot)
        for name, target, cells in zip(self.header, self.fields, columns, strict=True):
            if target is not None:
                lot.values[target] = self._read(lot, name, target, cells)
        _split_full_names(self.kind, lot)
        self._require(lot)
        return lot

    def _columns(self, lot: Lot) -> list[Sequence[str]]:
        """The cells by column; a short row ends in empty cells, a long one is rejected."""
        width = len(self.header)
        fitted = []
        for at, cells in enumerate(lot.cells):
            if len(cells) == width:
                fitted.append(cells)
                continue
            if any(cell.strip() for cell in cells[width:]):
                lot.reject(at, _too_long(lot.lines[at], cells, width))
            fitted.append([*cells[:width], *[""] * (width - len(cells))])
        return list(zip(*fitted, strict=True))

    def _read(self, lot: Lot, name: str, target: Field, cells: Sequence[str]) -> list[Any]:
        """The values of one column; None where the cell is empty or does not fit."""
        if self.guarded:
            cells = [guarding.restore(cell) for cell in cells]
        read = _remembering(values.parser(target, self.context))
        out: list[Any] = []
        for at, cell in enumerate(cells):
            if not cell or cell.isspace():
                out.append(None)
                continue
            try:
                out.append(read(cell))
            except BadValueError as error:
                out.append(None)
                problem = Problem(lot.lines[at], name, cell, error.code, str(error))
                if self.blank:
                    lot.warnings.append(problem)
                else:
                    lot.reject(at, problem)
        return out

    def _require(self, lot: Lot) -> None:
        """Reject the rows that have none of what their kind needs."""
        needed = [cells for target, cells in lot.values.items() if target.name in self.kind.needs]
        for at, present in enumerate(zip(*needed, strict=True)):
            if not any(present) and at not in lot.rejected:
                lot.reject(at, Problem(lot.lines[at], None, None, "required", objection(self.kind)))


def _remembering(read: Parser) -> Parser:
    known: dict[str, Any] = {}

    def remembered(cell: str) -> Any:
        if cell in known:
            return known[cell]
        value = read(cell)
        if len(known) < _MOST_REMEMBERED:
            known[cell] = value
        return value

    return remembered


def _too_long(line: int, cells: list[str], width: int) -> Problem:
    extra = next(cell for cell in cells[width:] if cell.strip())
    message = (
        f"the row has {len(cells)} cells, the header {width}: "
        "put quotes around a cell that holds the delimiter"
    )
    return Problem(line, None, extra, "width", message)


def _split_full_names(kind: Kind, lot: Lot) -> None:
    """A full name fills the first and the last name where the row has neither."""
    full = next((target for target in lot.values if target.name == "full_name"), None)
    if full is None:
        return
    split = [values.split_name(name or "") for name in lot.values.pop(full)]
    blank = [None] * len(lot)
    first, last = kind.fields.get("first_name"), kind.fields.get("last_name")
    firsts, lasts = lot.values.get(first, blank), lot.values.get(last, blank)
    pairs = [
        own if any(own) else both
        for own, both in zip(zip(firsts, lasts, strict=True), split, strict=True)
    ]
    lot.values[first] = [each for each, _ in pairs]
    lot.values[last] = [each for _, each in pairs]
