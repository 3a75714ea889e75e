"""What the keys of the field screen do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

TEXT = """\
up, down, home, end    move the cursor
space, or a click      tick or untick the field
a / n                  tick all fields / none (of those shown)
[ / ], shift+up/down   move the column to the left / right
/                      show only fields whose names contain
                       what you type; escape shows all again
left, right            scroll the first rows sideways
enter                  export
escape, ctrl+c         leave; nothing is written

The number behind a box is the column that the field will be."""


class HelpScreen(ModalScreen[None]):
    """The keys; any of the usual ones closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q,question_mark", "close", "Close", key_display="esc"),
    ]

    def compose(self) -> ComposeResult:
        """The text, and how to get back."""
        yield Static(TEXT, id="help", markup=False)
        yield Footer()

    def on_click(self) -> None:
        """A click closes it, too."""
        self.action_close()

    def action_close(self) -> None:
        """Back to the fields."""
        self.dismiss(None)
