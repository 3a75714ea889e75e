"""One row of the file, whole: each cell beside its column and its field."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from crmctl.cli import output
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.grid import Grid
from crmctl.importing.report import Problem


class RowScreen(ModalScreen[str | None]):
    """Returns the column to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,enter", "to_column", "To this column", key_display="c"),
        Binding("escape,q", "leave", "Back", key_display="esc"),
    ]

    def __init__(self, draft: Draft, problem: Problem, cells: Sequence[str]) -> None:
        super().__init__()
        self._draft = draft
        self._problem = problem
        self._row = cells

    def compose(self) -> ComposeResult:
        """What is wrong, the cells, the keys."""
        with Vertical(id="row"):
            told = f"Line {self._problem.line:,}: {self._problem.message}"
            yield Static(output.visible(told), id="question", markup=False)
            yield Grid(("column", "cell", "field"), (30, 45, 25))
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """The cells, the keyboard on the one that does not fit."""
        grid = self.query_one(Grid)
        columns = [each.column for each in self._draft.proposals]
        grid.fill([self._line(at, column) for at, column in enumerate(columns)])
        self.set_focus(grid)
        if self._problem.column in columns:
            at = columns.index(self._problem.column)
            grid.call_after_refresh(grid.move_cursor, row=at)

    def _line(self, at: int, column: str) -> Sequence[tuple[str, str]]:
        wrong = "bold red" if column == self._problem.column else ""
        cell = self._row[at] if at < len(self._row) else ""
        field = self._draft.proposals[at].field or "-"
        return ((column, wrong), (f"! {cell}" if wrong else cell, wrong), (field, ""))

    def on_data_table_row_selected(self) -> None:
        """A click on the marked line, or enter."""
        self.action_to_column()

    def action_to_column(self) -> None:
        """Change where this column goes."""
        at = self.query_one(Grid).cursor_row
        self.dismiss(self._draft.proposals[at].column)

    def action_leave(self) -> None:
        """Back to the problems."""
        self.dismiss(None)
