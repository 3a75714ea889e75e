"""`crmctl import`, and `crmctl imports`: the imports there were."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, exit_codes, output
from crmctl.cli.asking import MOST, Type, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from crmctl.importing.planning import Plan
    from crmctl.importing.request import Request
    from crmctl.importing.running import Progress

group = Commands("The imports there were.")


class Duplicates(StrEnum):
    """What happens to a row whose record is there already."""

    SKIP = "skip"
    UPDATE = "update"
    CREATE = "create"


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
        duplicates: Annotated[
            Duplicates, typer.Option(help="What to do with rows that are there already.")
        ] = Duplicates.SKIP,
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
        rejects: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Where rejected rows go.")
        ] = None,
        background: Annotated[
            bool, typer.Option("--background", help="Let a worker do it; imports watch shows it.")
        ] = False,
        as_read: Annotated[
            bool, typer.Option("--as-read", help="Print the table as it was read, and end.")
        ] = False,
    ) -> None:
        """Import a CSV file of contacts, accounts or deals."""
        from crmctl.importing.request import Request

        most = None if as_read else door.of(context).settings["import-max-bytes"]
        with _source(file, most) as path:
            request = Request(
                file=path,
                name="stdin" if file == "-" else _readable(Path(file).name),
                type=type_.value,
                maps=tuple(maps or ()),
                duplicates=duplicates.value,
                match=tuple(key for key in match.split(",") if key.strip()),
                on_error=on_error.value,
                dry_run=dry_run,
                delimiter=delimiter,
                encoding=encoding,
                header_row=header_row,
                date_format=date_format,
                rejects=rejects,
            )
            if as_read:
                _print_as_read(request)
                return
            code = _import(door.of(context), request, yes=yes, background=background)
        raise typer.Exit(code)


def _readable(name: str) -> str:
    """A file's name as text: on Linux it may be any bytes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _import(front: Door, request: "Request", *, yes: bool, background: bool) -> int:
    from crmctl.importing import planning
    from jobs import import_file

    if background and request.dry_run:
        raise UsageError("--background and --dry-run do not go together: a dry run is to be seen")
    asking = not (yes or request.dry_run)
    if asking and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on: say --yes, or --dry-run to look first")
    limits = planning.Limits(front.settings["import-max-bytes"], front.settings["import-max-rows"])
    plan = planning.prepare(request, limits)
    if asking:
        from crmctl.cli import import_wizard

        plan = import_wizard.settle(front, plan)
    if background:
        _queue(front, plan)
        return exit_codes.DONE
    with _progress(front) as progress:
        report = import_file.run(front.toolbox, plan, progress)
    show_report(front, report, plan)
    failed = report["failed"] and report["status"] == "completed"
    return exit_codes.PARTLY if failed else exit_codes.DONE


def _queue(front: Door, plan: "Plan") -> None:
    from jobs import import_file, run_queue

    report = import_file.queue(front.toolbox, plan)
    run_queue.start_worker(front.toolbox)
    show_report(front, report, plan)
    output.note(f"A worker does it: crmctl imports watch {report['importId']}")


def show_report(front: Door, report: dict[str, Any], plan: "Plan | None" = None) -> None:
    """Print what an import did."""
    if front.json:
        output.document(report)
        return
    if plan:
        _show_reading(plan)
    heads = ["rows", "created", "updated", "unchanged", "skipped", "failed", "warnings"]
    counts = [report["totalRows"], *(report[head] for head in heads[1:])]
    title = f"{report['type']} from {report['file']}: {report['status']}"
    output.table(title, heads, [counts])
    _show_problems("Rows that were not taken", report["errors"], report["failed"])
    _show_problems("Warnings", report["warningDetails"], report["warnings"])
    if report["rejectsFile"]:
        output.say(front, f"Mend the rejected rows in {report['rejectsFile']} and import that file")


def _show_reading(plan: "Plan") -> None:
    """What was found in the file that its owner may not expect."""
    for note in plan.table.layout.notes:
        output.note(note)
    left_out = [repr(each.column) for each in plan.mapping.proposals if not each.field]
    if left_out:
        output.note(f"Not imported: {', '.join(left_out)} (--map 'COLUMN=FIELD' takes one in)")


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
    if file != "-" and not (path.is_fifo() or path.is_char_device()):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="crmctl-") as folder:
        copy = Path(folder) / "stdin"
        flow = nullcontext(sys.stdin.buffer) if file == "-" else path.open("rb")
        with copy.open("wb") as kept, flow as opened:
            while (most is None or kept.tell() <= most) and (block := opened.read(2**20)):
                kept.write(block)
        yield copy


@contextmanager
def _progress(front: Door) -> Iterator["Progress"]:
    """A bar on a terminal, silence elsewhere."""
    if front.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Bar(*columns, console=output.console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda rows: bar.update(task, completed=rows)


def _print_as_read(request: "Request") -> None:
    """The table as RFC 4180 CSV in UTF-8."""
    import csv
    import io

    from crmctl.importing import planning

    table = planning.open_table(request)
    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=True)
    writer = csv.writer(out)
    writer.writerow(table.header)
    writer.writerows(cells for _, cells in table.rows())
    out.detach()


@group.command("list")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 50,
) -> None:
    """List imports, the latest first."""
    from crmctl.importing import history

    with door.of(context).toolbox.transaction(write=False) as session:
        found = history.listed(session, limit)
    if door.of(context).json:
        output.document({"imports": found})
        return
    heads = ["importId", "createdAt", "file", "type", "status", "totalRows", "created", "updated"]
    heads += ["skipped", "failed"]
    output.table("", heads, [[each[head] for head in heads] for each in found])


@group.command("show")
def show(context: typer.Context, import_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one import: its counts and its first problems."""
    from crmctl.importing import history

    with door.of(context).toolbox.transaction(write=False) as session:
        report = history.show(session, import_id)
    show_report(door.of(context), report)


@group.command("watch")
def watch(context: typer.Context, import_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Follow an import until it is done."""
    from crmctl.importing import history

    front = door.of(context)
    told = None
    while True:
        with front.toolbox.transaction(write=False) as session:
            report = history.show(session, import_id)
        if report["status"] not in history.OPEN:
            break
        if told != report["status"]:
            told = report["status"]
            output.note(told)
        time.sleep(0.5)
    show_report(front, report)
    if report["status"] != history.COMPLETED:
        raise typer.Exit(exit_codes.FAILED)
    raise typer.Exit(exit_codes.PARTLY if report["failed"] else exit_codes.DONE)


@group.command("purge")
def purge(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget the row-by-row history of old imports (setting import-history-days)."""
    from jobs import purge_imports

    days = door.of(context).settings["import-history-days"]
    confirm(f"Forget what became of each row of imports older than {days} days?", yes)
    report = purge_imports.run(door.of(context).toolbox)
    if door.of(context).json:
        output.document({"rows": report.rows, "busy": report.busy})
    elif report.busy:
        output.note("Another run is at it")
    elif report.rows:
        output.say(door.of(context), f"{report.rows} rows forgotten")
