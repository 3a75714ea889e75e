"""The envelope of every event that records publish, held to platform-events.md."""

from decimal import Decimal

import jsonschema
import pytest

from crmctl.events import envelope
from crmctl.records import editing, registry
from crmctl.storage.publishing import Kept
from tests.conftest import NOON, Workspace, envelopes

ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
TEXT = {"type": "string", "minLength": 1}
AMOUNT = {"type": "string", "pattern": r"^-?\d+\.\d{2,4}$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
CHANGES = {
    "changedFields": {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True},
    "changes": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
            "type": "object",
            "required": ["old", "new"],
            "additionalProperties": False,
            "properties": {"old": {}, "new": {}},
        },
    },
}
# {type: (entity, what its data must have, what it may have)} besides the ids that all have.
DATA = {
    "crm.contact.created": (
        {"shouldEnrich": {"type": "boolean"}},
        {"email": TEXT, "source": TEXT},
    ),
    "crm.account.created": ({"name": TEXT}, {"domain": TEXT}),
    "crm.deal.created": (
        {"stage": TEXT},
        {"contactId": TEXT, "value": AMOUNT, "currency": TEXT},
    ),
    "crm.deal.stage_changed": (
        {"fromStage": TEXT, "toStage": TEXT, "triggeredBy": {"enum": ["user", "automation"]}},
        {"value": AMOUNT},
    ),
    "crm.deal.won": ({}, {"value": AMOUNT, "contactId": TEXT}),
    "crm.deal.lost": ({}, {"reason": TEXT, "contactId": TEXT}),
    "crm.activity.logged": (
        {"type": TEXT, "happenedAt": MOMENT},
        {"contactId": TEXT, "dealId": TEXT},
    ),
    "crm.activity.updated": ({"type": TEXT, **CHANGES}, {"contactId": TEXT}),
    "crm.activity.deleted": ({"type": TEXT}, {"contactId": TEXT}),
    **{f"crm.{kind}.updated": (CHANGES, {}) for kind in ("contact", "account", "deal")},
    **{f"crm.{kind}.deleted": ({}, {}) for kind in ("contact", "account", "deal")},
}


def schema(type_: str) -> dict:
    """The JSON Schema of an event of the type."""
    entity = type_.split(".")[1]
    must, may = DATA[type_]
    ids = {
        "workspaceId": {"const": "w-test"},
        "entityType": {"const": entity},
        "entityId": {"type": "string", "pattern": ID},
        f"{entity}Id": {"type": "string", "pattern": ID},
    }
    keys = {
        "id": {"type": "string", "pattern": ID},
        "type": {"const": type_},
        "source": {"const": "crm"},
        "timestamp": MOMENT,
        "correlationId": {"const": "corr-test"},
        "tenantId": {"const": "w-test"},
        "workspaceId": {"const": "w-test"},
        "userId": {"const": "u-test"},
        "version": {"const": "1.0"},
        "data": {
            "type": "object",
            "required": [*ids, *must],
            "properties": {**ids, **must, **may},
            "additionalProperties": False,
        },
    }
    return {
        "type": "object",
        "required": list(keys),
        "properties": keys,
        "additionalProperties": False,
    }


def live(session, plural, words, change):
    """A record's whole life."""
    kind = registry.kind(plural)
    id_ = editing.add(session, kind, words)["id"]
    editing.change(session, kind, id_, change)
    editing.remove(session, kind, id_)


@pytest.fixture
def published(workspace):
    """The events of a day on which everything happens."""
    deals = registry.kind("deals")
    with workspace.open() as session:
        ann = editing.add(
            session, registry.kind("contacts"), ["email=ann@acme.example", "source=fair"]
        )
        contact = f"contact_id={ann['id']}"
        live(session, "contacts", ["first_name=Bob"], ["lead_score=7", "tags=a;b"])
        live(session, "accounts", ["name=Acme", "domain=acme.example"], ["annual_revenue=1.5"])
        live(session, "accounts", ["name=Bare"], ["parent_name=Acme", "country=France"])
        live(session, "activities", ["type=note", contact], ["happened_at=2026-01-02T03:04:05"])
        live(session, "activities", ["type=call"], [contact])
        for stage in ("stage=won", "stage=lost"):
            words = ["name=Big", "value=€1,234.50", contact]
            live(session, "deals", words, [stage, "lost_reason=price"])
            bare = editing.add(session, deals, ["name=Bare"])
            editing.change(session, deals, bare["id"], [stage])
    return envelopes(workspace.engine)


def test_every_type_that_records_publish_fits_the_platforms_schema(published):
    for event in published:
        jsonschema.validate(event, schema(event["type"]))
        assert event["data"]["entityId"] == event["data"][f"{event['data']['entityType']}Id"]
    assert {event["type"] for event in published} == set(DATA)


def test_ids_are_all_different(published):
    ids = [event["id"] for event in published]
    assert len(set(ids)) == len(ids)


def test_absent_values_are_left_out(published):
    for event in published:
        flat = {**event, **event["data"]}
        assert None not in [value for key, value in flat.items() if key != "changes"]


def sealed(data):
    """The envelope of an event as the outbox keeps it."""
    told = envelope.dump(data)
    return envelope.seal(
        Kept(1, "e1", "crm.deal.updated", "deal", "d1", told, 'w "1" é', "c", "u\n", NOON)
    )


def test_the_text_is_what_the_platform_expects_whatever_the_names_hold():
    import json

    event = json.loads(sealed({"at": NOON, "note": 'a "b"\n🙂'}))
    assert event == {
        "id": "e1",
        "type": "crm.deal.updated",
        "source": "crm",
        "timestamp": "2026-11-23T12:00:00.000Z",
        "correlationId": "c",
        "tenantId": 'w "1" é',
        "workspaceId": 'w "1" é',
        "userId": "u\n",
        "version": "1.0",
        "data": {
            "workspaceId": 'w "1" é',
            "entityType": "deal",
            "entityId": "d1",
            "dealId": "d1",
            "at": "2026-11-23T12:00:00.000Z",
            "note": 'a "b"\n🙂',
        },
    }


@pytest.mark.parametrize("value", ["\ud800", 2**53, -(2**53), {1, 2}, b"bytes", object()])
def test_what_node_does_not_read_back_is_refused(value):
    with pytest.raises(TypeError):
        sealed({"value": value})


def test_amounts_go_as_text_and_whole_numbers_as_numbers():
    text = sealed({"value": Decimal("1E+3"), "cents": Decimal("0.10"), "n": 2**53 - 1})
    assert '"value":"1000"' in text
    assert '"cents":"0.10"' in text
    assert f'"n":{2**53 - 1}' in text


def test_one_run_has_one_correlation_id(engine):
    contacts = registry.kind("contacts")
    for run in ("run-1", "run-2"):
        with Workspace(engine, correlation=run).open() as session:
            for name in ("Ann", "Bob"):
                editing.add(session, contacts, [f"first_name={name}"])
    correlations = [event["correlationId"] for event in envelopes(engine)]
    assert correlations == ["run-1", "run-1", "run-2", "run-2"]
