"""One holder at a time, and none that is dead."""

import subprocess
import sys
import time

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
