"""By which ids the platform decides on our actions, and the decisions that came before any request.

A decision says neither whose action it is about nor which: only the request does. The two may come
together, to two workers, in either order.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crmctl.storage import locks, queries, tables
from crmctl.storage.conditions import Compare, Condition, Empty, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session


def queue_up(session: Session) -> None:
    """From here on, nobody else in the workspace links or decides."""
    locks.queue_up(session, "approvals")


def find(session: Session, approval_id: str) -> Row | None:
    """What is known of the id."""
    found = queries.find(session, tables.approval_links, _called(approval_id))
    return found[0] if found else None


def lead_to(session: Session, approval_id: str, action_id: str) -> None:
    """Have the id lead to the action."""
    changed = {"action_id": action_id}
    if not queries.change(session, tables.approval_links, _called(approval_id), changed):
        _add(session, approval_id, action_id, None)


def keep_decision(session: Session, approval_id: str, decision: Mapping[str, Any]) -> None:
    """Keep a decision under an id that leads nowhere yet; the first one counts."""
    if find(session, approval_id) is None:
        _add(session, approval_id, None, dict(decision))


def ids_of(session: Session, action_id: str) -> list[str]:
    """The ids that lead to the action, the oldest first."""
    where = [Compare(Place("action_id"), "is", (action_id,))]
    order = [Order(Place("created_at"))]
    found = queries.find(session, tables.approval_links, where, order=order)
    return [row["approval_id"] for row in found]


def forget_strays(session: Session, before: datetime) -> None:
    """Forget the decisions from before that moment that no request has come for."""
    old: list[Condition] = [Compare(Place("created_at"), "<", (before,)), Empty(Place("action_id"))]
    queries.remove(session, tables.approval_links, old)


def _add(
    session: Session, approval_id: str, action_id: str | None, decision: dict[str, Any] | None
) -> None:
    row = {
        "approval_id": approval_id,
        "action_id": action_id,
        "decision": decision,
        "created_at": session.now(),
    }
    queries.add(session, tables.approval_links, [row])


def _called(approval_id: str) -> list[Compare]:
    return [Compare(Place("approval_id"), "is", (approval_id,))]
