"""What the keys of a screen do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Footer, Static


class HelpScreen(ModalScreen[None]):
    """The keys; any of the usual ones closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q,question_mark", "close", "Close", key_display="esc"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The text, and how to get back."""
        yield Static(self._text, id="help", markup=False)
        yield Footer()

    def on_click(self) -> None:
        """A click closes it, too."""
        self.action_close()

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)
