"""The columns of the file beside the fields they go to."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import DataTable, Static

from crmctl.cli import output
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.grid import Grid
from crmctl.cli.wizard.marked_list import one_line

_HEADS = ("column of the file", "for example", "field", "sure", "because")
_SHARES = (22, 20, 18, 6, 34)
_SURE = 0.9


class ColumnTable(Grid):
    """A line a column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Field", key_display="enter"),
        Binding("x,delete", "send('')", "Leave out", key_display="x"),
        Binding("k", "keep", "Keep as custom", key_display="k"),
    ]

    class Sent(Message):
        """A column is to go to a field; "" leaves it out, None asks."""

        def __init__(self, at: int, field: str | None) -> None:
            super().__init__()
            self.at = at
            self.field = field

    def action_send(self, field: str) -> None:
        """Have the column under the cursor go there."""
        if self.row_count:
            self.post_message(self.Sent(self.cursor_row, field))

    def action_keep(self) -> None:
        """Keep the column as a custom field of its own name."""
        self.action_send("custom")

    @on(DataTable.RowSelected)
    def asked(self, event: DataTable.RowSelected) -> None:
        """Enter, or a click on the line that is marked."""
        event.stop()
        self.post_message(self.Sent(event.cursor_row, None))


class ColumnsPage(Horizontal):
    """The table, and all that is known of the column under the cursor."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def compose(self) -> ComposeResult:
        """Table and particulars."""
        yield ColumnTable(
            ("column of the file", "for example", "field", "sure", "because"), _SHARES
        )
        with VerticalScroll(id="particulars", can_focus=False):
            yield Static(id="particular", markup=False)

    @property
    def table(self) -> ColumnTable:
        """The columns."""
        return self.query_one(ColumnTable)

    def show(self) -> None:
        """The mapping as it now is."""
        self.table.fill([self._row(at) for at in range(len(self.draft.proposals))])
        self.tell()

    def _row(self, at: int) -> Sequence[tuple[str, str]]:
        proposal = self.draft.proposals[at]
        example = next(iter(self.draft.samples(at)), "")
        if proposal.field is None:
            return ((proposal.column, "dim"), (example, "dim"), ("-", "dim"), ("", ""),
                    (proposal.reason, "dim"))  # fmt: skip
        unsure = "" if proposal.confidence >= _SURE else "bold"
        return ((proposal.column, ""), (example, ""), (proposal.field, "bold"),
                (proposal.surety, unsure), (proposal.reason, ""))  # fmt: skip

    @on(DataTable.RowHighlighted)
    def tell(self) -> None:
        """All that is known of the column under the cursor."""
        at = self.table.cursor_row
        if not self.draft.proposals:
            return
        proposal = self.draft.proposals[at]
        told = Text()
        told.append(output.visible(proposal.column), "bold")
        told.append(f" -> {proposal.field or 'left out'}\n")
        told.append(output.visible(proposal.reason) + "\n")
        width = max(20, self.query_one("#particulars").size.width - 2)
        for sample in self.draft.samples(at):
            told.append("· ").append_text(one_line(sample, width)).append("\n")
        self.query_one("#particular", Static).update(told)
