"""Activities: what happened with a contact, an account or a deal, in the order it happened."""

from collections.abc import Sequence
from typing import Any

from crmctl.records import fields
from crmctl.records.fields import Field, FieldSet
from crmctl.records.kinds import Columns, Kind
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

# What an email has besides: its column in JSON, under these keys.
MAIL = ("direction", "messageId", "threadId")

FIELDS = FieldSet(
    (
        fields.choice("type", "email", "call", "meeting", "note", "task"),
        *fields.plain("text", "subject"),
        *fields.plain("long_text", "body"),
        *fields.plain("moment", "happened_at"),
        fields.choice("sentiment", "positive", "neutral", "negative"),
        *fields.plain("link", "contact_id", "deal_id", "account_id"),
        *fields.plain("owner", "created_by_id"),
        *fields.plain("moment", "created_at"),
        Field("direction", "text", Place("metadata", key="direction"), read_only=True),
        Field("message_id", "text", Place("metadata", key="messageId"), read_only=True),
        Field("thread_id", "text", Place("metadata", key="threadId"), read_only=True),
        *fields.IDENTITY,
    )
)


def _derive(session: Session, columns: Columns, current: Sequence[Row | None]) -> None:
    """Now and by the acting user, unless said otherwise."""
    fresh = [row is None for row in current]
    if not any(fresh):
        return
    blank = [None] * len(current)
    now = session.now()
    columns["happened_at"] = [moment or now for moment in columns.get("happened_at", blank)]
    columns["created_by_id"] = [
        user or session.actor.user for user in columns.get("created_by_id", blank)
    ]


def _tell(data: dict[str, Any]) -> dict[str, Any]:
    """Of an email, which it is too."""
    mail = data.pop("mail", None) or {}
    return {**data, **{key: mail[key] for key in MAIL if mail.get(key) is not None}}


KIND = Kind(
    name="activity",
    plural="activities",
    table=tables.activities,
    fields=FIELDS,
    searched=(Place("subject"), Place("body")),
    shown=("happened_at", "type", "subject", "contact_id", "deal_id"),
    told={
        "type": "type",
        "contact_id": "contactId",
        "deal_id": "dealId",
        "happened_at": "happenedAt",
        "metadata": "mail",
    },
    told_later={"type": "type", "contact_id": "contactId"},
    derive=_derive,
    needs=("type",),
    tell=_tell,
    created="logged",
)


def time_line(session: Session, link: str, id_: str) -> list[Row]:
    """The activities of the record that `link` (as contact_id) leads to, newest first."""
    return queries.find(
        session,
        tables.activities,
        [Compare(Place(link), "is", (id_,))],
        order=[Order(Place("happened_at"), descending=True)],
    )
