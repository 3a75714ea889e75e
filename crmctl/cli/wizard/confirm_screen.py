"""The last word: what would happen, and whether it shall."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, Static

from crmctl.cli import output
from crmctl.cli.wizard.handling_page import counted
from crmctl.cli.wizard.trial import Attempt


class ConfirmScreen(ModalScreen[str | None]):
    """Returns the name to save the mapping under, "" for none; None for a no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Import now"),
        Binding("n,escape", "leave", "Back", key_display="n/esc"),
    ]

    def __init__(self, file: str, attempt: Attempt, save_as: str) -> None:
        super().__init__()
        self._file = file
        self._attempt = attempt
        self._save_as = save_as

    def compose(self) -> ComposeResult:
        """The counts, the name, yes or no."""
        with Vertical(id="confirm"):
            yield Static(f"Import {output.visible(self._file)}?", id="question", markup=False)
            yield Static(counted(self._attempt), id="counts", markup=False)
            yield Static("Save the mapping for files like this one, under a name:", markup=False)
            yield Input(self._save_as, placeholder="none", compact=True)
            with Horizontal():
                yield Button("Import now", id="yes", compact=True)
                yield Button("Back", id="no", compact=True)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """The keyboard on yes where it would do something."""
        counts = self._attempt.report.counts
        useful = counts["created"] or counts["updated"]
        self.set_focus(self.query_one("#yes" if useful else "#no"))

    @on(Input.Submitted)
    def named(self) -> None:
        """Enter behind the name is no yes yet."""
        self.set_focus(self.query_one("#yes"))

    @on(Button.Pressed, "#yes")
    def action_agree(self) -> None:
        """Go."""
        self.dismiss(self.query_one(Input).value.strip())

    @on(Button.Pressed, "#no")
    def action_leave(self) -> None:
        """Back to the pages."""
        self.dismiss(None)
