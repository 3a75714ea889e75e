"""What PostgreSQL is sent and not asked about is done all the same, or said to whoever comes next.

Tried: a statement that fails, and one after it; a server process that dies at it; a stop while it
is at it; whatever else fails meanwhile.
"""

import sys
import time

import psycopg
import pytest
from psycopg.pq import PipelineStatus
from sqlalchemy import text

from crmctl.errors import CrmctlError, Stopped
from crmctl.storage import engine as engines
from crmctl.storage import failures, unawaited
from crmctl.storage.session import savepoint
from tests.alarm import alarm
from tests.conftest import Workspace

OFF = PipelineStatus.OFF
SLOW = "INSERT INTO things SELECT 1 FROM pg_sleep(0.5)"
WRONG = "INSERT INTO things VALUES ('one')"


@pytest.fixture
def things(fresh_postgres):
    """A workspace in a database with nothing but a table of numbers."""
    engine = engines.open_engine(engines.parse_url(fresh_postgres), 1)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE things (number int)"))
    yield Workspace(engine)
    engine.dispose()


def send(session, *statements):
    for statement in statements:
        unawaited.send(session.connection, statement)


def sent(workspace, *statements, then=None):
    """Send them, and then do or raise something, in a transaction of its own."""
    with workspace.open() as session:
        send(session, *statements)
        if isinstance(then, Exception):
            raise then
        if then:
            then(session)


def numbers(session):
    listed = session.connection.exec_driver_sql("SELECT number FROM things ORDER BY 1").scalars()
    return list(listed)


def kept(workspace):
    with workspace.open(write=False) as session:
        return numbers(session)


def add(session):
    session.connection.exec_driver_sql("INSERT INTO things VALUES (9)")


def test_it_goes_on_at_once_and_what_comes_next_finds_it_done(things):
    with things.open() as session:
        started = time.monotonic()
        send(session, SLOW.replace("0.5", "3"), "INSERT INTO things VALUES (2)")
        assert time.monotonic() - started < 2
        assert numbers(session) == [1, 2]
        unawaited.send(session.connection, "INSERT INTO things VALUES (%s)", [3])
    # The commit waits for it, too, and whoever has the connection next finds it as it was.
    with things.engine.connect() as connection:
        assert connection.connection.driver_connection.pgconn.pipeline_status == OFF
    assert kept(things) == [1, 2, 3]


@pytest.mark.parametrize("then", [add, numbers, None], ids=["write", "read", "commit"])
def test_what_it_could_not_do_is_said_by_what_comes_next(things, then):
    with pytest.raises(CrmctlError, match="invalid input syntax"):
        sent(things, "INSERT INTO things VALUES (1)", WRONG, "TRUNCATE things", then=then)
    assert kept(things) == []
    sent(things, "INSERT INTO things VALUES (4)")
    assert kept(things) == [4]


def test_another_error_is_the_one_that_is_said(things):
    with pytest.raises(ValueError, match="of the caller"):
        sent(things, SLOW, WRONG, then=ValueError("of the caller"))
    sent(things, "INSERT INTO things VALUES (4)")
    assert kept(things) == [4]


def add_inside(session, *statements, then=None):
    with savepoint(session):
        send(session, *statements)
        if then:
            raise then


def test_a_part_of_the_transaction_takes_back_what_it_sent(things):
    with things.open() as session:
        send(session, SLOW)
        with pytest.raises(CrmctlError, match="invalid input syntax"):
            add_inside(session, WRONG)
        with pytest.raises(ValueError, match="of the caller"):
            add_inside(session, WRONG, then=ValueError("of the caller"))
        add_inside(session, "INSERT INTO things VALUES (5)")
    assert kept(things) == [1, 5]


@pytest.mark.parametrize("then", [add, None], ids=["write", "commit"])
def test_a_server_that_dies_at_it_is_away(things, then):
    with pytest.raises(failures.DatabaseAwayError):
        sent(things, SLOW, "SELECT pg_terminate_backend(pg_backend_pid())", then=then)
    assert kept(things) == []


def test_a_connection_that_is_gone_is_away_whatever_the_driver_says(things):
    with things.engine.connect() as connection:
        connection.connection.driver_connection.close()
        with pytest.raises(failures.DatabaseAwayError), failures.of_driver(connection):
            raise psycopg.OperationalError("SSL SYSCALL error: EOF detected")
        connection.invalidate()


def test_a_rehearsal_says_what_could_not_be_done(things):
    with (
        pytest.raises(CrmctlError, match="invalid input syntax"),
        things.open(keep=False) as session,
    ):
        send(session, WRONG)


def at_once(_session):
    time.sleep(0.2)
    raise Stopped


def while_it_waits(session):
    with alarm(0.2, Stopped):
        numbers(session)


def before_it_waits(session):
    """Where the driver cannot go on, and could only say so."""

    def on_call(frame, event, _arg):
        if event == "call" and frame.f_code.co_name == "_exit_gen":
            sys.setprofile(None)
            raise Stopped

    sys.setprofile(on_call)
    try:
        numbers(session)
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("then", [at_once, while_it_waits, before_it_waits])
def test_who_is_stopped_meanwhile_does_not_wait(things, fresh_postgres, then):
    """And the server gives up what it is at: nobody waits for its locks."""
    started = time.monotonic()
    with pytest.raises(Stopped):
        sent(things, "LOCK TABLE things", "SELECT pg_sleep(20)", then=then)
    with psycopg.connect(fresh_postgres.replace("+psycopg", "")) as other:
        other.execute("SET lock_timeout = '10s'")
        assert other.execute("SELECT count(*) FROM things").fetchone() == (0,)
    assert time.monotonic() - started < 10
    assert kept(things) == []
