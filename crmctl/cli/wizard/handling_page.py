"""What happens to records that are there, to repeated rows, and to values that do not fit."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crmctl.cli import output
from crmctl.cli.wizard import questions
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.marked_list import MarkedList
from crmctl.cli.wizard.questions import Question
from crmctl.cli.wizard.trial import Attempt

_LABEL = 27
_MEANINGS = (
    ("created", "new records"),
    ("updated", "records change"),
    ("unchanged", "records are so already"),
    ("skipped", "rows are skipped"),
    ("failed", "rows fail, and go to a file to mend"),
)


class QuestionList(MarkedList):
    """A line a question, with the answer that holds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "Change", key_display="enter"),
        Binding("right", "turn(1)", "Next answer", key_display="right"),
        Binding("left", "turn(-1)", show=False),
    ]

    class Answered(Message):
        """A question has another answer."""

        def __init__(self, question: Question, value: str) -> None:
            super().__init__()
            self.question = question
            self.value = value

    class Asked(Message):
        """The answers to a question are to be seen."""

        def __init__(self, question: Question) -> None:
            super().__init__()
            self.question = question

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._questions: list[Question] = []

    def show(self) -> None:
        """The questions as they now stand."""
        at = self.highlighted or 0
        self._questions = questions.of(self._draft)
        self.set_options([Option(_line(each)) for each in self._questions])
        self.highlighted = min(at, len(self._questions) - 1)

    def to(self, question: Question) -> None:
        """Put the cursor on a question."""
        names = [each.name for each in self._questions]
        self.highlighted = names.index(question.name)

    def action_turn(self, by: int) -> None:
        """The next answer, or the one before."""
        if self.highlighted is not None:
            question = self._questions[self.highlighted]
            self.post_message(self.Answered(question, question.next(by)))

    @on(OptionList.OptionSelected)
    def asked(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.post_message(self.Asked(self._questions[event.option_index]))


class HandlingPage(Vertical):
    """The questions, and what comes of the answers."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft

    def compose(self) -> ComposeResult:
        """The questions and the counts."""
        yield QuestionList(self._draft)
        yield Static(id="outcome", markup=False)

    @property
    def list(self) -> QuestionList:
        """The questions."""
        return self.query_one(QuestionList)

    def show(self, attempt: Attempt) -> None:
        """What the trial says that would happen."""
        self.query_one("#outcome", Static).update(counted(attempt))


def counted(attempt: Attempt) -> str:
    """What would happen, a line an outcome."""
    counts = attempt.report.counts
    began = "This would happen:" if attempt.done else "So far:"
    lines = [f"{counts[name]:>9,}  {meaning}" for name, meaning in _MEANINGS]
    return "\n".join([began, *lines])


def _line(question: Question) -> Content:
    answer = question.answer
    mark = "? " if question.open else ""
    return Content.assemble(
        f"{question.label[:_LABEL]:<{_LABEL}} ",
        Content.styled(f"{mark}{output.visible(answer.label)}", "bold"),
        "  ",
        Content.styled(output.visible(answer.remark), "dim"),
    )
