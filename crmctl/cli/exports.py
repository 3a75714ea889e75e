"""`crmctl export`, and `crmctl exports`: the exports there were."""

import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import approvals, door, exit_codes, following, output, purging
from crmctl.cli.approvals import RequestApproval
from crmctl.cli.asking import MOST, Type, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from crmctl.exporting.request import Request
    from crmctl.storage.queries import Row

group = Commands("The exports there were.")


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


def register(app: Commands) -> None:
    """Add `export` and `exports` to the front door."""
    app.add_typer(group, name="exports")

    @app.command("export")
    def export(
        context: typer.Context,
        type_: Annotated[Type, typer.Argument(metavar="contacts|accounts|deals")],
        fields: Annotated[
            str | None, typer.Option(metavar="A,B,C", help="Which fields, in this order.")
        ] = None,
        all_fields: Annotated[
            bool, typer.Option("--all-fields", help="All, custom ones too.")
        ] = False,
        fields_from: Annotated[
            str | None, typer.Option(metavar="NAME", help="Those of a saved set.")
        ] = None,
        save_fields: Annotated[
            str | None, typer.Option(metavar="NAME", help="Save the fields as a set.")
        ] = None,
        filters: Annotated[
            list[str] | None,
            typer.Option("--filter", metavar="EXPR", help="As for list; repeat for and."),
        ] = None,
        search: Annotated[str, typer.Option(metavar="TEXT", help="Anywhere in the record.")] = "",
        sort: Annotated[
            str | None, typer.Option(metavar="FIELD", help="-FIELD sorts from the other end.")
        ] = None,
        format_: Annotated[Format, typer.Option("--format", help="Of the file.")] = Format.CSV,
        output_: Annotated[
            str | None,
            typer.Option("--output", "-o", metavar="FILE", help="- for stdout; none: the store."),
        ] = None,
        raw: Annotated[
            bool, typer.Option("--raw", help="CSV: leave cells that a spreadsheet would run.")
        ] = False,
        bom: Annotated[bool, typer.Option("--bom", help="CSV: with a byte order mark.")] = False,
        background: Annotated[
            bool, typer.Option("--background", help="Let a worker do it; exports watch shows it.")
        ] = False,
        request_approval: RequestApproval = False,
    ) -> None:
        """Export chosen fields of chosen records to a file.

        Without --fields, --all-fields or --fields-from, a terminal shows the fields to tick.
        """
        from crmctl.cli.wizard import asking
        from crmctl.exporting.request import Request

        front = door.of(context)
        if front.json and output_ == "-":
            raise UsageError("--json and --output - both want stdout: write to a file")
        if background and output_ is not None:
            raise UsageError("--background goes to the export store: leave --output out")
        request = Request(
            type=type_.value,
            fields=(),
            filters=tuple(filters or ()),
            search=search,
            sort=sort,
            format=format_.value,
            raw=raw,
            mark=bom,
            output=output_,
        )
        words = asking.Words(fields, all_fields, fields_from, save_fields)
        chosen = asking.settle(front, request, words)
        settled = replace(request, fields=chosen)
        if request_approval:
            _request(front, settled)
        else:
            _export(front, settled, background=background)


def _request(front: Door, request: "Request") -> None:
    from crmctl.exporting import approving

    with front.toolbox.transaction() as session:
        asked = approving.ask(session, request)
    approvals.tell_requested(front, asked)


def _export(front: Door, request: "Request", *, background: bool) -> None:
    from crmctl.exporting import approving
    from jobs import export_records, run_queue

    with front.toolbox.transaction(write=False) as session:
        approving.allow(session, request)
    in_store = request.output is None
    if background or (in_store and export_records.is_large(front.toolbox, request)):
        report = export_records.queue(front.toolbox, request)
        run_queue.start_worker(front.toolbox)
        show(front, report)
        output.note(f"A worker makes it: crmctl exports watch {report['exportId']}")
        return
    to_stdout = request.output == "-"
    report = export_records.run(front.toolbox, request, sys.stdout.buffer if to_stdout else None)
    if to_stdout:
        return
    show(front, report)


def show(front: Door, report: dict[str, Any]) -> None:
    """Print what an export is."""
    if front.json:
        output.document(report)
        return
    names = ("exportId", "status", "type", "format", "rows", "bytes", "sha256", "file", "link",
             "expiresAt", "error")  # fmt: skip
    rows = [[name, report[name]] for name in names if report[name] is not None]
    output.table("", ["export", ""], rows)
    if report["rows"] == 0 and report["status"] == "completed":
        output.note("No record met the filters: the file has a header only")


@group.command("list")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 50,
) -> None:
    """List exports, the latest first."""
    from crmctl.exporting import history

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        found = history.listed(session, limit)
    documents = [front.toolbox.exports.document(row) for row in found]
    if front.json:
        output.document({"exports": documents})
        return
    heads = ["exportId", "createdAt", "type", "format", "status", "rows", "expiresAt"]
    output.table("", heads, [[each[head] for head in heads] for each in documents])


Id = Annotated[str, typer.Argument(metavar="ID", show_default=False)]


@group.command("show")
def show_one(context: typer.Context, export_id: Id) -> None:
    """Show one export."""
    from crmctl.exporting import history

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        row = history.get(session, export_id)
    show(front, front.toolbox.exports.document(row))


@group.command("watch")
def watch(context: typer.Context, export_id: Id) -> None:
    """Follow an export until it is done."""
    from crmctl.exporting import history

    front = door.of(context)

    def look() -> "Row":
        with front.toolbox.transaction(write=False) as session:
            return history.get(session, export_id)

    row = following.follow(
        look,
        lambda row: row["status"] not in history.OPEN,
        lambda row: f"{row['status']}: {row['rows']:,} rows",
    )
    show(front, front.toolbox.exports.document(row))
    if row["status"] != history.COMPLETED:
        raise typer.Exit(exit_codes.FAILED)


@group.command("link")
def link(context: typer.Context, export_id: Id) -> None:
    """Print the link of an export."""
    from crmctl.exporting import history

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        row = history.get(session, export_id)
    made = front.toolbox.exports.link(row)
    if front.json:
        output.document({"exportId": row["id"], "link": made, "expiresAt": row["expires_at"]})
    output.say(front, made)


@group.command("delete")
def delete(
    context: typer.Context,
    export_id: Id,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove the file of an export; its link ends."""
    from crmctl.exporting import history

    front = door.of(context)
    confirm(f"Delete export {export_id}?", yes)
    with front.toolbox.transaction() as session:
        row = history.get(session, export_id)
        front.toolbox.exports.forget(row)
        history.mark(session, export_id, history.DELETED)
    if front.json:
        output.document({"exportId": export_id, "deleted": True})
    output.say(front, f"export {export_id} deleted")


@group.command("purge")
def purge(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove the files whose links have expired."""
    from jobs import purge_exports

    front = door.of(context)
    confirm("Remove the files of exports whose links have expired?", yes)
    report = purge_exports.run(front.toolbox)
    purging.end(front, report, f"{report.removed} files removed")
