"""One holder at a time, and none that is dead."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmctl.storage import locks

HOLD = """
import sys, time
from crmctl.storage import engine, locks
opened = engine.open_engine(engine.parse_url(sys.argv[1]), 30)
with locks.held(opened, "sync") as ours:
    print(ours, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(engine):
    """Another process that holds the lock."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", HOLD, url]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline() == "True\n"
    yield running
    running.kill()
    running.communicate()


def taken(engine, name="sync"):
    with locks.held(engine, name) as ours:
        return ours


def test_a_lock_is_its_holders_until_kill_9(engine, holder):
    assert not taken(engine)
    assert taken(engine, "another")
    holder.kill()
    holder.wait()
    deadline = time.monotonic() + 10
    while not taken(engine):
        assert time.monotonic() < deadline, "the dead holder's lock is not free"
        time.sleep(0.02)


def fail_while_holding(engine):
    with locks.held(engine, "sync") as ours:
        assert ours
        assert not taken(engine)
        raise ValueError("half-way")


def test_a_lock_is_free_after_its_block_even_after_an_error(engine):
    with pytest.raises(ValueError, match="half-way"):
        fail_while_holding(engine)
    assert taken(engine)


def test_items_of_one_name_are_held_apart_and_leave_no_files(engine, tmp_path):
    """Of any letters and length: a mailbox, a path that would lead elsewhere."""
    items = ("a@x.example", "../../etc", "x" * 500, "\udcff")
    files = sorted(tmp_path.iterdir())
    for item in items if engine.dialect.name == "sqlite" else items[:-1]:
        with locks.held(engine, "job", item) as ours:
            assert ours
            with locks.held(engine, "job", item) as again:
                assert not again
            with locks.held(engine, "job", "another") as other:
                assert other
        with locks.held(engine, "job", item) as after:
            assert after
    assert sorted(tmp_path.iterdir()) == files


def test_patience_waits_for_the_holder(engine):
    def hold(began):
        with locks.held(engine, "job", "i-1") as ours:
            assert ours
            began.set()
            time.sleep(0.5)

    began = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold, began)
        began.wait(10)
        with locks.held(engine, "job", "i-1", patience=0.1) as ours:
            assert not ours
        with locks.held(engine, "job", "i-1", patience=30) as ours:
            assert ours
        holder.result(10)
