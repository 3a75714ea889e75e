"""`crmctl approvals`: what waits for somebody's yes, and what became of it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, output, purging
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door

if TYPE_CHECKING:
    from crmctl.storage.queries import Row
    from crmctl.storage.session import Session

group = Commands("What waits for somebody's yes: list, show, cancel.")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="approvals")


Id = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
RequestApproval = Annotated[
    bool,
    typer.Option("--request-approval", help="Ask for a yes, and have it done on that."),
]


class Status(StrEnum):
    """How far a request is."""

    PENDING = "pending"
    QUEUED = "queued"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@group.command("list", epilog="Example: crmctl approvals list --status pending")
def list_(
    context: typer.Context,
    statuses: Annotated[
        list[Status] | None, typer.Option("--status", help="Only these; repeat for more.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 50,
) -> None:
    """List what was asked for, the latest first."""
    from crmctl.records import approvals

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        found = approvals.listed(session, [each.value for each in statuses or ()], limit)
    documents = [approvals.document(row) for row in found]
    if front.json:
        output.document({"approvals": documents})
        return
    heads = ["id", "createdAt", "status", "title", "user", "decidedBy", "expiresAt"]
    output.table("", heads, [[each[head] for head in heads] for each in documents])


@group.command("show", epilog="Example: crmctl approvals show 01a2091e-e573-7102-aff1-05eec754cc78")
def show(context: typer.Context, action_id: Id) -> None:
    """Show what exactly will run, who decided, and why it ended.

    The history has every decision that came, those that counted for nothing too.
    """
    from crmctl.records import approvals

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        document = _whole(session, approvals.get(session, action_id))
    if front.json:
        output.document(document)
        return
    lines = document.pop("history")
    shown = [(key, _flat(value)) for key, value in document.items() if value not in (None, [], {})]
    output.table("", ["approval", ""], shown)
    heads = ["happenedAt", "what", "user", "note"]
    output.table("History", heads, [[line[head] for head in heads] for line in lines])


@group.command(
    "cancel", epilog="Example: crmctl approvals cancel 01a2091e-e573-7102-aff1-05eec754cc78"
)
def cancel(context: typer.Context, action_id: Id) -> None:
    """Take a request back; the platform is told."""
    from crmctl.records import approvals

    front = door.of(context)
    with front.toolbox.transaction() as session:
        document = _whole(session, approvals.cancel(session, action_id))
    if front.json:
        output.document(document)
    output.say(front, f"approval {action_id} cancelled: {document['title']} is not going to happen")


@group.command("purge", epilog="Example: crmctl approvals purge --yes")
def purge(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Close the requests that ran out of time (setting approval-days)."""
    from jobs import purge_approvals

    front = door.of(context)
    confirm("Close the requests that nobody decided on in time?", yes)
    report = purge_approvals.run(front.toolbox)
    purging.end(front, report, f"{report.expired} requests closed")


def tell_requested(front: Door, row: "Row") -> None:
    """Print what now waits for somebody's yes."""
    if front.json:
        with front.toolbox.transaction(write=False) as session:
            output.document(_whole(session, row))
    output.say(front, f"approval {row['id']} requested: {row['title']}")
    output.note(f"It is done when it is approved: crmctl approvals show {row['id']}")


def _whole(session: "Session", row: "Row") -> dict[str, Any]:
    from crmctl.records import approval_links, approval_trail, approvals
    from crmctl.records.kinds import camel

    kept = ("what", "note", "approval_id", "event_id", "user_id", "correlation_id", "happened_at")
    names = {name: camel(name.removesuffix("_id") if name == "user_id" else name) for name in kept}
    return {
        **approvals.document(row),
        "approvalIds": approval_links.ids_of(session, row["id"]),
        "history": [
            {key: line[name] for name, key in names.items()}
            for line in approval_trail.history(session, row["id"])
        ],
    }


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {output.cell(_flat(each))}" for key, each in value.items())
    return value
