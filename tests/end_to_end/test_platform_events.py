"""Other modules' events through the installed program: every real type, each reaction once.

Tried: every event twice, a second run, three listeners at once, a handler of a package of our own.
"""

import pytest

from crmctl.platform import aliases
from tests.conftest import Program
from tests.end_to_end.database import Database
from tests.end_to_end.platform_bus import Bus
from tests.redis_server import RedisServer

USERS = aliases.expand(["user.created"])
BUSINESSES = aliases.expand(["business.created"])
DECISIONS = aliases.expand(["approval.completed"])
ENDS = {"rejected": "rejected", "cancelled": "cancelled", "expired": "expired"}


@pytest.fixture
def bus(redis_server: RedisServer, crmctl_on_both: Program) -> Bus:
    crmctl_on_both.environment["CRMCTL_REDIS_URL"] = redis_server.url
    return Bus(redis_server)


def listen(crmctl: Program) -> None:
    crmctl("events", "listen", "--once", "--from", "0")


def test_users_and_businesses_of_every_real_type_once_each(
    crmctl_on_both: Program, bus: Bus, database: Database
) -> None:
    crmctl = crmctl_on_both
    crmctl("settings", "set", "team-members-as-contacts", "on")
    sent = {}
    for at, type_ in enumerate(USERS):
        data = {"userId": f"u-{at}", "email": f"Nina{at}@Ourfirm.example", "name": "Nina New"}
        sent[f"nina{at}@ourfirm.example"] = bus.publish(type_, {**data, "workspaceId": "default"})
    for at, type_ in enumerate(BUSINESSES):
        data = {"businessId": f"b-{at}", "tenantId": f"w-{at}", "name": f"Biz {at}"}
        sent[f"w-{at}"] = bus.publish(type_, data, f"w-{at}")
    for event in sent.values():
        bus.again(event)
    listen(crmctl)
    listen(crmctl)
    made = bus.heard("crm.contact.created")
    assert {event["data"]["email"]: event["correlationId"] for event in made} == {
        email: event["correlationId"] for email, event in sent.items() if "@" in email
    }
    assert len(made) == len(USERS)
    assert database.rows("SELECT DISTINCT first_name, last_name FROM crm_contacts") == [
        ("Nina", "New")
    ]
    named = "SELECT workspace_id, name FROM crm_workspaces WHERE workspace_id LIKE 'w-%' ORDER BY 1"
    assert database.rows(named) == [(f"w-{at}", f"Biz {at}") for at in range(len(BUSINESSES))]
    assert database.one("SELECT count(*) FROM crm_pipeline_stages WHERE workspace_id = 'w-1'") == 6
    deal = crmctl("--workspace", "w-0", "deals", "add", "name=First", "--json").json()
    assert deal["stage"] == "lead"
    settings = crmctl("--workspace", "w-0", "settings", "show", "--json").json()["settings"]
    own = {each["name"]: each["source"] for each in settings if each["environment"] is None}
    assert own
    assert set(own.values()) == {"default"}


def test_decisions_of_every_real_type_once_each(
    crmctl_on_both: Program, bus: Bus, database: Database
) -> None:
    crmctl = crmctl_on_both
    lines = "".join(f"{type_}\n" for type_ in DECISIONS)
    crmctl("import", crmctl.file("d.csv", f"name\n{lines}"), "--type", "deals", "--yes")
    deals = dict(database.rows("SELECT name, id FROM crm_deals"))
    actions: dict[str, tuple[str, str]] = {}
    sent = []
    for type_ in DECISIONS:
        words = ("deals", "update", deals[type_], "stage=won", "--request-approval", "--json")
        asked = crmctl(*words).json()
        (approval,) = asked["approvalIds"]
        actions[type_] = (asked["id"], deals[type_])
        data = {"approvalId": approval, "type": "crm.close_deal", "title": "T",
                "decidedById": "u-boss", "decisionNotes": "N"}  # fmt: skip
        if type_ == "approval.completed":
            data["decision"] = "approved"
        sent.append(bus.publish(type_, data))
    for event in sent:
        bus.again(event)
    asked_for = [event["data"]["sourceId"] for event in bus.heard("approval.item.requested")]
    assert asked_for == [action for action, _ in actions.values()]
    listen(crmctl)
    found = crmctl("approvals", "list", "--json").json()["approvals"]
    statuses = {each["id"]: each["status"] for each in found}
    stages = dict(database.rows("SELECT id, stage FROM crm_deals"))
    for type_, (action, deal) in actions.items():
        end = ENDS.get(type_.rpartition(".")[2], "done")
        assert (type_, statuses[action]) == (type_, end)
        assert stages[deal] == ("won" if end == "done" else "lead")
    won = bus.heard("crm.deal.won")
    ends = [statuses[action] for action, _ in actions.values()]
    assert len(won) == ends.count("done") == 4
    assert {event["userId"] for event in won} == {"u-test"}
    notes = database.rows("SELECT deal_id, subject FROM crm_activities WHERE type = 'note'")
    assert {deal for deal, _ in notes} == {deal for _, deal in actions.values()}
    assert len(notes) == len(actions)


def test_listeners_at_once_react_once(
    crmctl_on_both: Program, bus: Bus, database: Database
) -> None:
    crmctl = crmctl_on_both
    crmctl("settings", "set", "team-members-as-contacts", "on")
    deal = crmctl("deals", "add", "name=Big", "--json").json()["id"]
    asked = crmctl("deals", "update", deal, "stage=won", "--request-approval", "--json").json()
    for at in range(30):
        data = {"userId": f"u-{at % 5}", "email": f"p{at % 5}@x.example", "name": "P"}
        bus.publish("user.created", data)
        bus.publish("approval.granted", {"approvalId": asked["approvalIds"][0]})
        bus.publish("business.created", {"tenantId": "w-new", "name": "New"}, "w-new")
    running = [crmctl.start("events", "listen", "--once", "--from", "0") for _ in range(3)]
    for each in running:
        _, err = each.communicate(timeout=60)
        assert each.returncode == 0, err
    listen(crmctl)
    assert database.one("SELECT count(*) FROM crm_contacts") == 5
    assert len(bus.heard("crm.deal.won")) == 1
    assert database.one("SELECT count(*) FROM crm_workspaces WHERE workspace_id = 'w-new'") == 1
