"""Workers that die, groups that are lost, services that go away: nothing twice, nothing lost."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from crmctl.errors import ServiceUnavailableError
from crmctl.events import consumer
from crmctl.events.consumer import Consumer
from crmctl.platform.handling import Incoming
from crmctl.storage import turns
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs.listening import failing
from jobs.listening.desk import AtWork
from jobs.listening.worker import Legacy
from tests.listening import hearing
from tests.listening.hearing import (
    DLQ,
    GROUP,
    Listener,
    assert_once_and_in_order,
    effects,
    note,
    pending,
    publish,
    publish_many,
    rows,
)
from tests.redis_server import STREAM, RedisServer, Wire

Box = Callable[..., Toolbox]


def read_and_die(listener: Listener, count: int, name: str = "dead") -> None:
    """A worker that has read, and is no more."""
    stream = listener.toolbox.line.stream
    consumer.make_group(stream, GROUP, "0")
    Consumer(stream, GROUP, name).read(count)


def test_pitfall_13_what_a_dead_worker_has_left_comes_before_what_is_newer(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish_many(redis_server, 250, records=3)
    read_and_die(noter, 120)
    assert noter.go_on() == {"handled": 250, "left_over": 120, "parked": 130}
    assert assert_once_and_in_order(effects(noter.toolbox)) == 250
    assert pending(redis_server) == 0
    names = [each["name"] for each in _consumers(redis_server)]
    assert b"dead" not in names


def _consumers(server: RedisServer) -> list[dict[str, bytes]]:
    with server.client() as client:
        return list(client.xinfo_consumers(STREAM, GROUP))


def test_a_worker_of_the_same_name_finds_its_own_again(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish_many(redis_server, 30)
    read_and_die(noter, 20, "here")
    assert noter.go_on() == {"handled": 30, "left_over": 20, "parked": 10}
    assert assert_once_and_in_order(effects(noter.toolbox)) == 30


def test_killed_between_the_commit_and_the_acknowledgement(
    noter: Listener, redis_server: RedisServer
) -> None:
    """The effect is there, the entry is pending: the inbox knows."""
    publish_many(redis_server, 10)
    noter.run()
    redis_server.do("XGROUP", "SETID", STREAM, GROUP, "0")
    read_and_die(noter, 10)
    assert noter.go_on() == {"left_over": 10}
    assert len(effects(noter.toolbox)) == 10


def test_a_living_worker_is_not_robbed(noter: Listener, redis_server: RedisServer) -> None:
    publish_many(redis_server, 20)
    read_and_die(noter, 10, "alive")
    with turns.opened(noter.toolbox.engine, GROUP) as alive:
        assert alive.take_name("alive")
        assert noter.go_on() == {"handled": 10}
    assert pending(redis_server) == 10
    publish(redis_server)
    assert noter.go_on() == {"handled": 11, "left_over": 10}


def test_what_another_worker_has_in_hand_is_put_aside_in_order(
    open_box: Box, noter: Listener, redis_server: RedisServer
) -> None:
    """On PostgreSQL; SQLite's workers wait for one another."""
    if noter.toolbox.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    publish(redis_server, entity="a", data={"n": 0})
    publish(redis_server, entity="b", data={"n": 0})
    publish(redis_server, entity="a", data={"n": 1})
    with turns.opened(noter.toolbox.engine, GROUP) as other:
        assert other.hold(["w-test a"]) == ({"w-test a"}, [])
        assert noter.run() == {"handled": 1, "parked": 2}
        assert [e for _, _, e, _ in effects(noter.toolbox)] == ["b"]
        # Nor does what comes later overtake, nor is it tried while the record is in other hands.
        publish(redis_server, entity="a", data={"n": 2})
        assert noter.run() == {"parked": 1}
    assert noter.run() == {"handled": 3}
    assert assert_once_and_in_order(effects(noter.toolbox)) == 4


def test_pitfall_9_what_kills_workers_is_given_up_and_others_go_on(
    noter: Listener, redis_server: RedisServer
) -> None:
    deadly = publish(redis_server, entity="a")
    publish(redis_server, entity="b")
    at = AtWork("w-test", deadly["id"], "noter", deadly["type"], deadly["correlationId"])

    def die(_session: Session, _incoming: Incoming) -> None:
        os._exit(9)

    noter.handlers.clear()
    noter.handler("noter", lambda s, i: die(s, i) if i.id == deadly["id"] else note(s, i))
    read_and_die(noter, 10, "here")
    noter.desk.accuse(at)
    legacy = Legacy("here", failing.died(over_time=False, plan=noter.plan))
    for _ in range(3):
        child = os.fork()
        if child == 0:
            # Its own connections: those of the test stay whole.
            noter.toolbox = Toolbox(noter.toolbox.settings)
            noter.go_on(legacy)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        again = noter.desk.at_work()
        assert again is not None
        noter.desk.accuse(again)
    assert noter.desk.counts()["dead"] == 1
    assert [e for _, _, e, _ in effects(noter.toolbox)] == ["b"]
    ((_, fields),) = redis_server.entries(DLQ)
    assert fields[b"errorType"] == b"WorkerDied"
    assert rows(noter.toolbox, "SELECT count(*) FROM crm_waiting_events") == [(0,)]


def test_a_handler_that_took_too_long_waits_as_after_any_failure(
    noter: Listener, redis_server: RedisServer
) -> None:
    slow = publish(redis_server, entity="a")
    read_and_die(noter, 10, "here")
    at = AtWork("w-test", slow["id"], "noter", slow["type"], slow["correlationId"])
    noter.desk.accuse(at)
    legacy = Legacy("here", failing.died(over_time=True, plan=noter.plan))
    assert noter.go_on(legacy) == {"left_over": 1, "failed": 1}
    assert rows(noter.toolbox, "SELECT attempts, error_type FROM crm_waiting_events") == [
        (1, "TimeLimit")
    ]


@pytest.mark.parametrize("lose", [
    lambda r: r.do("FLUSHALL"),
    lambda r: r.do("XGROUP", "DESTROY", STREAM, GROUP),
    RedisServer.lose_everything,
], ids=["FLUSHALL", "XGROUP DESTROY", "restarted empty"])  # fmt: skip
def test_pitfall_11_a_lost_group_is_made_again_and_said(
    noter: Listener, redis_server: RedisServer, lose: Callable[[RedisServer], None]
) -> None:
    first = publish_many(redis_server, 20)
    noter.run()
    lose(redis_server)
    for event in first[10:]:
        publish(redis_server, event)
    publish_many(redis_server, 5)
    noter.toolbox.line.stream.client.close()
    noter.go_on()
    assert len(noter.lines("group lost")) == 1
    assert assert_once_and_in_order(effects(noter.toolbox)[:20]) == 20
    assert (
        len({event for _, event, _, _ in effects(noter.toolbox)})
        == 25
        == len(effects(noter.toolbox))
    )


def test_pitfall_13_entries_lost_to_trimming_are_counted_and_told(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish_many(redis_server, 10)
    read_and_die(noter, 10)
    redis_server.do("XTRIM", STREAM, "MAXLEN", "4")
    assert noter.go_on() == {"handled": 4, "left_over": 10, "lost": 6}
    assert noter.lines("lost to trimming") == [{"entries": 6}]
    assert pending(redis_server) == 0


@pytest.mark.parametrize("cut", ["before", "after"])
def test_pitfall_3_a_read_whose_answer_is_lost(
    open_box: Box, redis_server: RedisServer, wire: Wire, cut: str
) -> None:
    """The entries were given out, or not: the own pending ones come first."""
    toolbox = open_box(wire.url)
    hearing.make_effects(toolbox)
    listener = Listener(toolbox).handler("noter", note)
    publish_many(redis_server, 30)
    wire.mark = b"XREADGROUP"
    wire.cut = cut
    consumer.make_group(toolbox.line.stream, GROUP, "0")
    with pytest.raises(ServiceUnavailableError):
        listener.go_on()
    wire.cut = None
    listener.go_on()
    assert assert_once_and_in_order(effects(toolbox)) == 30


def test_pitfall_3_an_acknowledgement_that_is_lost(
    open_box: Box, redis_server: RedisServer, wire: Wire
) -> None:
    toolbox = open_box(wire.url)
    hearing.make_effects(toolbox)
    listener = Listener(toolbox).handler("noter", note)
    publish_many(redis_server, 30)
    wire.mark, wire.cut = b"XACK", "before"
    with pytest.raises(ServiceUnavailableError):
        listener.run()
    wire.cut = None
    assert len(effects(toolbox)) == 30
    assert listener.go_on() == {"left_over": 30}
    assert len(effects(toolbox)) == 30


def test_pitfall_9_the_dead_letter_is_written_before_the_acknowledgement(
    open_box: Box, redis_server: RedisServer, wire: Wire
) -> None:
    toolbox = open_box(wire.url)
    listener = Listener(toolbox)
    publish(redis_server, "{nope")
    wire.mark, wire.cut = b"XACK", "before"
    with pytest.raises(ServiceUnavailableError):
        listener.run()
    assert len(redis_server.entries(DLQ)) == 1
    wire.mark = b"XADD"
    publish(redis_server, "{nope again")
    with pytest.raises(ServiceUnavailableError):
        listener.go_on()
    # Not acknowledged before its dead letter is on the stream; and then each is there once.
    assert pending(redis_server) >= 1
    wire.cut = None
    listener.go_on()
    assert len(redis_server.entries(DLQ)) == 2
    assert pending(redis_server) == 0


def test_pitfall_7_a_redis_that_goes_and_comes_back_under_a_worker(
    open_box: Box, redis_server: RedisServer
) -> None:
    toolbox = open_box(redis_server.url)
    hearing.make_effects(toolbox)
    listener = Listener(toolbox).handler("noter", note)
    consumer.make_group(toolbox.line.stream, GROUP, "0")
    with serving(listener) as served:
        publish_many(redis_server, 50)
        until(lambda: served.counts()["handled"] == 50)
        redis_server.kill()
        until(lambda: bool(listener.lines("waiting")))
        redis_server.start()
        publish_many(redis_server, 50)
        until(lambda: served.counts()["handled"] == 100)
    # How soon: tests.benchmarks.listening. Each reason is told once, not at every try.
    told = [line["error"] for line in listener.lines("waiting")]
    assert len(told) == len(set(told))


class serving:  # noqa: N801
    """A worker that goes on till the test is done with it, in a thread."""

    def __init__(self, listener: Listener) -> None:
        from dataclasses import replace

        from crmctl.platform.registry import Registry
        from jobs.listening import worker
        from jobs.listening.worker import Tools

        self.listener = listener
        self.toolbox = Toolbox(listener.toolbox.settings)
        tools = Tools(
            self.toolbox,
            replace(listener.plan, once=False),
            Registry(tuple(listener.handlers)),
            listener.desk,
            listener.stop,
            lambda what, facts: listener.said.append((what, dict(facts))),
            lambda _: None,
            lambda _: None,
        )
        self.thread = threading.Thread(target=worker.run, args=(tools,))

    def __enter__(self):
        self.thread.start()
        return self.listener.desk

    def __exit__(self, *_error: object) -> None:
        self.listener.stop.ask()
        # Whatever comes wakes it.
        self.listener.toolbox.line.stream.client.xadd(STREAM, {"event": '{"wake": "up"}'})
        self.thread.join(60)
        assert not self.thread.is_alive()
        self.toolbox.line.stream.client.close()
        self.toolbox.close()


def until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_four_workers_share_the_work_and_keep_the_order(
    noter: Listener, redis_server: RedisServer
) -> None:
    """Processes, as the listener has them; killed at random: tests.benchmarks.listen_kill."""
    publish_many(redis_server, 2_000, records=11)
    consumer.make_group(noter.toolbox.line.stream, GROUP, "0")
    noter.toolbox.close()
    noter.toolbox.line.stream.client.close()
    children = []
    for at in range(4):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                own = Listener(Toolbox(noter.toolbox.settings), noter.handlers, name=f"w{at}")
                own.go_on()
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    try:
        until(lambda: bool(effects(noter.toolbox)))
    finally:
        os.kill(children[1], signal.SIGKILL)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert [codes[at] for at in (0, 2, 3)] == [0, 0, 0]
    noter.go_on()
    assert assert_once_and_in_order(effects(noter.toolbox)) == 2_000
