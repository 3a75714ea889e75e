"""Give mails up that have not gone out: the acting user's own, and for cron's user everybody's."""

from collections.abc import Sequence

from crmctl.errors import NotFoundError, ServiceUnavailableError, UsageError
from crmctl.gmail import outgoing
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs import send_mail

LOCK = send_mail.LOCK


def unsent(toolbox: Toolbox) -> list[Row]:
    """What waits in the workspace, the latest first."""
    return listed(toolbox, outgoing.UNSENT, None)


def listed(toolbox: Toolbox, statuses: Sequence[str], limit: int | None) -> list[Row]:
    """The latest mails of these statuses, or of all; without their text."""
    with toolbox.transaction(write=False) as session:
        ids = [box["id"] for box in send_mail.mailboxes_of_actor(session)]
        return outgoing.listed(session, ids, statuses, limit)


def choose(toolbox: Toolbox, ids: Sequence[str]) -> list[Row]:
    """The mails of these ids; NotFoundError and UsageError for what cannot be cancelled."""
    found = {row["id"]: row for row in listed(toolbox, (), None)}
    for id_ in ids:
        if id_ not in found:
            raise NotFoundError(f"You have no mail {id_!r}: crmctl gmail outbox list shows them")
        if found[id_]["status"] not in outgoing.UNSENT:
            raise UsageError(f"Mail {id_} is {found[id_]['status']}: there is nothing to cancel")
    return [found[id_] for id_ in dict.fromkeys(ids)]


def run(toolbox: Toolbox, rows: Sequence[Row]) -> list[Row]:
    """Cancel them, unless they go out meanwhile; returns what has become of each."""
    done: list[Row] = []
    for mailbox_id in dict.fromkeys(row["mailbox_id"] for row in rows):
        own = [row["id"] for row in rows if row["mailbox_id"] == mailbox_id]
        with toolbox.lock(LOCK, mailbox_id) as ours:
            if not ours:
                raise ServiceUnavailableError(
                    "Another run is sending from this mailbox: cancel when it has ended"
                )
            with toolbox.transaction() as session:
                outgoing.cancel_these(session, own, f"cancelled by {session.actor.user}")
                done += [outgoing.get(session, id_) for id_ in own]
    return done
