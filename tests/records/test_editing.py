"""Records by hand, on both databases, each change with exactly its events."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crmctl.errors import NotFoundError, UsageError
from crmctl.records import activities, editing, presenting, registry
from crmctl.storage import queries
from tests.conftest import NOON, FixedClock, Workspace, envelopes

CONTACTS, ACCOUNTS, DEALS, ACTIVITIES = registry.KINDS.values()
# The ids that all data has are held to the schema in tests/events.
COMMON = {"workspaceId", "entityType", "entityId", "contactId", "accountId", "dealId", "activityId"}


@dataclass
class Desk:
    """Someone who changes records, each change in a transaction of its own."""

    workspace: Workspace

    def add(self, kind, *words):
        with self.workspace.open() as session:
            return editing.add(session, kind, words)

    def change(self, kind, id_, *words):
        with self.workspace.open() as session:
            return editing.change(session, kind, id_, words)

    def remove(self, kind, id_):
        with self.workspace.open() as session:
            editing.remove(session, kind, id_)

    def told(self, id_):
        """What each event of the record says, beside the ids."""
        return [
            (
                event["type"],
                {
                    key: value
                    for key, value in event["data"].items()
                    if key not in COMMON or (value != id_ and key.endswith("Id"))
                    if key not in ("workspaceId", "entityId")
                },
            )
            for event in envelopes(self.workspace.engine)
            if event["data"]["entityId"] == id_
        ]


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def desk(engine, clock):
    return Desk(Workspace(engine, clock=clock))


def test_the_life_of_a_contact(desk, clock):
    made = desk.add(
        CONTACTS, "email= Ann@ACME.Example ", "first_name=Ann", "source=fair", "tags=a;b;a"
    )
    assert (made["email"], made["tags"]) == ("ann@acme.example", ["a", "b"])
    assert (made["created_at"], made["updated_at"], made["deleted_at"]) == (NOON, NOON, None)
    clock.move(minutes=1)
    changed = desk.change(CONTACTS, made["id"], "tags=c", "job_title=CTO", "source=", "city=Bonn")
    assert (changed["created_at"], changed["updated_at"]) == (NOON, clock.now())
    assert (changed["source"], changed["address"]) == (None, {"city": "Bonn"})
    desk.remove(CONTACTS, made["id"])
    created, updated, deleted = desk.told(made["id"])
    assert created == (
        "crm.contact.created",
        {"email": "ann@acme.example", "source": "fair", "shouldEnrich": True},
    )
    assert updated[0] == "crm.contact.updated"
    assert sorted(updated[1]["changedFields"]) == ["address", "jobTitle", "source", "tags"]
    assert updated[1]["changes"] == {
        "tags": {"old": ["a", "b"], "new": ["c"]},
        "jobTitle": {"old": None, "new": "CTO"},
        "source": {"old": "fair", "new": None},
        "address": {"old": None, "new": {"city": "Bonn"}},
    }
    assert deleted == ("crm.contact.deleted", {})


def test_a_contact_without_an_email_is_not_to_be_enriched(desk):
    made = desk.add(CONTACTS, "full_name=Ann van Dyk")
    assert (made["first_name"], made["last_name"]) == ("Ann van", "Dyk")
    assert desk.told(made["id"]) == [("crm.contact.created", {"shouldEnrich": False})]


def test_the_life_of_an_account(desk):
    made = desk.add(ACCOUNTS, "name=Acme", "website=https://www.Acme.example/x", "phone=1234")
    assert made["domain"] == "acme.example"
    desk.change(ACCOUNTS, made["id"], "annual_revenue=1,234.5", "name=Acme Ltd")
    desk.remove(ACCOUNTS, made["id"])
    assert desk.told(made["id"]) == [
        ("crm.account.created", {"name": "Acme", "domain": "acme.example"}),
        (
            "crm.account.updated",
            {
                "changedFields": ["annualRevenue", "name"],
                "changes": {
                    "annualRevenue": {"old": None, "new": "1234.50"},
                    "name": {"old": "Acme", "new": "Acme Ltd"},
                },
            },
        ),
        ("crm.account.deleted", {}),
    ]


def test_the_life_of_an_activity(desk):
    contact = desk.add(CONTACTS, "first_name=Ann")["id"]
    made = desk.add(ACTIVITIES, "type=Call", f"contact_id={contact}")
    assert (made["happened_at"], made["created_by_id"]) == (NOON, "u-test")
    desk.change(ACTIVITIES, made["id"], "subject=Hello", "happened_at=2026-01-02T03:04:05+02:00")
    desk.remove(ACTIVITIES, made["id"])
    link = {"type": "call", "contactId": contact}
    moved = {"old": "2026-11-23T12:00:00.000Z", "new": "2026-01-02T01:04:05.000Z"}
    logged, updated, deleted = desk.told(made["id"])
    assert logged == ("crm.activity.logged", link | {"happenedAt": moved["old"]})
    assert updated == (
        "crm.activity.updated",
        link
        | {
            "changedFields": ["subject", "happenedAt"],
            "changes": {"subject": {"old": None, "new": "Hello"}, "happenedAt": moved},
        },
    )
    assert deleted == ("crm.activity.deleted", link)


def test_the_life_of_a_deal(desk):
    contact = desk.add(CONTACTS, "email=ann@acme.example")["id"]
    made = desk.add(DEALS, "name=Big", "value=€1,234.5", "contact_email=ANN@acme.example")
    assert (made["value"], made["currency"]) == (Decimal("1234.50"), "EUR")
    assert (made["stage"], made["probability"]) == ("lead", 10)
    desk.change(DEALS, made["id"], "stage=Closed won")
    won = desk.told(made["id"])
    assert won[0] == (
        "crm.deal.created",
        {"contactId": contact, "value": "1234.50", "currency": "EUR", "stage": "lead"},
    )
    assert won[1][1]["changes"] == {
        "stage": {"old": "lead", "new": "won"},
        "probability": {"old": 10, "new": 100},
        "actualCloseDate": {"old": None, "new": "2026-11-23"},
    }
    moved = {"fromStage": "lead", "toStage": "won", "value": "1234.50", "triggeredBy": "user"}
    assert won[2:] == [
        ("crm.deal.stage_changed", moved),
        ("crm.deal.won", {"value": "1234.50", "contactId": contact}),
    ]
    desk.change(DEALS, made["id"], "stage=lost", "lost_reason=price", "value=5")
    assert desk.told(made["id"])[5:] == [
        (
            "crm.deal.stage_changed",
            moved | {"fromStage": "won", "toStage": "lost", "value": "5.00"},
        ),
        ("crm.deal.lost", {"reason": "price", "contactId": contact}),
    ]
    desk.remove(DEALS, made["id"])
    assert desk.told(made["id"])[7:] == [("crm.deal.deleted", {})]


def test_a_stage_brings_its_probability_and_end_unless_they_are_given(desk, clock):
    made = desk.add(DEALS, "name=D", "stage=proposal", "probability=60%")
    assert (made["stage"], made["probability"]) == ("proposal", 60)
    ended = desk.change(
        DEALS, made["id"], "stage=lost", "probability=5", "actual_close_date=2026-01-31"
    )
    assert (ended["probability"], ended["actual_close_date"]) == (5, date(2026, 1, 31))


def test_the_daemon_moves_a_deal_by_automation(desk):
    desk.workspace.user = "system"
    made = desk.add(DEALS, "name=D")
    desk.change(DEALS, made["id"], "stage=proposal")
    assert desk.told(made["id"])[2][1]["triggeredBy"] == "automation"


def test_a_new_amount_keeps_the_currency_or_brings_its_own(desk):
    made = desk.add(DEALS, "name=D", "value=5", "currency=CHF")
    assert desk.change(DEALS, made["id"], "value=6")["currency"] == "CHF"
    assert desk.change(DEALS, made["id"], "value=$7")["currency"] == "USD"
    assert desk.change(DEALS, made["id"], "value=€8", "currency=GBP")["currency"] == "GBP"
    assert desk.change(DEALS, made["id"], "currency=")["currency"] is None


SAME = [
    (CONTACTS, ["email=ANN@acme.example", "tags=a,b", "city=Bonn", "birthday=1990-01-02"]),
    (CONTACTS, ["first_name=Ann", "other_email=x@y.example", "mobile_phone=+1 415 555 0100"]),
    (ACCOUNTS, ["name=Acme", "annual_revenue=12.50", "custom.size=big", "employee_count=5"]),
    (DEALS, ["name=D", "value=$1", "stage=proposal", "expected_close_date=2026-01-02"]),
    (ACTIVITIES, ["type=note", "happened_at=2026-01-02T03:04:05Z", "body= as it is "]),
]


def test_a_change_that_changes_nothing_tells_nothing(desk, clock):
    for kind, words in SAME:
        made = desk.add(kind, *words)
        clock.move(minutes=1)
        assert desk.change(kind, made["id"], *words) == made
        assert len(desk.told(made["id"])) == 1


def test_what_is_deleted_is_gone(desk):
    made = desk.add(CONTACTS, "first_name=Ann")
    desk.remove(CONTACTS, made["id"])
    for act in (desk.remove, lambda *given: desk.change(*given, "first_name=Eve")):
        with pytest.raises(NotFoundError, match=made["id"]):
            act(CONTACTS, made["id"])
    assert len(desk.told(made["id"])) == 2


REFUSED = {
    "a contact needs .*first name or .*email": [
        (CONTACTS, "last_name=Dyk"),
        (CONTACTS, "first_name=  "),
    ],
    "an account needs .*name": [(ACCOUNTS, "domain=acme.example")],
    "a deal needs .*name": [(DEALS, "value=5")],
    "an activity needs .*type": [(ACTIVITIES, "subject=Hi")],
    "did you mean email": [(CONTACTS, "emial=a@b.example")],
    "'email' is not FIELD=VALUE": [(CONTACTS, "email")],
    "email: 'a@b@c' is not an email": [(CONTACTS, "email=a@b@c")],
    "id is not set by hand": [(CONTACTS, "id=1")],
    "custom key": [(CONTACTS, "custom.a b=1")],
    "account_id: there is no such record": [(CONTACTS, "first_name=A", "account_id=none")],
    "no contact 'no@one.example'": [(DEALS, "name=D", "contact_email=no@one.example")],
    "not one of lead, qualified, proposal": [(DEALS, "name=D", "stage=dream")],
    "not one of email, call, meeting, note, task": [(ACTIVITIES, "type=dance")],
}


def test_what_may_not_stand_is_refused_by_name_and_nothing_is_written(desk):
    for said, attempts in REFUSED.items():
        for kind, *words in attempts:
            with pytest.raises(UsageError, match=said):
                desk.add(kind, *words)
    assert envelopes(desk.workspace.engine) == []


def test_a_change_may_not_take_the_last_of_what_is_needed(desk):
    made = desk.add(CONTACTS, "first_name=Ann", "email=ann@acme.example")
    desk.change(CONTACTS, made["id"], "email=")
    with pytest.raises(UsageError, match=r"needs .*first name or .*email"):
        desk.change(CONTACTS, made["id"], "first_name=")
    with pytest.raises(UsageError, match="Nothing to change"):
        desk.change(CONTACTS, made["id"])


def test_phones_are_kept_as_typed_with_their_form_by_the_addresss_country(desk):
    desk.workspace.country = "US"
    made = desk.add(CONTACTS, "first_name=A", "phone=030 901820", "mobile_phone=(415) 555-0100")
    assert made["phones"] == [{"type": "mobile", "value": "(415) 555-0100", "e164": "+14155550100"}]
    moved = desk.change(CONTACTS, made["id"], "country=Germany")
    assert (moved["phone"], moved["phone_e164"]) == ("030 901820", "+4930901820")


def test_parts_of_one_column_leave_the_others_alone(desk):
    made = desk.add(
        CONTACTS, "first_name=A", "city=Bonn", "country=DE", "custom.a=1", "mobile_phone=12345"
    )
    changed = desk.change(CONTACTS, made["id"], "city=", "custom.b=2", "other_phone=67890")
    assert changed["address"] == {"country": "DE"}
    assert changed["custom_fields"] == {"a": "1", "b": "2"}
    assert [(each["type"], each["value"]) for each in changed["phones"]] == [
        ("mobile", "12345"),
        ("other", "67890"),
    ]
    emptied = desk.change(CONTACTS, made["id"], "custom.a=", "custom.b=")
    assert emptied["custom_fields"] is None


def test_the_outside_sees_camel_case_and_none_of_our_housekeeping(desk):
    shown = presenting.record(desk.add(ACCOUNTS, "name=Acme", "health_score=7"))
    assert {"id", "workspaceId", "annualRevenue", "parentId"} < shown.keys()
    assert shown["healthScore"] == 7
    assert not {"nameKey", "lastEventId", "name_key"} & shown.keys()


def test_the_time_line_is_newest_first_and_of_one_record(desk):
    ann, bob = (desk.add(CONTACTS, f"first_name={name}")["id"] for name in ("Ann", "Bob"))
    for day in ("02", "03", "01"):
        words = ["type=call", f"contact_id={ann}", f"happened_at=2026-01-{day}"]
        desk.add(ACTIVITIES, *words)
    desk.add(ACTIVITIES, "type=call", f"contact_id={bob}")
    with desk.workspace.open() as session:
        line = activities.time_line(session, "contact_id", ann)
    assert [each["happened_at"] for each in line] == [
        datetime(2026, 1, day, tzinfo=UTC) for day in (3, 2, 1)
    ]


def test_me_is_the_acting_user_and_a_new_workspace_has_its_pipeline(desk):
    other = Desk(replace(desk.workspace, name="new"))
    assert other.add(CONTACTS, "first_name=A", "owner=me")["owner_id"] == "u-test"
    with other.workspace.open() as session:
        stages = editing.context(session).stages
        assert list(dict.fromkeys(stages.values())) == [
            *("lead", "qualified", "proposal", "negotiation", "won", "lost")
        ]
        assert queries.count(session, registry.kind("contacts").table) == 1


def test_a_mail_providers_domain_is_no_account(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="mail provider"):
        Desk(workspace).add(CONTACTS, "first_name=Ann", "account_domain=https://www.gmail.com/")
