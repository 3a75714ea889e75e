"""Deals: what may be sold, and how far along the workspace's pipeline it is."""

from collections.abc import Sequence
from datetime import date

from crmctl.events.envelope import Event
from crmctl.records import fields, pipeline, shape, spelling
from crmctl.records.contacts import ACCOUNT_NAME
from crmctl.records.fields import Field, FieldSet
from crmctl.records.kinds import Changes, Columns, Kind
from crmctl.storage import tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

CONTACT_EMAIL = Field("contact_email", "email", Place("email", link="primary_contact_id"))
CONTACT_NAME = Field(
    "contact_name",
    "reference",
    Place("first_name", link="primary_contact_id", then="last_name"),
)

FIELDS = FieldSet(
    (
        *fields.plain("text", "name"),
        *fields.plain("money", "value"),
        *fields.plain("currency", "currency"),
        *fields.plain("stage", "stage"),
        *fields.plain("percent", "probability"),
        *fields.plain("date", "expected_close_date", "actual_close_date"),
        *fields.plain("text", "lost_reason"),
        ACCOUNT_NAME,
        CONTACT_EMAIL,
        CONTACT_NAME,
        fields.OWNER,
        *fields.plain("text", "source"),
        *fields.TAIL,
        *fields.plain("link", "account_id"),
        Field("contact_id", "link", Place("primary_contact_id")),
        *fields.plain("link", "primary_contact_id"),
        fields.OWNER_ID,
        *fields.IDENTITY,
    )
)


def _key_names(columns: Columns, _current: Sequence[Row | None]) -> None:
    """What the names have in common with others' ways to write them."""
    if "name" in columns:
        columns["name_key"] = [spelling.short_key(name or "") for name in columns["name"]]


def _derive(session: Session, columns: Columns, current: Sequence[Row | None]) -> None:
    """The key of the name, the first stage for a new deal, and what a stage brings with it."""
    _key_names(columns, current)
    if "stage" not in columns and None not in current:
        return
    listed = pipeline.stages(session)
    names = ("stage", "probability", "actual_close_date")
    cells = zip(*(shape.present(columns, name, current) for name in names), current, strict=True)
    today = session.now().date()
    settled = [_settled(listed, today, *each) for each in cells]
    for name, column in zip(names, zip(*settled, strict=True), strict=True):
        columns[name] = list(column)


def _settled(
    listed: dict[str, pipeline.Stage],
    today: date,
    stage: str | None,
    probability: int | None,
    closed: date | None,
    row: Row | None,
) -> tuple[str, int | None, date | None]:
    """Stage, probability and closing date as they go together."""
    stage = stage or next(iter(listed))
    if row is not None and row["stage"] == stage:
        return stage, probability, closed
    known = listed.get(stage)
    if known and probability == (row["probability"] if row is not None else None):
        probability = known.probability
    if known and known.outcome != pipeline.OPEN and row is not None:
        closed = closed or today
    return stage, probability, closed


def _consequences(
    session: Session, rows: Sequence[Row], changes: Sequence[Changes]
) -> list[list[Event]]:
    """A change of stage, and a deal won or lost, are events of their own."""
    if not any("stage" in change for change in changes):
        return [[] for _ in rows]
    listed = pipeline.stages(session)
    by = "automation" if session.actor.user == "system" else "user"
    return [
        _moved(listed, by, row, change) if "stage" in change else []
        for row, change in zip(rows, changes, strict=True)
    ]


def _moved(listed: dict[str, pipeline.Stage], by: str, row: Row, change: Changes) -> list[Event]:
    old, new = change["stage"]
    after = {**row, **{name: value for name, (_, value) in change.items()}}
    moved = {"fromStage": old, "toStage": new, "value": after["value"], "triggeredBy": by}
    events = [_event("stage_changed", row, moved)]
    outcome = listed[new].outcome if new in listed else pipeline.OPEN
    contact = {"contactId": after["primary_contact_id"]}
    if outcome == pipeline.WON:
        events.append(_event("won", row, {"value": after["value"], **contact}))
    if outcome == pipeline.LOST:
        events.append(_event("lost", row, {"reason": after["lost_reason"], **contact}))
    return events


def _event(action: str, row: Row, data: dict[str, object]) -> Event:
    present_data = {key: value for key, value in data.items() if value is not None}
    return Event(f"crm.deal.{action}", "deal", row["id"], present_data)


KIND = Kind(
    name="deal",
    plural="deals",
    table=tables.deals,
    fields=FIELDS,
    searched=(Place("name"), Place("notes"), ACCOUNT_NAME.place, CONTACT_NAME.place),
    shown=("name", "value", "currency", "stage", "probability", "expected_close_date"),
    told={
        "primary_contact_id": "contactId",
        "value": "value",
        "currency": "currency",
        "stage": "stage",
    },
    derive=_derive,
    key_names=_key_names,
    needs=("name",),
    consequences=_consequences,
)
