"""What earlier runs have spent of a mailbox's minute, as far as they have left a trace of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from crmctl.gmail import quota
from crmctl.gmail.quota import Bucket
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

# How the ledger begins its word on a mail that crmctl has sent.
SENT_BY_US = "sent by crmctl gmail send"
# A mail, with the look at what Gmail has made of it; a message that the sync has looked at.
_SENT = quota.UNITS["messages.send"] + quota.UNITS["messages.get"]
_SEEN = quota.UNITS["messages.get"]


def note_sends(session: Session, bucket: Bucket, mailbox_id: str) -> None:
    """Have the bucket know of the mails that were sent in this minute."""
    _note(session, bucket, _sends(session, mailbox_id))


def note_everything(session: Session, bucket: Bucket, mailbox_id: str) -> None:
    """And of the messages that the sync has looked at."""
    where = [_of(mailbox_id), _lately(session, "seen_at")]
    seen = queries.find(session, tables.mail_ledger, where, columns=["seen_at", "reason"])
    read = [(row["seen_at"], _SEEN) for row in seen if not row["reason"].startswith(SENT_BY_US)]
    _note(session, bucket, sorted([*_sends(session, mailbox_id), *read]))


def _sends(session: Session, mailbox_id: str) -> list[tuple[datetime, int]]:
    where = [_of(mailbox_id), _lately(session, "sent_at")]
    found = queries.find(session, tables.sends, where, columns=["sent_at"])
    return sorted((row["sent_at"], _SENT) for row in found)


def _note(session: Session, bucket: Bucket, spent: Iterable[tuple[datetime, int]]) -> None:
    now = session.now()
    for moment, units in spent:
        bucket.note(max(0.0, (now - moment).total_seconds()), units)


def _of(mailbox_id: str) -> Compare:
    return Compare(Place("mailbox_id"), "is", (mailbox_id,))


def _lately(session: Session, column: str) -> Compare:
    since = session.now() - timedelta(seconds=quota.MINUTE)
    return Compare(Place(column), ">=", (since,))
