"""`crmctl events listen` and what goes with it, as the installed program, on both databases."""

import json
import os
import signal
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.benchmarks import servers
from tests.conftest import CRMCTL, Program
from tests.end_to_end.database import Database
from tests.listening import hearing
from tests.redis_server import RedisServer

HANDLERS = Path(hearing.__file__).with_name("handlers")
LISTEN = ("events", "listen", "--once", "--from", "0")


def at_home(program: Program, server: RedisServer) -> Program:
    program.environment |= {
        "CRMCTL_REDIS_URL": server.url,
        "PYTHONPATH": str(HANDLERS),
        # Nothing that was tried is due again before its test is over, on however slow a machine.
        "CRMCTL_RETRY_DELAYS": "7200",
    }
    return program


@pytest.fixture
def listening(crmctl_on_both: Program, redis_server: RedisServer) -> Program:
    """The program with the example's handler, on each database."""
    return at_home(crmctl_on_both, redis_server)


@pytest.fixture
def on_sqlite(crmctl: Program, redis_server: RedisServer) -> Program:
    return at_home(crmctl, redis_server)


def publish(server: RedisServer, **over: Any) -> dict[str, Any]:
    return hearing.publish(server, tenantId="default", **over)


def until(happened: Callable[[], Any], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass
class Listening:
    """A listener that runs, and what it says."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def said(self) -> str:
        return self.log.read_text()

    def workers(self) -> list[int]:
        """The processes that are its workers at this moment."""
        return [each.pid for each in psutil.Process(self.process.pid).children()]

    def send(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Its exit code."""
        return self.process.wait(60)


@contextmanager
def running(program: Program, *words: object) -> Iterator[Listening]:
    """`crmctl events listen` from the start of the stream on; no test leaves it behind."""
    log = program.home.parent / "said.log"
    given = (CRMCTL, "events", "listen", "--from", "0", *map(str, words))
    # A pipe that nobody reads would fill up, and the listener wait for it.
    with log.open("wb") as file:
        process = subprocess.Popen(given, env=program.environment, stderr=file)
    try:
        yield Listening(process, log)
    finally:
        if process.poll() is None:
            # Its workers see that it is gone.
            process.kill()
        process.wait()


def names(program: Program) -> list[tuple[str, str]]:
    query = "SELECT last_name, first_name FROM crm_contacts ORDER BY id"
    return [(entity, number) for entity, number in Database(program).rows(query)]


def letters(program: Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program("events", "dlq", "list", "--json").json()["deadLetters"]
    return found


def test_whatever_a_handler_does_others_go_on(
    listening: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    """It refuses, raises, ends the process, hangs; and bad JSON in between."""
    mended = tmp_path / "mended"
    bad = {"do": "raise", "until": str(mended)}
    publish(redis_server, entity="a", data=bad | {"n": 0})
    publish(redis_server, entity="a", data={"n": 1})
    refused = publish(redis_server, entity="b", data={"do": "refuse"})
    deadly = publish(redis_server, entity="c", data={"do": "exit"})
    publish(redis_server, entity="d", data={"do": "hang"})
    hearing.publish(redis_server, "{not json")
    publish(redis_server, entity="e", data={"n": 2})
    listening.environment["CRMCTL_HANDLER_SECONDS"] = "5"
    ended = listening(*LISTEN, "--workers", "2", "--json", code=3)
    assert names(listening) == [("e", "2")], ended
    report = ended.json()
    assert (report["handled"], report["dead"]) == (1, 3), ended
    # Each death is counted once, whoever of the workers sees it first: five, and the one that hung.
    assert report["deaths"] == 6, ended
    kinds = {each["errorType"]: each for each in letters(listening)}
    assert set(kinds) == {"PermanentError", "WorkerDied", "UnreadableError"}
    assert kinds["WorkerDied"]["eventId"] == deadly["id"]
    assert kinds["WorkerDied"]["attempts"] == 5
    status = listening("events", "status", "--json", code=0).json()
    assert status["retries"] == {"waiting": 3, "due": 0}
    assert status["deadLetters"] == {"count": 3}
    listening.environment["CRMCTL_DEAD_LETTER_ALERT"] = "3"
    assert not listening("events", "status", "--json", code=3).json()["healthy"]
    # Mended: retries in their order, and the dead letter by hand.
    mended.touch()
    Database(listening).run("UPDATE crm_waiting_events SET due_at = '2020-01-01T00:00:00.000Z'")
    listening(*LISTEN, code=3)
    assert names(listening) == [("e", "2"), ("a", "0"), ("a", "1")]
    id_ = kinds["PermanentError"]["id"]
    assert "nobody of that name" in listening("events", "dlq", "retry", id_, code=3).out
    shown = listening("events", "dlq", "show", refused["id"], "--json").json()
    assert (shown["id"], shown["attempts"], len(shown["history"])) == (id_, 2, 2)
    assert shown["event"] == refused


def test_dead_letters_from_list_to_discard(
    listening: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    listening.environment["CRMCTL_RETRY_DELAYS"] = "none"
    mended = tmp_path / "mended"
    bad = {"do": "raise", "until": str(mended)}
    sent = [publish(redis_server, entity=f"x{at}", data=bad | {"n": at}) for at in range(3)]
    deadly = publish(redis_server, entity="y", data={"do": "exit"})
    listening(*LISTEN, code=3)
    listed = listening("events", "dlq", "list").out
    assert "ValueError: not before it is mended" in listed
    (group,) = [
        each
        for each in listening("events", "dlq", "list", "--json").json()["groups"]
        if each["error"].startswith("ValueError")
    ]
    assert (group["handler"], group["count"]) == ("example", 3)
    # A process-killer kills the try, not the command.
    again = listening("events", "dlq", "retry", deadly["id"], "--json", code=3).json()
    assert "exit 7" in again["deadLetters"][0]["error"]
    mended.touch()
    one = listening("events", "dlq", "retry", sent[0]["id"], "--json").json()
    assert [each["status"] for each in one["deadLetters"]] == ["handled"]
    assert "--republish" in listening("events", "dlq", "retry", "--help").out
    listening("events", "dlq", "retry", sent[1]["id"], "--republish")
    replayed = redis_server.events()[-1]
    assert replayed["data"]["__originalEventId"] == sent[1]["id"] != replayed["id"]
    assert replayed["data"]["__replay"] is True
    listening(*LISTEN)
    assert names(listening) == [("x0", "0"), ("x1", "1")]
    refused = listening("events", "dlq", "discard", deadly["id"], "--reason", "test", code=2)
    assert "--yes" in refused.err
    listening("events", "dlq", "discard", deadly["id"], "--reason", "a test", "--yes")
    assert listening("events", "dlq", "show", deadly["id"], "--json").json()["closedReason"] == (
        "a test"
    )
    listening("events", "dlq", "retry", "--all")
    assert letters(listening) == []
    assert redis_server.entries(hearing.DLQ) == []
    assert [n for _, n in names(listening)] == ["0", "1", "2"]
    for words in (("retry", "nowhere"), ("show", "nowhere")):
        assert "dlq list" in listening("events", "dlq", *words, code=1).err


def test_a_newcomer_mends_a_dead_letter_with_nothing_but_help(
    on_sqlite: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    """Each step is on the screen of the one before, from --help to the last retry."""
    on_sqlite.environment |= {"CRMCTL_RETRY_DELAYS": "none", "COLUMNS": "200"}
    mended = tmp_path / "mended"
    event = publish(redis_server, data={"do": "raise", "until": str(mended), "n": 1})
    # Found: in the log, in the status, in the help.
    assert f"crmctl events dlq show {event['id']}" in on_sqlite(*LISTEN, code=3).err
    assert "crmctl events dlq list" in on_sqlite("events", "status").out
    assert "events" in on_sqlite("--help").out
    assert "dlq" in on_sqlite("events", "--help").out
    told = " ".join(on_sqlite("events", "dlq", "--help").out.split())
    assert "`list` says what went wrong" in told
    assert "`retry ID`" in told
    listed = on_sqlite("events", "dlq", "list")
    assert "ValueError: not before it is mended" in listed.out
    assert "crmctl events dlq show ID" in listed.err
    # Understood: the event, where it went wrong, once, and what to do about it.
    (id_,) = (each["id"] for each in letters(on_sqlite))
    assert id_ in listed.out
    shown = on_sqlite("events", "dlq", "show", id_)
    assert json.dumps(event["data"]["until"]) in shown.out
    assert shown.out.count("Traceback (most recent call last)") == 1
    assert "crmctl_example_handlers.py" in shown.out
    assert f"crmctl events dlq retry {id_}" in shown.err
    # Mended and tried again.
    failed = on_sqlite("events", "dlq", "retry", id_, code=3)
    assert "not before it is mended" in failed.out
    mended.touch()
    assert "handled" in on_sqlite("events", "dlq", "retry", id_).out
    assert names(on_sqlite) == [("e1", "1")]
    assert "no dead letters" in on_sqlite("events", "dlq", "list").out
    assert "crmctl events dlq retry" not in on_sqlite("events", "dlq", "show", id_).err


def test_trace_shows_the_chain_to_the_last_record(
    listening: Program, redis_server: RedisServer
) -> None:
    event = publish(redis_server, data={"n": 5})
    listening(*LISTEN)
    (root,) = listening("events", "trace", event["correlationId"], "--json").json()["events"]
    assert (root["id"], root["type"]) == (event["id"], "test.thing")
    ((reaction),) = root["handlers"]
    assert (reaction["handler"], reaction["status"]) == ("example", "handled")
    (made,) = reaction["events"]
    (published,) = (each for each in redis_server.events() if each["source"] == "crm")
    data = published["data"]
    same = ("id", "type", "source", "timestamp", "workspaceId")
    assert {name: made[name] for name in same} == {name: published[name] for name in same}
    assert made["record"] == f"contact {data['entityId']}"
    assert made["type"] == "crm.contact.created"
    assert made["streamId"], "what a handler brings about is published at once"
    tree = listening("events", "trace", event["correlationId"]).out
    order = [
        tree.index(word) for word in (event["correlationId"], event["id"], "example", made["id"])
    ]
    assert order == sorted(order)
    assert "nowhere" in listening("events", "trace", "nowhere", code=1).err


def test_replay_and_seek(listening: Program, redis_server: RedisServer) -> None:
    for at in range(3):
        publish(redis_server, entity=f"x{at}", data={"n": at})
    listening("events", "listen", "--once")
    told = listening("events", "listen", "--once", "--from", "0").err
    assert "seek" in told
    assert names(listening) == []
    dry = listening("events", "replay", "--from", "0", "--dry-run", "--json").json()
    assert dry["byHandler"] == {"example": 3}
    assert names(listening) == []
    listening("events", "replay", "--from", "0", "--handler", "example", "--type", "test.*")
    assert len(names(listening)) == 3
    again = listening("events", "replay", "--from", "0", "--json").json()
    assert (again["handled"], again["duplicates"]) == (0, 3)
    assert "--yes" in listening("events", "replay", "--from", "0", "--force", code=2).err
    listening("events", "replay", "--from", "0", "--force", "--yes", "--type", "test.*")
    assert len(names(listening)) == 6
    assert (
        "no handler" in listening("events", "replay", "--from", "0", "--handler", "x", code=2).err
    )
    warned = listening("events", "seek", "--to", "0", code=2)
    assert "seen again" in warned.err
    assert "--yes" in warned.err
    listening("events", "seek", "--to", "0", "--yes")
    report = listening("events", "listen", "--once", "--json").json()
    assert (report["handled"], report["duplicates"]) == (0, 3)
    publish(redis_server, data={"n": 9})
    assert "1 events will be skipped" in listening("events", "seek", "--to", "$", "--yes").err
    listening("events", "listen", "--once")
    assert len(names(listening)) == 6


def test_a_new_group_starts_at_the_end_and_says_so(
    on_sqlite: Program, redis_server: RedisServer
) -> None:
    publish(redis_server)
    told = on_sqlite("events", "listen", "--once").err
    assert "starts at the end" in told
    assert "--from 0" in told
    publish(redis_server, data={"n": 1})
    assert on_sqlite("events", "listen", "--once").err.count("handled") == 1
    assert names(on_sqlite) == [("e1", "1")]


def test_the_log_in_json(on_sqlite: Program, redis_server: RedisServer) -> None:
    on_sqlite.environment["CRMCTL_LOG_FORMAT"] = "json"
    event = publish(redis_server, data={"email": "ann@acme.example"})
    said = on_sqlite(*LISTEN).err
    (line,) = [json.loads(each) for each in said.splitlines() if '"handled"' in each]
    assert line["correlationId"] == event["correlationId"]
    assert line["handler"] == "example"
    assert "acme" not in said


def test_without_redis(on_sqlite: Program, redis_server: RedisServer) -> None:
    redis_server.kill()
    assert "Redis" in on_sqlite(*LISTEN, code=4).err
    with running(on_sqlite) as listener:
        until(lambda: "Redis could not be reached" in listener.said())
        redis_server.start()
        publish(redis_server, data={"n": 1})
        until(lambda: names(on_sqlite) == [("e1", "1")])
        listener.send()
        assert listener.ended() == 0


def test_pitfall_12_sigterm_finishes_what_is_in_hand(
    listening: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    listening.environment["CRMCTL_HANDLER_SECONDS"] = "600"
    began = tmp_path / "began"
    long = {"do": "work till told to stop", "began": str(began), "n": 1}
    publish(redis_server, entity="a", data=long)
    publish(redis_server, entity="b", data={"n": 2})
    with running(listening) as listener:
        until(began.exists)
        listener.send()
        assert listener.ended() == 0
    assert names(listening) == [("a", "1")]
    listening(*LISTEN)
    assert names(listening) == [("a", "1"), ("b", "2")]


def test_a_second_signal_ends_it_at_once(
    on_sqlite: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    on_sqlite.environment["CRMCTL_HANDLER_SECONDS"] = "600"
    began, told = tmp_path / "began", tmp_path / "told"
    publish(redis_server, data={"do": "hang", "began": str(began), "told": str(told)})
    with running(on_sqlite) as listener:
        until(began.exists)
        listener.send()
        until(told.exists)
        assert listener.process.poll() is None
        listener.send()
        assert listener.ended() == -signal.SIGTERM


def test_it_tells_its_service_manager_and_reads_its_settings_again(
    on_sqlite: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        on_sqlite.environment |= {
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "600000",
        }
        with running(on_sqlite) as listener:
            said = {manager.recv(100), manager.recv(100)}
            assert said == {b"READY=1", b"WATCHDOG=1"}
            (on_sqlite.home / "config.toml").write_text('log_format = "json"\n')
            publish(redis_server, data={"n": 1})
            until(lambda: names(on_sqlite) == [("e1", "1")])
            before = listener.workers()
            listener.send(signal.SIGHUP)
            until(lambda: "settings read" in listener.said())
            until(lambda: listener.workers() not in (before, []))
            publish(redis_server, data={"n": 2})
            until(lambda: len(names(on_sqlite)) == 2)
            listener.send()
            assert listener.ended() == 0
            lines = listener.said().splitlines()
        last = b""
        while last != b"STOPPING=1":
            last = manager.recv(100)
    assert [line[0] == "{" for line in lines if "handled" in line] == [False, True]


def test_two_listeners_of_one_name(on_sqlite: Program, redis_server: RedisServer) -> None:
    with running(on_sqlite, "--consumer", "me") as first:
        # Who has acted has its name.
        publish(redis_server, data={"n": 1})
        until(lambda: "handled" in first.said())
        assert "--consumer" in on_sqlite(*LISTEN, "--consumer", "me", code=2).err
        assert on_sqlite(*LISTEN).code == 0
        first.send()
        assert first.ended() == 0


def test_a_broken_handler_package_is_named(
    on_sqlite: Program, redis_server: RedisServer, tmp_path: Path
) -> None:
    folder = tmp_path / "broken" / "broken-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[crmctl.handlers]\nbad = nowhere:HANDLER\n")
    on_sqlite.environment["PYTHONPATH"] = str(folder.parent)
    assert "'bad' (nowhere:HANDLER)" in on_sqlite(*LISTEN, code=2).err


def assert_each_once_in_order(program: Program, numbers: dict[str, int]) -> None:
    found = names(program)
    assert len(found) == len(set(found)) == sum(numbers.values())
    for record, count in numbers.items():
        assert [int(n) for entity, n in found if entity == record] == [*range(count)]


def test_workers_killed_again_and_again(listening: Program, redis_server: RedisServer) -> None:
    """Each time somewhere else; a hundred times: `python -m tests.benchmarks.listen_kill`."""
    numbers: dict[str, int] = defaultdict(int)
    sent = 0
    with running(listening, "--workers", "3") as listener:
        for at in range(4):
            hearing.publish_many(redis_server, 75, 9, numbers, tenantId="default")
            until(lambda done=sent: len(names(listening)) > done)
            until(listener.workers)
            workers = listener.workers()
            with suppress(ProcessLookupError):
                os.kill(workers[at % len(workers)], signal.SIGKILL)
            sent += 75
        until(lambda: len(names(listening)) >= sent)
        until(lambda: hearing.is_done(redis_server))
        listener.send()
        assert listener.ended() == 0
    assert_each_once_in_order(listening, numbers)


def test_redis_is_flushed_under_load(listening: Program, redis_server: RedisServer) -> None:
    """Group and stream are gone; who publishes sends everything again, known and unknown."""
    numbers: dict[str, int] = defaultdict(int)
    sent = hearing.publish_many(redis_server, 300, 9, numbers, tenantId="default")
    with running(listening, "--workers", "2") as listener:
        until(lambda: len(names(listening)) > 20)
        redis_server.do("FLUSHALL")
        hearing.publish_all(redis_server, sent)
        until(lambda: len(names(listening)) >= 300)
        until(lambda: hearing.is_done(redis_server))
        listener.send()
        assert listener.ended() == 0
        assert "had lost the group" in listener.said()
    assert_each_once_in_order(listening, numbers)


def test_postgresql_restarts_under_the_listener(crmctl: Program, redis_server: RedisServer) -> None:
    numbers: dict[str, int] = defaultdict(int)
    with servers.postgres() as server:
        program = at_home(crmctl, redis_server)
        program.environment["CRMCTL_DATABASE_URL"] = server.url("app", "crm")
        program("init")
        with running(program, "--workers", "2") as listener:
            for sent in (100, 200):
                hearing.publish_many(redis_server, 100, 9, numbers, tenantId="default")
                until(lambda least=sent - 100: len(names(program)) > least)
                server.stop()
                # Whatever comes meanwhile waits on the stream.
                hearing.publish_many(redis_server, 50, 9, numbers, tenantId="default")
                server.start()
                until(lambda: len(names(program)) == sum(numbers.values()))
            listener.send()
            assert listener.ended() == 0
            assert "worker died" not in listener.said()
        assert_each_once_in_order(program, numbers)
