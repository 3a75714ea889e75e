"""Disconnect a mailbox: end its login at Google, and wipe it here whether or not that works."""

from dataclasses import dataclass

from crmctl.errors import CrmctlError, NotFoundError, Stopped, UsageError
from crmctl.gmail import access, forgetting, mailboxes, outgoing
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox


@dataclass(frozen=True)
class Report:
    """The mailbox, what went with it, and why Google does not know of it yet."""

    email: str
    # Logged mails.
    forgotten: int = 0
    # Mails that had not gone out.
    cancelled: int = 0
    not_revoked: str | None = None


def choose(toolbox: Toolbox, email: str | None) -> Row:
    """The acting user's own mailbox of that address, or the only one they have connected."""
    with toolbox.transaction(write=False) as session:
        own = mailboxes.listed(session, session.actor.user)
    if email is not None:
        found = [row for row in own if row["email"] == email.lower()]
    else:
        found = [row for row in own if row["status"] != mailboxes.DISCONNECTED] or own
    if not found:
        raise NotFoundError(
            "You have connected no such mailbox: crmctl gmail status shows whose are whose"
            if email
            else "You have connected no mailbox: crmctl gmail connect does that"
        )
    if len(found) > 1:
        raise UsageError(
            f"Say which --mailbox: {', '.join(row['email'] for row in found)} are connected"
        )
    return found[0]


def run(toolbox: Toolbox, mailbox: Row, *, forget: bool) -> Report:
    """Wipe the login here first: it is gone from here even if Google cannot be reached."""
    with toolbox.transaction() as session:
        row = mailboxes.get(session, mailbox["id"], lock=True)
        token = _login(toolbox, session, row)
        if row["status"] != mailboxes.DISCONNECTED:
            mailboxes.keep_disconnected(session, row)
        cancelled = outgoing.cancel_all(session, row["id"], "its mailbox was disconnected")
        forgotten = forgetting.forget(session, row) if forget else 0
    return Report(row["email"], forgotten, cancelled, _revoke(toolbox, row, token))


def _login(toolbox: Toolbox, session: Session, row: Row) -> str | None:
    """The refresh token; None when there is none that opens."""
    if not row["refresh_token"]:
        return None
    try:
        return access.login(session, toolbox.vault, row)[1]
    except CrmctlError:
        return None


def _revoke(toolbox: Toolbox, row: Row, token: str | None) -> str | None:
    if token is None:
        lost = row["refresh_token"] is not None
        return "its key is gone, so the login could not be read" if lost else None
    try:
        toolbox.token_endpoint.revoke(token)
    except CrmctlError as error:
        return str(error)
    except Stopped:
        # To run it again is of no use: the token is gone from here.
        raise Stopped(
            f"Stopped. {row['email']} is disconnected here, but perhaps not at Google: see "
            "https://myaccount.google.com/connections"
        ) from None
    return None
