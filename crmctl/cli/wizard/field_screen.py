"""The screen behind `fields.choose`: fields on the left, the first rows on the right."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Input, OptionList, Static

from crmctl.cli import output
from crmctl.cli.wizard.choice import Choice
from crmctl.cli.wizard.field_list import FieldFilter, FieldList
from crmctl.cli.wizard.fields import Source
from crmctl.cli.wizard.full_screen import FullScreen
from crmctl.cli.wizard.help_screen import HelpScreen
from crmctl.cli.wizard.preview_pane import PreviewPane
from crmctl.errors import CrmctlError

# Seconds without a key before the rows are read anew.
PAUSE = 0.1
_HELP = """\
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
# What a line of the list has besides the name: box, number, blanks, scroll bar.
_BESIDE_NAME = 11


class FieldScreen(FullScreen[list[str]]):
    """Returns the chosen fields in their order, or None."""

    CSS_PATH = "fields.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the list sees it: the letters that follow at once are no keys of the list.
        Binding("slash", "to_filter", "Filter", key_display="/", priority=True),
    ]

    def __init__(
        self, title: str, names: Sequence[str], chosen: Sequence[str], source: Source
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (120, "-wide")]
        self.heading = output.visible(title)
        self.choice = Choice(tuple(names), list(chosen))
        self._source = source
        # One thread: a reading that is no longer wanted is dropped before it has begun.
        self._reader = ThreadPoolExecutor(1, "preview")

    def compose(self) -> ComposeResult:
        """Title, fields, rows, keys."""
        yield Static(id="heading", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left") as left:
                left.styles.max_width = max(map(len, self.choice.names), default=0) + _BESIDE_NAME
                yield FieldFilter(placeholder="Filter: press /", compact=True)
                yield FieldList(self.choice)
            yield PreviewPane()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """The keyboard on the list, the first rows beside it."""
        self.action_to_list()
        self.changed()

    def on_unmount(self) -> None:
        """Let the reading thread end by itself."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    @property
    def fields(self) -> FieldList:
        """The list of fields."""
        return self.query_one(FieldList)

    @property
    def pane(self) -> PreviewPane:
        """The first rows."""
        return self.query_one(PreviewPane)

    @on(FieldList.Changed)
    def changed(self) -> None:
        """Show how many fields there are, and the rows of these."""
        counted = f"{len(self.choice.chosen)} of {len(self.choice.names)} fields"
        self.query_one("#heading", Static).update(f"{self.heading}: {counted}")
        self.read()

    @work(exclusive=True)
    async def read(self) -> None:
        """Read the rows when the keys have come to rest, and show them."""
        await asyncio.sleep(PAUSE)
        names = tuple(self.choice.chosen)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._reader, self._source, names)
        except CrmctlError as error:
            self.pane.say(f"The rows cannot be shown: {error}")
        except Exception as error:
            self.fail(error)
        else:
            self.pane.show(names, found)
            self.pane.point_at(self.fields.marked)

    @on(OptionList.OptionHighlighted)
    def marked(self) -> None:
        """Mark the field's column, too."""
        self.pane.point_at(self.fields.marked)

    @on(PreviewPane.Pointed)
    def pointed(self, event: PreviewPane.Pointed) -> None:
        """Go to the field of a column."""
        self.fields.mark(event.name)

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show the fields that are sought."""
        self.fields.narrow(event.value)

    @on(FieldList.Refused)
    def refused(self) -> None:
        """Say why nothing moved."""
        self.notify("Only a ticked field has a place among the columns", severity="warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash is a letter in the filter."""
        if action == "to_filter":
            return self.focused is not None and not isinstance(self.focused, FieldFilter)
        return super().check_action(action, parameters)

    def action_to_filter(self) -> None:
        """The keyboard to the filter."""
        self.screen.set_focus(self.query_one(FieldFilter))

    def action_to_list(self) -> None:
        """The keyboard to the list, at once: the next key may be on its way."""
        self.screen.set_focus(self.fields)

    def action_clear_filter(self) -> None:
        """Show every field again."""
        self.query_one(FieldFilter).value = ""
        self.action_to_list()

    def action_scroll_preview(self, direction: int) -> None:
        """See more of the rows."""
        self.pane.scroll_sideways(direction)

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(HelpScreen(_HELP))

    def action_export(self) -> None:
        """Go, when there is something to export."""
        if self.choice.chosen:
            self.exit(list(self.choice.chosen))
        else:
            self.notify("Tick a field first, with space", severity="warning")

    def action_leave(self) -> None:
        """Out; first out of the filter, where there is one."""
        if self.choice.sought:
            self.action_clear_filter()
        else:
            self.exit(None)
