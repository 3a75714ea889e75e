"""Settling an import with the user: on the whole screen, or line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import typer

from crmctl.cli import import_wizard
from crmctl.cli.door import Door
from crmctl.cli.wizard import doubts, fields, terminal
from crmctl.cli.wizard.doubts import Doubts
from crmctl.cli.wizard.draft import as_trial
from crmctl.cli.wizard.trial import Trial
from crmctl.importing.planning import Plan
from crmctl.importing.report import Report


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the user has agreed to; `save_as` is a name for the mapping, if it is to be kept."""

    plan: Plan
    save_as: str | None


def settle(
    front: Door,
    plan: Plan,
    save_as: str | None,
    check_name: Callable[[str], None],
    *,
    diff: bool,
) -> Agreed:
    """Ask what is open; raises Abort when the user leaves.

    With `diff`, plain prompts show what changes; the screen does so in any case.
    """
    # What is wrong with the database is said before the screen is drawn.
    _ = front.toolbox.engine
    if not terminal.draws(front):
        return Agreed(import_wizard.settle(front, plan, diff=diff), save_as)
    from crmctl.cli.wizard.import_screen import ImportScreen

    screen = ImportScreen(plan, a_trial(front), check_name, save_as or "")
    with fields.ended_by_signals(screen.fail):
        settled = screen.run()
    if screen.failure:
        raise screen.failure
    if settled is None:
        raise typer.Abort
    return Agreed(settled.plan, settled.save_as or None)


def a_trial(front: Door) -> Trial:
    """What tries plans out on the database behind the door."""
    return Trial(partial(carry_out, front), partial(_find_doubts, front))


def carry_out(
    front: Door, plan: Plan, progress: Callable[..., None], report: Report
) -> dict[str, Any]:
    """Do all of it, and take it back."""
    from jobs import import_file

    return import_file.run(front.toolbox, as_trial(plan), progress, report=report)


def _find_doubts(front: Door, plan: Plan, report: Report) -> Doubts:
    """What the columns leave open, and how such dates are read where nobody says."""
    marks = report.cautions.get("decimal_mark")
    return doubts.find(plan, front.toolbox.actor.country, marks.examples if marks else ())
