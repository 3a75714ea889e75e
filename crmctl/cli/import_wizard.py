"""The plain wizard: ten rows, the mapping, the duplicates, a trial run, and the last word."""

from dataclasses import replace

import typer

from crmctl.cli import diffs, output
from crmctl.cli.door import Door
from crmctl.cli.wizard import date_shapes, doubts
from crmctl.cli.wizard.draft import Draft, as_trial
from crmctl.errors import UsageError
from crmctl.importing import columns, planning
from crmctl.importing.diff import Diff
from crmctl.importing.planning import Plan
from crmctl.importing.report import Report
from crmctl.importing.request import Duplicates

PREVIEW = 10
# What a column needs to be worth looking at.
_PREVIEW_WIDTH = 16
_CHOICES: dict[str, Duplicates] = {"s": "skip", "u": "update", "c": "create"}


def settle(front: Door, plan: Plan, *, diff: bool = False) -> Plan:
    """Ask what is open; returns the plan to carry out, or raises Abort."""
    _preview(plan)
    plan = _settle_mapping(plan)
    plan = _settle_duplicates(plan)
    plan = _settle_dates(front, plan)
    useful = _try_out(front, plan, diff=diff)
    if not typer.confirm("Import now?", default=useful, err=True):
        raise typer.Abort
    return plan


def _preview(plan: Plan) -> None:
    for note in plan.table.layout.notes:
        output.note(note)
    console = output.console(stderr=True)
    header = plan.table.header
    fitting = header[: max(1, console.width // _PREVIEW_WIDTH)]
    rows = [
        [" ".join(cell.split()) for cell in cells[: len(fitting)]]
        for cells in plan.sample[:PREVIEW]
    ]
    output.grid(console, f"The first rows of {plan.request.name}", fitting, rows, cut=True)
    if len(fitting) < len(header):
        output.note(f"... and {len(header) - len(fitting)} more columns, listed below")


def _settle_mapping(plan: Plan) -> Plan:
    """Show the mapping until it is as the user wants it."""
    while True:
        _show_mapping(plan)
        word = typer.prompt(
            "Enter to go on; 3=email maps a column, 3= leaves it out, ? lists the fields",
            default="",
            show_default=False,
            err=True,
        ).strip()
        if word == "?":
            output.note(", ".join(plan.kind.fields.importable()) + ", custom.<key>")
            continue
        try:
            if not word:
                columns.refuse_useless(plan.mapping)
                return plan
            plan = replace(plan, mapping=columns.override(plan.mapping, [_named(plan, word)]))
        except UsageError as error:
            output.note(str(error))


def _show_mapping(plan: Plan) -> None:
    rows = [
        [at, proposal.column, _first_value(plan, at - 1), proposal.field or "-", proposal.reason]
        for at, proposal in enumerate(plan.mapping.proposals, 1)
    ]
    heads = ["", "column", "for example", "field", "because"]
    output.grid(output.console(stderr=True), "Where the columns go", heads, rows)


def _first_value(plan: Plan, at: int) -> str:
    cells = (row[at].strip() for row in plan.sample if at < len(row))
    value = next((cell for cell in cells if cell), "")
    return value if len(value) <= 30 else f"{value[:29]}…"


def _named(plan: Plan, word: str) -> str:
    """`3=email` with the name of column 3 in the place of its number."""
    number, equals, field = word.partition("=")
    if equals and number.strip().isdigit() and 1 <= int(number) <= len(plan.table.header):
        return f"{plan.table.header[int(number) - 1]}={field}"
    return word


def _settle_duplicates(plan: Plan) -> Plan:
    usable = planning.usable_keys(plan)
    if not usable:
        return plan
    keys = ", then ".join(usable)
    answer = typer.prompt(
        f"Rows that are there already, by {keys}: skip, update or create anyway? (s/u/c)",
        default=plan.request.duplicates[0],
        err=True,
    )
    chosen = _CHOICES.get(str(answer).strip().lower()[:1])
    if chosen is None:
        return _settle_duplicates(plan)
    return replace(plan, request=replace(plan.request, duplicates=chosen))


def _settle_dates(front: Door, plan: Plan) -> Plan:
    """Ask which part of a date is its day, where neither the file nor the country tells."""
    found = doubts.find(plan, front.toolbox.actor.country)
    if plan.request.date_format or found.usual or not found.dates:
        return plan
    column = found.dates[0]
    way = date_shapes.formats(Draft(plan).cells(column))
    if way is None:
        return plan
    answer = typer.prompt(
        f"Dates in {column!r}: is {way.example} the (d) {way.as_day_first} "
        f"or the (m) {way.as_month_first}? (d/m)",
        err=True,
    )
    chosen = {"d": way.day_first, "m": way.month_first}.get(str(answer).strip().lower()[:1])
    if chosen is None:
        return _settle_dates(front, plan)
    return replace(plan, request=replace(plan.request, date_format=chosen))


def _try_out(front: Door, plan: Plan, *, diff: bool) -> bool:
    """Do all of it and roll back: the counts are exact. Returns whether any row would go in."""
    from jobs import import_file

    trial = as_trial(plan)
    seen = Report(diff=Diff() if diff else None)
    report = import_file.run(front.toolbox, trial, report=seen)
    names = ("created", "updated", "unchanged", "skipped", "failed")
    counts = ", ".join(f"{report[name]} {name}" for name in names if report[name])
    output.note(f"Of {report['totalRows']} rows: {counts or 'nothing to do'}")
    for problem in report["errors"][:PREVIEW]:
        where = f"line {problem['row']}"
        output.note(f"  {where}: {problem['column'] or 'row'}: {problem['message']}")
    if report["failed"] > PREVIEW:
        output.note("  ... these rows go to a file of their own, to be mended and imported")
    if seen.diff:
        diffs.draw(output.console(stderr=True), seen.diff)
    return bool(report["created"] or report["updated"])
