"""What an import did, and what it would have done: the facts that every ending tells."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["created", "updated", "unchanged", "skipped", "failed"]
OUTCOMES: tuple[Outcome, ...] = ("created", "updated", "unchanged", "skipped", "failed")
MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, or one row, that does not fit: the line it stands on, and why."""

    line: int
    column: str | None
    value: str | None
    code: str
    message: str


@dataclass
class Report:
    """The counts as they grow, and the first problems."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    warnings: int = 0

    def note(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is among the first."""
        self.by_code[problem.code] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def warn(self, problem: Problem) -> None:
        """Count a warning, and keep it if it is among the first."""
        self.warnings += 1
        if len(self.warned) < MOST_PROBLEMS:
            self.warned.append(problem)

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
