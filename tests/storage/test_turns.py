"""Names, turns and records among workers: on PostgreSQL locks of its sessions, on SQLite files."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text

from crmctl.errors import ServiceUnavailableError
from crmctl.storage import turns
from crmctl.storage.turns import Turns

GROUP = "g"
HOLD = """
import sys, time
from crmctl.storage import engine, turns
opened = engine.open_engine(engine.parse_url(sys.argv[1]), 30)
with turns.opened(opened, "g") as own:
    print(own.take_name("w1"), own.hold(["r1"])[0], flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process(engine: Engine) -> Iterator["subprocess.Popen[str]"]:
    """A worker that is called w1 and has the record r1 in hand."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", HOLD, url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True {'r1'}\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def one(engine: Engine) -> Iterator[Turns]:
    with turns.opened(engine, GROUP) as made:
        yield made


@pytest.fixture
def other(engine: Engine) -> Iterator[Turns]:
    with turns.opened(engine, GROUP) as made:
        yield made


def is_native(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def test_a_name_is_one_workers_at_a_time(engine: Engine, one: Turns, other: Turns) -> None:
    assert one.take_name("w1")
    assert not other.take_name("w1")
    assert other.take_name("w2")
    with turns.opened(engine, "another group") as third:
        assert third.take_name("w1")


def test_a_name_is_free_when_its_worker_has_ended(engine: Engine, one: Turns) -> None:
    with turns.opened(engine, GROUP) as short:
        assert short.take_name("w1")
    assert one.take_name("w1")


def test_what_is_held_dies_with_its_holder(engine: Engine, one: Turns) -> None:
    with another_process(engine) as process:
        assert not one.take_name("w1")
        process.kill()
        process.wait()
        # PostgreSQL takes a moment to see it.
        assert one.hold(["r1"], patience=60)[0] == {"r1"}
        one.let_go()
        assert one.take_name("w1")


def test_records_in_other_hands_are_not_taken(engine: Engine, one: Turns, other: Turns) -> None:
    if not is_native(engine):
        pytest.skip("SQLite has one writer: who has the turn has every record")
    many = {f"r{at}" for at in range(3_000)}
    assert one.hold(many) == (many, [])
    held, _ = other.hold([*many, "free"], patience=0)
    assert held == {"free"}
    one.let_go()
    assert other.hold(many)[0] == many


def test_who_is_dead_is_found_and_held_for_the_time_being(
    engine: Engine, one: Turns, other: Turns
) -> None:
    other.take_name("alive")
    assert one.hold(["r1"], ["alive", "dead"]) == ({"r1"}, ["dead"])
    with turns.opened(engine, GROUP) as late:
        assert not late.take_name("dead")
        one.let_go()
        assert late.take_name("dead")


def test_one_reads_at_a_time_till_it_lets_the_others(
    engine: Engine, one: Turns, other: Turns
) -> None:
    came = threading.Event()

    def read() -> None:
        with other.reading():
            came.set()
        other.let_go()

    waiting = threading.Thread(target=read)
    with one.reading():
        with one.reading():
            waiting.start()
            assert not came.wait(0.3), "it has the turn twice, and keeps it"
        assert not came.is_set()
        one.let_others_read()
        assert came.wait(60) or not is_native(engine)
    one.let_go()
    waiting.join(60)
    assert came.is_set()


def test_a_session_that_the_server_has_cut_holds_nothing(engine: Engine, one: Turns) -> None:
    """Letting go of it is no error of its own that would hide the first."""
    if not is_native(engine):
        pytest.skip("SQLite has no server")
    from crmctl.storage.failures import DatabaseAwayError

    with turns.opened(engine, GROUP) as cut:
        cut.hold(["r1"])
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database() "
                    "AND query LIKE '%pg_try_advisory_lock%'"
                )
            )
        with pytest.raises(DatabaseAwayError):
            cut.hold(["r2"])
        cut.let_others_read()
        cut.let_go()
    assert one.hold(["r1", "r2"])[0] == {"r1", "r2"}


def test_more_locks_than_the_server_has_room_for(engine: Engine) -> None:
    """It is said, and what was taken of them is free again with the session."""
    if not is_native(engine):
        pytest.skip("SQLite has no server")
    many = [f"r{at}" for at in range(40_000)]
    with (
        turns.opened(engine, GROUP) as greedy,
        pytest.raises(ServiceUnavailableError, match="max_locks_per_transaction"),
    ):
        greedy.hold(many)
    ends = time.monotonic() + 60
    while not can_hold(engine, many[:500]):
        # The server takes a moment to see that the session is gone.
        assert time.monotonic() < ends


def test_there_is_room_for_two_workers_that_have_all_they_may(engine: Engine) -> None:
    """Who was alone has the whole room in hand when others come, who take their share at once."""
    room = turns.room(engine)
    with turns.opened(engine, GROUP) as first, turns.opened(engine, GROUP) as second:
        for each, name in ((first, "a"), (second, "b")):
            records = {f"{name}{at}" for at in range(room)}
            assert each.hold(records)[0] == records
            if not is_native(engine):
                each.let_go()


def can_hold(engine: Engine, records: list[str]) -> bool:
    try:
        with turns.opened(engine, GROUP) as modest:
            return modest.hold(records)[0] == {*records}
    except ServiceUnavailableError:
        return False
