"""What the columns of a file leave open: two readings, and no row that decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmctl.importing.planning import Plan
from crmctl.importing.report import Problem


@dataclass(frozen=True, slots=True)
class Doubts:
    """The columns of two readings, and how such dates are usually read here, if at all."""

    dates: tuple[str, ...] = ()
    usual: str = ""
    numbers: tuple[str, ...] = ()


def find(plan: Plan, country: str | None, guessed_marks: Sequence[Problem] = ()) -> Doubts:
    """Read the file for them; the warnings tell of numbers whose mark was guessed."""
    from crmctl.importing import preparing

    proof = preparing.proof(plan, country)
    usual = proof.usual_here()
    return Doubts(
        dates=tuple(proof.undecided_dates()),
        usual=usual[1] if usual else "",
        numbers=tuple(each.column or "" for each in guessed_marks),
    )
