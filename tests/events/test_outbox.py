"""Events wait in the order in which things happened."""

import json

import pytest

from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.records import editing, registry
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order


def kept(session, **where):
    conditions = [Compare(Place(name), "is", (value,)) for name, value in where.items()]
    return queries.find(session, tables.outbox, conditions, order=[Order(Place("seq"))])


@pytest.mark.parametrize("size", [1, 99, 250])
def test_a_batch_keeps_its_order_and_is_what_goes_on_the_wire(work, size):
    events = [Event("crm.contact.created", "contact", f"c{at}", {"n": at}) for at in range(size)]
    ids = outbox.append(work, events)
    rows = kept(work)
    assert [row["id"] for row in rows] == ids
    for at, row in enumerate(rows):
        assert (row["type"], row["entity_type"]) == ("crm.contact.created", "contact")
        assert (row["entity_id"], json.loads(row["data"])) == (f"c{at}", {"n": at})
        assert (row["user_id"], row["correlation_id"]) == (work.actor.user, work.actor.correlation)
        assert row["published_at"] is None


def test_nothing_happened_is_nothing_to_tell(work):
    assert outbox.append(work, []) == []
    assert kept(work) == []


def test_the_numbers_of_one_entity_follow_its_life(workspace):
    deals = registry.kind("deals")
    with workspace.open() as session:
        id_ = editing.add(session, deals, ["name=Deal"])["id"]
    for stage in ("qualified", "won", "lead", "lost"):
        with workspace.open() as session:
            editing.add(session, deals, ["name=Another"])
            editing.change(session, deals, id_, [f"stage={stage}"])
    with workspace.open() as session:
        editing.remove(session, deals, id_)
        actions = [row["type"].removeprefix("crm.deal.") for row in kept(session, entity_id=id_)]
        seqs = [row["seq"] for row in kept(session)]
    assert seqs == sorted(set(seqs))
    assert actions == [
        "created",
        *("updated", "stage_changed"),
        *("updated", "stage_changed", "won"),
        *("updated", "stage_changed"),
        *("updated", "stage_changed", "lost"),
        "deleted",
    ]
