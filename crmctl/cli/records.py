"""`crmctl contacts|accounts|deals|activities`: list, show, add, update, delete."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, output
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands

if TYPE_CHECKING:
    from crmctl.records.kinds import Kind
    from crmctl.storage.queries import Row

GROUPS = {
    "contacts": "People: list, show, add, update, delete.",
    "accounts": "Companies: list, show, add, update, delete.",
    "deals": "Deals: list, show, add, update, delete.",
    "activities": "Emails, calls, meetings, notes and tasks.",
}

Id = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
Words = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", show_default=False)]


def group(plural: str, text: str) -> Commands:
    """The commands of one kind of record."""
    commands = Commands(text)

    @commands.command("list")
    def list_(
        context: typer.Context,
        filters: Annotated[
            list[str] | None,
            typer.Option(
                "--filter",
                metavar="EXPR",
                help="field=value, != > >= < <= ~ (contains); a|b is either; repeat for and.",
            ),
        ] = None,
        search: Annotated[str, typer.Option(metavar="TEXT", help="Anywhere in the record.")] = "",
        sort: Annotated[
            str | None, typer.Option(metavar="FIELD", help="-FIELD sorts from the other end.")
        ] = None,
        limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 100,
    ) -> None:
        """List records."""
        _list(context, plural, filters or [], search, sort, limit)

    @commands.command("show")
    def show(context: typer.Context, id_: Id) -> None:
        """Show one record and its time line."""
        _show(context, plural, id_)

    @commands.command("add")
    def add(context: typer.Context, words: Words) -> None:
        """Add a record, as in: add first_name=Ann email=ann@acme.com"""
        from crmctl.records import editing, registry

        kind = registry.kind(plural)
        with door.of(context).toolbox.transaction() as session:
            made = editing.add(session, kind, words)
        _tell(context, kind, made, "added")

    @commands.command("update")
    def update(context: typer.Context, id_: Id, words: Words) -> None:
        """Change fields of a record; FIELD= empties one."""
        from crmctl.records import editing, registry

        kind = registry.kind(plural)
        with door.of(context).toolbox.transaction() as session:
            changed = editing.change(session, kind, id_, words)
        _tell(context, kind, changed, "updated")

    @commands.command("delete")
    def delete(
        context: typer.Context,
        id_: Id,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    ) -> None:
        """Delete a record."""
        from crmctl.records import editing, registry

        confirm(f"Delete {plural} {id_}?", yes)
        kind = registry.kind(plural)
        with door.of(context).toolbox.transaction() as session:
            editing.remove(session, kind, id_)
        if door.of(context).json:
            output.document({"id": id_, "deleted": True})
        output.say(door.of(context), f"{kind.name} {id_} deleted")

    return commands


def _list(
    context: typer.Context,
    plural: str,
    expressions: list[str],
    search: str,
    sort: str | None,
    limit: int,
) -> None:
    from crmctl.records import editing, filters, presenting, registry
    from crmctl.storage import queries

    kind = registry.kind(plural)
    order = filters.order(kind, sort)
    with door.of(context).toolbox.transaction(write=False) as session:
        where = filters.parse(kind, expressions, editing.context(session))
        where += filters.search(kind, search)
        found = queries.find(session, kind.table, where, order=order, limit=limit)
        total = queries.count(session, kind.table, where)
    if door.of(context).json:
        output.document({plural: [presenting.record(row) for row in found], "total": total})
        return
    output.table("", ["id", *kind.shown], [[row["id"], *_cells(kind, row)] for row in found])
    shown = f"{len(found)} of {total}" if len(found) < total else str(total)
    output.note(f"{shown} {plural}")


def _cells(kind: "Kind", row: "Row") -> list[Any]:
    return [row[name] for name in kind.shown]


def _show(context: typer.Context, plural: str, id_: str) -> None:
    from crmctl.records import activities, editing, presenting, registry

    kind = registry.kind(plural)
    links = {"contacts": "contact_id", "accounts": "account_id", "deals": "deal_id"}
    with door.of(context).toolbox.transaction(write=False) as session:
        row = editing.get(session, kind, id_)
        line = activities.time_line(session, links[plural], id_) if plural in links else []
    document = presenting.record(row)
    if door.of(context).json:
        lines = (
            {"activities": [presenting.record(each) for each in line]} if plural in links else {}
        )
        output.document({**document, **lines})
        return
    filled = [(key, _flat(value)) for key, value in document.items() if value is not None]
    output.table("", [kind.name, ""], filled)
    if line:
        heads = ["happened", "type", "subject", "by"]
        output.table(
            "Time line",
            heads,
            [[r["happened_at"], r["type"], r["subject"], r["created_by_id"]] for r in line],
        )


def _flat(value: Any) -> Any:
    """A value of JSON in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return [_flat(each) for each in value]
    return value


def _tell(context: typer.Context, kind: "Kind", row: "Row", what: str) -> None:
    from crmctl.records import presenting

    if door.of(context).json:
        output.document(presenting.record(row))
    output.say(door.of(context), f"{kind.name} {row['id']} {what}")
