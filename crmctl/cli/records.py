"""`crmctl contacts|accounts|deals|activities`: list, show, add, update, delete."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import approvals, door, output
from crmctl.cli.approvals import RequestApproval
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmctl.gmail.engagement import Engagement
    from crmctl.records.kinds import Kind
    from crmctl.storage.conditions import Condition
    from crmctl.storage.queries import Row
    from crmctl.storage.session import Session

_GROUPS = {
    "contacts": "People: list, show, add, update, delete.",
    "accounts": "Companies: list, show, add, update, delete.",
    "deals": "Deals: list, show, add, update, delete.",
    "activities": "Emails, calls, meetings, notes and tasks.",
}
_EXAMPLES = {
    "contacts": "first_name=Ann email=ann@acme.com",
    "accounts": "name=Acme domain=acme.com",
    "deals": "name='New roof' value=4500",
    "activities": "type=call subject='She called back'",
}

Id = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
Words = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", show_default=False)]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="EXPR",
        help="field=value, != > >= < <= ~ (contains); a|b is either; repeat for and.",
    ),
]
Search = Annotated[str, typer.Option(metavar="TEXT", help="Anywhere in the record.")]


def register(app: Commands) -> None:
    """Add a group for each kind of record to the front door."""
    for plural, text in _GROUPS.items():
        app.add_typer(_group(plural, text), name=plural)


def _group(plural: str, text: str) -> Commands:
    """The commands of one kind of record."""
    commands = Commands(text)

    @commands.command("list")
    def list_(
        context: typer.Context,
        filters: Filters = None,
        search: Search = "",
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

    @commands.command("add", epilog=f"Example: crmctl {plural} add {_EXAMPLES[plural]}")
    def add(context: typer.Context, words: Words) -> None:
        """Add a record."""
        from crmctl.records import editing, registry

        kind = registry.kind(plural)
        with door.of(context).toolbox.transaction() as session:
            made = editing.add(session, kind, words)
        _tell(context, kind, made, "added")

    _register_update(commands, plural)

    @commands.command(
        "delete", epilog=f"Example: crmctl {plural} delete --filter 'created_at<2020-01-01'"
    )
    def delete(
        context: typer.Context,
        ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
        filters: Filters = None,
        search: Search = "",
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
        request_approval: RequestApproval = False,
    ) -> None:
        """Delete records: those named, or all that meet the filters."""
        words = {"filters": filters or [], "search": search}
        if bool(ids) == bool(filters or search):
            raise UsageError("Say which: IDs, or --filter and --search")
        if request_approval:
            _request_delete(context, plural, ids or [], words)
        elif ids and len(ids) == 1:
            _delete_one(context, plural, ids[0], yes)
        else:
            _delete_many(context, plural, ids or [], words, yes)

    return commands


def _register_update(commands: Commands, plural: str) -> None:
    """`update`; that of deals may want an approval."""
    if plural == "deals":

        @commands.command("update", epilog="Example: crmctl deals update ID stage=won")
        def update_deal(
            context: typer.Context,
            id_: Id,
            words: Words,
            request_approval: RequestApproval = False,
        ) -> None:
            """Change fields of a deal; FIELD= empties one."""
            _update_deal(context, id_, words, request_approval)

        return

    @commands.command("update")
    def update(context: typer.Context, id_: Id, words: Words) -> None:
        """Change fields of a record; FIELD= empties one."""
        from crmctl.records import editing, registry

        kind = registry.kind(plural)
        with door.of(context).toolbox.transaction() as session:
            changed = editing.change(session, kind, id_, words)
        _tell(context, kind, changed, "updated")


def _update_deal(
    context: typer.Context, id_: str, words: list[str], request_approval: bool
) -> None:
    from crmctl.records import deals, high_impact

    front = door.of(context)
    with front.toolbox.transaction() as session:
        if request_approval:
            asked = high_impact.request_deal_change(session, id_, words)
        else:
            changed = high_impact.change_deal(session, id_, words)
    if request_approval:
        approvals.tell_requested(front, asked)
    else:
        _tell(context, deals.KIND, changed, "updated")


def _request_delete(
    context: typer.Context, plural: str, ids: list[str], words: dict[str, Any]
) -> None:
    from crmctl.records import high_impact, registry

    front = door.of(context)
    kind = registry.kind(plural)
    with front.toolbox.transaction() as session:
        rows = high_impact.chosen(session, kind, ids, _where(session, kind, **words))
        chosen_by = {name: value for name, value in words.items() if value}
        asked = high_impact.request_delete(session, kind, rows, chosen_by)
    approvals.tell_requested(front, asked)


def _delete_one(context: typer.Context, plural: str, id_: str, yes: bool) -> None:
    from crmctl.records import high_impact, registry

    front = door.of(context)
    kind = registry.kind(plural)
    confirm(f"Delete {plural} {id_}?", yes)
    with front.toolbox.transaction() as session:
        high_impact.delete(session, kind, high_impact.chosen(session, kind, [id_], ()))
    if front.json:
        output.document({"id": id_, "deleted": True})
    output.say(front, f"{kind.name} {id_} deleted")


def _delete_many(
    context: typer.Context, plural: str, ids: list[str], words: dict[str, Any], yes: bool
) -> None:
    """Those that are counted are those that go: what meets the filters only later stays."""
    from crmctl.records import high_impact, registry

    front = door.of(context)
    kind = registry.kind(plural)
    with front.toolbox.transaction(write=False) as session:
        where = _where(session, kind, **words)
        counted = {row["id"] for row in high_impact.chosen(session, kind, ids, where)}
    if counted:
        confirm(f"Delete {high_impact.counted(kind, len(counted))}?", yes)
    with front.toolbox.transaction() as session:
        rows = high_impact.chosen(session, kind, ids, where) if counted else []
        going = [row for row in rows if row["id"] in counted]
        high_impact.delete(session, kind, going)
    if front.json:
        output.document({"deleted": len(going), "ids": [row["id"] for row in going]})
    output.say(front, f"{high_impact.counted(kind, len(going))} deleted")


def _where(session: "Session", kind: "Kind", filters: list[str], search: str) -> "list[Condition]":
    from crmctl.records import editing
    from crmctl.records import filters as filter_language

    parsed = filter_language.parse(kind, filters, editing.context(session))
    return [*parsed, *filter_language.search(kind, search)]


def _list(
    context: typer.Context,
    plural: str,
    expressions: list[str],
    search: str,
    sort: str | None,
    limit: int,
) -> None:
    from crmctl.records import filters, presenting, registry
    from crmctl.storage import queries

    kind = registry.kind(plural)
    order = filters.order(kind, sort)
    with door.of(context).toolbox.transaction(write=False) as session:
        where = _where(session, kind, expressions, search)
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
    from crmctl.gmail import engagement
    from crmctl.records import activities, editing, presenting, registry

    kind = registry.kind(plural)
    links = {"contacts": "contact_id", "accounts": "account_id", "deals": "deal_id"}
    with door.of(context).toolbox.transaction(write=False) as session:
        row = editing.get(session, kind, id_)
        line = activities.time_line(session, links[plural], id_) if plural in links else []
        mails = [each["id"] for each in (row, *line) if each.get("type") == "email"]
        seen = engagement.of(session, mails)
    document = _with_engagement(presenting.record(row), seen)
    if door.of(context).json:
        lines = (
            {"activities": [_with_engagement(presenting.record(each), seen) for each in line]}
            if plural in links
            else {}
        )
        output.document({**document, **lines})
        return
    told = {**document, "tracking": seen[id_].words()} if id_ in seen else document
    filled = [(key, _flat(value)) for key, value in told.items() if value is not None]
    output.table("", [kind.name, ""], filled)
    if line:
        heads = ["happened", "type", "subject", "by", *(["seen"] if seen else [])]
        output.table("Time line", heads, [_moment(each, seen) for each in line])


def _with_engagement(document: dict[str, Any], seen: "Mapping[str, Engagement]") -> dict[str, Any]:
    mail = seen.get(document["id"])
    return {**document, "tracking": mail.document()} if mail else document


def _moment(row: "Row", seen: "Mapping[str, Engagement]") -> list[Any]:
    """A line of the time line."""
    mail = seen.get(row["id"])
    told = f"{mail.opens} likely opens, {mail.clicks} clicks" if mail else None
    return [
        row["happened_at"], row["type"], row["subject"], row["created_by_id"],
        *([told] if seen else []),
    ]  # fmt: skip


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
