"""A table that shares the width there is among its columns, whatever stands in the cells."""

from collections.abc import Sequence

from rich.text import Text
from textual.events import Resize
from textual.widgets import DataTable

from crmctl.cli.wizard.marked_list import one_line

_NARROWEST = 4
# A blank on either side of a cell.
_PADDING = 2
# The bar that scrolls, and a border.
_BESIDE = 2

# A cell's text and style.
Cell = tuple[str, str]


class Grid(DataTable[Text]):
    """Rows of text under heads; `shares` says how the width is shared out."""

    def __init__(self, heads: Sequence[str], shares: Sequence[int]) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False)
        self._heads = heads
        self._shares = shares
        self._cells: list[Sequence[Cell]] = []
        self._drawn_for = 0

    def fill(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows; the cursor stays where it is, as far as it can."""
        self._cells = list(rows)
        self._draw()

    def on_resize(self, _: Resize) -> None:
        """Share out the new width; a scroll bar that comes and goes is no new width."""
        if self.outer_size.width != self._drawn_for:
            self._draw()

    def _draw(self) -> None:
        self._drawn_for = self.outer_size.width
        if not self._drawn_for:
            return
        at, top = self.cursor_row, self.scroll_y
        widths = self._widths()
        self.clear(columns=True)
        for head, width in zip(self._heads, widths, strict=True):
            self.add_column(one_line(head, width), width=width)
        for row in self._cells:
            cells = zip(row, widths, strict=True)
            self.add_row(*(one_line(text, width, style) for (text, style), width in cells))
        if self._cells:
            self.move_cursor(row=min(at, len(self._cells) - 1), scroll=False)
            self.scroll_to(y=top, animate=False, immediate=True)

    def _widths(self) -> list[int]:
        room = self._drawn_for - _PADDING * len(self._heads) - _BESIDE
        whole = sum(self._shares)
        *widths, last = (max(_NARROWEST, room * share // whole) for share in self._shares)
        return [*widths, max(last, room - sum(widths))]
