"""The list of fields with their boxes, and the line above it that narrows it down."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input
from textual.widgets.option_list import Option

from crmctl.cli import output
from crmctl.cli.wizard.choice import Choice
from crmctl.cli.wizard.marked_list import MarkedList


class FieldFilter(Input):
    """What is typed here narrows the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "app.to_list", "To the fields", key_display="enter"),
        Binding("escape", "app.clear_filter", "Show all fields"),
    ]


class FieldList(MarkedList):
    """A line a field: its box, the number of its column, its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick"),
        Binding("enter", "app.export", "Export", key_display="enter"),
        Binding("a", "tick(True)", "All"),
        Binding("n", "tick(False)", "None"),
        Binding("left_square_bracket,shift+up", "move(-1)", "Earlier", key_display="["),
        Binding("right_square_bracket,shift+down", "move(1)", "Later", key_display="]"),
        Binding("question_mark", "app.help", "Help", key_display="?"),
        Binding("escape", "app.leave", "Leave"),
        Binding("left", "app.scroll_preview(-1)", show=False),
        Binding("right", "app.scroll_preview(1)", show=False),
    ]

    class Changed(Message):
        """Other fields, or another order."""

    class Refused(Message):
        """Only a ticked field can move."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice

    def on_mount(self) -> None:
        """Show the fields, the first of them marked."""
        self.narrow("")

    @property
    def marked(self) -> str | None:
        """The name of the field under the cursor."""
        return None if self.highlighted is None else self.choice.shown[self.highlighted]

    def narrow(self, sought: str) -> None:
        """Show the fields whose names contain what is sought; the cursor stays where it can."""
        marked = self.marked
        self.choice.sought = sought
        shown = self.choice.shown
        lines = [Option(self._line(name)) for name in shown]
        self.set_options(lines or [Option("No field is called so", disabled=True)])
        if shown:
            self.highlighted = shown.index(marked) if marked in shown else 0

    def mark(self, name: str) -> None:
        """Put the cursor on a field, where it is shown."""
        if name in self.choice.shown:
            self.highlighted = self.choice.shown.index(name)

    def on_option_list_option_selected(self) -> None:
        """Space and the mouse tick and untick."""
        if self.marked is not None:
            self.choice.toggle(self.marked)
            self._announce()

    def action_tick(self, ticked: bool) -> None:
        """Tick or untick all that are shown."""
        (self.choice.tick_shown if ticked else self.choice.untick_shown)()
        self._announce()

    def action_move(self, by: int) -> None:
        """Move the column of the field under the cursor."""
        if self.marked is None or not self.choice.move(self.marked, by):
            self.post_message(self.Refused())
            return
        self._announce()

    def _announce(self) -> None:
        for at, name in enumerate(self.choice.shown):
            self.replace_option_prompt_at_index(at, self._line(name))
        self.post_message(self.Changed())

    def _line(self, name: str) -> Content:
        number = self.choice.number(name)
        box = f"[x] {number:>2} " if number else "[ ]    "
        return Content.styled(f"{box} {output.visible(name)}", "bold" if number else "")
