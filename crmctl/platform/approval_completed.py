"""Somebody has decided: run the approved action, or close it, once.

A decision names its action by an approvalId alone. That leads to an action because we asked under
it, or because the platform's own request, which names the action, was seen. Whatever does not lead
to an action that waits changes nothing, and the action's history, or the log, says why.
"""

import logging

from crmctl.errors import PermanentError
from crmctl.platform import aliases, decisions, payload
from crmctl.platform.decisions import Decision
from crmctl.platform.handling import Handler, Incoming
from crmctl.records import (
    approval_links,
    approval_trail,
    approvals,
    high_impact,
    workspace_settings,
)
from crmctl.records.approval_trail import Trace
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

_log = logging.getLogger(__name__)


def handle(session: Session, incoming: Incoming) -> None:
    """Link the request, or act on the decision; PermanentError for what names no approval."""
    module = payload.text(incoming, "sourceModule")
    if module is not None and module.lower() != approvals.MODULE:
        return
    approval_id = payload.text(incoming, "approvalId")
    if approval_id is None:
        raise PermanentError("data.approvalId is missing: nobody can say what was decided on")
    approval_links.queue_up(session)
    if incoming.type in aliases.expand([aliases.APPROVAL_REQUESTED]):
        _link(session, incoming, approval_id)
    else:
        _decide(session, incoming, approval_id)


HANDLER = Handler(
    "approval_completed",
    ("approval.completed", aliases.APPROVAL_REQUESTED),
    handle,
    leaves_jobs=True,
)


def _link(session: Session, incoming: Incoming, approval_id: str) -> None:
    """Note under which id the platform decides; a decision may have come before this."""
    action_id = payload.text(incoming, "sourceId")
    if payload.text(incoming, "sourceModule") is None or action_id is None:
        return
    row = approvals.find(session, action_id, lock=True)
    if row is None:
        _tell(incoming, "asks for an action that this workspace does not have")
        return
    trace = Trace(approval_id, incoming.id)
    known = approval_links.find(session, approval_id)
    leads_to = known["action_id"] if known else None
    if leads_to == row["id"]:
        return
    if leads_to is not None:
        _ignore(session, row, "asked for under the approvalId of another action", trace)
        return
    if row["status"] != approvals.PENDING:
        _ignore(session, row, f"asked for when it was {row['status']} already", trace)
        return
    approval_links.lead_to(session, approval_id, row["id"])
    approval_trail.remember(session, row["id"], "linked", trace=trace)
    if known is not None:
        decision = Decision.of_json(known["decision"])
        _act(session, row, decision, Trace(approval_id, decision.event_id))


def _decide(session: Session, incoming: Incoming, approval_id: str) -> None:
    decision = decisions.read(incoming)
    known = approval_links.find(session, approval_id)
    action_id = known["action_id"] if known else None
    row = approvals.find(session, action_id, lock=True) if action_id else None
    if row is None:
        if known is None and decision and _may_be_ours(incoming):
            approval_links.keep_decision(session, approval_id, decision.as_json())
            _tell(incoming, "decides on nothing that was asked for; kept till a request is seen")
        return
    trace = Trace(approval_id, incoming.id)
    if payload.names_other_workspace(incoming, "workspaceId", "tenantId"):
        _ignore(session, row, "the data of the decision is of another workspace", trace)
    elif decision is None:
        _ignore(session, row, "the decision's type says one thing and its data another", trace)
    else:
        _act(session, row, decision, trace)


def _act(session: Session, row: Row, decision: Decision, trace: Trace) -> None:
    """Do what the decision says to an action that waits for one."""
    if row["status"] == decision.outcome:
        # Said before; or our own words, when we took the request back.
        return
    if row["status"] != approvals.PENDING:
        what = f"{decision.outcome}, but it is {row['status']} already"
        _ignore(session, row, what, trace, decision.who)
    elif decision.outcome != decisions.APPROVED:
        by = f" by {decision.who}" if decision.who else ""
        _close(session, row, decision.outcome, f"{decision.outcome}{by}", decision, trace)
    elif row["expires_at"] <= session.now():
        _close(session, row, approvals.EXPIRED, "approved after its time", decision, trace)
    elif _is_own(session, row, decision):
        what = "approved by the one who asked, whom the setting approval-by-another leaves out"
        _ignore(session, row, what, trace, decision.who)
    else:
        _run(session, row, decision, trace)


def _run(session: Session, row: Row, decision: Decision, trace: Trace) -> None:
    """Have it done: here and now, or by a worker where it takes long."""
    approved = approvals.approve(session, row, who=decision.who, notes=decision.notes, trace=trace)
    if high_impact.is_workers(row):
        return
    status, reason = high_impact.run(session, approved)
    approvals.close(session, approved, status, reason, trace=trace)


def _close(
    session: Session, row: Row, status: str, reason: str, decision: Decision, trace: Trace
) -> None:
    approvals.close(
        session, row, status, reason, who=decision.who, notes=decision.notes, trace=trace
    )


def _is_own(session: Session, row: Row, decision: Decision) -> bool:
    another = workspace_settings.value(session, workspace_settings.APPROVAL_BY_ANOTHER)
    return bool(another) and decision.who in (None, row["user_id"])


def _ignore(session: Session, row: Row, why: str, trace: Trace, who: str | None = None) -> None:
    approval_trail.remember(session, row["id"], "ignored", why, trace=trace, user=who)


def _tell(incoming: Incoming, what: str) -> None:
    _log.warning("%s %s (workspace %s) %s", incoming.type, incoming.id, incoming.workspace, what)


def _may_be_ours(incoming: Incoming) -> bool:
    """Whether the decision could be about an action of ours: other modules' are not kept."""
    type_ = payload.text(incoming, "type")
    return type_ is None or type_.lower().startswith(f"{approvals.MODULE}.")
