"""`crmctl gmail send|opt-outs`: mail to contacts, and who wants none."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import approvals, door, exit_codes, output, purging
from crmctl.cli.approvals import RequestApproval
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from jobs.send_mail import Plan, Report

# Seconds.
_WORTH_TELLING = 2.0

opt_outs = Commands("Who wants no mail: asked before each one is sent.")


def register(group: Commands) -> None:
    """Put the commands into the group of mailboxes."""
    group.command(
        "send",
        epilog="Example: crmctl gmail send --to ann@acme.com --subject Hello --body hello.txt",
    )(send)
    group.add_typer(opt_outs, name="opt-outs")
    group.command("purge")(purge)


def send(
    context: typer.Context,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDRESS|ID", help="Or a contact's id; repeat for more."),
    ] = None,
    subject: Annotated[str | None, typer.Option(metavar="TEXT", help="In one line.")] = None,
    body: Annotated[
        str | None, typer.Option(metavar="FILE", help="The text; - for standard input.")
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="NAME.txt in home's folder templates.")
    ] = None,
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="The same for those who read HTML.")
    ] = None,
    attach: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Goes with it; repeat for more.")
    ] = None,
    deal: Annotated[
        str | None, typer.Option(metavar="ID", help="The deal that it is about.")
    ] = None,
    reply_to_message: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The mail that it answers: its activity, or Message-ID."),
    ] = None,
    track: Annotated[
        bool | None,
        typer.Option("--track/--no-track", help="Tell of opens and clicks (HTML only)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go to whom, and send nothing.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Send what was left: cut off, or approved since.")
    ] = False,
    request_approval: RequestApproval = False,
) -> None:
    """Send a mail from your mailbox; it is on the contact's time line at once.

    Each of several recipients gets a mail of their own, with a way to leave.
    """
    from crmctl.gmail.copies import Request
    from jobs import send_mail

    front = door.of(context)
    if resume:
        quiet = not sys.stdout.isatty()
        pace = send_mail.Pace() if quiet else send_mail.Pace(tell=_tell_pause)
        _end(front, send_mail.resume(front.toolbox, pace), quiet=quiet)
    if template is not None and (body is not None or html is not None):
        raise UsageError("Say --template, or --body and --html")
    request = Request(
        to=tuple(part for each in to or () for part in each.split(",") if part.strip()),
        subject=subject,
        text=_read(body) if body is not None else None,
        html=_read(html) if html is not None else None,
        template=template,
        attach=tuple(attach or ()),
        deal_id=deal,
        reply_to=reply_to_message,
        track=track,
    )
    plan = send_mail.prepare(front.toolbox, request)
    if dry_run:
        _show_plan(front, plan)
        return
    if request_approval:
        approvals.tell_requested(front, send_mail.ask(front.toolbox, plan))
        return
    _end(front, send_mail.run(front.toolbox, plan, send_mail.Pace(tell=_tell_pause)))


def _tell_pause(seconds: float, left: int) -> None:
    if seconds >= _WORTH_TELLING:
        output.note(
            f"A pause of {seconds:.0f} s, {left} mails to go (after Ctrl-C, crmctl gmail send "
            "--resume goes on)"
        )


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is no text in UTF-8") from None


def _show_plan(front: Door, plan: "Plan") -> None:
    from jobs import send_mail

    told = send_mail.told(plan)
    if front.json:
        output.document(told)
        return
    rows = [
        [each["to"], each["contactId"], each["subject"], each["tracked"]] for each in told["mails"]
    ]
    output.table(f"From {told['mailbox']}", ["to", "contact", "subject", "tracked"], rows)
    _show_refused(plan.refused)


def _show_refused(refused: dict[str, str]) -> None:
    for address, reason in refused.items():
        output.note(f"No mail to {address}: it {reason}")


def _end(front: Door, report: "Report", *, quiet: bool = False) -> None:
    """Print what happened, and leave with what it means."""
    from crmctl.gmail import outgoing

    mails = [outgoing.document(row) for row in report.mails]
    if front.json:
        skipped = [{"to": address, "reason": why} for address, why in report.refused.items()]
        output.document({"mails": mails, "skipped": skipped})
    elif mails and not quiet:
        heads = ["to", "status", "subject", "activityId", "error"]
        output.table("", heads, [[each[head] for head in heads] for each in mails])
    _show_refused(report.refused)
    for each in mails:
        if each["error"]:
            output.note(f"{each['to']}: {each['status']}: {each['error']}")
    if report.busy and not quiet:
        output.note("Another run is sending, too: it looks after its own")
    if report.stopped and len(report.stopped) == report.mailboxes:
        raise report.stopped[0]
    for error in report.stopped:
        output.note(f"Error: {error}")
    partly = report.refused or any(each["status"] != outgoing.SENT for each in mails)
    raise typer.Exit(exit_codes.PARTLY if partly else exit_codes.DONE)


def purge(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget whose the opens and clicks were, after their time (setting tracking-keep-days)."""
    from jobs import purge_hits

    front = door.of(context)
    days = front.settings["tracking-keep-days"]
    confirm(f"Forget addresses and programs of opens and clicks older than {days} days?", yes)
    report = purge_hits.run(front.toolbox)
    purging.end(front, report, f"{report.hits} hits are nobody's now")


@opt_outs.command("list")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 100,
) -> None:
    """List who wants no mail, the latest first."""
    from crmctl.gmail import opt_outs

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        found = opt_outs.listed(session, limit)
    names = ("address", "source", "created_at")
    if front.json:
        keys = ("address", "source", "createdAt")
        told: list[dict[str, Any]] = [
            dict(zip(keys, (row[name] for name in names), strict=True)) for row in found
        ]
        output.document({"optOuts": told})
        return
    output.table("", ["address", "how", "since"], [[row[name] for name in names] for row in found])


Address = Annotated[str, typer.Argument(metavar="ADDRESS", show_default=False)]


@opt_outs.command("add")
def add(context: typer.Context, address: Address) -> None:
    """Note that an address wants no mail; its contacts are told so too."""
    from crmctl.gmail import opt_outs
    from crmctl.records import emails

    front = door.of(context)
    try:
        plain = emails.normalise(address)
    except ValueError as error:
        raise UsageError(f"{address!r} is not an address: {error}") from None
    with front.toolbox.transaction() as session:
        opt_outs.add(session, plain, f"by {session.actor.user}")
    if front.json:
        output.document({"address": plain, "optedOut": True})
    output.say(front, f"{plain} gets no more mail")


@opt_outs.command("remove")
def remove(
    context: typer.Context,
    address: Address,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take an opt-out back, on that person's word."""
    from crmctl.gmail import opt_outs

    front = door.of(context)
    confirm(f"May {address} get mail again?", yes)
    with front.toolbox.transaction() as session:
        removed = opt_outs.remove(session, address)
    if not removed:
        raise UsageError(f"{address} has not opted out")
    if front.json:
        output.document({"address": address, "optedOut": False})
    output.say(front, f"{address} may get mail again")
