"""What is wrong with the file, by kind, and the rows where it is."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from crmctl.cli import output
from crmctl.cli.wizard.grid import Cell, Grid
from crmctl.cli.wizard.marked_list import MarkedList
from crmctl.cli.wizard.trial import Attempt
from crmctl.importing.report import Problem, Sort, called


class KindList(MarkedList):
    """The kinds of problems, and how often each came."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "select", "Its rows", key_display="enter"),
    ]


class RowTable(Grid):
    """The first rows with a problem of that kind."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Whole row", key_display="enter"),
        Binding("c", "to_column", "Its column"),
        Binding("left", "to_kinds", "Kinds", show=False),
    ]

    class ToColumn(Message):
        """The column of the problem under the cursor is to be seen."""

    def action_to_column(self) -> None:
        """To the column of the problem under the cursor."""
        self.post_message(self.ToColumn())

    def action_to_kinds(self) -> None:
        """Back to the list."""
        self.screen.query_one(KindList).focus()


class ProblemsPage(Container):
    """The kinds on one side, the rows on the other."""

    class RowWanted(Message):
        """A row is to be seen whole."""

        def __init__(self, problem: Problem) -> None:
            super().__init__()
            self.problem = problem

    class ColumnWanted(Message):
        """Where a column goes is to be seen; None for a problem of a whole row."""

        def __init__(self, column: str | None) -> None:
            super().__init__()
            self.column = column

    def __init__(self) -> None:
        super().__init__()
        self._sorts: list[tuple[str, Sort]] = []
        self._rows: list[Problem] = []
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        """The line, the kinds, the rows."""
        yield Static("", id="none", markup=False)
        yield KindList()
        yield RowTable(("line", "column", "cell", "what is wrong"), (8, 20, 24, 48))

    @property
    def kinds(self) -> KindList:
        """The kinds."""
        return self.query_one(KindList)

    def show(self, attempt: Attempt) -> None:
        """The problems that the trial has found so far."""
        report = attempt.report
        counted = [
            (f"{called(code)}{'' if sorts is report.failures else ' (warning)'}", sort)
            for sorts in (report.failures, report.cautions)
            for code, sort in sorted(sorts.items(), key=lambda item: -item[1].count)
        ]
        state = (id(attempt), attempt.state, [(name, sort.count) for name, sort in counted])
        if state == self._drawn:
            return
        self._drawn = state
        marked = self.kinds.highlighted or 0
        self._sorts = counted
        self.kinds.set_options([_line(name, sort) for name, sort in counted])
        self.kinds.highlighted = min(marked, len(counted) - 1) if counted else None
        self._tell(attempt)
        if not counted:
            self._fill([])

    def _tell(self, attempt: Attempt) -> None:
        none = self.query_one("#none", Static)
        none.display = not self._sorts
        none.update(_nothing(attempt))
        self.kinds.display = self.query_one(RowTable).display = bool(self._sorts)

    @on(OptionList.OptionHighlighted)
    def marked(self) -> None:
        """The rows of the kind under the cursor."""
        at = self.kinds.highlighted
        self._fill(self._sorts[at][1].examples if at is not None and self._sorts else [])

    def _fill(self, problems: Sequence[Problem]) -> None:
        self._rows = list(problems)
        self.query_one(RowTable).fill([_cells(problem) for problem in problems])

    @on(OptionList.OptionSelected)
    def entered(self) -> None:
        """To the rows."""
        self.query_one(RowTable).focus()

    @on(DataTable.RowSelected)
    def asked(self, event: DataTable.RowSelected) -> None:
        """A row is to be seen whole."""
        self.post_message(self.RowWanted(self._rows[event.cursor_row]))

    @on(RowTable.ToColumn)
    def column_asked(self) -> None:
        """The column of the problem under the cursor."""
        at = self.query_one(RowTable).cursor_row
        if at < len(self._rows):
            self.post_message(self.ColumnWanted(self._rows[at].column))


def _nothing(attempt: Attempt) -> str:
    if attempt.error:
        return "The rows cannot be checked."
    return "Every row fits." if attempt.done else "Checking the rows ..."


def _line(name: str, sort: Sort) -> Option:
    return Option(Content(f"{sort.count:>7,}  {output.visible(name)}"))


def _cells(problem: Problem) -> tuple[Cell, ...]:
    return (
        (f"{problem.line:,}", ""),
        (problem.column or "", ""),
        (problem.value or "", "bold"),
        (problem.message, ""),
    )
