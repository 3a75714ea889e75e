"""`crmctl gmail`: whose mailbox is connected."""

import getpass
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from crmctl.cli import door, exit_codes, output
from crmctl.cli.asking import confirm
from crmctl.cli.commands import Commands, Group
from crmctl.cli.door import Door
from crmctl.errors import ConfigurationError, CrmctlError, UsageError

if TYPE_CHECKING:
    from crmctl.gmail.client_secrets import ClientSecrets
    from crmctl.gmail.consent import Consent
    from crmctl.gmail.loopback import Listener
    from crmctl.gmail.vault import Vault
    from crmctl.storage.queries import Row
    from jobs.connect_mailbox import Report


class _Mailboxes(Group):
    """What is done with mail is in modules of its own."""

    places: ClassVar[dict[str, str]] = {
        "sync": "gmail_sync",
        "log": "gmail_sync",
        "audit": "gmail_sync",
        "privacy": "gmail_sync",
        "send": "gmail_send",
        "outbox": "gmail_outbox",
        "purge": "gmail_send",
        "opt-outs": "gmail_send",
    }


group = Commands("Mailboxes: connect, look after, disconnect.", _Mailboxes)

_KEPT_NAME = "client_secrets.json"


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="gmail")


@group.command("connect")
def connect(
    context: typer.Context,
    client_secrets: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="From Google's console; needed the first time."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address; for ssh.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where Google's answer arrives; 0: any free one.")
    ] = 0,
    timeout: Annotated[
        float, typer.Option(min=0, max=86_400, metavar="S", help="Seconds to wait for you.")
    ] = 300,
) -> None:
    """Connect your mailbox, by way of Google's own page.

    A mailbox that is connected already gets a new login, and keeps its history.
    """
    from jobs import connect_mailbox

    front = door.of(context)
    asked = connect_mailbox.Asked(_client(front, client_secrets), port, timeout)
    with ExitStack() as stack:

        def invite(question: "Consent", listener: "Listener") -> None:
            _invite(question, listener, by_hand=no_browser)
            if no_browser or sys.stdin.isatty():
                _take_pasted(stack, listener)

        report = connect_mailbox.run(front.toolbox, asked, invite)
    _show_connected(front, report)


def _client(front: Door, given: str | None) -> "ClientSecrets":
    """The OAuth client: of the file that is named, set, or in home, or the one used before."""
    from crmctl.gmail import client_secrets
    from jobs import connect_mailbox

    kept = front.settings.home / _KEPT_NAME
    named = given or front.settings["gmail-client-secrets"] or (kept if kept.exists() else None)
    if named:
        return client_secrets.read(Path(named).expanduser())
    known = connect_mailbox.known_client(front.toolbox)
    if known is not None:
        return known
    sys.stderr.write(client_secrets.HOW_TO_MAKE_ONE)
    if not sys.stdin.isatty():
        raise UsageError("Say --client-secrets FILE, the JSON file that Google's console gives")
    typed = typer.prompt("Path of the JSON file", err=True)
    return client_secrets.read(Path(typed.strip().strip("'\"")).expanduser())


def _invite(question: "Consent", listener: "Listener", *, by_hand: bool) -> None:
    if by_hand:
        output.note("Open this address in any browser:")
    else:
        output.note("Google's page opens in your browser; if it does not, open this address:")
    output.note(f"\n{question.url}\n")
    if not by_hand:
        _open_browser(question.url)
        return
    port, host = listener.port, socket.gethostname()
    output.note("If that browser is on another machine, first run this there:")
    output.note(f"\n    ssh -L {port}:127.0.0.1:{port} {_login_name()}@{host}\n")
    output.note("or paste here the address of the page it ends on, which will not open.")


def _take_pasted(stack: ExitStack, listener: "Listener") -> None:
    from crmctl.cli import pasting

    def take(line: str) -> None:
        if not listener.offer(line):
            output.note("That is not the address that answers this login; still waiting")

    stack.enter_context(pasting.lines_to(take))


def _open_browser(url: str) -> None:
    """In a process of its own: what a browser prints, or how long it stays, is not our affair."""
    subprocess.Popen(
        [sys.executable, "-P", "-m", "webbrowser", url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "you"


def _show_connected(front: Door, report: "Report") -> None:
    from crmctl.gmail import standing

    told = standing.full_document(report.row, front.toolbox.clock.now())
    names = ("user", "email", "status", "scopes", "mayRead", "maySend", "loginEndsAt")
    if front.json:
        output.document(
            {name: told[name] for name in names}
            | {"reconnected": report.reconnected, "notes": list(report.notes)}
        )
    output.say(front, f"{told['email']} is connected{' again' if report.reconnected else ''}")
    if not report.can_send:
        output.note("Read only: sending was not ticked on Google's page. Connect again to allow it")
    if told["loginEndsAt"]:
        output.note(
            f"The consent screen is in Testing: Google ends this login on "
            f"{told['loginEndsAt']:%Y-%m-%d}. Publish the app to lift that"
        )
    for note in report.notes:
        output.note(f"Warning: {note}")


@group.command("status")
def status(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Ask Google whether your own still work.")
    ] = False,
) -> None:
    """Show whose mailboxes are connected, and how they stand."""
    front = door.of(context)
    code = _check(front) if check else exit_codes.DONE
    show_accounts(front)
    if code != exit_codes.DONE:
        raise typer.Exit(code)


def show_accounts(front: Door) -> None:
    """Print the mailboxes of the workspace."""
    from crmctl.gmail import standing

    rows = accounts(front)
    if front.json:
        output.document({"accounts": [standing.document(row) for row in rows]})
    elif rows:
        heads = ["user", "mailbox", "status", "may", "connected", "last sync", "next attempt",
                 "logged", "last error"]  # fmt: skip
        output.table("", heads, [_line(row) for row in rows])
        output.say(front, _key_line(front))
    else:
        output.say(front, "No mailbox is connected: crmctl gmail connect does that")
    now = front.toolbox.clock.now()
    for row in rows:
        for warning in standing.warnings(row, now):
            output.note(f"Warning: {warning}")


def accounts(front: Door) -> "list[Row]":
    """The mailboxes of the workspace, as they stand."""
    from crmctl.gmail import standing

    def open_vault() -> "Vault | None":
        try:
            return front.toolbox.vault
        except ConfigurationError as error:
            output.note(f"Warning: {error}")
            return None

    with front.toolbox.transaction(write=False) as session:
        return standing.listed(session, open_vault)


def _line(row: "Row") -> list[Any]:
    from crmctl.gmail import standing

    return [
        row["user_id"],
        row["email"],
        row["status"],
        standing.may(row),
        f"{row['connected_at']:%Y-%m-%d}",
        row["last_sync_at"],
        standing.next_attempt(row),
        row["messages_logged"],
        row["last_error"],
    ]


def _key_line(front: Door) -> str:
    from crmctl.storage import keys

    held = keys.look(front.settings["encryption-key"], front.settings.home)
    if held is None:
        return "The key that logins are sealed with is out of reach here"
    return f"Logins are sealed with the key {keys.name(held.first)} ({PLACES[held.origin]})"


PLACES = {
    "environment": "from CRMCTL_ENCRYPTION_KEY",
    "keyring": "in the OS keyring",
    "file": "in encryption.key in crmctl's home",
}


def _check(front: Door) -> int:
    """Ask Google about the acting user's own mailboxes; returns the exit code."""
    from crmctl.gmail import api, mailboxes
    from jobs import open_mailbox

    with front.toolbox.transaction(write=False) as session:
        own = mailboxes.listed(session, session.actor.user)
    codes = []
    for row in own:
        if row["status"] == mailboxes.DISCONNECTED:
            continue
        try:
            api.identify(open_mailbox.service(front.toolbox, row["id"]))
            codes.append(exit_codes.DONE)
        except CrmctlError as error:
            output.note(f"{row['email']}: {error}")
            codes.append(exit_codes.of(error))
    return codes[0] if len(set(codes)) == 1 else exit_codes.PARTLY if codes else exit_codes.DONE


@group.command("disconnect")
def disconnect(
    context: typer.Context,
    mailbox: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Which, when you have several.")
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete the mails that were logged from it, too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """End the login of your mailbox, here and at Google; what was logged stays."""
    from jobs import disconnect_mailbox

    front = door.of(context)
    row = disconnect_mailbox.choose(front.toolbox, mailbox)
    also = ", and delete the mails that were logged from it" if forget else ""
    confirm(f"Disconnect {row['email']}{also}?", yes)
    report = disconnect_mailbox.run(front.toolbox, row, forget=forget)
    if front.json:
        output.document(
            {
                "user": row["user_id"],
                "email": report.email,
                "status": "disconnected",
                "revoked": report.not_revoked is None,
                "forgotten": report.forgotten,
                "cancelled": report.cancelled,
            }
        )
    gone = f"; {report.forgotten} logged mails deleted" if forget else ""
    output.say(front, f"{report.email} is disconnected{gone}")
    if report.cancelled:
        output.note(f"{report.cancelled} mails that had not gone out are not sent any more")
    if report.not_revoked:
        output.note(
            f"Warning: the login is gone from here, but not at Google: {report.not_revoked}. "
            "You can end it at https://myaccount.google.com/connections"
        )
