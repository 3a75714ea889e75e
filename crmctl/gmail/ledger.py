"""The ledger: what became of each message that was seen in a mailbox, and why."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# It is on the time line of a contact: by this mailbox, or by another one before it.
LOGGED, DUPLICATE = "logged", "duplicate"
# A rule keeps it out, or none of its addresses is a contact's.
LEFT_OUT, NO_CONTACT = "left_out", "no_contact"
# It could not be read: yet, or at all.
RETRY, FAILED = "retry", "failed"
# It was deleted before it could be read.
GONE = "gone"

ON_TIME_LINE = (LOGGED, DUPLICATE)
_AT_ONCE = 500
# How reasons begin that another label may take away, and those of what Gmail's lists do not show.
_BY_LABEL = ("chat:", "draft:", "spam:", "trash:", "label:", "blocked: it bears")
_HIDDEN = ("spam:", "trash:")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one message."""

    gmail_id: str
    outcome: str
    reason: str
    thread_id: str | None = None
    mail_key: str | None = None
    happened_at: datetime | None = None
    attempts: int = 0


def write(session: Session, mailbox_id: str, entries: Sequence[Entry]) -> None:
    """Put the entries in, in place of those that these messages had."""
    if not entries:
        return
    remove(session, mailbox_id, [entry.gmail_id for entry in entries])
    now = session.now()
    rows = [
        {
            "mailbox_id": mailbox_id,
            "gmail_id": entry.gmail_id,
            "thread_id": entry.thread_id,
            "mail_key": entry.mail_key,
            "outcome": entry.outcome,
            "reason": entry.reason,
            "attempts": entry.attempts,
            "happened_at": entry.happened_at,
            "seen_at": now,
        }
        for entry in entries
    ]
    queries.add(session, tables.mail_ledger, rows)


def remove(session: Session, mailbox_id: str, gmail_ids: Sequence[str]) -> None:
    """Forget these messages."""
    for lot in _lots(gmail_ids):
        queries.remove(session, tables.mail_ledger, [_of(mailbox_id), _is("gmail_id", lot)])


def known(session: Session, mailbox_id: str, gmail_ids: Iterable[str]) -> dict[str, Row]:
    """The entries of those of the messages that have one, by Gmail's id."""
    return {
        row["gmail_id"]: row
        for lot in _lots(sorted({*gmail_ids}))
        for row in queries.find(
            session, tables.mail_ledger, [_of(mailbox_id), _is("gmail_id", lot)]
        )
    }


def to_retry(session: Session, mailbox_id: str) -> list[Row]:
    """The messages that could not be read yet."""
    return queries.find(session, tables.mail_ledger, [_of(mailbox_id), _is("outcome", [RETRY])])


def veiled(mail_key: str) -> str:
    """The key of a mail that is on no time line: who has the id finds the entry, and none reads it.

    A Message-ID names the sender's own host, and often the sender.
    """
    return f"veiled:{hashlib.sha256(mail_key.encode()).hexdigest()}"


def of_mail(session: Session, mail_key: str) -> list[Row]:
    """Every mailbox's entry of a mail."""
    keys = [mail_key, veiled(mail_key)]
    return queries.find(session, tables.mail_ledger, [_is("mail_key", keys)])


def is_by_label(entry: Row) -> bool:
    """Whether another label may change the decision."""
    return entry["outcome"] == LEFT_OUT and str(entry["reason"]).startswith(_BY_LABEL)


def is_hidden(entry: Row) -> bool:
    """Whether Gmail's lists did not show the message when it was seen."""
    return entry["outcome"] == LEFT_OUT and str(entry["reason"]).startswith(_HIDDEN)


def _of(mailbox_id: str) -> Compare:
    return _is("mailbox_id", [mailbox_id])


def _is(column: str, values: Sequence[Any]) -> Compare:
    return Compare(Place(column), "is", tuple(values))


def _lots(values: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
