"""Only the decision that leads to a waiting action runs it: once, as who asked, if nothing changed.

Tried: every real type, duplicates, decisions of other modules, other workspaces and unknown ids,
contradictions, a decision before its request, a second request, two decisions at once, records
changed or deleted meanwhile, a crash at every statement.
"""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from crmctl.errors import PermanentError
from crmctl.platform.approval_completed import HANDLER
from crmctl.records import (
    approval_links,
    approval_trail,
    approvals,
    editing,
    high_impact,
    registry,
    workspace_settings,
)
from crmctl.records.approvals import Asked
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from tests.conftest import NOON, FixedClock, Workspace, envelopes
from tests.platform.delivering import DECISIONS, Post

CONTACTS, _, DEALS, ACTIVITIES = registry.KINDS.values()
APPROVED = "approval.item.approved"
REQUESTED = "approval.item.requested"


class Office:
    """Somebody asks for things, and the platform decides."""

    def __init__(self, engine):
        self.engine = engine
        self.clock = FixedClock()
        self.asker = Workspace(engine, user="u-asker", clock=self.clock)
        self.post = Post(engine, clock=self.clock)

    def add(self, kind, *words):
        with self.asker.open() as session:
            return editing.add(session, kind, list(words))["id"]

    def change(self, kind, id_, *words):
        with self.asker.open() as session:
            editing.change(session, kind, id_, list(words))

    def ask_to_close(self, deal, *words):
        with self.asker.open() as session:
            asked = high_impact.request_deal_change(session, deal, words or ("stage=won",))
            return self.action(session, asked)

    def ask_to_delete(self, kind, *ids):
        with self.asker.open() as session:
            rows = high_impact.chosen(session, kind, ids, ())
            return self.action(session, high_impact.request_delete(session, kind, rows, {}))

    def action(self, session, asked):
        (approval,) = approval_links.ids_of(session, asked["id"])
        return asked["id"], approval

    def decide(self, approval, type_=APPROVED, workspace=None, **data):
        told = {"approvalId": approval, "type": "crm.close_deal", "title": "T",
                "decidedById": "u-boss", **data}  # fmt: skip
        return self.post.deliver(HANDLER, type_, told, workspace)

    def look(self, action):
        with self.asker.open(write=False) as session:
            return approvals.get(session, action)

    def status(self, action):
        return self.look(action)["status"]

    def history(self, action):
        with self.asker.open(write=False) as session:
            return [(row["what"], row["note"]) for row in approval_trail.history(session, action)]

    def stage(self, deal):
        with self.asker.open(write=False) as session:
            return editing.get(session, DEALS, deal)["stage"]

    def there(self, kind):
        with self.asker.open(write=False) as session:
            return queries.count(session, kind.table)

    def notes(self):
        """Every note in a time line, in order."""
        with self.asker.open(write=False) as session:
            return queries.find(session, tables.activities, order=[Order(Place("id"))])


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def deal(office):
    return office.add(DEALS, "name=Big", "value=10")


GRANTED = {"approval.item.approved", "approval.item.auto_approved", "approval.granted"}
ENDS = {
    "approval.item.rejected": "rejected",
    "approval.rejected": "rejected",
    "approval.item.cancelled": "cancelled",
    "approval.item.expired": "expired",
}


def test_the_table_has_no_type_that_is_not_tried_here():
    assert {*GRANTED, *ENDS, "approval.completed"} == {*DECISIONS}


@pytest.mark.parametrize("type_", sorted(GRANTED))
def test_an_approved_deal_is_won_once_by_who_asked(office, deal, type_):
    action, approval = office.ask_to_close(deal)
    came = office.decide(approval, type_)
    office.decide(approval, type_)
    office.decide(approval, "approval.completed", decision="approved")
    assert (office.stage(deal), office.status(action)) == ("won", "done")
    told = [each for each in envelopes(office.engine) if each["type"] == "crm.deal.won"]
    assert [(each["userId"], each["correlationId"]) for each in told] == [
        ("u-asker", came.correlation)
    ]
    assert [what for what, _ in office.history(action)] == [
        "requested",
        "approved",
        "done",
        "ignored",
        "ignored",
    ]


@pytest.mark.parametrize(("type_", "status"), sorted(ENDS.items()))
def test_any_other_decision_closes_it_and_changes_nothing(office, deal, type_, status):
    action, approval = office.ask_to_close(deal)
    office.decide(approval, type_, decisionNotes="Not this year")
    office.decide(approval, type_)
    office.decide(approval)
    row = office.look(action)
    assert (office.stage(deal), row["status"]) == ("lead", status)
    assert (row["decided_by"], row["decision_notes"]) == ("u-boss", "Not this year")
    (note,) = office.notes()
    assert note["subject"] == f"Approval {status}: Move deal 'Big' to won"
    assert note["body"] == f"{status} by u-boss\nNot this year"
    assert (note["deal_id"], note["type"], note["created_by_id"]) == (deal, "note", "u-boss")


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("approved", "done"),
        ("Auto_Approved", "done"),
        ("REJECTED", "rejected"),
        ("cancelled", "cancelled"),
        ("expired", "expired"),
    ],
)
def test_where_the_type_does_not_say_it_the_data_does(office, deal, decision, status):
    action, approval = office.ask_to_close(deal)
    office.decide(approval, "approval.completed", decision=decision)
    assert office.status(action) == status


@pytest.mark.parametrize(
    "data",
    [
        {"decidedById": None, "decision": None, "decisionNotes": None, "title": None},
        {"decidedById": 7, "confidenceScore": 0.9, "type": None, "sourceModule": "CRM"},
        {"decision": "approved", "workspaceId": "w-test", "surprise": {"a": []}},
    ],
)
def test_it_makes_what_it_can_of_a_loose_payload(office, deal, data):
    action, approval = office.ask_to_close(deal)
    office.decide(approval, **data)
    assert (office.status(action), office.stage(deal)) == ("done", "won")


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (APPROVED, {"approvalId": None}),
        (APPROVED, {"approvalId": " "}),
        (REQUESTED, {"approvalId": None, "sourceModule": "crm"}),
        ("approval.completed", {}),
        ("approval.completed", {"decision": "maybe"}),
        (APPROVED, {"approvalId": "a\0"}),
    ],
)
def test_what_names_no_approval_or_no_decision_is_refused_for_good(office, type_, data):
    with pytest.raises(PermanentError):
        office.decide("a-1", type_, **data)


def test_the_note_of_what_was_done_is_on_the_time_line(office, deal):
    _, approval = office.ask_to_close(deal, "stage=lost", "lost_reason=price")
    office.decide(approval)
    (note,) = office.notes()
    assert note["subject"] == "Approval done: Move deal 'Big' to lost"
    assert note["body"] == "the deal is in lost"
    assert (note["deal_id"], note["created_by_id"]) == (deal, "u-boss")


def test_an_approved_deletion_takes_exactly_what_was_asked_for(office):
    ids = [office.add(CONTACTS, f"email=p{at}@x.example") for at in range(5)]
    action, approval = office.ask_to_delete(CONTACTS, *ids[:3])
    late = office.add(CONTACTS, "email=late@x.example")
    office.decide(approval)
    assert office.status(action) == "done"
    with office.asker.open(write=False) as session:
        left = {row["id"] for row in queries.find(session, tables.contacts)}
    assert left == {*ids[3:], late}
    assert {note["contact_id"] for note in office.notes()} == {*ids[:3]}


def test_a_rejected_deletion_of_activities_is_in_the_time_lines_they_are_in(office):
    contact = office.add(CONTACTS, "first_name=Ann")
    calls = [office.add(ACTIVITIES, "type=call", f"contact_id={contact}") for _ in range(2)]
    loose = office.add(ACTIVITIES, "type=call")
    action, approval = office.ask_to_delete(ACTIVITIES, *calls, loose)
    office.decide(approval, "approval.rejected")
    notes = [note for note in office.notes() if note["type"] == "note"]
    assert [note["contact_id"] for note in notes] == [contact]
    assert (office.status(action), office.there(ACTIVITIES)) == ("rejected", 4)


class TestChangedSince:
    def test_a_changed_deal_is_left_alone(self, office, deal):
        action, approval = office.ask_to_close(deal)
        office.change(DEALS, deal, "value=99")
        office.decide(approval)
        row = office.look(action)
        assert (row["status"], office.stage(deal)) == ("refused", "lead")
        assert row["reason"] == f"1 deal of 1 changed since: {deal}"
        assert office.notes()[0]["subject"].startswith("Approval refused")

    def test_one_changed_and_one_deleted_record_of_many_stop_all(self, office):
        ids = [office.add(CONTACTS, f"email=p{at}@x.example") for at in range(6)]
        action, approval = office.ask_to_delete(CONTACTS, *ids)
        office.change(CONTACTS, ids[0], "job_title=CEO")
        with office.asker.open() as session:
            editing.remove(session, CONTACTS, ids[5])
        office.decide(approval)
        assert (office.status(action), office.there(CONTACTS)) == ("refused", 5)
        named = ", ".join(sorted([ids[0], ids[5]]))
        reason = f"2 contacts of 6 changed since, 1 of them deleted: {named}"
        assert office.look(action)["reason"] == reason

    def test_a_stage_that_is_gone_refuses_it(self, office, deal):
        action, approval = office.ask_to_close(deal)
        with office.asker.open() as session:
            queries.remove(session, tables.pipeline_stages, [])
            stage = {"name": "only", "label": "Only", "position": 0, "probability": 1,
                     "outcome": "open"}  # fmt: skip
            queries.add(session, tables.pipeline_stages, [stage])
        office.decide(approval)
        assert office.status(action) == "refused"
        assert "is not one of only" in office.look(action)["reason"]

    def test_a_kind_that_this_crmctl_does_not_know_is_refused(self, office):
        with office.asker.open() as session:
            asked = Asked("from_the_future", "deals", "Do it", {}, {})
            action, approval = office.action(session, approvals.request(session, asked))
        office.decide(approval)
        assert office.status(action) == "refused"


class TestNotMatching:
    def test_an_unknown_id_changes_nothing_and_is_in_the_log(self, office, deal, caplog):
        action, _ = office.ask_to_close(deal)
        with caplog.at_level(logging.WARNING):
            office.decide("01a2091e-0000-7000-8000-000000000000")
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")
        assert "decides on nothing that was asked for" in caplog.text

    def test_other_modules_decisions_are_neither_kept_nor_told(self, office, caplog):
        with caplog.at_level(logging.WARNING):
            office.decide("theirs-1", type="content.publish")
            office.decide("theirs-2", REQUESTED, sourceModule="content", sourceId="c-1")
            office.decide("theirs-3", REQUESTED)
        with office.asker.open(write=False) as session:
            assert queries.count(session, tables.approval_links) == 0
        assert caplog.text == ""

    def test_another_workspace_cannot_decide(self, office, deal):
        action, approval = office.ask_to_close(deal)
        office.decide(approval, workspace="w-other")
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")
        assert [what for what, _ in office.history(action)] == ["requested"]

    def test_data_of_another_workspace_is_left_alone(self, office, deal):
        action, approval = office.ask_to_close(deal)
        office.decide(approval, workspaceId="w-other")
        assert office.status(action) == "pending"
        assert office.history(action)[-1] == (
            "ignored",
            "the data of the decision is of another workspace",
        )

    @pytest.mark.parametrize(
        ("type_", "decision"),
        [(APPROVED, "rejected"), ("approval.item.rejected", "approved"), (APPROVED, "perhaps")],
    )
    def test_a_contradiction_is_no_decision(self, office, deal, type_, decision):
        action, approval = office.ask_to_close(deal)
        office.decide(approval, type_, decision=decision)
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")
        assert office.history(action)[-1][0] == "ignored"

    def test_a_decision_alone_leads_to_no_action_even_if_it_names_one(self, office, deal):
        action, _ = office.ask_to_close(deal)
        office.decide("forged", sourceModule="crm", sourceId=action)
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")

    def test_a_closed_action_stays_as_it_is(self, office, deal):
        action, approval = office.ask_to_close(deal)
        with office.asker.open() as session:
            approvals.cancel(session, action)
        office.decide(approval)
        assert (office.status(action), office.stage(deal)) == ("cancelled", "lead")
        assert office.history(action)[-1] == ("ignored", "approved, but it is cancelled already")

    def test_nobody_approves_their_own_where_another_must(self, office, deal):
        action, approval = office.ask_to_close(deal)
        with office.asker.open() as session:
            workspace_settings.change(session, "approval-by-another", "on")
        office.decide(approval, decidedById="u-asker")
        office.decide(approval, "approval.item.auto_approved", decidedById=None)
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")
        office.decide(approval, decidedById="u-boss")
        assert (office.status(action), office.stage(deal)) == ("done", "won")

    def test_a_decision_after_its_time_is_none(self, office, deal):
        action, approval = office.ask_to_close(deal)
        office.clock.move(days=7)
        office.decide(approval)
        assert (office.status(action), office.stage(deal)) == ("expired", "lead")
        assert office.look(action)["reason"] == "approved after its time"


class TestThePlatformsOwnRequest:
    def request(self, office, action, approval="p-1", **data):
        told = {"sourceModule": "crm", "sourceId": action, **data}
        return office.decide(approval, REQUESTED, **told)

    def test_its_id_leads_to_the_action_too(self, office, deal):
        action, _ = office.ask_to_close(deal)
        self.request(office, action)
        self.request(office, action)
        office.decide("p-1")
        assert (office.status(action), office.stage(deal)) == ("done", "won")
        assert [what for what, _ in office.history(action)] == [
            "requested",
            "linked",
            "approved",
            "done",
        ]

    def test_a_decision_that_came_before_it_counts_when_it_comes(self, office, deal):
        action, _ = office.ask_to_close(deal)
        decided = office.decide("p-1", "approval.item.auto_approved", decidedById="ai")
        office.decide("p-1", "approval.item.rejected")
        assert office.stage(deal) == "lead"
        self.request(office, action)
        assert (office.status(action), office.stage(deal)) == ("done", "won")
        with office.asker.open(write=False) as session:
            last = approval_trail.history(session, action)[-1]
        assert (last["event_id"], last["approval_id"]) == (decided.id, "p-1")

    def test_our_own_request_comes_back_and_means_nothing_new(self, office, deal):
        action, approval = office.ask_to_close(deal)
        self.request(office, action, approval)
        assert [what for what, _ in office.history(action)] == ["requested"]

    def test_one_id_cannot_be_led_from_one_action_to_another(self, office, deal):
        other = office.add(DEALS, "name=Other")
        action, approval = office.ask_to_close(deal)
        second, _ = office.ask_to_close(other)
        self.request(office, second, approval)
        office.decide(approval)
        assert [office.status(action), office.status(second)] == ["done", "pending"]
        assert office.history(second)[-1][0] == "ignored"

    def test_a_closed_or_unknown_action_is_not_opened_by_it(self, office, deal, caplog):
        action, approval = office.ask_to_close(deal)
        office.decide(approval, "approval.rejected")
        self.request(office, action)
        office.decide("p-1")
        assert (office.status(action), office.stage(deal)) == ("rejected", "lead")
        with caplog.at_level(logging.WARNING):
            self.request(office, "no-such-action", "p-2")
        assert "does not have" in caplog.text

    def test_another_workspaces_request_leads_nowhere(self, office, deal):
        action, _ = office.ask_to_close(deal)
        told = {"sourceModule": "crm", "sourceId": action}
        office.decide("p-1", REQUESTED, "w-other", **told)
        office.decide("p-1")
        assert (office.status(action), office.stage(deal)) == ("pending", "lead")


class TestAtOnce:
    def run(self, *works):
        def work(each):
            start.wait()
            each()

        start = threading.Barrier(len(works))
        threads = [threading.Thread(target=work, args=(each,)) for each in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_of_two_decisions_one_counts(self, office, deal):
        action, approval = office.ask_to_close(deal)
        self.run(
            lambda: office.decide(approval),
            lambda: office.decide(approval, "approval.item.rejected"),
            lambda: office.decide(approval, "approval.granted"),
        )
        status, stage = office.status(action), office.stage(deal)
        assert (status, stage) in (("done", "won"), ("rejected", "lead"))
        told = [each["type"] for each in envelopes(office.engine)]
        assert told.count("crm.deal.won") == (status == "done")
        ends = [what for what, _ in office.history(action) if what in ("done", "rejected")]
        assert ends == [status]

    def test_a_decision_and_its_request_meet_in_either_order(self, office):
        for at in range(5):
            deal = office.add(DEALS, f"name=D{at}")
            action, _ = office.ask_to_close(deal)
            told = {"sourceModule": "crm", "sourceId": action}
            self.run(
                lambda name=f"p-{at}": office.decide(name),
                lambda name=f"p-{at}", told=told: office.decide(name, REQUESTED, **told),
            )
            assert (office.status(action), office.stage(deal)) == ("done", "won")


def test_a_crash_at_any_statement_leaves_it_whole(office):
    """Each time one statement later, until none is left: then, and only then, all is done."""
    ids = [office.add(CONTACTS, f"email=p{at}@x.example") for at in range(2)]
    action, approval = office.ask_to_delete(CONTACTS, *ids)
    decision = office.post.incoming(APPROVED, {"approvalId": approval, "type": "crm.delete"})
    before = envelopes(office.engine)
    crashes = 0
    while crash_after(office, crashes, decision):
        assert (office.status(action), office.there(CONTACTS)) == ("pending", 2)
        assert envelopes(office.engine) == before
        assert [what for what, _ in office.history(action)] == ["requested"]
        crashes += 1
    assert crashes > 10
    assert (office.status(action), office.there(CONTACTS)) == ("done", 0)
    told = [each["type"] for each in envelopes(office.engine)[len(before) :]]
    assert sorted(told) == ["crm.activity.logged"] * 2 + ["crm.contact.deleted"] * 2


def crash_after(office, statements, decision):
    """Hand the decision over, and pull the plug after so many statements; whether it came to it."""
    left = [statements]

    def count(*_):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    event.listen(office.engine, "before_cursor_execute", count)
    try:
        office.post.hand_over(HANDLER, replace(decision, timestamp=NOON + timedelta(1)))
    except KeyboardInterrupt:
        return True
    else:
        return False
    finally:
        event.remove(office.engine, "before_cursor_execute", count)
