"""The full-screen wizard of an import: pages to look at and to settle, a trial run beside them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static, TabbedContent, TabPane

from crmctl.cli import output
from crmctl.cli.wizard import field_items, questions
from crmctl.cli.wizard.changes_page import ChangesPage
from crmctl.cli.wizard.columns_page import ColumnsPage, ColumnTable
from crmctl.cli.wizard.confirm_screen import ConfirmScreen
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.full_screen import FullScreen
from crmctl.cli.wizard.handling_page import HandlingPage, QuestionList
from crmctl.cli.wizard.help_screen import HelpScreen
from crmctl.cli.wizard.picker import Item, Picker
from crmctl.cli.wizard.problems_page import ProblemsPage
from crmctl.cli.wizard.questions import Question
from crmctl.cli.wizard.row_screen import RowScreen
from crmctl.cli.wizard.rows_page import RowsPage
from crmctl.cli.wizard.trial import Attempt, Trial
from crmctl.errors import UsageError
from crmctl.importing import planning
from crmctl.importing.planning import Plan
from crmctl.importing.report import Problem

# Seconds without a change before the trial begins, and between two looks at it.
PAUSE = 0.15
_LOOK = 0.1
_PAGES = ("columns", "rows", "problems", "handling", "changes")
_HELP = """\
1 to 5           the pages; so does a click on their names
up, down         move the cursor
enter            columns: pick a field, typing narrows the list
                 problems: the whole row, c goes to its column
                 duplicates: the other answers; so do left, right
x                leave the column out
k                keep the column as a custom field
i                the last word: what would happen, and yes or no
escape, ctrl+c   leave; nothing is written

Behind the pages the import is tried out and taken back, anew
after each change: the counts are those that it would have."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the user has agreed to; `save_as` is a name for the mapping, or "" for none."""

    plan: Plan
    save_as: str


class ImportScreen(FullScreen[Settled]):
    """Returns what was settled, or None."""

    CSS_PATH = "import.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(at), f"page('{page}')", show=False) for at, page in enumerate(_PAGES, 1)),
        Binding("i", "import", "Import ...", key_display="i"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("escape", "leave", "Leave", key_display="esc"),
    ]

    def __init__(
        self, plan: Plan, trial: Trial, check_name: Callable[[str], None], save_as: str = ""
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
        self.draft = Draft(plan)
        self.trial = trial
        self._check_name = check_name
        self._save_as = save_as
        self._started = False

    def compose(self) -> ComposeResult:
        """Title, counts, pages, keys."""
        yield Static(self._title(), id="heading", markup=False)
        yield Static("", id="status", markup=False)
        with TabbedContent(initial="columns"):
            with TabPane("1 Columns", id="columns"):
                yield ColumnsPage(self.draft)
            with TabPane("2 Rows", id="rows"):
                yield RowsPage(self.draft)
            with TabPane("3 Problems", id="problems"):
                yield ProblemsPage()
            with TabPane("4 Duplicates", id="handling"):
                yield HandlingPage(self.draft)
            with TabPane("5 Changes", id="changes"):
                yield ChangesPage()
        yield Footer(compact=True)

    def _title(self) -> str:
        plan = self.draft.plan
        saved = plan.request.saved
        by = f", by the mapping {saved.name!r}" if saved else ""
        return output.visible(f"Import {plan.request.name}: {plan.kind.plural}{by}")

    def on_mount(self) -> None:
        """The mapping on the screen, and the first trial under way."""
        self.changed()
        self.action_page("columns")
        self.set_interval(_LOOK, self.look)
        further = len(self.draft.plan.mapping.header) - len(self.draft.proposals)
        if further:
            self.notify(f"{further:,} further columns are not shown; --map takes one in")

    def on_unmount(self) -> None:
        """Nothing of a trial may be left when the import itself begins."""
        self.trial.close()

    @property
    def pages(self) -> Screen[object]:
        """The screen beneath all questions."""
        return self.screen_stack[0]

    @property
    def tabs(self) -> TabbedContent:
        """The pages."""
        return self.pages.query_one(TabbedContent)

    def changed(self) -> None:
        """Show the draft as it now is, and try it out."""
        self.pages.query_one(ColumnsPage).show()
        self.pages.query_one(QuestionList).show()
        self.trial.stop()
        self._started = False
        self.try_out()

    @work(exclusive=True)
    async def try_out(self) -> None:
        """Begin the trial when the keys have come to rest."""
        await asyncio.sleep(PAUSE)
        self.trial.start(self.draft.plan)
        self._started = True

    def look(self) -> None:
        """Show how far the trial has come."""
        attempt = self.trial.attempt
        if not self._started or attempt is None:
            return
        if attempt.bug:
            self.fail(attempt.bug)
            return
        # While the screen is taken down some of it is there, and some is not.
        with suppress(NoMatches):
            self.show(attempt)

    def show(self, attempt: Attempt) -> None:
        """What the trial knows by now."""
        self.pages.query_one("#status", Static).update(_status(attempt))
        if self.draft.doubts != attempt.doubts:
            self.draft.doubts = attempt.doubts
            self.pages.query_one(QuestionList).show()
        wrong = sum(sort.count for sort in attempt.report.failures.values())
        self.call_page("problems", f"3 Problems {wrong:,}" if wrong else "3 Problems")
        open_ones = any(each.open for each in questions.of(self.draft))
        self.call_page("handling", f"4 Duplicates{' ?' if open_ones else ''}")
        self.pages.query_one(RowsPage).show(attempt)
        self.pages.query_one(ProblemsPage).show(attempt)
        self.pages.query_one(HandlingPage).show(attempt)
        self.pages.query_one(ChangesPage).show(attempt)

    def call_page(self, page: str, name: str) -> None:
        """Give a page another name; the row of names is laid out anew only for a new one."""
        tab = self.tabs.get_tab(page)
        if tab.label_text != name:
            tab.label = name

    @on(ColumnTable.Sent)
    def sent(self, event: ColumnTable.Sent) -> None:
        """A column is to go elsewhere."""
        if event.field is None:
            self.pick_field(event.at)
        elif event.field == "custom":
            column = self.draft.proposals[event.at].column
            self.send(event.at, self.draft.custom_field(column))
        else:
            self.send(event.at, event.field)

    def send(self, at: int, field: str) -> None:
        """Have a column go to a field; say why, where it may not."""
        try:
            self.draft.send(at, field)
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.changed()

    @work
    async def pick_field(self, at: int) -> None:
        """Ask for the field of a column."""
        proposal = self.draft.proposals[at]
        title = f"Where does {proposal.column!r} go?"
        find = partial(field_items.find, self.draft, at)
        picked = await self.push_screen_wait(Picker(title, find, proposal.field or ""))
        if picked is not None:
            self.send(at, picked)

    @on(QuestionList.Asked)
    @work
    async def asked(self, event: QuestionList.Asked) -> None:
        """Ask a question with all its answers."""
        question = event.question
        picked = await self.push_screen_wait(
            Picker(question.label, partial(_answers, question), question.now, typing=question.free)
        )
        if picked is not None:
            self.settle(question, picked)

    @on(QuestionList.Answered)
    def answered(self, event: QuestionList.Answered) -> None:
        """A question has another answer."""
        self.settle(event.question, event.value)

    def settle(self, question: Question, value: str) -> None:
        """Take an answer; say why, where it does not hold."""
        try:
            self.draft.answer(question.name, value)
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.changed()

    @on(ProblemsPage.RowWanted)
    @work
    async def show_row(self, event: ProblemsPage.RowWanted) -> None:
        """Find the row of a problem in the file, and show it whole."""
        cells = await asyncio.to_thread(_row, self.draft.plan, event.problem)
        column = event.problem.column
        # What is said of a whole column stands on the line of the header.
        if cells is not None:
            column = await self.push_screen_wait(RowScreen(self.draft, event.problem, cells))
        self.to_column(column)

    @on(ProblemsPage.ColumnWanted)
    def column_wanted(self, event: ProblemsPage.ColumnWanted) -> None:
        """Go to the column of a problem."""
        self.to_column(event.column)

    def to_column(self, column: str | None) -> None:
        """Show where a column goes; nothing for a problem of the whole row."""
        columns = [each.column for each in self.draft.proposals]
        if column in columns:
            self.action_page("columns")
            table = self.pages.query_one(ColumnTable)
            table.move_cursor(row=columns.index(column))

    def action_page(self, page: str) -> None:
        """Go to a page, the keyboard with it."""
        self.tabs.active = page
        pane = self.tabs.get_pane(page)
        for widget in pane.query("*"):
            if widget.focusable:
                self.screen.set_focus(widget)
                return

    @on(TabbedContent.TabActivated)
    def turned(self, event: TabbedContent.TabActivated) -> None:
        """After a click on a page's name the keyboard follows."""
        # Word of a page that was left again meanwhile is late.
        late = event.pane.id != self.tabs.active
        if not late and (self.focused is None or not _is_within(self.focused, event.pane)):
            self.action_page(self.tabs.active)

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(HelpScreen(_HELP))

    @work
    async def action_import(self) -> None:
        """Ask for the last word, once the counts are final."""
        attempt = self.trial.attempt
        if not self._started or attempt is None or not (attempt.done or attempt.error):
            self.notify("The rows are still being checked: a moment")
            return
        if attempt.error:
            self.notify(attempt.error, severity="warning", markup=False)
            # It may have been the database's fault.
            self.changed()
            return
        open_ones = [each for each in questions.of(self.draft) if each.open]
        if open_ones:
            self.notify(f"The file does not say: {open_ones[0].label}?", markup=False)
            self.action_page("handling")
            self.pages.query_one(QuestionList).to(open_ones[0])
            return
        name = self.draft.plan.request.name
        save_as = await self.push_screen_wait(ConfirmScreen(name, attempt, self._save_as))
        if save_as is None:
            return
        self._save_as = save_as
        try:
            if save_as:
                self._check_name(save_as)
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.exit(Settled(attempt.plan, save_as))

    def action_leave(self) -> None:
        """Out, and nothing written."""
        self.exit(None)


def _status(attempt: Attempt) -> str:
    if attempt.error:
        return output.visible(attempt.error)
    counts = attempt.report.counts
    named = (("created", "new"), ("updated", "change"), ("unchanged", "stay"),
             ("skipped", "skipped"), ("failed", "fail"))  # fmt: skip
    told = " · ".join(f"{counts[name]:,} {word}" for name, word in named if counts[name])
    warned = f" · {attempt.report.warnings:,} warnings" if attempt.report.warnings else ""
    if attempt.done:
        rows = attempt.report.total
        return f"{rows:,} {'row' if rows == 1 else 'rows'}: {told}{warned}"
    return f"Checking, {attempt.read:,} rows so far: {told}{warned}" if told else "Checking ..."


def _answers(question: Question, sought: str) -> list[Item]:
    """The answers that contain what was typed, and, where any text may be one, that itself."""
    words = sought.casefold().split()
    found = [item for item in question.items if all(w in item.label.casefold() for w in words)]
    typed = sought.strip()
    if question.free and typed and typed not in [item.value for item in found]:
        found.append(Item(typed, typed, "as typed"))
    return found


def _row(plan: Plan, problem: Problem) -> list[str] | None:
    """The cells of the row that stands on the problem's line, if one does."""
    rows = planning.data_rows(plan.table)
    return next((cells for line, cells in rows if line == problem.line), None)


def _is_within(widget: Widget, pane: Widget) -> bool:
    return pane in widget.ancestors_with_self
