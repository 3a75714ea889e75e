"""Where the workspace wants an approval, nothing goes without one; elsewhere nothing changes."""

import pytest

from crmctl.errors import NotFoundError, UsageError
from crmctl.records import approvals, editing, high_impact, registry, workspace_settings
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from tests.conftest import envelopes

CONTACTS, _, DEALS, _ = registry.KINDS.values()


@pytest.fixture
def people(work):
    return [editing.add(work, CONTACTS, [f"first_name=P{at}"])["id"] for at in range(4)]


def settle(session, name, text):
    workspace_settings.change(session, name, text)


@pytest.mark.parametrize(
    ("limit", "size", "allowed"),
    [
        ("off", 10**6, True),
        ("3", 3, True),
        ("3", 4, False),
        ("0", 0, True),
        ("0", 1, False),
    ],
)
def test_a_limit_is_how_much_may_go(work, limit, size, allowed):
    settle(work, "approve-deletes-above", limit)
    assert high_impact.may_need(work, "delete") is (limit != "off")
    if allowed:
        high_impact.allow(work, "delete", size, "This")
        return
    with pytest.raises(UsageError, match=r"^This needs .* \(approve-deletes-above is \d\): say"):
        high_impact.allow(work, "delete", size, "This")


def test_every_kind_has_a_setting_of_its_own_that_is_off(work):
    names = [kind.setting for kind in high_impact.KINDS.values()]
    assert len(set(names)) == len(names) == 5
    for name in high_impact.KINDS:
        assert not high_impact.may_need(work, name)
        high_impact.allow(work, name, 10**9, "This")


def test_more_records_than_the_workspace_allows_stay(work, people):
    settle(work, "approve-deletes-above", "3")
    rows = high_impact.chosen(work, CONTACTS, people, ())
    with pytest.raises(UsageError, match="Deleting 4 contacts needs an approval"):
        high_impact.delete(work, CONTACTS, rows)
    high_impact.delete(work, CONTACTS, rows[:3])
    assert queries.count(work, tables.contacts) == 1


def test_records_are_chosen_by_id_in_order_or_by_filter(work, people):
    def ids(*given, where=()):
        return [row["id"] for row in high_impact.chosen(work, CONTACTS, given, where)]

    assert ids(people[2], people[0], people[2]) == [people[2], people[0]]
    assert ids(where=[Compare(Place("first_name"), "=", ("p1",))]) == [people[1]]
    with pytest.raises(NotFoundError, match="no contact 'x'"):
        ids(people[0], "x")


def test_nothing_to_delete_is_nothing_to_ask_for(work):
    with pytest.raises(UsageError, match="no such contacts"):
        high_impact.request_delete(work, CONTACTS, [], {})


class TestDeals:
    @pytest.fixture
    def deal(self, work):
        settle(work, "approve-closing-deals", "on")
        return editing.add(work, DEALS, ["name=Big"])["id"]

    @pytest.mark.parametrize("stage", ["won", "lost", "Closed won"])
    def test_it_is_not_closed_without_an_approval(self, workspace, stage):
        with workspace.open() as session:
            settle(session, "approve-closing-deals", "on")
            deal = editing.add(session, DEALS, ["name=Big"])["id"]
        before = envelopes(workspace.engine)
        with pytest.raises(UsageError, match="Moving a deal to"), workspace.open() as session:
            high_impact.change_deal(session, deal, [f"stage={stage}", "name=Other"])
        assert envelopes(workspace.engine) == before

    def test_other_changes_need_none(self, work, deal):
        changed = high_impact.change_deal(work, deal, ["stage=proposal", "value=5"])
        assert (changed["stage"], str(changed["value"])) == ("proposal", "5.00")

    def test_a_closed_deal_is_changed_and_opened_freely_but_not_moved_to_the_other_end(
        self, work, deal
    ):
        editing.change(work, DEALS, deal, ["stage=won"])
        assert high_impact.change_deal(work, deal, ["stage=won", "name=New"])["name"] == "New"
        with pytest.raises(UsageError, match="to lost needs"):
            high_impact.change_deal(work, deal, ["stage=lost"])

    def test_a_request_changes_nothing_yet(self, workspace):
        with workspace.open() as session:
            deal = editing.add(session, DEALS, ["name=Big"])
        with workspace.open() as session:
            words = ["stage=won", "account_name=New account"]
            row = high_impact.request_deal_change(session, deal["id"], words)
        with workspace.open(write=False) as session:
            assert editing.get(session, DEALS, deal["id"]) == deal
            assert queries.count(session, tables.accounts) == 0
            kept = approvals.get(session, row["id"])
        assert kept["arguments"] == {"words": words}
        assert kept["targets"] == {deal["id"]: deal["last_event_id"]}
        types = [event["type"] for event in envelopes(workspace.engine)]
        assert types == ["crm.deal.created", "approval.item.requested"]

    @pytest.mark.parametrize("words", [["name=x"], ["stage=proposal"], ["stage=nowhere"], []])
    def test_only_what_closes_a_deal_can_be_asked_for(self, work, deal, words):
        with pytest.raises(UsageError):
            high_impact.request_deal_change(work, deal, words)
        assert queries.count(work, tables.approvals) == 0


def test_a_workers_kinds_are_not_run_here(work):
    def is_workers(name, size=1):
        return high_impact.is_workers({"kind": name, "targets": dict.fromkeys(range(size))})

    assert [name for name in high_impact.KINDS if is_workers(name)] == [
        "undo_import",
        "export",
        "send_mail",
    ]
    assert not is_workers("from_the_future")
    assert [is_workers("delete", size) for size in (5_000, 5_001)] == [False, True]
    status, _ = high_impact.run(work, {"kind": "export"})
    assert status == "refused"
