"""`crmctl gmail sync|log|audit|privacy`: mail on time lines, and what became of each message."""

import re
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, exit_codes, output
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from jobs.audit_gmail import Audit
    from jobs.sync_gmail import Report, Result

_UNITS = {"h": 1, "d": 24, "w": 24 * 7}
_AGE = re.compile(r"(\d{1,5})\s*([hdw]?)").fullmatch
_LONGEST = timedelta(days=36_500)

Mailboxes = Annotated[
    list[str] | None,
    typer.Option("--mailbox", metavar="EMAIL", help="Only this one; repeat for more."),
]


def register(group: Commands) -> None:
    """Put the commands into the group of mailboxes."""
    group.command("sync")(sync)
    group.command("log")(log)
    group.command("audit")(audit)
    group.command("privacy")(privacy)


def sync(
    context: typer.Context,
    mailbox: Mailboxes = None,
    backfill: Annotated[
        str | None, typer.Option(metavar="AGE", help="Look this far back too, as 30d or 12w.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be logged, and change nothing.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each message what became of it, and why.")
    ] = False,
    max_units: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Spend no more of Google's quota; resumable."),
    ] = None,
) -> None:
    """Put mail with contacts on their time lines: every connected mailbox of every workspace.

    For cron: it says nothing when all is well.
    """
    from jobs import sync_gmail

    front = door.of(context)
    wanted = sync_gmail.Wanted(
        tuple(mailbox or ()), _age(backfill, "--backfill") if backfill else None, dry_run, max_units
    )
    report = sync_gmail.run(front.toolbox, wanted)
    _show(front, report, explain=explain or dry_run, dry_run=dry_run)
    raise typer.Exit(_code(report))


def _show(front: Door, report: "Report", *, explain: bool, dry_run: bool) -> None:
    if front.json:
        output.document({"accounts": [_document(each, explain) for each in report.results]})
    elif explain or sys.stdout.isatty():
        _tables(front, report, explain, dry_run)
    for each in report.results:
        if each.account.error:
            output.note(f"{each.account.email}: {each.account.error}")
        elif each.account.failed:
            output.note(
                f"{each.account.email}: {each.account.failed} messages could not be read; crmctl "
                "gmail audit names them, and the next run tries again"
            )
        elif each.cut_short:
            output.note(f"{each.account.email}: stopped at --max-units; the next run goes on")


def _document(result: "Result", explain: bool) -> dict[str, Any]:
    from jobs import sync_gmail

    account = result.account
    told = [sync_gmail.explained(entry, account.email) for entry in account.entries]
    return {**result.document(), **({"messages": told} if explain else {})}


def _tables(front: Door, report: "Report", explain: bool, dry_run: bool) -> None:
    if explain:
        lines = [
            [each.account.email, entry.gmail_id, entry.outcome, entry.reason]
            for each in report.results
            for entry in each.entries
        ]
        output.table("", ["mailbox", "message", "outcome", "why"], lines)
    heads = ["mailbox", "status", "mode", "seen", "matched", "logged", "duplicates", "units"]
    cells = [
        [each.account.email, each.account.status, each.account.mode, each.account.seen,
         each.account.matched, each.account.logged, each.account.duplicates, each.units]
        for each in report.results
    ]  # fmt: skip
    output.table("", heads, cells)
    if dry_run:
        output.say(front, "Nothing was changed: this is what a sync would log, and what it costs")


def _code(report: "Report") -> int:
    from crmctl.gmail import mailboxes
    from jobs import sync_gmail

    if report.all_are(mailboxes.NEEDS_RECONNECT):
        return exit_codes.NOT_AUTHORISED
    if report.all_are(sync_gmail.UNAVAILABLE):
        return exit_codes.UNAVAILABLE
    return exit_codes.PARTLY if report.failed else exit_codes.DONE


def log(
    context: typer.Context,
    message_id: Annotated[
        str, typer.Argument(metavar="MESSAGE_ID", help="Gmail's id, or the mail's Message-ID.")
    ],
) -> None:
    """Say what became of a message in each mailbox that has seen it, and why."""
    from crmctl.gmail import explaining

    front = door.of(context)
    with front.toolbox.transaction(write=False) as session:
        found = explaining.explain(session, message_id)
    if not found:
        raise NotFoundError(
            f"No sync has seen a message {message_id!r}: crmctl gmail audit compares the mailboxes"
        )
    if front.json:
        output.document({"messages": [each.document() for each in found]})
        return
    heads = ["mailbox", "message", "outcome", "why", "seen", "activities"]
    cells = [
        [each.mailbox, each.entry["gmail_id"], each.entry["outcome"], each.entry["reason"],
         each.entry["seen_at"], each.activities]
        for each in found
    ]  # fmt: skip
    output.table("", heads, cells)


def audit(
    context: typer.Context,
    since: Annotated[
        str, typer.Option(metavar="AGE", help="How far back to compare, as 30d.")
    ] = "30d",
    mailbox: Mailboxes = None,
) -> None:
    """Compare Google's list of each mailbox with the ledger, and name every hole."""
    from jobs import audit_gmail

    front = door.of(context)
    age = _age(since, "--since")
    audits = audit_gmail.run(front.toolbox, tuple(mailbox or ()), age)
    if front.json:
        output.document({"accounts": [each.document() for each in audits]})
    else:
        _show_audits(front, audits)
    for each in audits:
        if each.error:
            output.note(f"{each.email}: {each.error}")
        elif each.cut:
            output.note(
                f"{each.email}: synced only since {each.since:%Y-%m-%d}; crmctl gmail sync "
                f"--backfill {since} looks further back"
            )
    raise typer.Exit(_audit_code(audits))


def _show_audits(front: Door, audits: "list[Audit]") -> None:
    holes = [[each.email, hole.gmail_id, hole.reason] for each in audits for hole in each.holes]
    if holes:
        output.table("Holes", ["mailbox", "message", "why"], holes)
    for each in audits:
        if each.error is None:
            told = ", ".join(f"{count} {name}" for name, count in sorted(each.outcomes.items()))
            output.say(
                front,
                f"{each.email}: {each.listed} messages since {each.since:%Y-%m-%d}"
                f"{f' ({told})' if told else ''}, {len(each.holes)} holes",
            )


def _audit_code(audits: "list[Audit]") -> int:
    codes = {exit_codes.of(each.error) for each in audits if each.error}
    if len(codes) == 1 and all(each.error for each in audits):
        return codes.pop()
    holes = codes or any(each.holes for each in audits)
    return exit_codes.PARTLY if holes else exit_codes.DONE


def privacy(
    context: typer.Context,
    level: Annotated[
        str | None,
        typer.Argument(metavar="[LEVEL]", help="headers, subject, snippet, body; or default."),
    ] = None,
    mailbox: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="For your mailbox of that address.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(metavar="ID", help="For a contact, in every mailbox.")
    ] = None,
) -> None:
    """Show or settle how much of a mail is kept; the stricter of mailbox and contact holds.

    For the whole workspace: crmctl settings set gmail-privacy LEVEL.
    """
    from crmctl.gmail import privacy_levels

    if (mailbox is None) == (contact is None):
        raise UsageError("Say for whom: --mailbox EMAIL or --contact ID")
    front = door.of(context)
    with front.toolbox.transaction(write=level is not None) as session:
        if mailbox is not None:
            now = privacy_levels.of_mailbox(session, mailbox, level)
        else:
            now = privacy_levels.of_contact(session, str(contact), level)
    if front.json:
        output.document({"mailbox": mailbox, "contact": contact, "level": now})
    output.say(front, f"{mailbox or contact}: {now or 'as the workspace has it'}")


def _age(text: str, option: str) -> timedelta:
    found = _AGE(text.strip().lower())
    if not found or not int(found[1]):
        raise UsageError(f"{option} cannot be {text!r}: say 30d, 12h or 8w")
    return min(timedelta(hours=int(found[1]) * _UNITS[found[2] or "d"]), _LONGEST)
