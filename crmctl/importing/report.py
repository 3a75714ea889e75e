"""What an import did, and what it would have done: the facts that every ending tells."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from crmctl.importing import fates
from crmctl.importing.diff import Diff

if TYPE_CHECKING:
    from crmctl.importing.checking import Lot

Outcome = Literal["created", "updated", "unchanged", "skipped", "failed"]
OUTCOMES: tuple[Outcome, ...] = ("created", "updated", "unchanged", "skipped", "failed")
MOST_PROBLEMS = 100
# Of each kind: enough to see what they have in common.
MOST_EXAMPLES = 100
# What becomes of the first rows, for those who look at them.
FIRST_ROWS = 10
# {code of a problem: what people call that kind}
_CALLED = {
    "boolean": "Neither yes nor no",
    "choice": "Not one of the known words",
    "currency": "Not a currency",
    "damaged": "Damaged by a spreadsheet",
    "date": "Not a date",
    "date_order": "The order of dates was guessed",
    "decimal_mark": "The mark of numbers was guessed",
    "domain": "Not a domain",
    "duplicate": "One record several times",
    "email": "Not an email address",
    "free_mail": "A mail provider, and no company",
    "namesake": "Of one name, and not the same",
    "not_joined": "One record, and not joined",
    "number": "Not a number",
    "opt_out": "Has opted out before",
    "opt_out_lost": "An opt-out that was passed over",
    "owner": "Not a user that is known",
    "partly": "Taken in part",
    "passed_over": "Lines passed over",
    "phone": "Not a phone number",
    "quotes": "Quotes that do not pair",
    "reference": "Names a record that is not there",
    "repeated": "Like another row of the file",
    "required": "Lacks what every record needs",
    "several": "Matches several records",
    "text": "Not a text",
    "there": "Their records are there already",
    "url": "Not a web address",
    "width": "More cells than columns",
}


def called(code: str) -> str:
    """What people call problems of that code."""
    return _CALLED.get(code, code.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, or one row, that does not fit: the line it stands on, and why."""

    line: int
    column: str | None
    value: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One of the first rows: what it says, by the names of fields, and what became of it."""

    line: int
    outcome: Outcome
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


@dataclass
class Sort:
    """One kind of problem: how often it came, and the first of its kind."""

    count: int = 0
    examples: list[Problem] = field(default_factory=list)

    def take(self, problem: Problem) -> None:
        """One more."""
        self.take_many((problem,), 1)

    def take_many(self, problems: Iterable[Problem], count: int) -> None:
        """So many more, of which no more are looked at than are kept."""
        self.count += count
        self.examples += islice(problems, MOST_EXAMPLES - len(self.examples))


@dataclass
class Report:
    """The counts as they grow, and the first problems; whoever holds it may look on meanwhile."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    # {code: problems of that kind}: of rows that were not taken, and of rows that were.
    failures: dict[str, Sort] = field(default_factory=dict)
    cautions: dict[str, Sort] = field(default_factory=dict)
    # {why rows were passed over: these}
    passed: dict[str, Sort] = field(default_factory=dict)
    warnings: int = 0
    first: list[FirstRow] = field(default_factory=list)
    # {column: the order of its dates, or its decimal mark}, as far as somebody needs it.
    proven: dict[str, str] = field(default_factory=dict)
    # Where somebody asked for it.
    diff: Diff | None = None

    def note(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is among the first."""
        self.failures.setdefault(problem.code, Sort()).take(problem)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def warn(self, problem: Problem) -> None:
        """Count a warning, and keep it if it is among the first."""
        self.warnings += 1
        self.cautions.setdefault(problem.code, Sort()).take(problem)
        if len(self.warned) < MOST_PROBLEMS:
            self.warned.append(problem)

    def pass_over(self, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Rows that were passed over, by their lines, and what the history says of each."""
        by_code: dict[str, list[int]] = {}
        for line, details in sorted(rows.items()):
            code = "repeated" if fates.is_repeated(details) else "there"
            by_code.setdefault(code, []).append(line)
        for code, lines in by_code.items():
            told = (Problem(line, None, None, code, fates.why_passed(rows[line])) for line in lines)
            self.passed.setdefault(code, Sort()).take_many(told, len(lines))

    def take(self, lot: "Lot", outcomes: Sequence[Outcome]) -> None:
        """What became of the rows of a lot."""
        self.counts.update(outcomes)
        for at in range(min(len(lot), FIRST_ROWS - len(self.first))):
            values = {target.name: cells[at] for target, cells in lot.values.items()}
            problems = tuple(lot.rejected.get(at, ()))
            self.first.append(FirstRow(lot.lines[at], outcomes[at], values, problems))

    @property
    def total(self) -> int:
        """Every row there was."""
        return sum(self.counts[outcome] for outcome in OUTCOMES)


def documents(problems: list[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON."""
    return [
        {
            "row": problem.line,
            "column": problem.column,
            "value": problem.value,
            "code": problem.code,
            "message": problem.message,
        }
        for problem in problems
    ]
