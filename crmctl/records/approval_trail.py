"""What happened with an action that needed somebody's yes: its own history, and the time lines."""

from dataclasses import dataclass

from crmctl.records import activities, registry, writing
from crmctl.records.kinds import Columns
from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

_LINKS = {"contacts": "contact_id", "accounts": "account_id", "deals": "deal_id"}


@dataclass(frozen=True, slots=True)
class Trace:
    """What something came by: an event, and the platform's id for the approval."""

    approval_id: str | None = None
    event_id: str | None = None


NO_TRACE = Trace()


def remember(
    session: Session,
    action_id: str,
    what: str,
    note: str | None = None,
    *,
    trace: Trace = NO_TRACE,
    user: str | None = None,
) -> None:
    """Add to the history of the action, which the session holds locked."""
    number = queries.count(session, tables.approval_history, _of(action_id)) + 1
    row = {
        "action_id": action_id,
        "number": number,
        "what": what,
        "note": note,
        "approval_id": trace.approval_id,
        "event_id": trace.event_id,
        "user_id": user or session.actor.user,
        "correlation_id": session.actor.correlation,
        "happened_at": session.now(),
    }
    queries.add(session, tables.approval_history, [row])


def history(session: Session, action_id: str) -> list[Row]:
    """What happened with the action, in order."""
    order = [Order(Place("number"))]
    return queries.find(session, tables.approval_history, _of(action_id), order=order)


def note_in_time_lines(session: Session, row: Row, user: str | None) -> None:
    """Say in the time line of each record that the action is about what became of it."""
    links = _links(session, row)
    size = len(next(iter(links.values()), []))
    if not size:
        return
    notes = [row["reason"], row["decision_notes"]]
    columns: Columns = {
        "type": ["note"] * size,
        "subject": [f"Approval {row['status']}: {row['title']}"] * size,
        "body": ["\n".join(note for note in notes if note) or None] * size,
        "created_by_id": [user or row["decided_by"] or session.actor.user] * size,
        **links,
    }
    writing.create(session, activities.KIND, columns)


def _links(session: Session, row: Row) -> Columns:
    """What the notes lead to, column by column."""
    targets, plural = list(row["targets"]), row["object_type"]
    if plural in _LINKS:
        return {_LINKS[plural]: targets}
    if plural != "activities" or not targets:
        return {}
    # An activity has no time line of its own: it is in that of its contact, deal or account.
    names = list(_LINKS.values())
    found = bulk.lookup(session, registry.kind(plural).table, {"id": targets}, names)
    linked = {tuple(getattr(each, name) for name in names) for each in found}
    kept = sorted(linked - {(None,) * len(names)}, key=repr)
    return {name: [each[at] for each in kept] for at, name in enumerate(names)} if kept else {}


def _of(action_id: str) -> list[Compare]:
    return [Compare(Place("action_id"), "is", (action_id,))]
