"""How many rows will go out, and the first of them in a table."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import MouseDown
from textual.message import Message
from textual.widgets import DataTable, Static

from crmctl.cli import output
from crmctl.cli.wizard.fields import Preview
from crmctl.cli.wizard.marked_list import one_line

WIDEST = 28
_STEP = 16


class PreviewPane(Vertical):
    """A line that says how many rows, and a table of the first ones."""

    class Pointed(Message):
        """The user pointed at a column."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """The line and the table."""
        yield Static("Reading the first rows ...", id="count", markup=False)
        table = DataTable[Text](cursor_type="column", show_cursor=False)
        table.can_focus = False
        yield table

    @property
    def table(self) -> DataTable[Text]:
        """The first rows."""
        return self.query_one(DataTable)

    def say(self, text: str) -> None:
        """The line above the table."""
        self.query_one("#count", Static).update(output.visible(text))

    def show(self, names: Sequence[str], found: Preview) -> None:
        """The rows under the names of their fields."""
        self.names = tuple(names)
        self.say(_counted(found) if names else _counted(found) + " No field is ticked")
        self.table.clear(columns=True)
        for name in names:
            self.table.add_column(one_line(name, WIDEST), key=name)
        if names:
            self.table.add_rows([one_line(cell, WIDEST) for cell in row] for row in found.rows)

    def point_at(self, name: str | None) -> None:
        """Mark the column of that field and bring it into sight; none, when it has none."""
        self.table.show_cursor = name in self.names
        if name in self.names:
            self.table.move_cursor(column=self.names.index(name))

    def scroll_sideways(self, direction: int) -> None:
        """A step to the left (-1) or to the right (1)."""
        self.table.scroll_relative(x=direction * _STEP, animate=False)

    def on_mouse_down(self, event: MouseDown) -> None:
        """A click on a column points at it, be it marked already or not."""
        at = event.style.meta.get("column")
        if at is not None and at < len(self.names):
            self.post_message(self.Pointed(self.names[at]))


def _counted(found: Preview) -> str:
    if not found.total:
        return "No row meets the filters."
    rows = "1 row" if found.total == 1 else f"{found.total:,} rows"
    return f"{rows}, the first {len(found.rows)}:" if found.total > len(found.rows) else f"{rows}:"
