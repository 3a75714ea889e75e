"""The first rows as the records that they will become."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import DataTable, Static

from crmctl.cli import output
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.marked_list import one_line
from crmctl.cli.wizard.trial import Attempt
from crmctl.importing.report import FirstRow
from crmctl.records.amounts import Amount

_WIDEST = 24
# {what becomes of a row: how it is told}
OUTCOMES = {
    "created": "new",
    "updated": "changes",
    "unchanged": "stays",
    "skipped": "skipped",
    "failed": "FAILS",
}


class RowsPage(Vertical):
    """How the file was read, and a table of its first rows."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._shown: Sequence[FirstRow] = ()

    def compose(self) -> ComposeResult:
        """The line and the table."""
        yield Static(self._reading(), id="reading", markup=False)
        yield DataTable[Text](cursor_type="row")

    def _reading(self) -> str:
        layout = self.draft.plan.table.layout
        delimiter = {"\t": "tabs", ",": "commas", ";": "semicolons"}.get(
            layout.delimiter, f"{layout.delimiter!r} between cells"
        )
        header = f"header on line {layout.header_line}" if layout.header_line else "no header"
        return output.visible(
            ". ".join([f"{layout.encoding}, {delimiter}, {header}", *layout.notes])
        )

    @property
    def table(self) -> DataTable[Text]:
        """The first rows."""
        return self.query_one(DataTable)

    def show(self, attempt: Attempt) -> None:
        """The rows as the trial sees them, once it has come so far."""
        if attempt.report.first == self._shown:
            return
        self._shown = list(attempt.report.first)
        self.table.clear(columns=True)
        names = _names(self._shown)
        for name in ("line", "becomes", *names):
            self.table.add_column(one_line(name, _WIDEST))
        columns = {each.column: each.field for each in attempt.plan.mapping.proposals if each.field}
        for row in self._shown:
            self.table.add_row(*_cells(row, names, columns))


def _names(rows: Sequence[FirstRow]) -> list[str]:
    """The fields of the file, in its order."""
    return list(dict.fromkeys(name for row in rows for name in row.values))


def _cells(row: FirstRow, names: Sequence[str], columns: dict[str, str]) -> list[Text]:
    """A field a cell; what did not fit stands there as it was, marked."""
    wrong = {columns.get(each.column or ""): each.value or "" for each in row.problems}
    cells = [Text(f"{row.line:,}"), one_line(OUTCOMES[row.outcome], _WIDEST, _style(row))]
    for name in names:
        if name in wrong:
            cells.append(one_line(f"! {wrong[name]}", _WIDEST, "bold red"))
        else:
            value = row.values.get(name)
            said = str(value) if isinstance(value, Amount) else output.cell(value)
            cells.append(one_line(said, _WIDEST))
    return cells


def _style(row: FirstRow) -> str:
    return "bold red" if row.outcome == "failed" else ""
