"""One transaction: records and their events together, or neither."""

import pytest

from crmctl.records import editing, registry
from crmctl.storage import queries, tables

CONTACTS = registry.kind("contacts")


def kept(workspace):
    with workspace.open(write=False) as session:
        return queries.count(session, tables.contacts), queries.count(session, tables.outbox)


def add(session, name, then=None):
    """A contact; and then the error, when there is one."""
    before = queries.count(session, tables.outbox)
    editing.add(session, CONTACTS, [f"first_name={name}"])
    assert queries.count(session, tables.outbox) == before + 1
    if then:
        raise then


def add_inside(session, name, then=None):
    with session.connection.begin_nested():
        add(session, name, then)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_takes_back_records_and_events(workspace, error):
    with pytest.raises(error), workspace.open() as session:
        add(session, "Ann", then=error)
    assert kept(workspace) == (0, 0)


def test_a_rehearsal_writes_nothing(workspace):
    with workspace.open(keep=False) as session:
        add(session, "Ann")
    assert kept(workspace) == (0, 0)


def test_a_savepoint_takes_back_its_own_part_alone(workspace):
    with workspace.open() as session:
        add(session, "Ann")
        with pytest.raises(ValueError, match="half-way"):
            add_inside(session, "Bob", then=ValueError("half-way"))
        add_inside(session, "Cy")
    assert kept(workspace) == (2, 2)


def add_inside_then_fail(workspace):
    with workspace.open() as session:
        add_inside(session, "Ann")
        raise ValueError("the end")


def test_a_savepoint_does_not_outlive_its_transaction(workspace):
    with pytest.raises(ValueError, match="the end"):
        add_inside_then_fail(workspace)
    assert kept(workspace) == (0, 0)


def test_readers_go_on_while_another_writes(workspace):
    with workspace.open() as session:
        editing.add(session, CONTACTS, ["first_name=Ann"])
        assert kept(workspace) == (0, 0)
    assert kept(workspace) == (1, 1)
