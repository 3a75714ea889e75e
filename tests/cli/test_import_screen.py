"""The full-screen import wizard, driven by keys and mouse on a real database of its own."""

import asyncio
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import DataTable, Footer, Input, Static, TabbedContent

from crmctl.cli.door import Door
from crmctl.cli.wizard import date_shapes, settling
from crmctl.cli.wizard.columns_page import ColumnTable
from crmctl.cli.wizard.confirm_screen import ConfirmScreen
from crmctl.cli.wizard.doubts import Doubts
from crmctl.cli.wizard.grid import Grid
from crmctl.cli.wizard.handling_page import QuestionList
from crmctl.cli.wizard.help_screen import HelpScreen
from crmctl.cli.wizard.import_screen import ImportScreen
from crmctl.cli.wizard.picker import Picker
from crmctl.cli.wizard.problems_page import KindList, RowTable
from crmctl.cli.wizard.row_screen import RowScreen
from crmctl.cli.wizard.trial import Trial
from crmctl.errors import CrmctlError, UsageError
from crmctl.importing import planning
from crmctl.importing.planning import Limits, Plan
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.storage import queries, tables
from jobs import import_file
from tests.end_to_end.database import csv_of

SIZES = [(80, 24), (160, 50), (60, 20)]
HEADER = ("E-Mail", "Vorname", "Firma", "Schuhgröße", "Notiz")
ROWS = (
    ("zoe@acme.example", "Zoë", "Acme", "39", "two\nlines"),
    ("bad", "Bob", "Globex", "41", "[red]not markup[/red]"),
    ("li@acme.example", "李", "Acme", "40", "\x1b[31mnot red\u202enor turned"),
    ("ZOE@acme.example", "Again", "", "", ""),
)
Steps = Callable[[ImportScreen, Pilot], Awaitable[None]]


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Door]:
    """A door to a database in which Zoë is known by another name."""
    door = Door(options={"home": str(tmp_path / "home"), "user": "u-test"})
    old = tmp_path / "old.csv"
    old.write_text("email,first_name\nzoe@acme.example,Old\n", encoding="utf-8")
    import_file.run(door.toolbox, planning.prepare(Request(old, "old.csv"), LIMITS))
    yield door
    door.close()


LIMITS = Limits(10**7, 10**5)


def a_plan(folder: Path, *rows: tuple[str, ...], **asked) -> Plan:
    file = folder / "people.csv"
    file.write_text(csv_of(*(rows or (HEADER, *ROWS))), encoding="utf-8")
    return planning.prepare(Request(file, "people.csv", **asked), LIMITS)


def a_trial(front: Door) -> Trial:
    return settling.a_trial(front)


def use(steps: Steps, plan: Plan, trial: Trial, size=(80, 24), check=lambda name: None):
    """The screen after the steps."""

    async def run() -> ImportScreen:
        screen = ImportScreen(plan, trial, check)
        async with screen.run_test(size=size) as pilot:
            await steps(screen, pilot)
        return screen

    return asyncio.run(run())


async def until(pilot: Pilot, holds: Callable[[], object]) -> None:
    for _ in range(1_500):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came")


async def tried(screen: ImportScreen, pilot: Pilot) -> None:
    """The counts of the draft as it now is are final."""
    await until(pilot, lambda: screen._started and screen.trial.attempt.done)
    await until(pilot, lambda: re.match(r"\d+ rows?:", status(screen)))
    # The names of the pages have found their places.
    await pilot.pause(0.1)


def status(screen: ImportScreen) -> str:
    return str(screen.pages.query_one("#status", Static).render())


def table(shown: DataTable) -> list[list[str]]:
    return [[str(cell) for cell in shown.get_row_at(at)] for at in range(shown.row_count)]


def told(screen: ImportScreen) -> str:
    return " ".join(str(each.message) for each in screen._notifications)


def contacts(front: Door) -> dict[str, str]:
    with front.toolbox.transaction(write=False) as session:
        return {row["email"]: row["first_name"] for row in queries.find(session, tables.contacts)}


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_with_the_mapping_and_counts_what_would_happen(front, tmp_path, size) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        assert status(screen) == "4 rows: 1 new · 2 skipped · 1 fail"
        columns = screen.query_one(ColumnTable)
        assert [row[0].rstrip("…")[:6] for row in table(columns)] == [h[:6] for h in HEADER]
        assert [row[2][:5] for row in table(columns)] == ["email", "first", "accou", "-", "notes"]
        parts = (columns, screen.query_one("#particulars"), screen.query_one(Footer))
        for part in parts:
            assert screen.screen.region.contains_region(part.region)
            assert part.region.height > 0

    assert use(steps, a_plan(tmp_path), a_trial(front), size).return_value is None
    assert contacts(front) == {"zoe@acme.example": "Old"}


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("page", "12345")
def test_on_every_page_the_footer_has_room_and_the_keyboard_a_place(
    front, tmp_path, size, page
) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press(page)
        await until(pilot, lambda: len(screen.query("FooterKey")) >= 3)
        assert all(key.region.right <= size[0] for key in screen.query("FooterKey"))
        pane = screen.tabs.active_pane
        assert screen.focused is not None
        assert pane in screen.focused.ancestors

    use(steps, a_plan(tmp_path), a_trial(front), size)


def test_a_large_terminal_shows_more(front, tmp_path) -> None:
    widths = {}

    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        widths[screen.size.width] = max(len(row[4]) for row in table(screen.query_one(Grid)))

    for size in SIZES[:2]:
        use(steps, a_plan(tmp_path), a_trial(front), size)
    assert widths[160] > widths[80]


def test_the_first_rows_are_seen_as_the_records_they_become(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("2")
        shown = screen.tabs.active_pane.query_one(DataTable)
        await until(pilot, lambda: shown.row_count == 4)
        rows = table(shown)
        assert [row[:3] for row in rows] == [
            ["2", "skipped", "zoe@acme.example"],
            ["4", "FAILS", "! bad"],
            ["5", "new", "li@acme.example"],
            ["6", "skipped", "zoe@acme.example"],
        ]
        assert [row[5] for row in rows[:3]] == [
            "two lines", "[red]not markup[/red]", "\ufffd[31mnot red\ufffdnor turned",
        ]  # fmt: skip

    use(steps, a_plan(tmp_path), a_trial(front))


@pytest.mark.parametrize(
    ("type_", "rows", "seen"),
    [
        (
            "deals",
            (("Deal Name", "Amount", "Stage", "Probability", "Close Date"),
             ("A", "€1,234.50", "Won", "40%", "2026-01-31"), ("B", "2500.00", "Lost", "0", "")),
            [["A", "1234.50 EUR", "won", "40", "2026-01-31"], ["B", "2500.00", "lost", "0", ""]],
        ),
        (
            "accounts",
            (("Company", "Annual Revenue", "Employees", "Created"),
             ("Acme", "$1,500,000", "120", "2026-01-31")),
            [["Acme", "1500000.00 USD", "120", "2026-01-31T00:00:00.000Z"]],
        ),
    ],
    ids=["deals", "accounts"],
)  # fmt: skip
def test_amounts_and_days_are_seen_too(front, tmp_path, type_, rows, seen) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("2")
        shown = screen.tabs.active_pane.query_one(DataTable)
        await until(pilot, lambda: shown.row_count == len(seen))
        assert [row[2:] for row in table(shown)] == seen

    use(steps, a_plan(tmp_path, *rows, type=type_), a_trial(front))


def test_a_field_is_found_by_typing_in_any_language_and_taken_from_others(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press(*"nachname", "enter")
        await until(pilot, lambda: screen.draft.proposals[1].field == "last_name")
        await until(pilot, lambda: not isinstance(screen.screen, Picker))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press(*"last", "enter")
        await until(pilot, lambda: screen.draft.proposals[2].field == "last_name")
        assert screen.draft.proposals[1].field is None
        await tried(screen, pilot)

    use(steps, a_plan(tmp_path), a_trial(front))


def test_enter_right_behind_the_letters_takes_what_was_typed(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.pause()
        for key in (*"city", "enter"):
            screen.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: screen.draft.proposals[0].field == "city")

    use(steps, a_plan(tmp_path), a_trial(front))


def test_a_hostile_header_is_a_text_like_any_other(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        shown = "\ufffd[31m[blink]x[/blink]\ufffd[@click=app.bell]y"
        particulars = screen.query_one("#particular", Static)
        await pilot.press("down")
        await until(pilot, lambda: str(particulars.render()).startswith(shown))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        question = str(screen.screen.query_one("#question", Static).render())
        assert "[blink]x[/blink]" in question
        assert "\x1b" not in question
        await pilot.press("escape", "k")
        await until(pilot, lambda: (screen.draft.proposals[1].field or "").startswith("custom."))

    header = ("Email", "\x1b[31m[blink]x[/blink]\u202e[@click=app.bell]y")
    plan = a_plan(tmp_path, header, ("a@x.example", "b"), header_row=1)
    use(steps, plan, a_trial(front))


def test_a_column_is_left_out_kept_or_named_as_one_likes(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await pilot.press("down", "x", "down", "down", "k")
        assert [each.field for each in screen.draft.proposals] == [
            "email", None, "account_name", "custom.schuhgröße", "notes",
        ]  # fmt: skip
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press(*"wish list", "enter")
        await until(pilot, lambda: screen.draft.proposals[4].field == "custom.wish_list")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(screen.screen, Picker))
        assert screen.draft.proposals[4].field == "custom.wish_list"

    use(steps, a_plan(tmp_path), a_trial(front))


def test_every_change_is_tried_out_anew(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("x")
        await tried(screen, pilot)
        await until(pilot, lambda: status(screen) == "4 rows: 4 new")
        await pilot.press("down", "x")
        await until(pilot, lambda: "No column is known to hold" in status(screen))
        await pilot.press("i")
        assert "No column is known to hold" in told(screen)
        assert not isinstance(screen.screen, ConfirmScreen)

    use(steps, a_plan(tmp_path), a_trial(front))


def test_problems_by_kind_lead_to_the_row_and_to_its_column(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("3")
        kinds = screen.query_one(KindList)
        await until(pilot, lambda: kinds.option_count == 1)
        assert str(kinds.options[0].prompt).split(maxsplit=1) == ["1", "Not an email address"]
        await pilot.press("enter")
        assert isinstance(screen.focused, RowTable)
        assert table(screen.focused)[0][:3] == ["4", "E-Mail", "bad"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.screen, RowScreen))
        row = screen.screen.query_one(Grid)
        await until(pilot, lambda: row.row_count == 5)
        assert table(row)[0] == ["E-Mail", "! bad", "email"]
        assert table(row)[4] == ["Notiz", "[red]not markup[/red]", "notes"]
        await pilot.press("c")
        await until(pilot, lambda: screen.tabs.active == "columns")
        assert screen.query_one(ColumnTable).cursor_row == 0
        await pilot.press("3", "enter", "c")
        await until(pilot, lambda: screen.tabs.active == "columns")

    use(steps, a_plan(tmp_path), a_trial(front))


def test_a_file_without_problems_says_so(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("3")
        await until(pilot, lambda: "Every row fits" in str(screen.query_one("#none").render()))

    use(steps, a_plan(tmp_path, HEADER, ROWS[0]), a_trial(front))


def test_answers_turn_and_are_picked_and_the_changes_are_seen(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("4", "right")
        assert screen.draft.plan.request.duplicates == "update"
        await tried(screen, pilot)
        await until(pilot, lambda: "1 change" in status(screen))
        await pilot.press("5")
        grid = screen.tabs.active_pane.query_one(Grid)
        await until(pilot, lambda: ["2", "first_name", "Old", "Zoë"] in table(grid))
        await pilot.press("4", "down", "down", "enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.draft.plan.request.update == ("fill",))
        await tried(screen, pilot)
        await until(pilot, lambda: ["2", "first_name", "Old", "Zoë"] not in table(grid))
        assert ["2", "account_name", "(empty)", "Acme"] in table(grid)
        await pilot.press("4", "left")
        await until(pilot, lambda: screen.draft.plan.request.update == ())

    use(steps, a_plan(tmp_path), a_trial(front))


def test_other_keys_are_typed_and_bad_ones_refused(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("4", "down", "enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press(*"shoe", "enter")
        await until(pilot, lambda: "cannot tell contacts apart" in told(screen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.press(*"email, first_name+account_name", "enter")
        await until(pilot, lambda: len(screen.draft.plan.request.match) == 2)
        assert planning.usable_keys(screen.draft.plan) == ["email", "first_name+account_name"]
        await tried(screen, pilot)

    use(steps, a_plan(tmp_path), a_trial(front))


DATES = (("Email", "Birthday"), ("a@x.example", "03/04/1980"), ("b@x.example", "05/06/1981"))


def test_the_order_of_dates_is_asked_when_the_column_does_not_decide(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await until(pilot, lambda: screen.draft.doubts.dates == ("Birthday",))
        await pilot.press("i")
        await until(pilot, lambda: "Dates in 'Birthday'" in told(screen))
        assert screen.tabs.active == "handling"
        assert not isinstance(screen.screen, ConfirmScreen)
        await pilot.press("right", "right")
        assert screen.draft.plan.request.date_format == "%m/%d/%Y"
        await tried(screen, pilot)
        await until(pilot, lambda: status(screen) == "2 rows: 2 new")
        await pilot.press("i")
        await until(pilot, lambda: isinstance(screen.screen, ConfirmScreen))

    use(steps, a_plan(tmp_path, *DATES), a_trial(front))


def test_dates_that_decide_are_not_asked_about(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        assert screen.draft.doubts == Doubts()
        lines = [str(each.prompt) for each in screen.query_one(QuestionList).options]
        assert not any("Dates" in line or "Numbers" in line for line in lines)

    plan = a_plan(tmp_path, *DATES, ("c@x.example", "25/06/1981"))
    use(steps, plan, a_trial(front))


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [
        (["", "31/01/2020", "03/04/1980"], "%d/%m/%Y"),
        (["3-4-80"], "%d-%m-%y"),
        (["03/04/1980 09:30"], "%d/%m/%Y %H:%M"),
        (["03/04/1980T09:30:00"], "%d/%m/%YT%H:%M:%S"),
        (["04/04/1980", "2020-01-02", "soon", "13/12/2020"], None),
    ],
)
def test_how_dates_are_written(cells: list[str], day_first: str | None) -> None:
    way = date_shapes.formats(cells)
    assert (way.day_first if way else None) == day_first


def test_the_last_word_shows_the_counts_and_takes_a_name(front, tmp_path) -> None:
    def check(name: str) -> None:
        if name == "../x":
            raise UsageError("that is no name")

    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        for name in ("../x", "mine"):
            await pilot.press("i")
            await until(pilot, lambda: isinstance(screen.screen, ConfirmScreen))
            counts = str(screen.screen.query_one("#counts").render())
            assert [line.split()[0] for line in counts.splitlines()[1:]] == list("10021")
            screen.screen.query_one(Input).value = ""
            screen.screen.set_focus(screen.screen.query_one(Input))
            await pilot.press(*name, "enter", "enter")
            if name == "../x":
                await until(pilot, lambda: "that is no name" in told(screen))
        await until(pilot, lambda: not screen.is_running)

    settled = use(steps, a_plan(tmp_path), a_trial(front), check=check).return_value
    assert settled.save_as == "mine"
    assert not settled.plan.request.dry_run
    assert contacts(front) == {"zoe@acme.example": "Old"}


def test_a_yes_imports(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(screen.screen, ConfirmScreen))
        await pilot.press("y")
        await until(pilot, lambda: not screen.is_running)

    assert use(steps, a_plan(tmp_path), a_trial(front)).return_value.save_as == ""


def test_a_no_leads_back_to_the_pages(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        for way in ("escape", "n", "back"):
            await pilot.press("i")
            await until(pilot, lambda: isinstance(screen.screen, ConfirmScreen))
            await (pilot.click("#no") if way == "back" else pilot.press(way))
            await until(pilot, lambda: not isinstance(screen.screen, ConfirmScreen))
        assert screen.is_running

    use(steps, a_plan(tmp_path), a_trial(front))


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+d", "ctrl+q"])
def test_leaving(front, tmp_path, key: str) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await pilot.press("x", key)
        await until(pilot, lambda: not screen.is_running)

    assert use(steps, a_plan(tmp_path), a_trial(front)).return_value is None
    assert contacts(front) == {"zoe@acme.example": "Old"}


@pytest.mark.parametrize("size", SIZES)
def test_help_opens_fits_and_closes(front, tmp_path, size) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await pilot.press("question_mark")
        assert isinstance(screen.screen, HelpScreen)
        await pilot.pause()
        assert screen.screen.query_one("#help").region.height < size[1]
        await pilot.press("escape")
        assert not isinstance(screen.screen, HelpScreen)

    use(steps, a_plan(tmp_path), a_trial(front), size)


def test_the_mouse_turns_pages_picks_and_imports(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.click("#--content-tab-handling")
        await until(pilot, lambda: isinstance(screen.focused, QuestionList))
        await pilot.click(QuestionList, offset=(3, 0))
        await until(pilot, lambda: isinstance(screen.screen, Picker))
        await pilot.click("#picker MarkedList", offset=(3, 1))
        await until(pilot, lambda: screen.draft.plan.request.duplicates == "update")
        await until(pilot, lambda: not isinstance(screen.screen, Picker))
        await pilot.click("#--content-tab-columns")
        await until(pilot, lambda: screen.query_one(TabbedContent).active == "columns")
        await pilot.click(ColumnTable, offset=(3, 2))
        await until(pilot, lambda: screen.query_one(ColumnTable).cursor_row == 1)
        await tried(screen, pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(screen.screen, ConfirmScreen))
        await pilot.click("#yes")
        await until(pilot, lambda: not screen.is_running)

    settled = use(steps, a_plan(tmp_path), a_trial(front)).return_value
    assert settled.plan.request.duplicates == "update"


def test_a_slow_trial_holds_up_no_key_and_ends_when_nobody_waits_for_it(tmp_path) -> None:
    started: list[Plan] = []
    cancelled: list[Plan] = []

    def slow(plan: Plan, progress: Callable[..., None], report: Report) -> None:
        started.append(plan)
        for rows in range(1, 1000):
            report.counts["created"] = rows
            threading.Event().wait(0.01)
            try:
                progress(rows, rows)
            except CrmctlError:
                cancelled.append(plan)
                raise

    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "rows so far" in status(screen))
        await pilot.press("i")
        assert "still being checked" in told(screen)
        await pilot.press("x")
        assert screen.draft.proposals[0].field is None
        await until(pilot, lambda: len(started) == 2 and len(cancelled) == 1)
        await pilot.press("escape")

    use(steps, a_plan(tmp_path), Trial(slow, lambda plan, report: Doubts()))
    assert cancelled == started


def test_a_file_of_many_columns_is_shown_as_far_as_anyone_reads(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "1,001 further columns" in told(screen))
        await tried(screen, pilot)
        assert screen.query_one(ColumnTable).row_count == 2000
        await pilot.press("3", "enter", "enter")
        await until(pilot, lambda: isinstance(screen.screen, RowScreen))
        await until(pilot, lambda: screen.screen.query_one(Grid).row_count == 2000)

    header = ("Email", *(f"Column {at}" for at in range(3_000)))
    rows = [(email, *["x"] * 3_000) for email in ("a@x.example", "b@x.example", "bad")]
    use(steps, a_plan(tmp_path, header, *rows), a_trial(front))


def test_leaving_does_not_wait_for_a_trial_that_waits_for_others(tmp_path) -> None:
    go_on = threading.Event()

    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: "Checking" in status(screen))
        await pilot.press("escape")

    began = time.monotonic()
    trial = Trial(lambda plan, progress, report: go_on.wait(60), lambda plan, report: Doubts())
    assert use(steps, a_plan(tmp_path), trial).return_value is None
    go_on.set()
    assert time.monotonic() - began < 30


def test_what_is_said_of_a_whole_column_leads_to_the_column(front, tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await tried(screen, pilot)
        await pilot.press("3")
        await until(pilot, lambda: screen.query_one(KindList).option_count == 1)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: screen.tabs.active == "columns")
        assert screen.query_one(ColumnTable).cursor_row == 1

    rows = (("E-Mail", "Geburtstag"), ("a@x.example", "03/04/1980"))
    use(steps, a_plan(tmp_path, *rows), a_trial(front))


def test_a_bug_in_the_trial_is_handed_to_the_caller(tmp_path) -> None:
    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: not screen.is_running)

    trial = Trial(lambda plan, progress, report: 1 / 0, lambda plan, report: Doubts())
    assert isinstance(use(steps, a_plan(tmp_path), trial).failure, ZeroDivisionError)


def test_a_database_that_went_away_may_come_back(front, tmp_path) -> None:
    tries: list[int] = []

    def flaky(plan: Plan, progress: Callable[..., None], report: Report) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise CrmctlError("the database has gone")
        settling.carry_out(front, plan, progress, report)

    async def steps(screen: ImportScreen, pilot: Pilot) -> None:
        await until(pilot, lambda: status(screen) == "the database has gone")
        await pilot.press("i")
        await tried(screen, pilot)
        assert status(screen).startswith("4 rows")

    use(steps, a_plan(tmp_path), Trial(flaky, lambda plan, report: Doubts()))
