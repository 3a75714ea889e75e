"""The catalogue tells the truth: what the program publishes fits it, and every type is in it."""

import json

import jsonschema
import pytest

from crmctl.events import catalogue
from crmctl.events.catalogue import KINDS
from crmctl.records import editing, registry
from crmctl.storage.session import Session
from tests.conftest import Program, close_toolbox, open_toolbox
from tests.end_to_end.database import Database

DIALECT = jsonschema.Draft202012Validator


@pytest.mark.parametrize("type_", list(KINDS))
def test_every_schema_is_one_and_its_example_fits(type_: str) -> None:
    kind = KINDS[type_]
    DIALECT.check_schema(kind.schema())
    DIALECT(kind.schema()).validate(kind.example())
    assert kind.example()["type"] == type_
    assert kind.trigger


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("type", "crm.contact.updated"),
        ("timestamp", "2026-11-23T10:15:00.123+00:00"),
        ("correlationId", None),
        ("userId", ""),
        ("version", 1.0),
        ("data", None),
        ("data", {}),
        ("surprise", 1),
    ],
)
def test_what_the_platform_refuses_the_schema_refuses(key: str, value: object) -> None:
    kind = KINDS["crm.contact.created"]
    with pytest.raises(jsonschema.ValidationError):
        DIALECT(kind.schema()).validate({**kind.example(), key: value})


def test_everything_that_the_program_publishes_fits(crmctl: Program) -> None:
    """A whole life of each object, a deal won, one lost; an import done, undone, and one failed."""
    database = Database(crmctl)
    file = crmctl.file("people.csv", "email,company\na@b.example,Acme\nnobody,Acme\n")
    done = crmctl("import", file, "--yes", "--json", code=3).json()
    crmctl("imports", "undo", done["importId"], "--yes")
    toolbox = open_toolbox(crmctl.home, workspace="default")
    with toolbox.transaction() as session:
        live_through_everything(session)
    close_toolbox(toolbox)
    database.run(
        "CREATE TRIGGER full BEFORE INSERT ON crm_contacts BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    crmctl("import", crmctl.file("more.csv", "email\nc@d.example\n"), "--yes", code=1)
    events = database.events()
    for event in events:
        DIALECT(KINDS[event["type"]].schema()).validate(event)
    records = {
        f"crm.{entity}.{action}"
        for entity in ("contact", "account", "deal", "activity")
        for action in ("created" if entity != "activity" else "logged", "updated", "deleted")
    }
    outcomes = {"crm.deal.stage_changed", "crm.deal.won", "crm.deal.lost"}
    imports = {"crm.import.completed", "crm.import.failed", "crm.import.undone"}
    assert {event["type"] for event in events} == records | outcomes | imports


def live_through_everything(session: Session) -> None:
    def add(plural: str, *words: str) -> str:
        return str(editing.add(session, registry.kind(plural), list(words))["id"])

    def change(plural: str, id_: str, *words: str) -> None:
        editing.change(session, registry.kind(plural), id_, list(words))

    contact = add("contacts", "email=ann@acme.example", "source=fair")
    account = add("accounts", "name=Acme Two", "domain=acme.example")
    change("contacts", contact, "job_title=CEO", "tags=a;b", "birthday=1990-01-02")
    change("accounts", account, "annual_revenue=1.5", "country=France")
    for stage in ("won", "lost"):
        full = add("deals", f"name={stage}", "value=10.50", "currency=EUR", f"contact_id={contact}")
        for deal in (full, add("deals", "name=Bare")):
            change("deals", deal, f"stage={stage}", "lost_reason=price")
    call = add("activities", "type=call", f"deal_id={full}", f"contact_id={contact}")
    change("activities", call, "subject=Hello")
    for plural, id_ in (("activities", call), ("deals", full), ("contacts", contact),
                        ("accounts", account)):  # fmt: skip
        editing.remove(session, registry.kind(plural), id_)


def test_the_command_lists_every_type(crmctl: Program) -> None:
    listed = crmctl("events", "catalog", "--json").json()["events"]
    assert [each["type"] for each in listed] == list(KINDS)
    for each in listed:
        DIALECT(each["schema"]).validate(each["example"])
    shown = crmctl("events", "catalog").out
    for each in listed:
        assert each["type"] in shown
    one = crmctl("events", "catalog", "--type", "crm.deal.won").json()
    assert one == next(each for each in listed if each["type"] == "crm.deal.won")
    assert "crm.shoe" in crmctl("events", "catalog", "--type", "crm.shoe", code=2).err
    assert not crmctl.home.exists()


def resolve(document: dict, reference: str):
    assert reference.startswith("#/")
    for part in reference[2:].split("/"):
        document = document[part]
    return document


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for part in value.values() for each in references(part)]
    return [each for part in value for each in references(part)] if isinstance(value, list) else []


def test_the_asyncapi_document_is_whole(crmctl: Program) -> None:
    """What AsyncAPI 3 asks for: versions, ids, an operation on a channel, references that lead."""
    document = crmctl("events", "catalog", "--asyncapi").json()
    assert document["asyncapi"] == "3.0.0"
    assert document["info"].keys() >= {"title", "version"}
    assert document.keys() <= {"asyncapi", "id", "info", "servers", "defaultContentType",
                               "channels", "operations", "components"}  # fmt: skip
    (channel,) = document["channels"].values()
    assert channel["address"] == "hyvve:events:main"
    (operation,) = document["operations"].values()
    assert operation["action"] == "send"
    assert resolve(document, operation["channel"]["$ref"]) == channel
    messages = [resolve(document, each["$ref"]) for each in channel["messages"].values()]
    assert [message["name"] for message in messages] == list(KINDS)
    for name in (*document["components"]["messages"], *document["channels"]):
        assert name.replace("_", "").isalnum()
    for message in messages:
        DIALECT.check_schema(message["payload"])
        for example in message["examples"]:
            DIALECT(message["payload"]).validate(example["payload"])
    for reference in references(document):
        resolve(document, reference)


def test_the_asyncapi_document_names_the_stream_that_is_set() -> None:
    document = catalogue.asyncapi("{hyvve}:events", "1.2.3")
    assert document["channels"]["events"]["address"] == "{hyvve}:events"
    assert json.loads(json.dumps(document)) == document
