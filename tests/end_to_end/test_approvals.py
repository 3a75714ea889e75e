"""Asking for an approval and what becomes of it, through the installed program.

Tried: what a workspace wants an approval for without one, by any wording; deciding twice; taking
back; records changed meanwhile; running out of time; an export that a worker makes.
"""

import time

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database
from tests.end_to_end.platform_bus import Bus
from tests.redis_server import RedisServer


@pytest.fixture
def bus(redis_server: RedisServer, crmctl_on_both: Program) -> Bus:
    crmctl_on_both.environment["CRMCTL_REDIS_URL"] = redis_server.url
    return Bus(redis_server)


@pytest.fixture
def people(crmctl_on_both: Program) -> None:
    """Six contacts."""
    crmctl = crmctl_on_both
    lines = "".join(f"p{at}@x.example,P{at},{'vip' if at % 2 else ''}\n" for at in range(6))
    crmctl("import", crmctl.file("p.csv", f"email,first_name,tags\n{lines}"), "--yes")


def decide(crmctl: Program, bus: Bus, asked: dict, type_: str = "approval.item.approved") -> None:
    data = {"approvalId": asked["approvalIds"][0], "title": asked["title"], "decidedById": "u-boss"}
    bus.publish(type_, data)
    crmctl("events", "listen", "--once", "--from", "0")


def test_what_the_workspace_wants_an_approval_for_is_not_done_without(
    crmctl_on_both: Program, database: Database, people: None
) -> None:
    crmctl = crmctl_on_both
    (imported,) = database.rows("SELECT id FROM crm_imports")
    deal = crmctl("deals", "add", "name=Big", "--json").json()["id"]
    for name, value in {
        "approve-deletes-above": "2",
        "approve-undos-above": "5",
        "approve-full-exports": "on",
        "approve-closing-deals": "on",
    }.items():
        crmctl("settings", "set", name, value)
    before = database.contents()
    for words in (
        ("contacts", "delete", "--filter", "tags=vip", "--yes"),
        ("contacts", "delete", "--search", "example", "--yes"),
        ("imports", "undo", imported[0], "--yes"),
        ("export", "contacts", "--fields", "email"),
        ("export", "contacts", "--fields", "email", "--filter", "id!=nobody", "--output", "-"),
        ("deals", "update", deal, "stage=Closed won"),
    ):
        refused = crmctl(*words, code=2)
        assert refused.out == ""
        assert refused.err.count("\n") == 1
        assert "needs an approval in workspace 'default'" in refused.err
        assert "say --request-approval" in refused.err
    assert database.contents() == before
    crmctl("contacts", "delete", "--filter", "email=p1@x.example|p3@x.example", "--yes")
    crmctl("export", "contacts", "--fields", "email", "--filter", "tags=vip")
    assert database.one("SELECT count(*) FROM crm_contacts WHERE deleted_at IS NULL") == 4


def test_an_approved_deletion_runs_and_is_told(
    crmctl_on_both: Program, database: Database, people: None, bus: Bus
) -> None:
    crmctl = crmctl_on_both
    words = ("contacts", "delete", "--filter", "tags=vip", "--request-approval", "--json")
    asked = crmctl(*words).json()
    assert (asked["status"], asked["records"], asked["title"]) == (
        "pending",
        3,
        "Delete 3 contacts",
    )
    assert asked["arguments"] == {"filters": ["tags=vip"]}
    # A contact that meets the filter only now was not asked for.
    crmctl("contacts", "add", "first_name=Late", "tags=vip")
    decide(crmctl, bus, asked)
    shown = crmctl("approvals", "show", asked["id"], "--json").json()
    assert (shown["status"], shown["decidedBy"], shown["reason"]) == (
        "done",
        "u-boss",
        "3 contacts deleted",
    )
    assert [line["what"] for line in shown["history"]] == ["requested", "approved", "done"]
    left = "SELECT first_name FROM crm_contacts WHERE deleted_at IS NULL ORDER BY 1"
    assert [name for (name,) in database.rows(left)] == ["Late", "P0", "P2", "P4"]
    people_say = crmctl("approvals", "show", asked["id"]).out
    assert "Delete 3 contacts" in people_say
    assert "u-boss" in people_say


def test_a_changed_record_refuses_it_and_a_taken_back_one_stays_so(
    crmctl_on_both: Program, database: Database, bus: Bus
) -> None:
    crmctl = crmctl_on_both
    deal = crmctl("deals", "add", "name=Big", "--json").json()["id"]
    words = ("deals", "update", deal, "stage=lost", "--request-approval", "--json")
    first, second = crmctl(*words).json(), crmctl(*words).json()
    cancelled = crmctl("approvals", "cancel", second["id"], "--json").json()
    assert cancelled["status"] == "cancelled"
    crmctl("approvals", "cancel", second["id"], code=2)
    crmctl("approvals", "cancel", "no-such-id", code=1)
    (withdrawn,) = bus.heard("approval.item.cancelled")
    assert withdrawn["data"]["approvalId"] == second["approvalIds"][0]
    crmctl("deals", "update", deal, "value=5")
    decide(crmctl, bus, second)
    decide(crmctl, bus, first)
    found = crmctl("approvals", "list", "--json").json()["approvals"]
    assert [each["status"] for each in found] == ["cancelled", "refused"]
    assert f"1 deal of 1 changed since: {deal}" in found[1]["reason"]
    line = crmctl("deals", "show", deal, "--json").json()
    assert line["stage"] == "lead"
    assert {each["subject"] for each in line["activities"]} == {
        "Approval refused: Move deal 'Big' to lost",
        "Approval cancelled: Move deal 'Big' to lost",
    }
    only = crmctl("approvals", "list", "--status", "refused", "--json").json()["approvals"]
    assert [each["id"] for each in only] == [first["id"]]


def test_what_nobody_decides_on_runs_out(
    crmctl_on_both: Program, database: Database, bus: Bus
) -> None:
    crmctl = crmctl_on_both
    deal = crmctl("deals", "add", "name=Big", "--json").json()["id"]
    words = ("deals", "update", deal, "stage=won", "--request-approval", "--json")
    asked = crmctl(*words).json()
    assert crmctl("approvals", "purge", "--yes", "--json").json() == {"expired": 0, "busy": False}
    database.run("UPDATE crm_approvals SET expires_at = created_at")
    assert crmctl("approvals", "purge", "--yes", "--json").json() == {"expired": 1, "busy": False}
    decide(crmctl, bus, asked)
    shown = crmctl("approvals", "show", asked["id"], "--json").json()
    assert (shown["status"], shown["history"][-1]["what"]) == ("expired", "ignored")
    assert crmctl("deals", "show", deal, "--json").json()["stage"] == "lead"
    assert [event["type"] for event in bus.heard("approval.")] == [
        "approval.item.requested",
        "approval.item.expired",
    ]


def test_an_approved_export_and_undo_are_a_workers(
    crmctl_on_both: Program, database: Database, people: None, bus: Bus
) -> None:
    crmctl = crmctl_on_both
    (imported,) = database.rows("SELECT id FROM crm_imports")
    crmctl("export", "contacts", "--fields", "email", "--request-approval", "--output", "x", code=2)
    words = ("export", "contacts", "--fields", "email", "--request-approval", "--json")
    export = crmctl(*words).json()
    undo = crmctl("imports", "undo", imported[0], "--request-approval", "--json").json()
    decide(crmctl, bus, export)
    await_end(crmctl, export["id"])
    (made,) = crmctl("exports", "list", "--json").json()["exports"]
    assert made["query"]["filters"] == []
    crmctl("exports", "watch", made["exportId"])
    decide(crmctl, bus, undo)
    await_end(crmctl, undo["id"])
    assert database.one("SELECT count(*) FROM crm_contacts WHERE deleted_at IS NULL") == 0


def await_end(crmctl: Program, action: str) -> None:
    """Until the worker that the listener has started is done with it."""
    deadline = time.monotonic() + 30
    while (shown := crmctl("approvals", "show", action, "--json").json())["status"] == "queued":
        assert time.monotonic() < deadline
        time.sleep(1)
    assert shown["status"] == "done", shown


def test_a_newcomer_is_told_how_by_help_alone(crmctl: Program) -> None:
    for words, hint in {
        ("approvals",): "cancel",
        ("approvals", "list"): "--status pending",
        ("contacts", "delete"): "--filter 'created_at<2020-01-01'",
        ("deals", "update"): "--request-approval",
        ("export",): "--request-approval",
        ("imports", "undo"): "--request-approval",
        ("settings", "set"): "approve-deletes-above 100",
    }.items():
        assert hint in crmctl(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("contacts", "delete"), "Say which"),
        (("contacts", "delete", "x", "--search", "y"), "Say which"),
        (("contacts", "delete", "--filter", "first_name=Ann", "--yes", "--filter", "x"), "filter"),
        (("deals", "update", "x", "name=y", "--request-approval"), "no deal 'x'"),
        (("settings", "set", "approval-days", "soon"), "how many days"),
        (("settings", "set", "redis", "x"), "CRMCTL_REDIS_URL"),
        (("settings", "unset", "nothing"), "team-members-as-contacts"),
    ],
)
def test_what_cannot_be_is_one_line_with_its_cure(
    crmctl: Program, words: tuple[str, ...], hint: str
) -> None:
    refused = crmctl(*words, code=None)
    assert refused.code in (1, 2)
    assert (refused.out, refused.err.count("\n")) == ("", 1)
    assert hint in refused.err
