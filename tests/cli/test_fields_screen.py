"""The screen on which fields are chosen, driven by keys and mouse on terminals of real sizes."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import DataTable, Footer, Static

from crmctl.cli.wizard import by_number
from crmctl.cli.wizard.choice import Choice
from crmctl.cli.wizard.field_list import FieldFilter, FieldList
from crmctl.cli.wizard.field_screen import FieldScreen
from crmctl.cli.wizard.fields import Preview
from crmctl.cli.wizard.help_screen import HelpScreen
from crmctl.errors import CrmctlError, UsageError

NAMES = ["first_name", "last_name", "email", "phone", "city", "tags", "notes", "custom.shoe"]
USUAL = ["first_name", "last_name", "email"]
SIZES = [(80, 24), (160, 50), (60, 20)]
Steps = Callable[[FieldScreen, Pilot], Awaitable[None]]


def rows(chosen: Sequence[str]) -> Preview:
    """Ten rows in which each cell tells its field and its row."""
    return Preview([[f"{name} {row}" for name in chosen] for row in range(10)], 1234)


def use(steps: Steps, size: tuple[int, int] = (80, 24), source=rows) -> FieldScreen:
    """The screen after the steps."""

    async def run() -> FieldScreen:
        screen = FieldScreen("Export contacts", NAMES, USUAL, source)
        async with screen.run_test(size=size) as pilot:
            await steps(screen, pilot)
        return screen

    return asyncio.run(run())


async def until(pilot: Pilot, holds: Callable[[], bool]) -> None:
    for _ in range(1_500):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came")


def said(screen: FieldScreen) -> str:
    return str(screen.query_one("#count", Static).render())


def table(screen: FieldScreen) -> list[list[str]]:
    """Header and rows of the preview."""
    shown = screen.query_one(DataTable)
    head = [str(column.label) for column in shown.ordered_columns]
    return [head, *([str(cell) for cell in shown.get_row_at(at)] for at in range(shown.row_count))]


def lines(screen: FieldScreen) -> list[str]:
    return [str(option.prompt).rstrip() for option in screen.fields.options]


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_with_the_usual_fields_and_the_first_rows(size) -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "1,234" in said(screen))
        assert said(screen) == "1,234 rows, the first 10:"
        assert table(screen)[:2] == [USUAL, ["first_name 0", "last_name 0", "email 0"]]
        assert len(table(screen)) == 11
        assert lines(screen)[:4] == [
            "[x]  1  first_name", "[x]  2  last_name", "[x]  3  email", "[ ]     phone",
        ]  # fmt: skip
        await until(pilot, lambda: screen.query_one(DataTable).region.height > 0)
        for part in (screen.fields, screen.query_one(DataTable), screen.query_one(Footer)):
            assert screen.screen.region.contains_region(part.region)
            assert part.region.height > 0

    assert use(steps, size).return_value is None


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_the_footer_has_room_for_every_key(size) -> None:
    def has_room(key: Widget) -> bool:
        return key.region.width > 0 and key.region.right <= size[0]

    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: len(screen.query("FooterKey")) == 9)
        await until(pilot, lambda: all(map(has_room, screen.query("FooterKey"))))

    use(steps, size)


def test_a_large_terminal_shows_more() -> None:
    widths = {}

    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: screen.pane.region.width > 0)
        widths[screen.size.width] = screen.pane.region.width

    for size in SIZES[:2]:
        use(steps, size)
    assert widths[80] >= 45
    assert widths[160] >= 120


def test_space_ticks_enter_exports_and_the_order_is_that_of_ticking() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("down", "down", "down", "down", "space", "up", "space", "home", "space")
        await until(pilot, lambda: table(screen)[0] == ["last_name", "email", "city", "phone"])
        assert lines(screen)[:5] == [
            "[ ]     first_name", "[x]  1  last_name", "[x]  2  email",
            "[x]  4  phone", "[x]  3  city",
        ]  # fmt: skip
        await pilot.press("enter")

    assert use(steps).return_value == ["last_name", "email", "city", "phone"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("left_square_bracket", "right_square_bracket"), ("shift+up", "shift+down")],
)
def test_columns_move(earlier: str, later: str) -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press(later, later, later)
        await until(pilot, lambda: table(screen)[0] == ["last_name", "email", "first_name"])
        assert screen.fields.marked == "first_name"
        await pilot.press(earlier, "enter")

    assert use(steps).return_value == ["last_name", "first_name", "email"]


def test_a_field_that_is_not_ticked_does_not_move() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("end", "right_square_bracket")
        await pilot.pause()
        assert "Only a ticked field" in str(next(iter(screen._notifications)).message)
        await pilot.press("enter")

    assert use(steps).return_value == USUAL


def test_all_none_and_nothing_to_export() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("n", "enter")
        await until(pilot, lambda: "No field is ticked" in said(screen))
        assert screen.is_running
        assert table(screen) == [[]]
        await pilot.press("down", "space", "a", "enter")

    others = [name for name in NAMES if name != "last_name"]
    assert use(steps).return_value == ["last_name", *others]


def test_typing_narrows_the_list_and_all_means_those_shown() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("n", "slash", *"Name")
        await pilot.pause()
        assert [line.split()[-1] for line in lines(screen)] == ["first_name", "last_name"]
        await pilot.press("enter", "a", "escape")
        assert len(lines(screen)) == len(NAMES)
        assert screen.fields.marked == "first_name"
        await pilot.press("enter")

    assert use(steps).return_value == ["first_name", "last_name"]


def test_a_filter_that_finds_nothing_says_so_and_harms_nothing() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("slash", *"zzz", "enter", "space", "a", "n", "shift+up")
        assert lines(screen) == ["No field is called so"]
        await pilot.press("slash", "escape")
        assert screen.query_one(FieldFilter).value == ""
        await pilot.press("enter")

    assert use(steps).return_value == USUAL


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+d", "ctrl+q"])
def test_leaving(key: str) -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("space", key)
        await until(pilot, lambda: not screen.is_running)

    assert use(steps).return_value is None


def test_ctrl_c_leaves_the_filter_and_the_help_too() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("slash", "x", "escape", "question_mark", "ctrl+c")
        await until(pilot, lambda: not screen.is_running)

    assert use(steps).return_value is None


@pytest.mark.parametrize("size", SIZES)
def test_help_opens_fits_and_closes(size) -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("question_mark")
        assert isinstance(screen.screen, HelpScreen)
        await pilot.pause()
        assert screen.screen.query_one("#help").region.height < size[1]
        await pilot.press("escape")
        assert not isinstance(screen.screen, HelpScreen)
        await pilot.press("enter")

    assert use(steps, size).return_value == USUAL


def test_the_mouse_ticks_points_and_exports() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "1,234" in said(screen))
        await pilot.click(FieldList, offset=(3, 3))
        await until(pilot, lambda: table(screen)[0] == [*USUAL, "phone"])
        await pilot.click(DataTable, offset=(3, 4))
        await until(pilot, lambda: screen.fields.marked == "first_name")
        await pilot.click(DataTable, offset=(18, 0))
        await until(pilot, lambda: screen.fields.marked == "last_name")
        await pilot.click("FooterKey")

    assert use(steps).return_value == [*USUAL, "phone"]


def test_the_column_under_the_cursor_comes_into_sight() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("a", "end")
        shown = screen.query_one(DataTable)
        await until(pilot, lambda: shown.scroll_x > 0 and shown.show_cursor)
        assert shown.cursor_column == NAMES.index("custom.shoe")
        await pilot.press("space")
        await until(pilot, lambda: not shown.show_cursor)

    use(steps)


def test_left_and_right_scroll_the_rows() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await pilot.press("a")
        shown = screen.query_one(DataTable)
        await until(pilot, lambda: len(shown.columns) == len(NAMES))
        await pilot.press("right", "right")
        await until(pilot, lambda: shown.scroll_x > 16)
        await pilot.press("left", "left")
        await until(pilot, lambda: shown.scroll_x == 0)

    use(steps)


def test_cells_cannot_speak_to_the_terminal() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "1 row" in said(screen))
        assert table(screen)[1][:2] == ["two lines", "�[31mred [bold]"]
        assert table(screen)[1][2].endswith("…")

    use(steps, source=lambda chosen: Preview([["two\r\nlines", "\x1b[31mred [bold]", "x" * 99]], 1))


@pytest.mark.parametrize(
    ("found", "words"),
    [(Preview([], 0), "No row meets the filters."), (Preview([["a", "b", "c"]], 1), "1 row:")],
)
def test_few_rows(found: Preview, words: str) -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: said(screen) == words)

    use(steps, source=lambda chosen: found)


def test_slow_rows_do_not_hold_up_the_keys_and_only_the_last_wish_is_read() -> None:
    asked: list[list[str]] = []
    go_on = threading.Event()

    def slow(chosen: Sequence[str]) -> Preview:
        asked.append(list(chosen))
        go_on.wait(10)
        return rows(chosen)

    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: bool(asked))
        for key in ("space", "down", "space", "end", "space"):
            await pilot.press(key)
            await pilot.pause(0.15)
        assert screen.choice.chosen == ["email", "custom.shoe"]
        assert asked == [USUAL]
        go_on.set()
        await until(pilot, lambda: table(screen)[0] == ["email", "custom.shoe"])
        assert asked == [USUAL, ["email", "custom.shoe"]]

    use(steps, source=slow)


def test_rows_that_cannot_be_read_are_no_reason_to_leave() -> None:
    def broken(chosen: Sequence[str]) -> Preview:
        raise CrmctlError("the database has gone")

    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "the database has gone" in said(screen))
        await pilot.press("enter")

    assert use(steps, source=broken).return_value == USUAL


def test_a_bug_in_reading_is_handed_to_the_caller() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: not screen.is_running)

    assert isinstance(use(steps, source=lambda chosen: 1 / 0).failure, ZeroDivisionError)


def test_a_choice_moves_no_further_than_its_ends() -> None:
    choice = Choice(NAMES, list(USUAL))
    assert choice.move("first_name", -1)
    assert choice.move("email", 1)
    assert choice.chosen == USUAL
    assert not choice.move("phone", 1)


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [("1,3,5-7", [1, 3, 5, 6, 7]), (" 3 , 1 ", [3, 1]), ("4-2,3", [4, 3, 2]), ("", []), (",", [])],
)
def test_fields_by_number(answer: str, numbers: list[int]) -> None:
    assert by_number.read(answer, NAMES) == [NAMES[number - 1] for number in numbers]


@pytest.mark.parametrize("answer", ["9", "0", "1-9", "x", "1-", "-1", "²", "1 2"])
def test_numbers_that_do_not_hold(answer: str) -> None:
    with pytest.raises(UsageError, match="from 1 to 8"):
        by_number.read(answer, NAMES)


def test_letters_right_behind_the_slash_are_no_keys_of_the_list() -> None:
    async def steps(screen: FieldScreen, pilot: Pilot) -> None:
        for key in ("slash", "n", "a", "slash"):
            screen.post_message(Key(key, {"slash": "/"}.get(key, key)))
        box = screen.query_one(FieldFilter)
        await until(pilot, lambda: box.value == "na/")
        await pilot.press("escape", "enter")

    assert use(steps).return_value == USUAL
