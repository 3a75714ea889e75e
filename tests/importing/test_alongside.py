"""A generator in a process of its own gives what it would give here, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from crmctl.errors import ServiceUnavailableError, UsageError
from crmctl.importing.alongside import Stream
from crmctl.parcels import Parcel
from tests.conftest import ONE_PROCESSOR

apart_or_not = pytest.mark.parametrize("apart", [True, False])
# Not where the child could not be: there `apart` means nothing.
pytestmark = pytest.mark.skipif(ONE_PROCESSOR, reason="needs two processors")


class UnportableError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)


def numbers(count, error=None):
    for at in range(count):
        yield {"at": at, "process": os.getpid(), "long": "x" * 300_000}
    if error:
        raise error
    return "all of them"


def take(source, found, meanwhile=lambda: None, *, apart=True):
    """Everything it gives, into what was found; its result."""
    with Stream(source, apart=apart) as stream:
        for each in stream:
            found.append(each)
            meanwhile()
    return stream.result


def kill(processes):
    for each in processes:
        each.kill()


def children():
    return psutil.Process().children()


@apart_or_not
def test_everything_comes_in_order_and_then_the_result(apart):
    found = []
    assert take(numbers(20), found, apart=apart) == "all of them"
    assert [each["at"] for each in found] == list(range(20))
    assert {each["process"] == os.getpid() for each in found} == {not apart}
    assert not children()


@apart_or_not
def test_what_it_raises_comes_after_what_it_gave(apart):
    found = []
    with pytest.raises(UsageError, match="no such column") as caught:
        take(numbers(3, UsageError("no such column")), found, apart=apart)
    assert len(found) == 3
    assert not apart or "in numbers" in "".join(caught.value.__notes__)
    assert not children()


@pytest.mark.parametrize(
    ("apart", "child", "parent", "late"),
    [(True, 0.2, 0, [True] * 3), (True, 0, 0.2, [False] * 3), (False, 0.2, 0, [False] * 3)],
    ids=["slow child", "slow parent", "one process"],
)
def test_who_takes_knows_whether_it_had_to_wait(apart, child, parent, late):
    def slowly():
        for at in range(4):
            time.sleep(child)
            yield at

    found = []
    with Stream(slowly(), apart=apart) as stream:
        for _ in stream:
            found.append(stream.is_late)
            time.sleep(parent)
    assert found[1:] == late


def test_an_error_that_cannot_travel_is_told_all_the_same():
    with pytest.raises(RuntimeError, match="UnportableError: what it was") as caught:
        take(numbers(1, UnportableError("code", "what it was")), [])
    assert "in numbers" in "".join(caught.value.__notes__)


def test_it_is_ahead_by_a_few_messages_and_no_more(tmp_path):
    def counted():
        for at in range(20):
            (tmp_path / str(at)).touch()
            yield at

    def made():
        time.sleep(0.3)
        return len(list(tmp_path.iterdir()))

    with Stream(counted(), apart=True) as stream:
        # Two wait to be taken, one to be sent.
        assert made() == 3
        taken = iter(stream)
        assert next(taken) == 0
        assert made() == 4
        assert list(taken) == list(range(1, 20))
    assert made() == 20


def test_what_came_stays_when_more_has_come_and_the_child_has_gone():
    with Stream(parcels(30), apart=True) as stream:
        found = list(stream)
    assert not children()
    assert [each.open() for each in found] == [[str(at)] * 1_000 for at in range(30)]
    # Each opened once, the memory behind them goes.
    assert not any("crmctl" in each.path for each in psutil.Process().memory_maps())


def parcels(count):
    for at in range(count):
        yield Parcel([str(at)] * 1_000)


@pytest.mark.parametrize("known", [True, False])
def test_without_memory_to_share_all_is_done_in_one_process(monkeypatch, known):
    def refuse(_name):
        raise OSError(38, "Function not implemented")

    if known:
        monkeypatch.setattr(os, "memfd_create", refuse)
    else:
        # Of a Python that was built on an old system.
        monkeypatch.delattr(os, "memfd_create")
    take(numbers(2), found := [])
    assert {each["process"] for each in found} == {os.getpid()}


def test_whoever_leaves_early_leaves_no_child():
    def give_up():
        assert len(children()) == 1
        raise KeyError

    with pytest.raises(KeyError):
        take(numbers(1000), [], give_up)
    assert not children()


def test_a_child_that_is_killed_is_an_error_with_its_cause():
    with pytest.raises(ServiceUnavailableError, match="killed, or out of memory"):
        take(numbers(1000), [], lambda: kill(children()))


def test_beside_another_thread_there_is_no_child():
    """A fork would leave to it, for good, what the other thread holds just then."""
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        take(numbers(2), found := [])
        assert {each["process"] for each in found} == {os.getpid()}
    finally:
        done.set()
        other.join()


ENDLESS = """
import itertools, os, signal, sys
from crmctl.importing.alongside import Stream
def numbers():
    for at in itertools.count():
        yield "x" * 100_000
with Stream(numbers(), apart=True) as stream:
    for each in stream:
        print(stream._child, flush=True)
        signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(number):
    parent = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    child.send_signal(signal.SIGTERM)
    child.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert child.status() != psutil.STATUS_ZOMBIE
    parent.send_signal(number)
    parent.communicate()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_child_holds_nothing_that_its_parent_has_open():
    """A server would wait for it after its parent's death, and a lock not be free."""
    receiving, sending = os.pipe()
    os.set_blocking(receiving, False)
    with Stream(numbers(1000), apart=True) as stream:
        next(iter(stream))
        (child,) = children()
        os.close(sending)
        # The end of the pipe: nobody else can write to it.
        assert os.read(receiving, 1) == b""
        held = {each.name for each in Path(f"/proc/{child.pid}/fd").iterdir()}
    os.close(receiving)
    assert len(held) == 2
    assert "2" in held
