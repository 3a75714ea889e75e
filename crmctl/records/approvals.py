"""Actions that wait for somebody's yes: what exactly will run, who asked, and what became of it.

Nothing runs here: see `high_impact`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crmctl.errors import NotFoundError, UsageError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.records import (
    approval_links,
    approval_trail,
    held_mails,
    pipeline,
    workspace_settings,
)
from crmctl.records.approval_trail import NO_TRACE, Trace
from crmctl.storage import ids, queries, tables
from crmctl.storage.conditions import Compare, Condition, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

PENDING = "pending"
# Approved, and a worker's to run.
QUEUED = "queued"
DONE, REFUSED, FAILED = "done", "refused", "failed"
REJECTED, CANCELLED, EXPIRED = "rejected", "cancelled", "expired"

MODULE = "crm"
_SHOWN_RECORDS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: the action, and {record: its last event} that it is about."""

    kind: str
    object_type: str
    title: str
    arguments: Mapping[str, Any]
    targets: Mapping[str, str]


def request(session: Session, asked: Asked) -> Row:
    """Keep the action until it is decided on, and ask the platform for the decision."""
    pipeline.ensure_workspace(session)
    now = session.now()
    action_id, approval_id = ids.new_many(now, 2)
    days = workspace_settings.value(session, workspace_settings.APPROVAL_DAYS)
    row: Row = {
        "id": action_id,
        "kind": asked.kind,
        "object_type": asked.object_type,
        "title": asked.title,
        "arguments": dict(asked.arguments),
        "targets": dict(asked.targets),
        "status": PENDING,
        "reason": None,
        "user_id": session.actor.user,
        "correlation_id": session.actor.correlation,
        "decided_by": None,
        "decision_notes": None,
        "created_at": now,
        "expires_at": now + timedelta(days=days),
        "closed_at": None,
    }
    queries.add(session, tables.approvals, [row])
    approval_links.lead_to(session, approval_id, action_id)
    approval_trail.remember(session, action_id, "requested", trace=Trace(approval_id))
    _publish(session, "requested", approval_id, row)
    return row


def approve(
    session: Session, row: Row, *, who: str | None, notes: str | None, trace: Trace = NO_TRACE
) -> Row:
    """Note who has said yes; what is done of it bears the correlation of the decision."""
    changed = {
        "status": QUEUED,
        "decided_by": who,
        "decision_notes": notes,
        "correlation_id": session.actor.correlation,
    }
    _set(session, row["id"], changed)
    approval_trail.remember(session, row["id"], "approved", notes, trace=trace, user=who)
    return {**row, **changed}


def close(
    session: Session,
    row: Row,
    status: str,
    reason: str,
    *,
    who: str | None = None,
    notes: str | None = None,
    trace: Trace = NO_TRACE,
) -> Row:
    """End the action, as done or otherwise, and say so in the time line of its records."""
    given_up = held_mails.give_up(session, row, reason) if status != DONE else 0
    if given_up:
        reason = f"{reason}: {given_up} mails are not sent"
    changed = {
        "status": status,
        "reason": reason,
        "closed_at": session.now(),
        "decided_by": who or row["decided_by"],
        "decision_notes": notes or row["decision_notes"],
    }
    _set(session, row["id"], changed)
    approval_trail.remember(session, row["id"], status, reason, trace=trace, user=who)
    closed = {**row, **changed}
    approval_trail.note_in_time_lines(session, closed, who)
    return closed


def cancel(session: Session, action_id: str) -> Row:
    """Take the request back, here and at the platform; UsageError when it is too late for that."""
    row = get(session, action_id, lock=True)
    if row["status"] not in (PENDING, QUEUED):
        raise UsageError(f"Approval {action_id} is {row['status']}: there is nothing to cancel")
    closed = close(session, row, CANCELLED, f"taken back by {session.actor.user}")
    if row["status"] == PENDING:
        _withdraw(session, "cancelled", closed)
    return closed


def expire(session: Session) -> int:
    """Close what has waited for too long; returns how many."""
    late: list[Condition] = [
        Compare(Place("status"), "is", (PENDING,)),
        Compare(Place("expires_at"), "<=", (session.now(),)),
    ]
    found = queries.find(session, tables.approvals, late, lock=True)
    for row in found:
        _withdraw(session, "expired", close(session, row, EXPIRED, "nobody decided in time"))
    days = workspace_settings.value(session, workspace_settings.APPROVAL_DAYS)
    approval_links.forget_strays(session, session.now() - timedelta(days=days))
    return len(found)


def find(session: Session, action_id: str, *, lock: bool = False) -> Row | None:
    """The action, or None; `lock` holds it till the end of the transaction."""
    where = [Compare(Place("id"), "is", (action_id,))]
    found = queries.find(session, tables.approvals, where, lock=lock)
    return found[0] if found else None


def get(session: Session, action_id: str, *, lock: bool = False) -> Row:
    """The action; NotFoundError when there is none."""
    row = find(session, action_id, lock=lock)
    if row is None:
        raise NotFoundError(f"There is no approval {action_id!r}: crmctl approvals list shows them")
    return row


def listed(session: Session, statuses: Sequence[str], limit: int) -> list[Row]:
    """The latest actions, newest first; those of some statuses, or all."""
    where = [Compare(Place("status"), "is", tuple(statuses))] if statuses else []
    newest = [Order(Place("id"), descending=True)]
    return queries.find(session, tables.approvals, where, order=newest, limit=limit)


def unfinished(session: Session) -> list[Row]:
    """The approved actions that a worker is to run, the oldest first."""
    where = [Compare(Place("status"), "is", (QUEUED,))]
    return queries.find(session, tables.approvals, where, order=[Order(Place("id"))])


def document(row: Row) -> dict[str, Any]:
    """The action as a JSON document."""
    return {
        "id": row["id"],
        "kind": row["kind"],
        "type": row["object_type"],
        "title": row["title"],
        "status": row["status"],
        "reason": row["reason"],
        "arguments": row["arguments"],
        "records": len(row["targets"]),
        "recordIds": list(row["targets"])[:_SHOWN_RECORDS],
        "user": row["user_id"],
        "createdAt": row["created_at"],
        "expiresAt": row["expires_at"],
        "decidedBy": row["decided_by"],
        "decisionNotes": row["decision_notes"],
        "closedAt": row["closed_at"],
    }


def _withdraw(session: Session, what: str, row: Row) -> None:
    """Tell the platform, under each id that it may know the action by."""
    for approval_id in approval_links.ids_of(session, row["id"]):
        _publish(session, what, approval_id, row)


def _publish(session: Session, what: str, approval_id: str, row: Row) -> None:
    told = {
        "type": f"{MODULE}.{row['kind']}",
        "title": row["title"],
        "sourceModule": MODULE,
        "sourceId": row["id"],
        "expiresAt": row["expires_at"],
    }
    event = Event(f"approval.item.{what}", "approval", approval_id, told)
    outbox.append(session, [event])


def _set(session: Session, action_id: str, values: Mapping[str, Any]) -> None:
    where = [Compare(Place("id"), "is", (action_id,))]
    queries.change(session, tables.approvals, where, values)
