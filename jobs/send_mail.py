"""Send mails: each kept first, sent once, and on its contact's time line at once."""

import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    ServiceUnavailableError,
    UsageError,
)
from crmctl.gmail import (
    api,
    composing,
    consent,
    copies,
    mailboxes,
    outgoing,
    parsing,
    recipients,
    templates,
)
from crmctl.gmail.copies import Desk, Request
from crmctl.gmail.outgoing import Copy
from crmctl.gmail.parsing import Mail
from crmctl.records import approvals, contact_addresses, high_impact, workspace_settings
from crmctl.records.approvals import Asked
from crmctl.storage import ids
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import open_mailbox

LOCK = "send-mail"
# What goes to Gmail as part of a JSON document; more goes as an upload.
# https://developers.google.com/workspace/gmail/api/guides/uploads
_SMALL = 4 * 1024 * 1024
# How far the clocks here and at Google may be apart.
_BEFORE = timedelta(minutes=2)


@dataclass(frozen=True)
class Plan:
    """What is going to happen: the mails, and who gets none."""

    mailbox: Row
    copies: tuple[Copy, ...]
    refused: dict[str, str]


@dataclass
class Report:
    """What happened: the rows of the mails; `stopped`: why the rest waits."""

    mails: list[Row] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    stopped: CrmctlError | None = None


def prepare(toolbox: Toolbox, request: Request) -> Plan:
    """Compose everything and send nothing; the errors of the tree say what does not hold."""
    files = composing.attach(request.attach)
    template = templates.load(toolbox.settings.home, request.template) if request.template else None
    if template is None and request.text is None:
        raise UsageError("Say what: --body FILE or --template NAME")
    with toolbox.transaction(write=False) as session:
        mailbox = _mailbox(session)
        if request.track is None:
            track = workspace_settings.value(session, workspace_settings.TRACKING)
            request = replace(request, track=track)
        asked = copies.complete(session, mailbox, request)
        found = recipients.find(session, asked.request.to)
        many = len(found) > 1
        refused = recipients.refusals(session, found, many=many)
        url = toolbox.settings["public-url"]
        desk = Desk(session, mailbox, asked, template, files, url, many)
        made = tuple(desk.write(each) for each in found if each.address not in refused)
    if not made:
        told = "; ".join(f"{address} {reason}" for address, reason in refused.items())
        raise UsageError(f"Nobody may get this mail: {told}")
    return Plan(mailbox, made, refused)


def run(toolbox: Toolbox, plan: Plan) -> Report:
    """Send what was prepared. A mail that an earlier run was cut off at is not sent anew."""
    report = Report(refused=dict(plan.refused))
    with toolbox.transaction() as session:
        size = len(plan.copies)
        high_impact.allow(session, high_impact.SEND_MAIL, size, f"A mail to {size} people")
        digests = {copy.digest for copy in plan.copies}
        before = [
            row
            for row in outgoing.unfinished(session, plan.mailbox["id"])
            if row["digest"] in digests
        ]
        known = {row["digest"] for row in before}
        fresh = [copy for copy in plan.copies if copy.digest not in known]
        batch = ids.new(session.now())
        rows = [*before, *outgoing.keep(session, plan.mailbox, batch, fresh, outgoing.QUEUED)]
    _deliver(toolbox, plan.mailbox, rows, report)
    return report


def ask(toolbox: Toolbox, plan: Plan) -> Row:
    """Have somebody else say yes first; the mails are kept just as they will go."""
    with toolbox.transaction() as session:
        batch = ids.new(session.now())
        outgoing.keep(session, plan.mailbox, batch, plan.copies, outgoing.WAITING)
        title = f"Send {plan.copies[0].subject!r} to {len(plan.copies)} people"
        asked = Asked(high_impact.SEND_MAIL, "contacts", title, {"batchId": batch}, {})
        return approvals.request(session, asked)


def resume(toolbox: Toolbox) -> Report:
    """Finish what was left, in every workspace: cut off, out of quota, or approved since."""
    report = Report()
    for each in toolbox.workspaces():
        with each.transaction(write=False) as session:
            rows = outgoing.unfinished(session)
            boxes = {row["mailbox_id"]: None for row in rows}
            found = [mailboxes.get(session, id_) for id_ in boxes]
        for mailbox in found:
            own = [row for row in rows if row["mailbox_id"] == mailbox["id"]]
            _deliver(each, mailbox, own, report)
    return report


def _mailbox(session: Session) -> Row:
    """The acting user's own; the first, where there are several."""
    own = mailboxes.listed(session, session.actor.user)
    connected = [row for row in own if row["status"] == mailboxes.CONNECTED]
    if not connected:
        raise NotAuthorisedError("You have no connected mailbox: run crmctl gmail connect")
    sending = [row for row in connected if consent.SEND in row["scopes"]]
    if not sending:
        raise NotAuthorisedError(
            f"{connected[0]['email']} is connected read-only: run crmctl gmail connect again and "
            "tick sending"
        )
    return sending[0]


def _deliver(toolbox: Toolbox, mailbox: Row, rows: Sequence[Row], report: Report) -> None:
    """Send them one after the other; one run at a time in each mailbox."""
    with toolbox.lock(LOCK, mailbox["id"]) as ours:
        if not ours:
            report.stopped = ServiceUnavailableError(
                "Another run is sending from this mailbox; what is left goes with "
                "crmctl gmail send --resume"
            )
            report.mails += rows
            return
        blocked = _deadline(toolbox, mailbox)
        if blocked is not None:
            report.stopped = blocked
            report.mails += rows
            return
        service = open_mailbox.service(toolbox, mailbox["id"])
        for at, row in enumerate(rows):
            try:
                report.mails.append(_send(toolbox, service, mailbox, row))
            except (ServiceUnavailableError, NotAuthorisedError, ConfigurationError) as error:
                report.stopped = error
                with toolbox.transaction(write=False) as session:
                    report.mails += [outgoing.get(session, each["id"]) for each in rows[at:]]
                return


def _deadline(toolbox: Toolbox, mailbox: Row) -> CrmctlError | None:
    """Why nothing may be asked of Gmail yet: whoever comes before its time is kept out longer."""
    with toolbox.transaction(write=False) as session:
        until = mailboxes.get(session, mailbox["id"])["blocked_until"]
    if until is None or until <= toolbox.clock.now():
        return None
    return api.LimitError(
        f"Gmail wants no call from {mailbox['email']} before {until:%Y-%m-%d %H:%M:%S} UTC: what "
        "is left goes with crmctl gmail send --resume",
        until,
    )


def _send(toolbox: Toolbox, service: Any, mailbox: Row, row: Row) -> Row:
    with toolbox.transaction() as session:
        row = outgoing.get(session, row["id"], lock=True)
        if row["status"] not in outgoing.OPEN:
            return row
        doubtful = row["status"] == outgoing.SENDING
        refused = {} if doubtful else _refused(session, row)
        if refused:
            outgoing.mark(session, row["id"], outgoing.SKIPPED, error=refused[row["address"]])
            return outgoing.get(session, row["id"])
        outgoing.mark(session, row["id"], outgoing.SENDING)
    answer = _look_up(toolbox, service, mailbox, row) if doubtful else None
    if answer is None:
        answer = _hand_over(toolbox, service, mailbox, row)
    if answer is None:
        with toolbox.transaction(write=False) as session:
            return outgoing.get(session, row["id"])
    mail = parsing.read(_told(toolbox, service, row, answer), toolbox.clock.now())
    with toolbox.transaction() as session:
        return outgoing.settle(session, mailbox, row, mail)


def _refused(session: Session, row: Row) -> dict[str, str]:
    """Asked again right before: somebody may have opted out since."""
    many = len(outgoing.of_batch(session, row["batch_id"])) > 1
    return recipients.refusals(session, recipients.find(session, [row["address"]]), many=many)


def _hand_over(toolbox: Toolbox, service: Any, mailbox: Row, row: Row) -> dict[str, Any] | None:
    """Gmail's answer; None when it does not take the mail, which is kept as failed."""
    try:
        return api.call(_call(service, row))
    except api.LimitError as error:
        _mark(toolbox, row, outgoing.QUEUED)
        if error.until:
            with toolbox.transaction() as session:
                mailboxes.keep_deadline(session, mailbox, error.until, str(error))
        raise
    except (NotAuthorisedError, ConfigurationError) as error:
        _mark(toolbox, row, outgoing.QUEUED, str(error))
        raise
    except ServiceUnavailableError as error:
        with suppress(CrmctlError):
            answer = _look_up(toolbox, service, mailbox, row)
            if answer is not None:
                return answer
        _mark(toolbox, row, outgoing.SENDING, f"it may have gone out or not: {error}")
        raise ServiceUnavailableError(
            f"Whether the mail to {row['address']} went out is not known: crmctl gmail send "
            "--resume looks it up, and sends it if it did not"
        ) from None
    except CrmctlError as error:
        _mark(toolbox, row, outgoing.FAILED, str(error))
        return None


def _mark(toolbox: Toolbox, row: Row, status: str, error: str | None = None) -> None:
    with toolbox.transaction() as session:
        outgoing.mark(session, row["id"], status, error=error)


def _call(service: Any, row: Row) -> Any:
    """The request; a large mail goes as an upload."""
    thread = {"threadId": row["thread_id"]} if row["thread_id"] else {}
    messages = service.users().messages()
    if len(row["raw"]) <= _SMALL:
        return messages.send(userId="me", body={**thread, "raw": row["raw"]})
    from googleapiclient.http import MediaInMemoryUpload

    raw = base64.urlsafe_b64decode(row["raw"])
    media = MediaInMemoryUpload(raw, mimetype="message/rfc822")
    return messages.send(userId="me", body=thread, media_body=media)


def _look_up(toolbox: Toolbox, service: Any, mailbox: Row, row: Row) -> dict[str, Any] | None:
    """The mail in the mailbox, if it has gone out before.

    By its Message-ID; Gmail may have given it another one, so that its likes are looked at, too.
    A search that gives something else must not pass for a mail that has gone out.
    """
    messages = service.users().messages()
    since = row["created_at"] - _BEFORE
    alike = f"from:{mailbox['email']} to:{row['address']} after:{int(since.timestamp())}"
    for query in (f"rfc822msgid:{row['message_id']}", alike):
        for each in api.call(messages.list(userId="me", q=query)).get("messages") or ():
            told = api.call(messages.get(userId="me", id=each["id"], format="metadata"))
            mail = parsing.read(told, toolbox.clock.now())
            if mail.message_id == row["message_id"] or _is_alike(toolbox, row, mail, since):
                return dict(each)
    return None


def _is_alike(toolbox: Toolbox, row: Row, mail: Mail, since: datetime) -> bool:
    """The same subject to the same address, lately, and not another mail of ours."""
    to = {contact_addresses.key_of(each.address) for each in mail.named("to")}
    same = mail.subject == " ".join(row["subject"].split()) and mail.received_at >= since
    if not same or contact_addresses.key_of(row["address"]) not in to:
        return False
    with toolbox.transaction(write=False) as session:
        return not outgoing.is_known(session, row["mailbox_id"], mail.gmail_id)


def _told(toolbox: Toolbox, service: Any, row: Row, answer: dict[str, Any]) -> dict[str, Any]:
    """What Gmail has made of the mail: its Message-ID may be another one now."""
    with suppress(CrmctlError):
        request = service.users().messages().get(userId="me", id=answer["id"], format="metadata")
        return api.call(request)
    return outgoing.written(row, answer, toolbox.clock.now())


def told(plan: Plan) -> dict[str, Any]:
    """A plan for JSON: what would be sent."""
    mails = [
        {
            "to": copy.address,
            "contactId": copy.contact_id,
            "subject": copy.subject,
            "bytes": len(copy.raw),
            "tracked": any(token.position >= 0 for token in copy.tokens),
        }
        for copy in plan.copies
    ]
    skipped = [{"to": address, "reason": why} for address, why in plan.refused.items()]
    return {"mailbox": plan.mailbox["email"], "dryRun": True, "mails": mails, "skipped": skipped}
