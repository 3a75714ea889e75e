"""Picking one of several, narrowed down by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from crmctl.cli import output
from crmctl.cli.wizard.marked_list import MarkedList


@dataclass(frozen=True, slots=True)
class Item:
    """One of several: what comes of it, what it is called, and a remark beside it."""

    value: str
    label: str
    remark: str = ""


# The items for what was typed; all of them for nothing.
Find = Callable[[str], Sequence[Item]]


class PickerFilter(Input):
    """What is typed here narrows the list down, while the arrows move in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Its own, behind the letters: one of the screen's would overtake those still on their way.
        Binding("enter", "submit", "Take it", key_display="enter"),
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
        Binding("pagedown", "screen.move(10)", show=False),
        Binding("pageup", "screen.move(-10)", show=False),
    ]


class PickerList(MarkedList):
    """The items."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "Take it", key_display="enter"),
    ]


class Picker(ModalScreen[str | None]):
    """Returns the value of the item that was picked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", key_display="esc"),
    ]

    def __init__(self, title: str, find: Find, marked: str = "", *, typing: bool = True) -> None:
        super().__init__()
        self._title = output.visible(title)
        self._find = find
        self._marked = marked
        self._typing = typing
        self._items: list[Item] = []
        self._sought = ""

    def compose(self) -> ComposeResult:
        """The question, the filter, the items, the keys."""
        with Vertical(id="picker"):
            yield Static(self._title, id="question", markup=False)
            if self._typing:
                yield PickerFilter(placeholder="Type to narrow it down", compact=True)
            yield PickerList()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """All items, the present one marked; the keyboard on the filter, if there is one."""
        self.show("")
        values = [item.value for item in self._items]
        if self._marked in values:
            self._list.highlighted = values.index(self._marked)
        self.set_focus(self.query_one(PickerFilter) if self._typing else self._list)

    @property
    def _list(self) -> PickerList:
        return self.query_one(PickerList)

    def show(self, sought: str) -> None:
        """The items that are sought, the first of them marked."""
        self._sought = sought
        self._items = list(self._find(sought))
        lines = [Option(_line(item)) for item in self._items]
        self._list.set_options(lines or [Option("Nothing is called so", disabled=True)])
        self._list.highlighted = 0 if self._items else None

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """What was typed has changed."""
        if event.value != self._sought:
            self.show(event.value)

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter takes the marked item of what was typed, be it shown already or not."""
        if event.value != self._sought:
            self.show(event.value)
        self.pick()

    @on(OptionList.OptionSelected)
    def selected(self) -> None:
        """So do enter and a click in the list."""
        self.pick()

    def action_move(self, by: int) -> None:
        """Move in the list while typing."""
        if self._items:
            at = (self._list.highlighted or 0) + by
            self._list.highlighted = max(0, min(at, len(self._items) - 1))

    def pick(self) -> None:
        """Take the marked item."""
        at = self._list.highlighted
        if self._items and at is not None:
            self.dismiss(self._items[at].value)

    def action_leave(self) -> None:
        """Back, with nothing taken."""
        self.dismiss(None)


def _line(item: Item) -> Content:
    label = Content(output.visible(item.label))
    if not item.remark:
        return label
    return Content.assemble(label, "  ", Content.styled(output.visible(item.remark), "dim"))
