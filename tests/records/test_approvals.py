"""A request is kept as it was made, told to the platform, and ends once.

Tried: taken back twice, after its decision, expired twice, a decision that nothing came for.
"""

from datetime import timedelta

import jsonschema
import pytest

from crmctl.cli.approvals import Status
from crmctl.errors import NotFoundError, UsageError
from crmctl.events.catalogue import KINDS
from crmctl.records import approval_links, approval_trail, approvals, editing, registry
from crmctl.records import workspace_settings as settings
from crmctl.records.approvals import Asked
from crmctl.storage import queries, tables
from tests.conftest import NOON, FixedClock, Workspace, envelopes

CONTACTS = registry.kind("contacts")


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def place(engine, clock):
    return Workspace(engine, user="u-asker", clock=clock)


def ask(session, *targets):
    asked = Asked("delete", "contacts", "Delete them", {"search": "x"}, dict(targets))
    return approvals.request(session, asked)


def told(engine):
    """What the platform hears, each held to the catalogue."""
    events = [each for each in envelopes(engine) if each["type"].startswith("approval.")]
    for event in events:
        jsonschema.Draft202012Validator(KINDS[event["type"]].schema()).validate(event)
    return [(event["type"], event["data"]) for event in events]


def test_a_request_is_kept_and_told(place, engine):
    with place.open() as session:
        settings.change(session, "approval-days", "2")
        row = ask(session, ("c-1", "e-1"), ("c-2", "e-2"))
        assert approvals.get(session, row["id"]).items() >= row.items()
        (approval,) = approval_links.ids_of(session, row["id"])
    assert (row["status"], row["user_id"], row["expires_at"]) == (
        "pending",
        "u-asker",
        NOON + timedelta(days=2),
    )
    ((type_, data),) = told(engine)
    assert type_ == "approval.item.requested"
    assert (data["approvalId"], data["sourceId"], data["sourceModule"]) == (
        approval,
        row["id"],
        "crm",
    )
    assert (data["type"], data["title"]) == ("crm.delete", "Delete them")
    assert data["expiresAt"] == "2026-11-25T12:00:00.000Z"


def test_it_can_be_taken_back_once(place, engine):
    with place.open() as session:
        row = ask(session)
    with place.open() as session:
        closed = approvals.cancel(session, row["id"])
    assert (closed["status"], closed["reason"]) == ("cancelled", "taken back by u-asker")
    with place.open() as session, pytest.raises(UsageError, match="is cancelled: there is nothing"):
        approvals.cancel(session, row["id"])
    with place.open() as session, pytest.raises(NotFoundError):
        approvals.cancel(session, "no-such-id")
    assert [type_ for type_, _ in told(engine)] == [
        "approval.item.requested",
        "approval.item.cancelled",
    ]


def test_every_id_that_the_platform_knows_it_by_is_withdrawn(place, engine, clock):
    with place.open() as session:
        row = ask(session)
        clock.move(seconds=1)
        approval_links.lead_to(session, "p-1", row["id"])
        approvals.cancel(session, row["id"])
    withdrawn = [data["approvalId"] for type_, data in told(engine) if "cancelled" in type_]
    assert len(withdrawn) == 2
    assert withdrawn[1] == "p-1"


def test_one_that_was_approved_is_given_up_without_telling(place, engine):
    """It waits for a worker; the platform has had its say."""
    with place.open() as session:
        row = ask(session)
        approvals.approve(session, row, who="u-boss", notes=None)
        approvals.cancel(session, row["id"])
        assert [each["what"] for each in approval_trail.history(session, row["id"])] == [
            "requested",
            "approved",
            "cancelled",
        ]
    assert [type_ for type_, _ in told(engine)] == ["approval.item.requested"]


def test_what_nobody_decides_on_expires_once(place, engine, clock):
    with place.open() as session:
        contact = editing.add(session, CONTACTS, ["first_name=Ann"])
        row = ask(session, (contact["id"], contact["last_event_id"]))
        clock.move(days=1)
        young = ask(session)
        approval_links.keep_decision(session, "stray", {})
    for expired in (1, 0):
        clock.move(days=6)
        with place.open() as session:
            assert approvals.expire(session) == expired
        clock.move(days=-6)
        clock.move(minutes=1)
    with place.open() as session:
        assert approvals.get(session, row["id"])["status"] == "expired"
        assert approvals.get(session, young["id"])["status"] == "pending"
        (note,) = queries.find(session, tables.activities)
        assert approval_links.find(session, "stray") is not None
    assert note["subject"] == "Approval expired: Delete them"
    assert note["contact_id"] == contact["id"]
    assert [type_ for type_, _ in told(engine)][-1] == "approval.item.expired"
    clock.move(days=7)
    with place.open() as session:
        assert approvals.expire(session) == 1
        assert approval_links.find(session, "stray") is None
        # The ids of closed actions stay: their decisions are told from strangers'.
        assert len(approval_links.ids_of(session, row["id"])) == 1


def test_lists_are_newest_first_and_by_status(place, clock):
    with place.open() as session:
        first = ask(session)["id"]
        clock.move(seconds=1)
        second = ask(session)["id"]
        approvals.cancel(session, first)

        def ids(*statuses, limit=10):
            return [row["id"] for row in approvals.listed(session, statuses, limit)]

        assert ids() == [second, first]
        assert ids(limit=1) == [second]
        assert ids("cancelled") == [first]
        assert ids("done", "expired") == []


def test_the_command_line_knows_every_status():
    words = {name: value for name, value in vars(approvals).items() if isinstance(value, str)}
    known = {value for name, value in words.items() if name.lower() == value}
    assert {status.value for status in Status} == known
