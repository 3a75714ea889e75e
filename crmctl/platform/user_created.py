"""A user of the platform is a contact of the workspace, if the workspace wants it so."""

from typing import Any

from crmctl.errors import PermanentError
from crmctl.platform import payload
from crmctl.platform.handling import Handler, Incoming
from crmctl.records import (
    contacts,
    emails,
    pipeline,
    shape,
    values,
    workspace_settings,
    writing,
)
from crmctl.records.kinds import Columns
from crmctl.storage import locks, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

TAG = "internal"
SOURCE = "team"
# By it a user is found again whose address has changed: `custom.user_id`.
USER = Place("custom_fields", key="user_id")


def handle(session: Session, incoming: Incoming) -> None:
    """Add the contact, or bring it up to date; PermanentError for a new user without a name."""
    if not workspace_settings.value(session, workspace_settings.TEAM_MEMBERS):
        return
    payload.refuse_other_workspace(incoming, "workspaceId", "tenantId")
    told = _told(incoming)
    user = payload.text(incoming, "userId", "id")
    pipeline.ensure_workspace(session)
    # The same user may be told of twice at once.
    locks.queue_up(session, "team members")
    current = _found(session, told.get("email"), user)
    if current is None:
        _add(session, told, user)
    else:
        _bring_up_to_date(session, current, told, user)


HANDLER = Handler("user_created", ("user.created",), handle)


def _add(session: Session, told: dict[str, str], user: str | None) -> None:
    if not any(told.get(need) for need in contacts.KIND.needs):
        raise PermanentError("The user has neither an email nor a name: no contact can be made")
    columns: Columns = {name: [cell] for name, cell in told.items()}
    writing.create(session, contacts.KIND, {"source": [SOURCE], **columns, **_marks({}, user)})


def _bring_up_to_date(
    session: Session, current: Row, told: dict[str, str], user: str | None
) -> None:
    others = shape.value_of(current, contacts.FIELDS.get("other_email")) or []
    columns: Columns = {
        name: [cell] for name, cell in told.items() if name != "email" or cell not in others
    }
    writing.update(session, contacts.KIND, [current], {**columns, **_marks(current, user)})


def _told(incoming: Incoming) -> dict[str, str]:
    """The columns that the event has something for."""
    email = payload.text(incoming, "email")
    if email is not None:
        try:
            email = emails.normalise(email)
        except ValueError:
            # Not the address itself: it would stand in logs.
            raise PermanentError("data.email is no email address") from None
    first, last = _name(incoming)
    cells = {"email": email, "first_name": first, "last_name": last}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _name(incoming: Incoming) -> tuple[str | None, str | None]:
    first = payload.text(incoming, "firstName")
    last = payload.text(incoming, "lastName")
    if first or last:
        return first, last
    return values.split_name(payload.text(incoming, "name", "fullName", "displayName") or "")


def _found(session: Session, email: str | None, user: str | None) -> Row | None:
    """The contact: by its email, then by another of its addresses, then by the user it was."""
    wanted: list[Compare] = []
    if email is not None:
        other = Place("emails", many=True, item_type="other")
        wanted += [Compare(Place("email"), "is", (email,)), Compare(other, "=", (email,))]
    if user is not None:
        wanted.append(Compare(USER, "is", (user,)))
    for condition in wanted:
        oldest = [Order(Place("id"))]
        found = queries.find(
            session, tables.contacts, [condition], order=oldest, limit=1, lock=True
        )
        if found:
            return found[0]
    return None


def _marks(row: Row, user: str | None) -> Columns:
    """What makes a contact a member of the team, beside what it has."""
    tags: list[str] = row.get("tags") or []
    custom: dict[str, Any] = row.get("custom_fields") or {}
    marks: Columns = {"tags": [tags if TAG in tags else [*tags, TAG]]}
    if user is not None:
        marks["custom_fields"] = [{**custom, str(USER.key): user}]
    return marks
