"""Hits are stored by a process of their own, which is found again when it dies, and dies with us.

Tried: kill -9 of that process between two hits, kill -9 of the server, a table that does not hold.
"""

import http.client
import os
import signal
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from crmctl.errors import ConfigurationError
from crmctl.web import application
from tests.end_to_end.test_export import free_port, wait_for
from tests.exporting import making
from tests.gmail.test_machines import CHROME
from tests.web import serving
from tests.web.test_tracking import PIXEL, get, send, stored, wait


@pytest.fixture
def toolbox(tmp_path):
    made = making.open_toolbox(tmp_path / "home", f"sqlite:///{tmp_path}/test.db")
    send(made)
    yield made
    made.close()


def helpers(of):
    """The processes that store hits for that one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and b"crmctl.web.hit_storing" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def lives(process):
    with suppress(OSError):
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def test_one_that_is_killed_is_followed_by_another(toolbox):
    with serving.running(toolbox) as server:
        get(server, f"/t/o/{PIXEL}.gif")
        wait(lambda: len(stored(toolbox)) == 1)
        (first,) = helpers(os.getpid())
        os.kill(first, signal.SIGKILL)
        get(server, f"/t/o/{PIXEL}.gif")
        wait(lambda: len(stored(toolbox)) == 2)
        assert helpers(os.getpid()) != [first]
    assert helpers(os.getpid()) == []


def test_nobody_who_was_seen_needs_none(toolbox):
    with serving.running(toolbox) as server:
        get(server, "/healthz")
        time.sleep(1)
        assert helpers(os.getpid()) == []


def test_it_ends_with_a_server_that_is_killed(crmctl):
    port = free_port()
    server = crmctl.start("serve", "--port", port)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            line.request("GET", f"/t/o/{PIXEL}.gif", headers={"User-Agent": CHROME})
            assert line.getresponse().status == 200
        wait(lambda: helpers(server.pid))
        (helper,) = helpers(server.pid)
    finally:
        server.kill()
        server.communicate()
    wait(lambda: not lives(helper))


def test_a_table_that_does_not_hold_is_known_at_once(toolbox):
    toolbox.settings.home.mkdir(exist_ok=True)
    (toolbox.settings.home / "machines.toml").write_text("[rules]\nx=1")
    with pytest.raises(ConfigurationError, match=r"machines\.toml has a rule"):
        application.make(toolbox)
