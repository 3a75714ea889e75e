"""`crmctl import`: a file on its way in."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import diffs, door, exit_codes, mappings, output
from crmctl.cli.asking import MOST, Type
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import EmptyFileError, UsageError

if TYPE_CHECKING:
    from crmctl.importing import request as requests
    from crmctl.importing.opening import Opener, Told
    from crmctl.importing.planning import Plan
    from crmctl.importing.report import Report
    from crmctl.importing.request import Request
    from jobs.import_file import PointOut, Progress


# {why rows are skipped: in words}
_SKIPPED = {
    "there": "whose record is there already",
    "repeated": "like another row of the file",
}
_MOST_COLUMNS = 60


class Duplicates(StrEnum):
    """What happens to a row whose record is there already."""

    SKIP = "skip"
    UPDATE = "update"
    CREATE = "create"


class InFile(StrEnum):
    """What happens to a row that repeats an earlier one of the file."""

    FIRST = "first"
    LAST = "last"
    MERGE = "merge"
    REJECT = "reject"


class DecimalMark(StrEnum):
    """What stands before the decimals of a number."""

    COMMA = ","
    POINT = "."


class OnError(StrEnum):
    """What happens to a row with a value that does not fit."""

    REJECT = "reject"
    BLANK = "blank"


def register(app: Commands) -> None:
    """Add `import` to the front door."""

    @app.command("import")
    def import_(
        context: typer.Context,
        file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file; - for stdin.")],
        type_: Annotated[Type, typer.Option("--type", help="What the rows are.")] = Type.CONTACTS,
        maps: Annotated[
            list[str] | None,
            typer.Option(
                "--map", metavar="COLUMN=FIELD", help="Where a column goes; COLUMN= leaves it out."
            ),
        ] = None,
        keep_unmapped: Annotated[
            bool, typer.Option("--keep-unmapped", help="Keep unknown columns as custom.<key>.")
        ] = False,
        map_values: Annotated[
            list[str] | None,
            typer.Option(
                "--map-value", metavar="FIELD:TEXT=VALUE", help="What a word of the file means."
            ),
        ] = None,
        duplicates: Annotated[
            Duplicates | None,
            typer.Option(
                help="What to do with rows that are there already; skip, if nothing else is said."
            ),
        ] = None,
        update: Annotated[
            list[str] | None,
            typer.Option(
                metavar="[FIELD=]fill|overwrite",
                help="Fill blanks only, or overwrite (the default); for all fields or one.",
            ),
        ] = None,
        clear_with: Annotated[
            str | None,
            typer.Option(metavar="WORD", help="A cell of this word clears; an empty one never."),
        ] = None,
        resubscribe: Annotated[
            bool,
            typer.Option("--resubscribe", help="Let the file turn a stored opt-out to consent."),
        ] = False,
        in_file: Annotated[
            InFile,
            typer.Option(
                help="Rows of the file that are one record: the first or the last one counts, "
                "later ones fill its blanks, or are rejected. With --duplicates create, first "
                "means that each counts."
            ),
        ] = InFile.FIRST,
        match: Annotated[
            str, typer.Option(metavar="FIELD,...", help="What tells records apart; a+b is both.")
        ] = "",
        on_error: Annotated[
            OnError, typer.Option(help="Reject a row with a bad value, or leave the value out.")
        ] = OnError.REJECT,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Tell, but write nothing.")
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
        delimiter: Annotated[
            str | None, typer.Option(metavar="C", help="Between cells; found by itself.")
        ] = None,
        encoding: Annotated[
            str | None, typer.Option(metavar="E", help="Of the file; found by itself.")
        ] = None,
        header_row: Annotated[
            int | None,
            typer.Option(min=0, max=MOST, metavar="N", help="Line of the header; 0 for none."),
        ] = None,
        date_format: Annotated[
            str | None, typer.Option(metavar="F", help="As %d/%m/%Y; ISO dates need none.")
        ] = None,
        decimal_mark: Annotated[
            DecimalMark | None,
            typer.Option(help="Of numbers; found by itself where a column decides."),
        ] = None,
        rejects: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Where rejected rows go.")
        ] = None,
        background: Annotated[
            bool, typer.Option("--background", help="Let a worker do it; imports watch shows it.")
        ] = False,
        mapping: Annotated[
            str | None,
            typer.Option(metavar="NAME|PATH", help="Go by a saved mapping; '' for none."),
        ] = None,
        save_mapping: Annotated[
            str | None, typer.Option(metavar="NAME", help="Save the mapping for such files.")
        ] = None,
        diff: Annotated[
            bool, typer.Option("--diff", help="Show what changes in records, old and new.")
        ] = False,
        report: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Write a page that tells of it (HTML).")
        ] = None,
        again: Annotated[
            bool, typer.Option("--again", help="Of a file that was imported before: on purpose.")
        ] = False,
        as_read: Annotated[
            bool, typer.Option("--as-read", help="Print the table as it was read, and end.")
        ] = False,
    ) -> None:
        """Import a CSV file of contacts, accounts or deals."""
        from crmctl.importing import opening

        most = None if as_read else door.of(context).settings["import-max-bytes"]
        told = opening.Told(delimiter, encoding, header_row)
        with _source(file, most) as path:
            if as_read:
                _print_as_read(path, told)
                return
            with opening.ahead(path, told) as opener:
                # To load what follows takes as long as to find out what the file is like.
                from crmctl.importing.request import Request

                request = Request(
                    file=path,
                    name="stdin" if file == "-" else _readable(Path(file).name),
                    type=type_.value,
                    maps=tuple(maps or ()),
                    duplicates=_policy(duplicates, update, clear_with),
                    match=tuple(key for key in match.split(",") if key.strip()),
                    on_error=on_error.value,
                    dry_run=dry_run,
                    delimiter=delimiter,
                    encoding=encoding,
                    header_row=header_row,
                    date_format=date_format,
                    rejects=rejects,
                    report=report,
                    in_file=in_file.value,
                    update=tuple(update or ()),
                    clear_with=clear_with,
                    resubscribe=resubscribe,
                    map_values=tuple(map_values or ()),
                    decimal_mark=decimal_mark.value if decimal_mark else None,
                    keep_unmapped=keep_unmapped,
                )
                words = mappings.Words(mapping, save_mapping, mappings.given(context))
                asked = Asked(yes=yes, background=background, diff=diff, again=again)
                code = _import(door.of(context), request, words, asked, opener)
        raise typer.Exit(code)


def _policy(
    asked: Duplicates | None, update: list[str] | None, clear_with: str | None
) -> "requests.Duplicates":
    """What was asked for; how to update says that there is to be an update."""
    told = update or clear_with is not None
    if told and asked not in (None, Duplicates.UPDATE):
        option = "--update" if update else "--clear-with"
        raise UsageError(f"{option} needs --duplicates update: it says how records change")
    return (asked or (Duplicates.UPDATE if told else Duplicates.SKIP)).value


def _readable(name: str) -> str:
    """A file's name as text: on Linux it may be any bytes."""
    return name.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class Asked:
    """How the command is to go about it."""

    yes: bool
    background: bool
    diff: bool
    again: bool


def _import(
    front: Door,
    request: "Request",
    words: mappings.Words,
    asked: Asked,
    opener: "Opener",
) -> int:
    from crmctl.importing import planning
    from crmctl.importing.diff import Diff
    from crmctl.importing.report import Report
    from jobs import import_file

    _refuse_unseen(request, asked)
    asking = not (asked.yes or request.dry_run)
    if asking and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on: say --yes, or --dry-run to look first")
    limits = planning.Limits(front.settings["import-max-bytes"], front.settings["import-max-rows"])
    plan = planning.prepare(request, limits, partial(words.settle, front), opener)
    if words.save_as is not None:
        words.check_name(front, plan, words.save_as)
    if not asking:
        # Before a home is made for it.
        planning.refuse_useless(plan)
    if asking:
        if not asked.again:
            _ask_of_same_file(front, plan)
        from crmctl.cli.wizard import settling

        check = partial(words.check_name, front, plan)
        agreed = settling.settle(front, plan, words.save_as, check, diff=asked.diff)
        plan, words = agreed.plan, replace(words, save_as=agreed.save_as)
    words.save(front, plan)
    note_same = partial(_note_same_file, plan)
    point_out: PointOut = (lambda _: None) if asking or asked.again else note_same
    if asked.background:
        _queue(front, plan, point_out)
        return exit_codes.DONE
    seen = Report(diff=Diff() if asked.diff else None)
    with progress(front) as tell:
        report = import_file.run(front.toolbox, plan, tell, seen, point_out)
    show_report(front, report, plan, seen)
    failed = report["failed"] and report["status"] == "completed"
    return exit_codes.PARTLY if failed else exit_codes.DONE


def _refuse_unseen(request: "Request", asked: Asked) -> None:
    """What is done in the background is seen by nobody."""
    unseen = (("--dry-run", request.dry_run, "dry run"), ("--diff", asked.diff, "diff"))
    for option, wanted, what in unseen:
        if asked.background and wanted:
            raise UsageError(
                f"--background and {option} do not go together: a {what} is to be seen"
            )


def _ask_of_same_file(front: Door, plan: "Plan") -> None:
    """Ask whether to go on when the very same file was imported before."""
    from jobs import import_file

    row = import_file.earlier(front.toolbox, plan)
    if row and not typer.confirm(f"{_same_file(plan, row)}. Import it again?", err=True):
        raise typer.Abort


def _note_same_file(plan: "Plan", row: dict[str, Any]) -> None:
    output.note(f"{_same_file(plan, row)} (--again: on purpose)")


def _same_file(plan: "Plan", row: dict[str, Any]) -> str:
    return (
        f"{plan.request.name} is the very file of import {row['id']} "
        f"of {row['created_at']:%Y-%m-%d %H:%M} UTC"
    )


def _queue(front: Door, plan: "Plan", point_out: "PointOut") -> None:
    from jobs import import_file, run_queue

    report = import_file.queue(front.toolbox, plan, point_out)
    run_queue.start_worker(front.toolbox)
    show_report(front, report, plan)
    output.note(f"A worker does it: crmctl imports watch {report['importId']}")


def show_report(
    front: Door, report: dict[str, Any], plan: "Plan | None" = None, seen: "Report | None" = None
) -> None:
    """Print what an import did; `seen` by whoever took part in it."""
    diff = seen.diff if seen else None
    if front.json:
        mapped = {"mappingDetails": _mapping_details(plan)} if plan else {}
        output.document({**report, **mapped, **(diffs.document(diff) if diff else {})})
        return
    if plan:
        _show_reading(plan)
        if report["status"] == "validated":
            _show_mapping(plan)
    heads = ["rows", "created", "updated", "unchanged", "skipped", "failed", "warnings"]
    counts = [report["totalRows"], *(report[head] for head in heads[1:])]
    title = f"{report['type']} from {report['file']}: {report['status']}"
    output.table(title, heads, [counts])
    _show_problems("Rows that were not taken", report["errors"], report["failed"])
    _show_problems("Warnings", report["warningDetails"], report["warnings"])
    if seen:
        _show_passed(seen, report)
    if diff is not None:
        diffs.show(diff, output.console())
    if report["rejectsFile"]:
        output.say(front, f"Mend the rejected rows in {report['rejectsFile']} and import that file")


def _show_reading(plan: "Plan") -> None:
    """What was found in the file, and what of it is not imported."""
    from crmctl.importing.columns import REJECT_COLUMNS

    for note in (plan.table.layout.shown, *plan.table.layout.notes):
        output.note(note)
    heeded = plan.mapping.heeded
    for column in heeded:
        output.note(f"{column!r} only tells who has opted out: they get email_opt_in no")
    columns = (each.column for each in plan.mapping.proposals if not each.field)
    ours = {*heeded, *REJECT_COLUMNS}
    left_out = [repr(column) for column in columns if column not in ours]
    if left_out:
        output.note(
            f"Not imported: {', '.join(left_out)} (--map 'COLUMN=FIELD' takes one in, "
            "--keep-unmapped all as custom fields)"
        )


def _show_mapping(plan: "Plan") -> None:
    mapped = [each for each in plan.mapping.proposals if each.field]
    rows = [(each.column, each.field, each.surety, each.reason) for each in mapped[:_MOST_COLUMNS]]
    output.table("Columns", ["column", "field", "sure", "because"], rows)
    if len(mapped) > len(rows):
        output.note(f"... and {len(mapped) - len(rows)} more columns (--json lists all)")


def _mapping_details(plan: "Plan") -> list[dict[str, Any]]:
    return [
        {
            "column": p.column,
            "field": p.field,
            "confidence": round(p.confidence, 2),
            "reason": p.reason,
        }
        for p in plan.mapping.proposals
    ]


def _show_passed(seen: "Report", report: dict[str, Any]) -> None:
    """Why rows were skipped, and how to see which."""
    told = [
        f"{seen.passed[code].count:,} {why}"
        for code, why in _SKIPPED.items()
        if code in seen.passed
    ]
    if not told:
        return
    output.note(f"Skipped rows: {', '.join(told)}")
    if report["status"] != "validated":
        output.note(f"crmctl imports rows {report['importId']} --outcome skipped names them")


def _show_problems(title: str, problems: list[dict[str, Any]], rows: int) -> None:
    if not problems:
        return
    shown = problems[:10]
    output.table(
        title,
        ["line", "column", "what is wrong"],
        [[problem["row"], problem["column"], problem["message"]] for problem in shown],
    )
    if len(problems) > len(shown):
        output.note(f"... and more: {rows} in all (--json lists the first 100)")


@contextmanager
def _source(file: str, most: int | None) -> Iterator[Path]:
    """The file; what flows from a pipe is kept for as long as it is needed, for it is read twice.

    A pipe may have no end: little more than `most` bytes are taken, enough to be refused.
    """
    path = Path(file)
    flows = path.is_fifo() or path.is_char_device() or _is_a_descriptor(path)
    if file != "-" and not flows:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="crmctl-") as folder:
        copy = Path(folder) / "stdin"
        flow = nullcontext(sys.stdin.buffer) if file == "-" else path.open("rb")
        with copy.open("wb") as kept, flow as opened:
            while (most is None or kept.tell() <= most) and (block := opened.read(2**20)):
                kept.write(block)
        yield copy


def _is_a_descriptor(path: Path) -> bool:
    """Whether it is this very process that knows the file by that name, as with /dev/fd/5."""
    place = Path(os.path.realpath(path.parent), path.name)
    return place == Path("/dev/stdin") or place.is_relative_to("/proc")


@contextmanager
def progress(front: Door) -> Iterator["Progress"]:
    """A bar on a terminal, silence elsewhere."""
    if front.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    console = output.console(stderr=True)
    # Drawn when there is something to tell, and by no thread: beside one, no process can be started
    # that reads ahead.
    with Bar(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None)
        yield lambda rows: bar.update(task, completed=rows, refresh=True)


def _print_as_read(path: Path, told: "Told") -> None:
    """The header, if the file has one, and every row that is not blank, as RFC 4180 CSV."""
    import csv
    import io

    from crmctl.importing import opening, planning

    try:
        table = opening.open_table(path, told)
    except EmptyFileError as error:
        output.note(str(error))  # nothing is what there was to read
        return
    header = [table.written] if table.layout.header_line else []
    rows = chain(header, (cells for _, cells in planning.data_rows(table)))
    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=True)
    # A file gets the cells as they are; a terminal would obey what stands in them.
    there = sys.stdout.isatty()
    csv.writer(out).writerows((map(output.visible, cells) for cells in rows) if there else rows)
    out.detach()
