"""`crmctl gmail outbox`: mails that have not gone out, and what became of those that have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crmctl.cli import door, output
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError
from crmctl.gmail.mail_status import Status

if TYPE_CHECKING:
    from crmctl.storage.queries import Row

group = Commands("Mails that have not gone out: list, cancel.")


def register(mailboxes: Commands) -> None:
    """Put the commands into the group of mailboxes."""
    mailboxes.add_typer(group, name="outbox")


@group.command("list", epilog="Example: crmctl gmail outbox list --status failed")
def list_(
    context: typer.Context,
    statuses: Annotated[
        list[Status] | None,
        typer.Option("--status", help="Only these; without it, what has not gone out."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 100,
) -> None:
    """List your mails that wait: for an approval, for Gmail's quota, for the next run."""
    from crmctl.gmail import outgoing
    from jobs import cancel_mails

    front = door.of(context)
    chosen = [each.value for each in statuses or ()] or outgoing.UNSENT
    _show(front, cancel_mails.listed(front.toolbox, chosen, limit))


@group.command("cancel", epilog="Example: crmctl gmail outbox cancel --all")
def cancel(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Give mails up that have not gone out."""
    from jobs import cancel_mails

    front = door.of(context)
    if bool(ids) == everything:
        raise UsageError("Say which: crmctl gmail outbox cancel ID, or --all")
    rows = cancel_mails.choose(front.toolbox, ids) if ids else cancel_mails.unsent(front.toolbox)
    if rows:
        confirm(f"Give up what has not gone out (mails: {len(rows)})?", yes)
    _show(front, cancel_mails.run(front.toolbox, rows))


def _show(front: Door, rows: "Sequence[Row]") -> None:
    from crmctl.gmail import outgoing

    mails = [outgoing.document(row) for row in rows]
    if front.json:
        output.document({"mails": mails})
        return
    heads = ["sendId", "to", "status", "subject", "createdAt", "error"]
    output.table("", heads, [[each[head] for head in heads] for each in mails])
