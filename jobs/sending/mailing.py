"""One mail, from kept to sent: Gmail gets it once, whatever crashes or is lost on the way."""

import base64
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import (
    ConfigurationError,
    NotAuthorisedError,
    NotFoundError,
    ServiceUnavailableError,
)
from crmctl.gmail import outgoing, parsing, recipients
from crmctl.gmail.api import LimitError, RefusedError
from crmctl.gmail.parsing import Mail
from crmctl.records import contact_addresses
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from jobs.sending.desk import Desk

# What goes to Gmail as part of a JSON document; more goes as an upload.
# https://developers.google.com/workspace/gmail/api/guides/uploads
_SMALL = 4 * 1024 * 1024
# How far the clocks here and at Google may be apart.
_BEFORE = timedelta(minutes=2)
# Seconds before each further look for a mail in doubt: Gmail may still be at what was cut off.
_PATIENCE = (2.0, 3.0, 5.0)
# What a look at Gmail may come to, and nothing of our own.
_OF_GMAIL = (ServiceUnavailableError, NotAuthorisedError, NotFoundError, RefusedError)


def send(desk: Desk, id_: str) -> Row:
    """Send it, if it is still to go; what keeps all others back, too, is raised."""
    # Whoever stops while it waits for its turn leaves no mail in doubt.
    desk.bucket.wait_for("messages.send")
    with desk.toolbox.transaction() as session:
        row = outgoing.get(session, id_, lock=True)
        if row["status"] not in outgoing.OPEN:
            return row
        doubtful = row["status"] == outgoing.SENDING
        refused = {} if doubtful else _refused(session, row)
        if refused:
            outgoing.mark(session, id_, outgoing.SKIPPED, error=refused[row["address"]])
            return outgoing.get(session, id_)
        outgoing.mark(session, id_, outgoing.SENDING)
    answer = _look_patiently(desk, row) if doubtful else None
    if answer is None:
        answer = _hand_over(desk, row)
    if answer is None:
        with desk.toolbox.transaction(write=False) as session:
            return outgoing.get(session, id_)
    mail = parsing.read(_told(desk, row, answer), desk.toolbox.clock.now())
    with desk.toolbox.transaction() as session:
        return outgoing.settle(session, desk.mailbox, row, mail)


def metadata(desk: Desk, gmail_id: str) -> dict[str, Any]:
    """The message of that id, as Gmail's headers tell of it."""
    request = desk.messages.get(userId="me", id=gmail_id, format="metadata")
    return desk.ask("messages.get", request)


def _refused(session: Session, row: Row) -> dict[str, str]:
    """Asked again right before: somebody may have opted out since."""
    many = outgoing.goes_to_many(session, row["batch_id"])
    return recipients.refusals(session, recipients.find(session, [row["address"]]), many=many)


def _hand_over(desk: Desk, row: Row) -> dict[str, Any] | None:
    """Gmail's answer; None when it does not take the mail, which is kept as failed."""
    try:
        return desk.ask("messages.send", _request(desk, row))
    except LimitError:
        _mark(desk, row, outgoing.QUEUED)
        raise
    except (NotAuthorisedError, ConfigurationError) as error:
        _mark(desk, row, outgoing.QUEUED, str(error))
        raise
    except ServiceUnavailableError as error:
        with suppress(*_OF_GMAIL):
            answer = _look_up(desk, row)
            if answer is not None:
                return answer
        _mark(desk, row, outgoing.SENDING, f"it may have gone out or not: {error}")
        raise ServiceUnavailableError(
            f"Whether the mail to {row['address']} went out is not known: crmctl gmail send "
            "--resume looks it up, and sends it if it did not"
        ) from None
    except NotFoundError as error:
        if row["thread_id"]:
            # Its user has deleted the thread meanwhile; headers say what it answers, too.
            return _hand_over(desk, {**row, "thread_id": None})
        _mark(desk, row, outgoing.FAILED, str(error))
    except RefusedError as error:
        _mark(desk, row, outgoing.FAILED, str(error))
    return None


def _mark(desk: Desk, row: Row, status: str, error: str | None = None) -> None:
    """Note it, unless the mail was given up meanwhile."""
    with desk.toolbox.transaction() as session:
        if outgoing.get(session, row["id"], lock=True)["status"] == outgoing.SENDING:
            outgoing.mark(session, row["id"], status, error=error)


def _request(desk: Desk, row: Row) -> Any:
    """The request; a large mail goes as an upload."""
    thread = {"threadId": row["thread_id"]} if row["thread_id"] else {}
    if len(row["raw"]) <= _SMALL:
        return desk.messages.send(userId="me", body={**thread, "raw": row["raw"]})
    from googleapiclient.http import MediaInMemoryUpload

    raw = base64.urlsafe_b64decode(row["raw"])
    media = MediaInMemoryUpload(raw, mimetype="message/rfc822")
    return desk.messages.send(userId="me", body=thread, media_body=media)


def _look_patiently(desk: Desk, row: Row) -> dict[str, Any] | None:
    answer = _look_up(desk, row)
    for pause in _PATIENCE:
        if answer is None:
            desk.wait(pause)
            answer = _look_up(desk, row)
    return answer


def _look_up(desk: Desk, row: Row) -> dict[str, Any] | None:
    """The mail in the mailbox, if it has gone out before.

    By its Message-ID; Gmail may have given it another one, so that its likes are looked at, too.
    A search that gives something else must not pass for a mail that has gone out.
    """
    since = row["created_at"] - _BEFORE
    alike = f"from:{desk.mailbox['email']} to:{row['address']} after:{int(since.timestamp())}"
    for query in (f"rfc822msgid:{row['message_id']}", alike):
        listed = desk.ask("messages.list", desk.messages.list(userId="me", q=query))
        for each in listed.get("messages") or ():
            mail = parsing.read(metadata(desk, each["id"]), desk.toolbox.clock.now())
            if mail.message_id == row["message_id"] or _is_alike(desk, row, mail, since):
                return dict(each)
    return None


def _is_alike(desk: Desk, row: Row, mail: Mail, since: datetime) -> bool:
    """The same subject to the same address, lately, and not another mail of ours."""
    to = {contact_addresses.key_of(each.address) for each in mail.named("to")}
    same = mail.subject == " ".join(row["subject"].split()) and mail.received_at >= since
    if not same or contact_addresses.key_of(row["address"]) not in to:
        return False
    with desk.toolbox.transaction(write=False) as session:
        return not outgoing.is_known(session, row["mailbox_id"], mail.gmail_id)


def _told(desk: Desk, row: Row, answer: dict[str, Any]) -> dict[str, Any]:
    """What Gmail has made of the mail: its Message-ID may be another one now."""
    with suppress(*_OF_GMAIL):
        return metadata(desk, answer["id"])
    return outgoing.written(row, answer, desk.toolbox.clock.now())
