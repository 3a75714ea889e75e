"""Mails on their way: each is kept before Gmail gets it, so that none goes out twice.

queued -> sending -> sent, or failed, skipped, cancelled; `waiting` for an approval before. What was
`sending` when a process died may have gone out or not: Gmail is asked for its Message-ID first.
"""

import base64
import email.policy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from crmctl.gmail import (
    classifying,
    deciding,
    hits,
    ledger,
    mail_log,
    mailboxes,
    policy,
    spending,
    tracking,
)
from crmctl.gmail.deciding import Look
from crmctl.gmail.ledger import Entry
from crmctl.gmail.mail_log import Letter, Party
from crmctl.gmail.mail_status import Status
from crmctl.gmail.parsing import Mail
from crmctl.gmail.tracking import Token
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

# Plain words, as the database has them.
WAITING, QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELLED = (each.value for each in Status)
OPEN = (QUEUED, SENDING)
UNSENT = (WAITING, *OPEN)
# All but the mail itself, which may be large.
TOLD = [column.name for column in tables.sends.c if column.name != "raw"]


@dataclass(frozen=True)
class Copy:
    """One mail to one address, ready to go."""

    id: str
    address: str
    contact_id: str | None
    subject: str
    message_id: str
    digest: str
    raw: bytes
    tokens: tuple[Token, ...] = ()
    thread_id: str | None = None
    deal_id: str | None = None


def keep(
    session: Session, mailbox: Row, batch_id: str, copies: Sequence[Copy], status: str
) -> list[Row]:
    """Store the mails, and what the tokens in them stand for."""
    now = session.now()
    rows: list[Row] = [
        {
            "id": copy.id,
            "batch_id": batch_id,
            "status": status,
            "mailbox_id": mailbox["id"],
            "address": copy.address,
            "contact_id": copy.contact_id,
            "deal_id": copy.deal_id,
            "subject": copy.subject,
            "message_id": copy.message_id,
            "thread_id": copy.thread_id,
            "digest": copy.digest,
            "raw": base64.urlsafe_b64encode(copy.raw).decode(),
            "gmail_id": None,
            "activity_id": None,
            "error": None,
            "user_id": session.actor.user,
            "correlation_id": session.actor.correlation,
            "created_at": now,
            "sent_at": None,
        }
        for copy in copies
    ]
    queries.add(session, tables.sends, rows)
    for copy in copies:
        if copy.tokens:
            tracking.keep(session, copy.id, copy.contact_id, copy.tokens, now)
    return rows


def get(session: Session, id_: str, *, lock: bool = False) -> Row:
    """The mail; it is never removed."""
    (row,) = queries.find(session, tables.sends, [_is("id", id_)], lock=lock)
    return row


def unfinished(session: Session, mailbox_id: str) -> list[Row]:
    """The mails that are still to go from the mailbox, the oldest first, without their text."""
    where = [_is("mailbox_id", mailbox_id), Compare(Place("status"), "is", OPEN)]
    return queries.find(session, tables.sends, where, order=_OLDEST, columns=TOLD)


def listed(
    session: Session, mailbox_ids: Sequence[str], statuses: Sequence[str], limit: int | None
) -> list[Row]:
    """The latest mails from the mailboxes, those of some statuses or all, without their text."""
    where = [Compare(Place("mailbox_id"), "is", tuple(mailbox_ids))]
    if statuses:
        where.append(Compare(Place("status"), "is", tuple(statuses)))
    newest = [Order(Place("id"), descending=True)]
    return queries.find(session, tables.sends, where, order=newest, limit=limit, columns=TOLD)


def goes_to_many(session: Session, batch_id: str) -> bool:
    """Whether others were to get the same mail."""
    return queries.count(session, tables.sends, [_is("batch_id", batch_id)]) > 1


def is_known(session: Session, mailbox_id: str, gmail_id: str) -> bool:
    """Whether it is one of the mails that are known to have gone out."""
    where = [_is("mailbox_id", mailbox_id), _is("gmail_id", gmail_id)]
    return queries.count(session, tables.sends, where) > 0


def mark(session: Session, id_: str, status: str, **values: Any) -> None:
    """Note what has become of the mail; what is done with needs its text no more."""
    done = {} if status in UNSENT else {"raw": None}
    queries.change(session, tables.sends, [_is("id", id_)], {"status": status, **values, **done})


def cancel_these(session: Session, ids: Sequence[str], why: str) -> int:
    """Give up those of the mails that have not gone out; returns how many.

    The caller sees to it that nobody is sending them; of one in doubt that is said.
    """
    return _cancel(session, [Compare(Place("id"), "is", tuple(ids))], why)


def cancel_all(session: Session, mailbox_id: str, why: str) -> int:
    """The same with all that are to go out of the mailbox."""
    return _cancel(session, [_is("mailbox_id", mailbox_id)], why)


def release(session: Session, batch_id: str) -> int:
    """Let mails go that waited for an approval; returns how many."""
    waiting = [_is("batch_id", batch_id), _is("status", WAITING)]
    return queries.change(session, tables.sends, waiting, {"status": QUEUED})


def written(row: Row, answer: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The mail as Gmail would tell of it, for when it does not."""
    message = _message(row)
    headers = [{"name": name, "value": str(value)} for name, value in message.items()]
    return {
        "id": answer["id"],
        "threadId": answer.get("threadId"),
        "labelIds": ["SENT"],
        "internalDate": str(int(now.timestamp() * 1000)),
        "snippet": " ".join(_text(message).split())[:200],
        "payload": {"mimeType": message.get_content_type(), "headers": headers},
    }


def settle(session: Session, mailbox: Row, row: Row, mail: Mail) -> Row:
    """The mail has gone out: put it on its contact's time line, as the sync would know it."""
    mail_log.queue_up(session)
    hits.queue_up(session)
    message = _message(row)
    attached = tuple(part.get_filename() or "" for part in message.iter_attachments())
    look = Look(mail, _text(message), attached)
    key = mail_log.key_of(mail, mailbox["id"])
    activity_id = _log(session, mailbox, row, look, key)
    contact = "on its contact's time line" if activity_id else "to an address that is no contact's"
    entry = Entry(
        mail.gmail_id, ledger.LOGGED if activity_id else ledger.NO_CONTACT,
        f"{spending.SENT_BY_US}: {contact}", mail.thread_id, key, mail.happened_at,
    )  # fmt: skip
    ledger.write(session, mailbox["id"], [entry])
    values = {
        "gmail_id": mail.gmail_id,
        "thread_id": mail.thread_id,
        "message_id": mail.message_id or row["message_id"],
        "activity_id": activity_id,
        "sent_at": session.now(),
        "error": None,
    }
    mark(session, row["id"], SENT, **values)
    tracking.put_on_time_line(session, row["id"], activity_id, session.now())
    hits.tell_early_ones(session, row["id"])
    return {**row, **values, "status": SENT}


def document(row: Row) -> dict[str, Any]:
    """The mail for JSON."""
    return {
        "sendId": row["id"],
        "status": row["status"],
        "to": row["address"],
        "contactId": row["contact_id"],
        "subject": row["subject"],
        "messageId": row["message_id"],
        "gmailId": row["gmail_id"],
        "threadId": row["thread_id"],
        "activityId": row["activity_id"],
        "error": row["error"],
        "createdAt": row["created_at"],
        "sentAt": row["sent_at"],
    }


def _cancel(session: Session, mine: Sequence[Compare], why: str) -> int:
    reasons = {WAITING: why, QUEUED: why, SENDING: f"{why}; it may have gone out before"}
    return sum(
        queries.change(
            session,
            tables.sends,
            [*mine, _is("status", status)],
            {"status": CANCELLED, "raw": None, "error": reason},
        )
        for status, reason in reasons.items()
    )


def _log(session: Session, mailbox: Row, row: Row, look: Look, key: str) -> str | None:
    if row["contact_id"] is None:
        return None
    rules = policy.load(session, mailbox, {})
    levels = policy.contact_levels(session, [row["contact_id"]])
    found = mail_log.parties(session, [row["contact_id"]])
    if not found:
        return None
    (party,) = found.values()
    if row["deal_id"]:
        party = replace(party, deal_id=row["deal_id"])
    level = policy.stricter(rules.level, levels.get(party.id, rules.level))
    kept: Mapping[Party, Any] = {party: deciding.kept_of(look, level)}
    (outcome,) = mail_log.log(
        session, mailbox, [Letter(look.mail, key, classifying.OUTBOUND, kept)]
    )
    if outcome.made:
        logged = mailboxes.get(session, mailbox["id"])["messages_logged"] + 1
        where = [Compare(Place("id"), "is", (mailbox["id"],))]
        queries.change(session, tables.mailboxes, where, {"messages_logged": logged})
    return next(iter((*outcome.made, *outcome.there)), None)


def _message(row: Row) -> EmailMessage:
    raw = base64.urlsafe_b64decode(row["raw"])
    return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw)


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content()).strip() if part is not None else ""


_OLDEST = [Order(Place("id"))]


def _is(column: str, value: str) -> Compare:
    return Compare(Place(column), "is", (value,))
