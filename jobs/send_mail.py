"""Send mails: each kept first, sent once, and on its contact's time line at once."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    NotFoundError,
    ServiceUnavailableError,
    Stopped,
    UsageError,
)
from crmctl.gmail import (
    composing,
    consent,
    copies,
    mailboxes,
    outgoing,
    parsing,
    recipients,
    templates,
    threads,
)
from crmctl.gmail.api import RefusedError
from crmctl.gmail.copies import Answered, Request
from crmctl.gmail.outgoing import Copy
from crmctl.records import approvals, high_impact, workspace_settings
from crmctl.records.approvals import Asked
from crmctl.storage import ids
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs.sending import mailing
from jobs.sending.desk import Desk

LOCK = "send-mail"
# Who has no mailbox and looks after everybody's, see crontab.example.
CRON = "system"
# For another run in the same mailbox: cron's is soon over.
_PATIENCE = 10.0
_LEFT = "what is left goes with crmctl gmail send --resume"
# Told of a pause of so many seconds, with so many mails to go.
Tell = Callable[[float, int], object]


@dataclass(frozen=True)
class Pace:
    """By which clock a run waits for Gmail's quota, and whom it tells."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    tell: Tell = lambda _seconds, _left: None


@dataclass(frozen=True)
class Plan:
    """What is going to happen: the mails, and who gets none."""

    mailbox: Row
    copies: tuple[Copy, ...]
    refused: dict[str, str]


@dataclass
class Report:
    """What happened: the rows of the mails, and why the rest of some mailboxes waits."""

    mails: list[Row] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    mailboxes: int = 0
    stopped: list[CrmctlError] = field(default_factory=list)
    # How many mailboxes another run is sending from.
    busy: int = 0


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
    if asked.parent:
        asked = _threaded(toolbox, mailbox, asked)
    with toolbox.transaction(write=False) as session:
        found = recipients.find(session, asked.request.to)
        many = len(found) > 1
        refused = recipients.refusals(session, found, many=many)
        url = toolbox.settings["public-url"]
        desk = copies.Desk(session, mailbox, asked, template, files, url, many)
        made = tuple(desk.write(each) for each in found if each.address not in refused)
    if not made:
        told = "; ".join(f"{address} {reason}" for address, reason in refused.items())
        raise UsageError(f"Nobody may get this mail: {told}")
    return Plan(mailbox, made, refused)


def _threaded(toolbox: Toolbox, mailbox: Row, asked: Answered) -> Answered:
    """With the headers that put it behind its parent, as the parent itself has them.

    They are asked for when they are needed: without Google, its id alone has to do.
    """
    headers: dict[str, str] = {}
    if asked.gmail_id:
        with suppress(ServiceUnavailableError, NotAuthorisedError, NotFoundError, RefusedError):
            desk = Desk(toolbox, mailbox, time.monotonic, _in_no_time)
            desk.check_deadline()
            told = mailing.metadata(desk, asked.gmail_id)
            headers = dict(parsing.read(told, toolbox.clock.now()).headers)
    return replace(asked, thread=threads.answering(asked.parent, headers))


def _in_no_time(_seconds: float) -> None:
    raise ServiceUnavailableError


def run(toolbox: Toolbox, plan: Plan, pace: Pace = Pace()) -> Report:
    """Send what was prepared. A mail that an earlier run was cut off at is not sent anew."""
    report = Report(refused=dict(plan.refused))
    with toolbox.transaction() as session:
        size = len(plan.copies)
        high_impact.allow(session, high_impact.SEND_MAIL, size, f"A mail to {size} people")
        digests = {copy.digest for copy in plan.copies}
        left = outgoing.unfinished(session, plan.mailbox["id"])
        before = [row for row in left if row["digest"] in digests]
        known = {row["digest"] for row in before}
        fresh = [copy for copy in plan.copies if copy.digest not in known]
        batch = ids.new(session.now())
        rows = [*before, *outgoing.keep(session, plan.mailbox, batch, fresh, outgoing.QUEUED)]
    try:
        _send_kept(toolbox, plan.mailbox, rows, report, pace)
    except Stopped:
        # To run it again would send it twice to those who have it.
        raise Stopped(f"Stopped; {_LEFT}") from None
    return report


def _send_kept(
    toolbox: Toolbox, mailbox: Row, rows: Sequence[Row], report: Report, pace: Pace
) -> None:
    with toolbox.lock(LOCK, mailbox["id"], _PATIENCE) as ours:
        if ours:
            _deliver(toolbox, mailbox, [row["id"] for row in rows], report, pace)
        else:
            report.mails += rows
            busy = f"Another run is sending from this mailbox; {_LEFT}"
            report.stopped.append(ServiceUnavailableError(busy))


def ask(toolbox: Toolbox, plan: Plan) -> Row:
    """Have somebody else say yes first; the mails are kept just as they will go."""
    with toolbox.transaction() as session:
        batch = ids.new(session.now())
        outgoing.keep(session, plan.mailbox, batch, plan.copies, outgoing.WAITING)
        title = f"Send {plan.copies[0].subject!r} to {len(plan.copies)} people"
        asked = Asked(high_impact.SEND_MAIL, "contacts", title, {"batchId": batch}, {})
        return approvals.request(session, asked)


def resume(toolbox: Toolbox, pace: Pace = Pace()) -> Report:
    """Finish what was left of the acting user's mails: cut off, out of quota, or approved since.

    Cron's user does so for all users of all workspaces.
    """
    report = Report()
    for each in toolbox.workspaces() if toolbox.actor.user == CRON else [toolbox]:
        with each.transaction(write=False) as session:
            found = mailboxes_of_actor(session)
        for mailbox in found:
            _finish(each, mailbox, report, pace)
    return report


def mailboxes_of_actor(session: Session) -> list[Row]:
    """The acting user's own; for cron's user everybody's of the workspace."""
    user = session.actor.user
    return mailboxes.listed(session, None if user == CRON else user)


def _finish(toolbox: Toolbox, mailbox: Row, report: Report, pace: Pace) -> None:
    """What is left in one mailbox, while nobody else is at it."""
    with toolbox.transaction(write=False) as session:
        if not outgoing.unfinished(session, mailbox["id"]):
            return
    with toolbox.lock(LOCK, mailbox["id"]) as ours:
        if not ours:
            report.busy += 1
            return
        # Whoever had the lock before may have done it.
        with toolbox.transaction(write=False) as session:
            left = [row["id"] for row in outgoing.unfinished(session, mailbox["id"])]
        _deliver(toolbox, mailbox, left, report, pace)


def _deliver(
    toolbox: Toolbox, mailbox: Row, wanted: Sequence[str], report: Report, pace: Pace
) -> None:
    """Send them one after the other, by whoever has the lock."""
    report.mailboxes += 1
    left = list(wanted)
    try:
        desk = _opened(toolbox, mailbox, left, pace)
        while left:
            report.mails.append(mailing.send(desk, left[0]))
            left.pop(0)
    except (ServiceUnavailableError, NotAuthorisedError, ConfigurationError) as error:
        report.stopped.append(error)
    with toolbox.transaction(write=False) as session:
        report.mails += [outgoing.get(session, id_) for id_ in left]


def _opened(toolbox: Toolbox, mailbox: Row, left: Sequence[str], pace: Pace) -> Desk:
    """The mailbox, ready to send; LimitError before Google's deadline."""

    def wait(seconds: float) -> None:
        pace.tell(seconds, len(left))
        pace.wait(seconds)

    desk = Desk(toolbox, mailbox, pace.now, wait)
    desk.check_deadline()
    return desk


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
