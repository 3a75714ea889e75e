"""Every query keeps to its workspace, on either database, by itself."""

from dataclasses import replace

import pytest

from crmctl.errors import NotFoundError
from crmctl.records import editing, registry
from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order

CONTACTS = registry.kind("contacts")


@pytest.fixture
def theirs(workspace):
    """The id of a contact of another workspace."""
    with replace(workspace, name="theirs").open() as session:
        return editing.add(session, CONTACTS, ["first_name=Ann", "email=ann@acme.example"])["id"]


def test_another_workspaces_records_are_not_there(workspace, theirs):
    same = [Compare(Place("id"), "is", (theirs,))]
    with workspace.open() as session:
        assert queries.find(session, tables.contacts) == []
        assert queries.find(session, tables.contacts, same, lock=True) == []
        assert queries.count(session, tables.contacts) == 0
        assert list(bulk.lookup(session, tables.contacts, {"id": [theirs]}, ())) == []
        keys = {"email": ["ann@acme.example"]}
        assert list(bulk.lookup(session, tables.contacts, keys, ())) == []
        for act in (editing.get, editing.remove):
            with pytest.raises(NotFoundError, match=theirs):
                act(session, CONTACTS, theirs)
        with pytest.raises(NotFoundError):
            editing.change(session, CONTACTS, theirs, ["first_name=Eve"])


def test_another_workspaces_rows_do_not_change(workspace, theirs):
    with workspace.open() as session:
        assert queries.change(session, tables.outbox, [], {"type": "mine"}) == 0
        assert queries.remove(session, tables.outbox, []) == 0
        bulk.update(session, tables.contacts, [theirs], {"first_name": ["Eve"]})
        bulk.update(session, tables.contacts, [theirs] * 100, {"first_name": ["Eve"] * 100})
    with replace(workspace, name="theirs").open() as session:
        assert editing.get(session, CONTACTS, theirs)["first_name"] == "Ann"
        (event,) = queries.find(session, tables.outbox)
        assert event["type"] == "crm.contact.created"


@pytest.mark.parametrize("size", [1, 100])
def test_what_is_written_is_of_the_sessions_workspace(workspace, size):
    with workspace.open() as session:
        row = {"import_id": "i", "outcome": "created", "rows": 1, "lines": [1]}
        queries.add(session, tables.import_lots, [{**row, "line": 0, "workspace_id": "theirs"}])
        columns = {"line": list(range(1, size + 1))}
        bulk.insert(session, tables.import_lots, columns, {**row, "workspace_id": "theirs"})
        found = queries.find(session, tables.import_lots)
        assert [each["workspace_id"] for each in found] == ["w-test"] * (size + 1)


def test_a_link_to_another_workspaces_record_is_refused_like_one_to_none(workspace, theirs):
    refusals = []
    for id_ in (theirs, "no-such-id"):
        with pytest.raises(Exception, match="contact_id") as caught, workspace.open() as session:
            editing.add(session, registry.kind("activities"), ["type=call", f"contact_id={id_}"])
        refusals.append(str(caught.value).replace(id_, "ID"))
    assert refusals[0] == refusals[1]


def test_deleted_records_are_gone_for_every_reader(workspace):
    with workspace.open() as session:
        id_ = editing.add(session, CONTACTS, ["email=ann@acme.example"])["id"]
        editing.remove(session, CONTACTS, id_)
        assert queries.find(session, tables.contacts) == []
        assert queries.count(session, tables.contacts) == 0
        keys = {"email": ["ann@acme.example"]}
        assert list(bulk.lookup(session, tables.contacts, keys, ())) == []


def test_rows_without_a_value_come_last_both_ways(work):
    for name, score in (("a", "2"), ("b", ""), ("c", "1")):
        editing.add(work, CONTACTS, [f"first_name={name}", f"lead_score={score}"])

    def names(descending):
        order = [Order(Place("lead_score"), descending)]
        return [row["first_name"] for row in queries.find(work, tables.contacts, order=order)]

    assert names(descending=False) == ["c", "a", "b"]
    assert names(descending=True) == ["a", "c", "b"]
    assert len(queries.find(work, tables.contacts, limit=2)) == 2
