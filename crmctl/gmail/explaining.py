"""What became of a message, and why: the ledger in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmctl.gmail import ledger, mail_log, mailboxes
from crmctl.gmail.parsing import normalise_id
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


@dataclass(frozen=True)
class Explained:
    """One mailbox's entry of a message, and the activities there are of it."""

    mailbox: str
    user: str
    entry: Row
    activities: list[str]

    def document(self) -> dict[str, Any]:
        """As --json has it."""
        return {
            "mailbox": self.mailbox,
            "user": self.user,
            "gmailId": self.entry["gmail_id"],
            "threadId": self.entry["thread_id"],
            "outcome": self.entry["outcome"],
            "reason": self.entry["reason"],
            "attempts": self.entry["attempts"],
            "happenedAt": self.entry["happened_at"],
            "seenAt": self.entry["seen_at"],
            "activities": self.activities,
        }


def explain(session: Session, message_id: str) -> list[Explained]:
    """The entries of the message of that id, Gmail's or the mail's own, in every mailbox."""
    found = [*_by_gmail_id(session, message_id), *_by_mail(session, message_id)]
    entries = {(row["mailbox_id"], row["gmail_id"]): row for row in found}
    boxes = {row["id"]: row for row in mailboxes.listed(session)}
    activities = mail_log.known(session, {row["mail_key"] for row in found if row["mail_key"]})
    return [
        Explained(
            boxes[row["mailbox_id"]]["email"],
            boxes[row["mailbox_id"]]["user_id"],
            row,
            _of(row, activities),
        )
        for row in entries.values()
        if row["mailbox_id"] in boxes
    ]


def _by_gmail_id(session: Session, message_id: str) -> list[Row]:
    given = message_id.strip()
    return [
        row
        for box in mailboxes.listed(session)
        for row in ledger.known(session, box["id"], [given, given.lower()]).values()
    ]


def _by_mail(session: Session, message_id: str) -> Sequence[Row]:
    key = normalise_id(message_id)
    return ledger.of_mail(session, key) if key else []


def _of(row: Row, activities: dict[tuple[str, str], str]) -> list[str]:
    """The mail's activities, where this entry has to do with them."""
    if row["outcome"] not in ledger.ON_TIME_LINE:
        return []
    return [id_ for (key, _), id_ in activities.items() if key == row["mail_key"]]
