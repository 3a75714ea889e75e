"""What an update will change in records that are there: the old value and the new."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from crmctl.cli import diffs
from crmctl.cli.wizard.grid import Cell, Grid
from crmctl.cli.wizard.trial import Attempt
from crmctl.importing.diff import Change


class ChangesPage(Vertical):
    """How many changes, and a table of the first."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        """The line and the table."""
        yield Static("", id="changes", markup=False)
        yield Grid(("line", "field", "old", "new"), (8, 20, 36, 36))

    def show(self, attempt: Attempt) -> None:
        """The changes that the trial has made so far."""
        diff = attempt.diff
        state = (id(attempt), attempt.state, diff.total)
        if state == self._drawn:
            return
        self._drawn = state
        self.query_one("#changes", Static).update(_told(attempt))
        self.query_one(Grid).fill([_cells(change) for change in diff.kept])


def _told(attempt: Attempt) -> str:
    diff = attempt.diff
    if not diff.total:
        if attempt.error:
            return "The rows cannot be checked."
        if not attempt.done:
            return "Looking for records that are there already ..."
        if attempt.plan.request.duplicates != "update":
            return "Records that are there stay as they are: page 4 says what happens to them."
        return "No record that is there changes."
    some = f", the first {len(diff.kept):,} of them" if diff.total > len(diff.kept) else ""
    return f"{diff.total:,} changes{some}. Nothing is written before you say so."


def _cells(change: Change) -> tuple[Cell, ...]:
    return (
        (f"{change.line:,}", ""),
        (change.field, ""),
        _value(change.old, "dim"),
        _value(change.new, "bold"),
    )


def _value(value: Any, style: str) -> Cell:
    return (diffs.told(value), style)
