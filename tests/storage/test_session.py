"""One transaction: records and their events together, or neither."""

import pytest
from sqlalchemy import text

from crmctl.errors import Stopped
from crmctl.records import editing, registry
from crmctl.storage import queries, tables
from tests.alarm import alarm

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


class Stopping:
    """A parameter that SQLite's driver asks for in the midst of a statement."""

    def __conform__(self, _protocol):
        raise Stopped


def stop_between(_session):
    raise Stopped


def stop_among_rows(session):
    next(session.connection.exec_driver_sql("SELECT * FROM crm_contacts"))
    raise Stopped


def stop_in_a_statement(session):
    if session.native:
        with alarm(0.2, Stopped):
            session.connection.execute(text("SELECT pg_sleep(10)"))
    rows = [(n,) for n in (1, 2, Stopping())]
    session.connection.exec_driver_sql(
        "UPDATE crm_pipeline_stages SET name = name WHERE ? > 0", rows
    )


def add_and_stop(workspace, stop):
    with workspace.open() as session:
        add(session, "Ann")
        stop(session)


@pytest.mark.parametrize("stop", [stop_between, stop_among_rows, stop_in_a_statement])
def test_who_is_stopped_holds_nothing_up(workspace, stop):
    """Where it was stopped is still known to whoever says what became of it, in a new one."""
    with pytest.raises(Stopped) as caught:
        add_and_stop(workspace, stop)
    with workspace.open() as session:
        add(session, "Bob")
    assert kept(workspace) == (1, 1)
    assert caught.tb is not None


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
