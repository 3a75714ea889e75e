"""A worker of a group on a real stream: reading, leaving over, taking over, acknowledging."""

import pytest
import redis

from crmctl.errors import ServiceUnavailableError
from crmctl.events import connecting, consumer
from crmctl.events.consumer import Consumer
from crmctl.events.stream import START, NoGroupError, Stream
from tests.redis_server import STREAM, RedisServer

GROUP = "g"


@pytest.fixture
def stream(redis_server: RedisServer):
    client = connecting.open_client(redis_server.url)
    made = Stream(client, STREAM)
    consumer.make_group(made, GROUP, "0")
    yield made
    client.close()


def add(server: RedisServer, *values: str) -> list[str]:
    return [server.do("XADD", STREAM, "*", "event", each).decode() for each in values]


def pending(server: RedisServer) -> int:
    with server.client() as client:
        return int(client.xpending(STREAM, GROUP)["pending"])


def test_each_entry_is_read_by_one(stream: Stream, redis_server: RedisServer) -> None:
    first, second = add(redis_server, "a", "bcd")
    reading = Consumer(stream, GROUP, "one").read(1)
    assert (reading.entries, reading.others, reading.size) == ([(first, b"a")], [], 1)
    reading = Consumer(stream, GROUP, "two").read(10)
    assert (reading.entries, reading.others) == ([(second, b"bcd")], ["one"])
    assert Consumer(stream, GROUP, "one").read(10).entries == []


def test_events_of_any_bytes_come_whole_and_in_order(
    stream: Stream, redis_server: RedisServer
) -> None:
    events = [b"", b"\xff\x00 \n", "é🙂".encode(), *(b"%d " % at * at for at in range(250))]
    with redis_server.client() as client:
        entries = [client.xadd(STREAM, {"other": each, "more": "x"}).decode() for each in events]
    reading = Consumer(stream, GROUP, "one").read(1_000)
    assert reading.entries == list(zip(entries, events, strict=True))
    assert pending(redis_server) == len(events)


def test_so_many_are_read_as_were_asked_for(stream: Stream, redis_server: RedisServer) -> None:
    entries = add(redis_server, *map(str, range(260)))
    one = Consumer(stream, GROUP, "one")
    lots = [[at for at, _ in one.read(250).entries] for _ in range(3)]
    assert lots == [entries[:250], entries[250:], []]


def test_of_large_events_no_more_are_read_than_memory_has_room_for(
    stream: Stream, redis_server: RedisServer
) -> None:
    add(redis_server, *["x" * 170_000] * 120)
    one = Consumer(stream, GROUP, "one")
    assert [len(one.read(1_000).entries) for _ in range(2)] == [100, 20]


def test_a_server_that_has_forgotten_its_scripts_is_told_them_again(
    stream: Stream, redis_server: RedisServer
) -> None:
    one = Consumer(stream, GROUP, "one")
    for _ in range(2):
        (entry,) = add(redis_server, "a")
        redis_server.do("SCRIPT", "FLUSH")
        assert one.read(10).entries == [(entry, b"a")]


def test_what_is_not_acknowledged_is_left_over(stream: Stream, redis_server: RedisServer) -> None:
    entries = add(redis_server, *map(str, range(1_200)))
    one = Consumer(stream, GROUP, "one")
    one.read(2_000)
    one.acknowledge(entries[:100])
    one.acknowledge([])
    lots = list(one.left_over())
    assert [at for lot in lots for at, _ in lot] == entries[100:]
    assert len(lots) > 1


def test_taking_over_leaves_nothing_with_the_dead(
    stream: Stream, redis_server: RedisServer
) -> None:
    entries = add(redis_server, *map(str, range(700)))
    Consumer(stream, GROUP, "dead").read(1_000)
    one = Consumer(stream, GROUP, "one")
    assert one.others() == ["dead"]
    assert one.take_over("dead") == 700
    assert [at for lot in one.left_over() for at, _ in lot] == entries
    assert one.others() == []
    assert one.take_over("nobody") == 0


def test_what_was_trimmed_away_is_told_by_its_place(
    stream: Stream, redis_server: RedisServer
) -> None:
    first, second = add(redis_server, "a", "b")
    one = Consumer(stream, GROUP, "one")
    one.read(10)
    redis_server.do("XDEL", STREAM, first)
    assert list(one.left_over()) == [[(first, None), (second, b"b")]]


def test_an_entry_goes_only_when_every_group_has_acknowledged_it(
    stream: Stream, redis_server: RedisServer
) -> None:
    unread, unacknowledged = (Stream(stream.client, STREAM) for _ in range(2))
    (entry,) = add(redis_server, "a")
    one = Consumer(stream, GROUP, "one")
    one.read(1)
    one.acknowledge([entry])
    consumer.make_group(unread, "other", "0")
    one.remove([entry])
    assert len(redis_server.entries(STREAM)) == 1, "the other group has not read it"
    other = Consumer(unacknowledged, "other", "o")
    other.read(1)
    one.remove([entry])
    assert len(redis_server.entries(STREAM)) == 1, "the other group has it in hand"
    other.acknowledge([entry])
    one.remove([])
    one.remove([entry])
    assert redis_server.entries(STREAM) == []


def test_a_group_that_is_there_stays_where_it_is(stream: Stream, redis_server: RedisServer) -> None:
    (entry,) = add(redis_server, "a")
    one = Consumer(stream, GROUP, "one")
    one.read(1)
    assert not consumer.make_group(stream, GROUP, "0")
    assert one.position() == entry
    consumer.move_group(stream, GROUP, START)
    assert one.position() == START


def test_a_group_that_is_gone_is_told(stream: Stream, redis_server: RedisServer) -> None:
    one = Consumer(stream, GROUP, "one")
    redis_server.do("FLUSHALL")
    assert consumer.groups(stream) == {}
    for work in (lambda: one.read(1), one.position, lambda: list(one.left_over())):
        with pytest.raises(NoGroupError):
            work()


def test_where_a_lost_group_goes_on(stream: Stream, redis_server: RedisServer) -> None:
    first, second = add(redis_server, "a", "b")
    assert consumer.resume_at(stream, [second, first]) == first
    # A stream that ends before that is another one.
    assert consumer.resume_at(stream, ["99999999999999-0"]) == START


def test_another_kind_of_entry(stream: Stream, redis_server: RedisServer) -> None:
    """The first field is the event, whatever its name; answers of either protocol."""
    redis_server.do("XADD", STREAM, "*", "payload", "x", "event", "y")
    for protocol in (2, 3):
        client = redis.Redis.from_url(redis_server.url, protocol=protocol)
        name = f"p{protocol}"
        consumer.make_group(Stream(client, STREAM), name, "0")
        ((_, value),) = Consumer(Stream(client, STREAM), name, "one").read(5).entries
        assert value == b"x"
        client.close()


def test_a_redis_that_is_away_is_told(stream: Stream, redis_server: RedisServer) -> None:
    redis_server.kill()
    with pytest.raises(ServiceUnavailableError):
        Consumer(stream, GROUP, "one").read(1)
