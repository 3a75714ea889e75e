"""The relay as a job: nothing lost, each id once and in order, whatever breaks and when."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crmctl.errors import ConfigurationError, ServiceUnavailableError
from crmctl.storage import publishing
from crmctl.wiring import Toolbox
from jobs import relay_events
from jobs.relay_events import Report
from tests.conftest import Diary, Workspace, close_toolbox, open_toolbox
from tests.redis_server import STREAM, RedisServer, Wire, assert_in_order_and_once

Box = Callable[..., Toolbox]


def test_what_waits_goes_out_in_order_and_once(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    ids = diary.write(2_500)
    assert relay_events.run(toolbox) == Report(published=2_500)
    assert redis_server.ids() == ids
    assert relay_events.run(toolbox) == Report()
    assert assert_in_order_and_once(redis_server.events()) == 2_500


def test_the_outbox_knows_what_each_event_became(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(3)
    relay_events.run(toolbox)
    with toolbox.system_transaction() as session:
        query = text("SELECT id, stream_id FROM crm_outbox WHERE published_at IS NOT NULL")
        known = {stream_id: id_ for id_, stream_id in session.connection.execute(query)}
        known_of_relay = publishing.progress(session, toolbox.line.target)
    stands = {at: event["id"] for (at, _), event in
              zip(redis_server.entries(), redis_server.events(), strict=True)}  # fmt: skip
    assert known == stands
    assert known_of_relay.last_id == max(stands)
    assert known_of_relay.sending_to is None


def test_pitfall_2_late_commits_are_published(
    fresh_postgres: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    """A number is given before the commit: the lower one may come after the higher one."""
    toolbox = open_toolbox(tmp_path, database=fresh_postgres, redis=redis_server.url)
    late = Diary(Toolbox(toolbox.settings))
    other = open_toolbox(
        tmp_path, database=fresh_postgres, redis=redis_server.url, workspace="w-other"
    )
    with late.toolbox.transaction() as session:
        first = late.append(session, 3)
        second = Diary(other).write(2)
        assert relay_events.run(toolbox).published == 2
    assert relay_events.run(toolbox).published == 3
    assert redis_server.ids() == second + first
    for each in (toolbox, late.toolbox, other):
        close_toolbox(each)


def test_pitfall_2_late_commits_that_a_redis_lost_are_published_again(
    fresh_postgres: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    """They stand last on the stream, and far from last by number."""
    toolbox = open_toolbox(tmp_path, database=fresh_postgres, redis=redis_server.url)
    late = Diary(Toolbox(toolbox.settings))
    other = open_toolbox(
        tmp_path, database=fresh_postgres, redis=redis_server.url, workspace="w-other"
    )
    with late.toolbox.transaction() as session:
        first = late.append(session, 3)
        second = Diary(other).write(2_500)
        relay_events.run(toolbox)
    relay_events.run(toolbox)
    redis_server.lose_the_last_writes(1)
    assert len(redis_server.ids()) == 2_500
    assert relay_events.run(toolbox) == Report(published=3, lost=3)
    assert redis_server.ids() == second + first
    for each in (toolbox, late.toolbox, other):
        close_toolbox(each)


@pytest.mark.parametrize(("cut", "found"), [("before", 0), ("after", 1_000)])
def test_pitfall_3_an_answer_that_is_lost(
    open_box: Box, redis_server: RedisServer, wire: Wire, cut: str, found: int
) -> None:
    """The next run looks for the lot before it sends it."""
    toolbox = open_box(wire.url)
    diary = Diary(toolbox)
    diary.write(5)
    relay_events.run(toolbox)
    diary.write(2_500)
    wire.cut = cut
    for _ in range(2):
        with pytest.raises(ServiceUnavailableError):
            relay_events.run(toolbox)
    wire.cut = None
    diary.write(10)
    assert wire.cuts == 2
    assert len(redis_server.ids()) == (5 if cut == "before" else 2_005)
    report = relay_events.run(toolbox)
    assert report.found == found
    assert assert_in_order_and_once(redis_server.events()) == 2_515


def test_pitfall_3_events_of_others_stand_between_and_do_not_mislead(
    open_box: Box, redis_server: RedisServer, wire: Wire
) -> None:
    toolbox = open_box(wire.url)
    diary = Diary(toolbox)
    diary.write(5)
    relay_events.run(toolbox)
    ids = diary.write(5)
    wire.cut = "after"
    with pytest.raises(ServiceUnavailableError):
        relay_events.run(toolbox)
    wire.cut = None
    for each in ('{"id":"x"}', "{not json", ""):
        redis_server.do("XADD", STREAM, "*", "event", each)
    assert relay_events.run(toolbox) == Report(found=5)
    assert len(redis_server.entries()) == 13
    assert b"".join(f[b"event"] for _, f in redis_server.entries()).count(ids[0].encode()) == 1


def test_pitfall_7_killed_between_the_write_and_the_answer(
    open_box: Box, redis_server: RedisServer, wire: Wire
) -> None:
    """Redis' own file tells whether it got the lot; the relay believes the stream."""
    toolbox = open_box(wire.url)
    diary = Diary(toolbox)
    diary.write(5)
    relay_events.run(toolbox)
    diary.write(1_500)
    wire.cut = "after"
    with pytest.raises(ServiceUnavailableError):
        relay_events.run(toolbox)
    wire.cut = None
    redis_server.kill()
    with pytest.raises(ServiceUnavailableError):
        relay_events.run(toolbox)
    redis_server.start()
    assert relay_events.run(toolbox) == Report(found=1_000, published=500)
    assert assert_in_order_and_once(redis_server.events()) == 1_505


def test_pitfall_7_a_crash_that_lost_the_last_second(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    for _ in range(4):
        diary.write(1_200)
        relay_events.run(toolbox)
    redis_server.lose_the_last_writes(3)
    assert len(redis_server.ids()) == 3_400
    diary.write(10)
    toolbox.line.stream.client.close()
    report = relay_events.run(toolbox)
    assert (report.lost, report.published) == (1_400, 1_410)
    assert assert_in_order_and_once(redis_server.events()) == 4_810
    with toolbox.system_transaction() as session:
        assert publishing.progress(session, toolbox.line.target).repeated == 1_400


def test_pitfall_7_a_crash_between_two_lots_of_one_run(
    open_box: Box, redis_server: RedisServer
) -> None:
    """The client connects again without a word: the mark says that something is gone."""
    toolbox = open_box(redis_server.url)
    diary = Diary(toolbox)
    diary.write(2_500)
    lots = iter(range(10))

    def crash_after_the_first() -> bool:
        if next(lots) == 0:
            redis_server.lose_the_last_writes(1)
        return True

    with pytest.raises(ServiceUnavailableError):
        relay_events.run(toolbox, crash_after_the_first)
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 2_500


@pytest.mark.parametrize("lose", [RedisServer.lose_everything, lambda r: r.do("FLUSHALL")],
                         ids=["restarted empty", "FLUSHALL"])  # fmt: skip
def test_pitfall_7_an_empty_redis_gets_everything_that_is_kept(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer, lose: Callable[[RedisServer], None]
) -> None:
    diary.write(2_500)
    relay_events.run(toolbox)
    lose(redis_server)
    diary.write(5)
    with contextlib.suppress(ServiceUnavailableError):
        relay_events.run(toolbox)
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 2_505


def test_pitfall_7_lost_twice_before_it_could_be_sent_again(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    for _ in range(2):
        diary.write(5)
        relay_events.run(toolbox)
    redis_server.lose_the_last_writes(1)
    redis_server.do("CONFIG", "SET", "maxmemory", "1")
    redis_server.do("CONFIG", "SET", "maxmemory", "0")
    _recover_only(toolbox)
    redis_server.lose_everything()
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 10


def _recover_only(toolbox: Toolbox) -> None:
    """A leader that finds the loss and ends before it sends anything."""
    from crmctl.events import relay

    with toolbox.system_transaction() as session:
        assert relay.recover(session, toolbox.line).lost == 5


@pytest.mark.parametrize(
    ("trouble", "mend", "error"),
    [
        (("CONFIG", "SET", "maxmemory", "1mb"), ("CONFIG", "SET", "maxmemory", "0"),
         ServiceUnavailableError),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE"), ServiceUnavailableError),
        (("RENAME", STREAM, "aside"), ("RENAME", "aside", STREAM), ConfigurationError),
        (("CONFIG", "SET", "requirepass", "s3cret"), None, ConfigurationError),
    ],
    ids=["out of memory", "read-only replica", "wrong type", "password"],
)  # fmt: skip
def test_pitfall_7_a_redis_in_trouble_gets_all_of_it_later(
    toolbox: Toolbox,
    diary: Diary,
    redis_server: RedisServer,
    trouble: tuple[str, ...],
    mend: tuple[str, ...] | None,
    error: type[Exception],
) -> None:
    redis_server.do("CONFIG", "SET", "maxmemory-policy", "noeviction")
    diary.write(1_500)
    relay_events.run(toolbox)
    redis_server.do(*trouble)
    if error is ConfigurationError and mend:
        redis_server.do("SET", STREAM, "text")
    toolbox.line.stream.client.close()
    diary.write(5_000)
    with pytest.raises(error) as caught:
        relay_events.run(toolbox)
    assert "s3cret" not in str(caught.value)
    redis_server.password = None if mend else "s3cret"
    redis_server.do(*(mend or ("CONFIG", "SET", "requirepass", "")))
    redis_server.password = None
    toolbox.line.stream.client.close()
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 6_500


def _publish_in_a_child(toolbox: Toolbox) -> int:
    """A process that publishes again and again until it is killed; returns its number."""
    child = os.fork()
    if child:
        return child
    try:
        own = Toolbox(toolbox.settings)
        while True:
            relay_events.run(own)
    finally:
        os._exit(1)


def test_the_relay_killed_at_random_moments(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    """Thirty times; `python -m tests.benchmarks.relay_kill` does it to the installed program."""
    chance = random.Random(3)
    ended = set()
    for _ in range(30):
        diary.write(chance.choice((1, 400, 1_700)), records=7)
        child = _publish_in_a_child(toolbox)
        time.sleep(chance.uniform(0.005, 0.16))
        os.kill(child, signal.SIGKILL)
        ended.add(os.waitpid(child, 0)[1])
    assert ended == {signal.SIGKILL}
    # PostgreSQL may not know yet that the last leader is dead.
    until(lambda: not relay_events.run(toolbox).busy, seconds=30)
    assert assert_in_order_and_once(redis_server.events()) == len(diary)


def test_five_relays_at_once(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer, open_box: Box
) -> None:
    diary.write(5_000)
    boxes = [open_box(redis_server.url) for _ in range(5)]
    reports: list[Report] = []
    threads = [
        threading.Thread(target=lambda box=box: reports.append(relay_events.run(box)))
        for box in boxes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 5
    assert sum(report.published for report in reports) == 5_000
    assert assert_in_order_and_once(redis_server.events()) == 5_000


@contextlib.contextmanager
def serving(toolbox: Toolbox) -> Iterator[tuple[Report, list[str]]]:
    """A relay that serves in a thread, till the Redis and the test are done with it."""
    report, told = Report(), list[str]()
    stopping = threading.Event()

    class StopServingError(Exception):
        pass

    def tell(words: str) -> None:
        told.append(words)
        if stopping.is_set():
            raise StopServingError

    def work() -> None:
        with contextlib.suppress(StopServingError):
            relay_events.serve(toolbox, report, tell)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield report, told
    finally:
        stopping.set()
        # Another takes the lead: the one that serves must stop, and say so.
        toolbox.line.stream.lead("the test")
        toolbox.line.stream.nudge()
        thread.join(20)
        assert not thread.is_alive()


def until(happened: Callable[[], bool], seconds: float = 10.0) -> float:
    """Wait for it; returns how long it took."""
    start = time.monotonic()
    while not happened():
        assert time.monotonic() - start < seconds
        time.sleep(0.005)
    return time.monotonic() - start


def test_pitfall_14_a_nudge_wakes_the_relay_that_sleeps(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    with serving(toolbox) as (report, _):
        diary.write(1)
        until(lambda: report.published == 1)
        time.sleep(0.1)
        diary.write(1)
        toolbox.line.stream.nudge()
        until(lambda: report.published == 2, seconds=1)
    assert assert_in_order_and_once(redis_server.events()) == 2


def test_pitfall_7_flushed_under_a_relay_that_leads_and_sleeps(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    """No connection breaks, and nobody writes: it looks for itself."""
    toolbox = open_toolbox(tmp_path, redis=redis_server.url)
    diary = Diary(toolbox)
    with serving(toolbox) as (report, told):
        diary.write(5)
        until(lambda: report.published == 5)
        redis_server.do("FLUSHALL")
        until(lambda: len(redis_server.entries()) == 5)
        assert report.lost == 5
        assert told
    assert assert_in_order_and_once(redis_server.events()) == 5
    close_toolbox(toolbox)


def test_pitfall_7_restarted_under_a_relay_that_leads(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    with serving(toolbox) as (report, told):
        for _ in range(3):
            published = report.published
            diary.write(5)
            toolbox.line.stream.nudge()
            until(lambda before=published: report.published > before)
        redis_server.lose_the_last_writes(1)
        until(lambda: len(redis_server.entries()) == 15)
        assert told
        assert "could not be reached" in told[0]
    assert assert_in_order_and_once(redis_server.events()) == 15


def test_postgresql_cuts_every_connection_in_the_middle(
    fresh_postgres: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    toolbox = open_toolbox(tmp_path, database=fresh_postgres, redis=redis_server.url)
    writer = Diary(Toolbox(toolbox.settings))
    killer = Workspace(writer.toolbox.engine)
    terminate = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with serving(toolbox) as (_, told):
        for _ in range(4):
            writer.write(1_500)
            time.sleep(0.05)
            with killer.open() as session:
                session.connection.execute(terminate)
            time.sleep(0.7)
        until(lambda: len(redis_server.entries()) >= len(writer), seconds=20)
    assert told
    assert assert_in_order_and_once(redis_server.events()) == len(writer)
    for each in (toolbox, writer.toolbox):
        close_toolbox(each)


def test_a_hundred_thousand_wait(redis_server: RedisServer, tmp_path: Path) -> None:
    """On PostgreSQL, and a million: `python -m tests.benchmarks.relay 1000000`."""
    toolbox = open_toolbox(tmp_path, redis=redis_server.url)
    ids = Diary(toolbox).write(100_000)
    assert relay_events.run(toolbox) == Report(published=100_000)
    assert redis_server.ids() == ids
    close_toolbox(toolbox)


def test_the_outbox_of_one_redis_is_not_lost_on_another(
    open_box: Box, redis_server: RedisServer
) -> None:
    """A new server begins with what waits; it never had what was published before."""
    first = open_box(redis_server.url)
    diary = Diary(first)
    diary.write(3)
    relay_events.run(first)
    second = RedisServer()
    try:
        diary.write(2)
        assert relay_events.run(open_box(second.url)) == Report(published=2)
        assert (len(redis_server.ids()), len(second.ids())) == (3, 2)
    finally:
        second.close()
