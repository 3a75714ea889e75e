"""From what the user asks for to the mails that go out: one for each recipient."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import make_msgid
from typing import Any

from crmctl.errors import NotFoundError, UsageError
from crmctl.gmail import composing, explaining, templates, tracking
from crmctl.gmail.composing import Attachment, Draft, Thread
from crmctl.gmail.outgoing import Copy
from crmctl.gmail.recipients import Recipient
from crmctl.gmail.templates import Rendered, Template
from crmctl.records import editing, registry
from crmctl.records.kinds import HIDDEN
from crmctl.storage import ids
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


@dataclass(frozen=True)
class Request:
    """What the user asks for."""

    to: tuple[str, ...]
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    template: str | None = None
    attach: tuple[str, ...] = ()
    deal_id: str | None = None
    reply_to: str | None = None
    # None: as the workspace has it (setting mail-tracking).
    track: bool | None = None


@dataclass(frozen=True)
class Answered:
    """The request, completed by the mail that it answers."""

    request: Request
    # Its Message-ID, as it is compared.
    parent: str = ""
    # Which that is in the mailbox of the one who answers, if it is there.
    gmail_id: str | None = None
    thread_id: str | None = None
    thread: Thread | None = None


def complete(session: Session, mailbox: Row, request: Request) -> Answered:
    """See to the records that the request names; NotFoundError for one that is not there."""
    if request.deal_id is not None:
        editing.get(session, registry.kind("deals"), request.deal_id)
    if request.reply_to is None:
        return Answered(request)
    activity = _mail_of(session, request.reply_to)
    told = activity["metadata"] or {}
    if activity["type"] != "email" or not told.get("messageId"):
        raise UsageError(f"--reply-to-message {request.reply_to} is no mail that can be answered")
    own = [each for each in told.get("sightings", ()) if each["mailbox"] == mailbox["email"]]
    subject = str(activity["subject"] or "")
    answer = subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
    to = request.to or ((activity["contact_id"],) if activity["contact_id"] else ())
    done = replace(request, to=to, subject=request.subject or answer)
    gmail_id, thread_id = (own[0]["gmailId"], own[0]["threadId"]) if own else (None, None)
    return Answered(done, told["messageId"], gmail_id, thread_id)


def _mail_of(session: Session, id_: str) -> Row:
    """The activity of that id, or of the mail that has it, with Gmail or as its Message-ID."""
    kind = registry.kind("activities")
    try:
        return editing.get(session, kind, id_)
    except NotFoundError:
        found = [each for entry in explaining.explain(session, id_) for each in entry.activities]
        if not found:
            raise
        return editing.get(session, kind, found[0])


@dataclass(frozen=True)
class Desk:
    """What all mails of a request have in common."""

    session: Session
    mailbox: Row
    asked: Answered
    template: Template | None
    files: Sequence[Attachment]
    public_url: str
    # Whether it goes to more than one: each then gets a way to leave.
    many: bool

    def write(self, recipient: Recipient) -> Copy:
        """The mail for one recipient: nobody sees the others."""
        request, contact = self.asked.request, recipient.contact
        said = self._said(recipient)
        subject = request.subject or said.subject
        if not subject:
            raise UsageError("Say --subject: the template has none")
        tokens: list[tracking.Token] = []
        html, leave = said.html, None
        if self.many:
            leaving = tracking.leave_token(recipient.address)
            tokens.append(leaving)
            leave = f"{self.public_url.rstrip('/')}/u/{leaving.token}"
        if request.track and contact and html is not None:
            marked = tracking.mark(html, self.public_url)
            html = marked.html
            tokens += marked.tokens
        sender = self.mailbox["email"]
        message_id = make_msgid(domain=sender.rpartition("@")[2]).strip("<>")
        draft = Draft(
            sender, (recipient.address,), subject, said.text, message_id, html,
            tuple(self.files), self.asked.thread, leave,
        )  # fmt: skip
        return Copy(
            ids.new(self.session.now()),
            recipient.address,
            contact["id"] if contact else None,
            subject,
            message_id,
            self._digest(recipient, subject, said),
            composing.compose(draft),
            tuple(tokens),
            self.asked.thread_id,
            request.deal_id,
        )

    def _said(self, recipient: Recipient) -> Rendered:
        request = self.asked.request
        if self.template is None:
            return Rendered(request.text or "", None, request.html)
        if recipient.contact is None:
            raise UsageError(f"--template needs a contact: {recipient.address} is none")
        try:
            return templates.render(self.template, self._fields(recipient.contact))
        except templates.MissingFieldError as error:
            raise UsageError(
                f"{error}, of {recipient.address}: fill it in, or leave them out"
            ) from None

    def _fields(self, contact: Row) -> dict[str, Any]:
        """What a template may name: the columns, the parts of the address, the account's name."""
        made = {name: value for name, value in contact.items() if name not in HIDDEN}
        address = contact["address"] or {}
        made |= {"street": address.get("street"), "city": address.get("city"),
                 "state": address.get("state"), "postal_code": address.get("postalCode"),
                 "country": address.get("country"),
                 "custom": contact["custom_fields"] or {}}  # fmt: skip
        if contact["account_id"]:
            account = editing.get(self.session, registry.kind("accounts"), contact["account_id"])
            made["account_name"] = account["name"]
        return made

    def _digest(self, recipient: Recipient, subject: str, said: Rendered) -> str:
        """What tells the same mail to the same address, tokens and Message-ID aside."""
        asked = self.asked
        parts = [
            self.mailbox["id"], recipient.address, subject, said.text, said.html or "",
            asked.parent, str(asked.request.track),
            *(f"{each.name} {hashlib.sha256(each.content).hexdigest()}" for each in self.files),
        ]  # fmt: skip
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
