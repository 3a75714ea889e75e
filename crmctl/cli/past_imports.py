"""`crmctl imports`: the imports there were, and those under way."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import approvals, door, exit_codes, following, imports, mappings, output, purging
from crmctl.cli.approvals import RequestApproval
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door

if TYPE_CHECKING:
    from jobs import undo_import

group = Commands("The imports there were, and those under way.")
group.add_typer(mappings.group, name="mappings")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="imports")


class Outcome(StrEnum):
    """What a row can become."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


Id = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
_MOST_SHOWN = 100


@group.command("list", epilog="Example: crmctl imports list --limit 5 --json")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 50,
) -> None:
    """List imports, the latest first; `interrupted` ones can be resumed."""
    from crmctl.importing import history
    from jobs import look_at_imports

    front = door.of(context)
    found = look_at_imports.listed(front.toolbox, limit)
    if front.json:
        output.document({"imports": found})
        return
    heads = ["importId", "createdAt", "file", "type", "status", "totalRows", "created", "updated"]
    heads += ["unchanged", "skipped", "failed"]
    output.table("", heads, [[each[head] for head in heads] for each in found])
    for each in found:
        if each["status"] == history.INTERRUPTED:
            output.note(_cure(each["importId"]))


@group.command("show", epilog="Example: crmctl imports show 01a2091e-e573-7102-aff1-05eec754cc78")
def show(context: typer.Context, import_id: Id) -> None:
    """Show one import: its counts, its first problems, and what its undo did."""
    from jobs import look_at_imports

    front = door.of(context)
    _show(front, look_at_imports.one(front.toolbox, import_id))


@group.command(
    "rows",
    epilog="Example: crmctl imports rows 01a2091e-e573-7102-aff1-05eec754cc78 --outcome skipped",
)
def rows(
    context: typer.Context,
    import_id: Id,
    outcomes: Annotated[
        list[Outcome] | None,
        typer.Option("--outcome", help="Only rows that became this; may be said several times."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 100,
) -> None:
    """Tell what became of each row of the file, and why."""
    from jobs import look_at_imports

    front = door.of(context)
    wanted = [each.value for each in dict.fromkeys(outcomes or Outcome)]
    found = look_at_imports.rows(front.toolbox, import_id, wanted, limit)
    if front.json:
        output.document({"importId": import_id, "rows": found})
        return
    heads = ["row", "outcome", "recordId", "because"]
    output.table("", ["line", *heads[1:]], [[each[head] for head in heads] for each in found])
    if len(found) == limit:
        output.note(f"The first {limit:,}; --limit says how many, --outcome which")


@group.command("watch", epilog="Example: crmctl imports watch 01a2091e-e573-7102-aff1-05eec754cc78")
def watch(context: typer.Context, import_id: Id) -> None:
    """Follow an import until it is done, in the background or in any other process."""
    from crmctl.importing import history
    from jobs import look_at_imports

    front = door.of(context)
    report = following.follow(
        lambda: look_at_imports.one(front.toolbox, import_id),
        lambda seen: seen["status"] not in history.OPEN,
        _line,
    )
    _show(front, report)
    raise typer.Exit(_code(report))


@group.command(
    "cancel", epilog="Example: crmctl imports cancel 01a2091e-e573-7102-aff1-05eec754cc78"
)
def cancel(context: typer.Context, import_id: Id) -> None:
    """Give up an import that is queued or runs; nothing of it is left, and it can be resumed."""
    from crmctl.importing import history
    from jobs import cancel_import

    front = door.of(context)
    report = history.document(cancel_import.run(front.toolbox, import_id))
    if front.json:
        output.document(report)
    output.say(front, f"import {import_id} cancelled; crmctl imports resume {import_id} does it")


@group.command(
    "resume", epilog="Example: crmctl imports resume 01a2091e-e573-7102-aff1-05eec754cc78"
)
def resume(context: typer.Context, import_id: Id) -> None:
    """Finish an import that was killed, stopped or cancelled, or that failed.

    It starts over from crmctl's own copy of the file: what had been begun has left nothing, so that
    no row is lost and none is taken twice. One that is complete stays as it is.
    """
    from crmctl.importing.report import Report
    from jobs import import_file, look_at_imports

    front, seen = door.of(context), Report()
    with imports.progress(front) as progress:
        report = import_file.resume(front.toolbox, import_id, progress, seen)
    if report is None:
        output.note(f"Another process is at it: crmctl imports watch {import_id}")
        _show(front, look_at_imports.one(front.toolbox, import_id))
        return
    imports.show_report(front, report, seen=seen)
    raise typer.Exit(_code(report))


@group.command(
    "undo", epilog="Example: crmctl imports undo 01a2091e-e573-7102-aff1-05eec754cc78 --dry-run"
)
def undo(
    context: typer.Context,
    import_id: Id,
    yes: Yes = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be, but change nothing.")
    ] = False,
    request_approval: RequestApproval = False,
) -> None:
    """Take an import back: put back what it changed, remove what it made.

    Accounts that it made on the way go too. A record that was changed since, by hand or by another
    import, stays as it is, all of it, and is named; so is a new one that an activity, a deal, a
    contact or an account of others leads to. Undo the later imports first, and nothing of either is
    left. Once more, it looks at those again that were kept.
    """
    from jobs import look_at_imports, undo_import

    front = door.of(context)
    if request_approval:
        _request_undo(front, import_id)
        return
    if not dry_run:
        told = look_at_imports.one(front.toolbox, import_id)
        confirm(
            f"Undo import {import_id} ({told['file']}: {told['created']} created, "
            f"{told['updated']} updated)?",
            yes,
        )
    _show_undo(front, undo_import.run(front.toolbox, import_id, dry_run=dry_run), dry_run=dry_run)


def _request_undo(front: Door, import_id: str) -> None:
    from crmctl.importing import approving

    with front.toolbox.transaction() as session:
        asked = approving.ask(session, import_id)
    approvals.tell_requested(front, asked)


@group.command("purge", epilog="Example: crmctl imports purge --yes")
def purge(context: typer.Context, yes: Yes = False) -> None:
    """Forget the row-by-row history of old imports (setting import-history-days).

    They can be undone and resumed no more.
    """
    from jobs import purge_imports

    front = door.of(context)
    days = front.settings["import-history-days"]
    confirm(f"Forget what became of each row of imports older than {days} days?", yes)
    report = purge_imports.run(front.toolbox)
    purging.end(front, report, f"{report.rows} rows and {report.files} files forgotten")


def _show(front: Door, report: dict[str, Any]) -> None:
    """An import as it stands, with its undo or what to do next."""
    from crmctl.importing import history

    imports.show_report(front, report)
    if front.json:
        return
    if report["status"] in history.OPEN:
        output.note(_line(report))
    if report["status"] == history.INTERRUPTED:
        output.note(_cure(report["importId"]))
    if report["error"]:
        output.note(f"Nothing was written: {report['error']}")
    if report["undo"]:
        _show_kept(report["undo"]["keptRecords"])


def _show_undo(front: Door, report: "undo_import.Report", *, dry_run: bool) -> None:
    if front.json:
        output.document(report.as_document())
        return
    if report.again:
        output.note(f"Import {report.import_id} was undone before: nothing more was taken back")
    else:
        verb = "would be" if dry_run else "were"
        output.say(
            front,
            f"{report.restored} records {verb} put back, {report.removed} {verb} removed, "
            f"{len(report.kept)} stay as they are",
        )
    _show_kept(report.kept)


def _show_kept(kept: list[dict[str, Any]]) -> None:
    if not kept:
        return
    heads = ["row", "type", "id", "name", "reason"]
    rows = [[each[head] for head in heads] for each in kept[:_MOST_SHOWN]]
    output.table("What stays as it is", ["line", *heads[1:4], "because"], rows)
    if len(kept) > _MOST_SHOWN:
        output.note(f"... and {len(kept) - _MOST_SHOWN} more (--json names all of them)")


def _line(report: dict[str, Any]) -> str:
    """How far the import is, in words."""
    progress = report["progress"]
    if not progress or not progress["rows"]:
        return str(report["status"])
    told = f"{report['status']}: {progress['rows']:,} rows"
    if progress["rowsPerSecond"]:
        told += f", {progress['rowsPerSecond']:,} a second"
    if progress["secondsLeft"] is not None:
        told += f", {progress['secondsLeft']:.0f} s left"
    return told


def _cure(import_id: str) -> str:
    return (
        f"Import {import_id} was interrupted: crmctl imports resume {import_id} goes on, "
        f"crmctl imports cancel {import_id} gives it up"
    )


def _code(report: dict[str, Any]) -> int:
    from crmctl.importing import history

    if report["status"] not in history.DONE:
        return exit_codes.FAILED
    return exit_codes.PARTLY if report["failed"] else exit_codes.DONE
