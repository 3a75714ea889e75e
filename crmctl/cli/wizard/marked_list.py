"""A list whose cursor is seen on every terminal, and text of files that fits one line."""

from rich.text import Text
from textual.style import Style
from textual.widgets import OptionList

from crmctl.cli import output


class MarkedList(OptionList):
    """Textual itself leaves `reverse` out, the mark without colours."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of a line."""
        style = super().get_visual_style(*component_classes, partial=partial)
        marked = "option-list--option-highlighted" in component_classes
        return style + Style(reverse=True) if marked and self.app.no_color else style


def one_line(value: str, width: int, style: str = "") -> Text:
    """One line that a terminal can show, no wider than that."""
    # What is far behind the edge is not worth the work.
    made = Text(output.visible(" ".join(value[: 4 * width].split())), style, no_wrap=True)
    made.truncate(width, overflow="ellipsis")
    return made
