"""One stream of a real Redis: written by its leader alone, read by everyone, errors in words."""

import time
from collections.abc import Iterator

import pytest

from crmctl.errors import ConfigurationError, CrmctlError, ServiceUnavailableError
from crmctl.events import connecting
from crmctl.events.stream import FencedError, Stream, UnknownOutcomeError, nudged, order
from tests.redis_server import STREAM, RedisServer, Wire


@pytest.fixture(params=[2, 3], ids=["RESP2", "RESP3"])
def stream(request: pytest.FixtureRequest, redis_server: RedisServer) -> Iterator[Stream]:
    """The stream by each of Redis' two protocols."""
    with connecting.open_client(f"{redis_server.url}?protocol={request.param}") as client:
        yield Stream(client, STREAM)


@pytest.fixture
def plain(redis_server: RedisServer) -> Iterator[Stream]:
    with connecting.open_client(redis_server.url) as client:
        yield Stream(client, STREAM)


@pytest.fixture
def wired(wire: Wire) -> Iterator[Stream]:
    """The stream behind a wire that can be cut."""
    with connecting.open_client(wire.url) as client:
        yield Stream(client, STREAM)


def test_an_entry_has_one_field_called_event(stream: Stream, redis_server: RedisServer) -> None:
    lead = stream.lead("me")
    made = stream.append(lead, ["{}", '{"é": 1}'])
    assert redis_server.entries() == [
        (made[0], {b"event": b"{}"}),
        (made[1], {b"event": '{"é": 1}'.encode()}),
    ]
    assert stream.length() == 2
    assert stream.end() == made[1]
    assert stream.present([made[0], "1-1", made[1]]) == [True, False, True]
    assert (stream.has(made[0]), stream.has("1-1")) == (True, False)
    assert list(stream.entries(f"({made[0]}")) == [(made[1], '{"é": 1}'.encode())]
    assert list(stream.entries(lot=1)) == stream.next_entries("0-0", 1)


def test_nothing_was_ever_written(stream: Stream) -> None:
    assert (stream.end(), stream.length(), stream.groups()) == ("0-0", 0, [])
    assert stream.ids_after("0-0") == {}
    assert stream.next_entries("0-0", 1) == []


def test_ids_are_found_among_the_entries_of_others(stream: Stream) -> None:
    id_ = "01a2091e-e573-7d31-b7a0-6a1d2a2f7c11"
    ours = f'{{"id":"{id_}","type":"crm.contact.created"}}'
    stream.client.xadd(STREAM, {"event": "{not json"})
    before = stream.end()
    stream.client.xadd(STREAM, {"whatever": ours, "event": "second"})
    stream.client.xadd(STREAM, {"event": "\xff\x00"})
    assert stream.ids_after(before) == {id_: next(iter(stream.entries(f"({before}")))[0]}


def test_an_append_by_an_earlier_leader_is_refused(
    stream: Stream, redis_server: RedisServer
) -> None:
    earlier = stream.lead("earlier")
    stream.append(earlier, ["1"])
    later = stream.lead("later")
    for refused in (stream.check, lambda lead: stream.append(lead, ["late"])):
        with pytest.raises(FencedError):
            refused(earlier)
    stream.append(later, ["2"])
    stream.append(later, ["3"])
    stream.check(later)
    assert [fields[b"event"] for _, fields in redis_server.entries()] == [b"1", b"2", b"3"]


def test_all_of_a_lot_or_nothing(plain: Stream, redis_server: RedisServer) -> None:
    lead = plain.lead("me")
    plain.append(lead, ["1"])
    redis_server.do("CONFIG", "SET", "maxmemory-policy", "noeviction")
    redis_server.do("CONFIG", "SET", "maxmemory", "1mb")
    with pytest.raises(ServiceUnavailableError, match="out of memory"):
        plain.append(lead, ["x" * 1_000_000] * 5)
    redis_server.do("CONFIG", "SET", "maxmemory", "0")
    assert plain.length() == 1


@pytest.mark.parametrize(("cut", "written"), [("before", 1), ("after", 2)])
def test_pitfall_3_a_command_whose_answer_was_lost_is_not_sent_again(
    wired: Stream, wire: Wire, redis_server: RedisServer, cut: str, written: int
) -> None:
    lead = wired.lead("me")
    wired.append(lead, ["1"])
    wire.cut = cut
    with pytest.raises(UnknownOutcomeError):
        wired.append(lead, ["2"])
    wire.cut = None
    assert wire.cuts == 1
    assert len(redis_server.entries()) == written


def test_pitfall_4_a_blocking_read_outlasts_the_clients_own_timeout(
    redis_server: RedisServer,
) -> None:
    with connecting.open_client(redis_server.url, timeout=0.2, waits=True) as client:
        start = time.monotonic()
        assert Stream(client, STREAM).next_entries("$", 600) == []
        assert time.monotonic() - start >= 0.6


def test_pitfall_4_without_waits_a_silent_server_is_given_up(redis_server: RedisServer) -> None:
    with connecting.open_client(redis_server.url, timeout=0.2) as client:
        redis_server.freeze()
        start = time.monotonic()
        with pytest.raises(ServiceUnavailableError):
            Stream(client, STREAM).length()
        assert time.monotonic() - start < 1


def test_pitfall_7_what_a_redis_lost_is_not_hidden_by_the_next_append(
    plain: Stream, redis_server: RedisServer
) -> None:
    """Another entry behind the gap would make it look as if all were there."""
    lead = plain.lead("me")
    for text in ("1", "2"):
        plain.append(lead, [text])
    redis_server.lose_the_last_writes(1)
    plain.client.close()
    with pytest.raises(FencedError):
        plain.append(lead, ["3"])
    assert len(redis_server.entries()) == 1


def test_an_emptied_redis_is_noticed_by_who_leads(plain: Stream) -> None:
    lead = plain.lead("me")
    plain.append(lead, ["1"])
    plain.client.flushall()
    with pytest.raises(FencedError):
        plain.check(lead)
    with pytest.raises(FencedError):
        plain.append(lead, ["2"])


@pytest.mark.parametrize(
    ("trouble", "error", "said"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ServiceUnavailableError, "out of memory"),
        (("REPLICAOF", "127.0.0.1", "1"), ServiceUnavailableError, "read-only replica"),
        (("SET", STREAM, "text"), ConfigurationError, "Another kind of value"),
        (("LPUSH", STREAM, "text"), ConfigurationError, "Another kind of value"),
        (("CONFIG", "SET", "min-replicas-to-write", "1"), ServiceUnavailableError, "too few"),
    ],
    ids=lambda each: "-".join(each)[:30] if isinstance(each, tuple) else None,
)
def test_pitfall_7_what_redis_refuses_is_said_in_words(
    stream: Stream, redis_server: RedisServer, trouble: tuple[str, ...], error: type, said: str
) -> None:
    lead = stream.lead("me")
    redis_server.do(*trouble)
    with pytest.raises(error, match=said):
        stream.append(lead, ["1"])
    assert issubclass(error, CrmctlError)


def test_pitfall_7_a_redis_that_cannot_save_takes_nothing(
    plain: Stream, redis_server: RedisServer
) -> None:
    """MISCONF: its last snapshot failed, and it was told to stop writing then."""
    lead = plain.lead("me")
    redis_server.do("CONFIG", "SET", "save", "900 1")
    dump = redis_server.folder / "dump.rdb"
    dump.unlink(missing_ok=True)
    dump.mkdir()
    plain.client.set("something", "1")
    redis_server.do("BGSAVE")
    while redis_server.client().info("persistence")["rdb_last_bgsave_status"] == "ok":
        time.sleep(0.01)
    with pytest.raises(ServiceUnavailableError, match="cannot save"):
        plain.append(lead, ["1"])


def test_pitfall_7_a_redis_that_still_loads_is_waited_for(
    plain: Stream, redis_server: RedisServer
) -> None:
    redis_server.kill()
    with redis_server.aof.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n" * 20_000)
    # Microseconds for each command; every thousand of them it looks at who asks.
    redis_server.options = ("--key-load-delay", "100")
    redis_server.start(wait=False)
    said = set()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            assert plain.length() == 0
            break
        except ServiceUnavailableError as error:
            said.add("loading" in str(error))
    assert True in said


def test_what_is_no_redis_is_said_in_words(plain: Stream, redis_server: RedisServer) -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            near, _ = listener.accept()
            with near:
                near.recv(1_000)
                near.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        with (
            connecting.open_client(url) as client,
            pytest.raises(ConfigurationError, match="does not speak as Redis does"),
        ):
            Stream(client, STREAM).length()
        thread.join()


def test_groups_with_what_they_have_not_read_and_not_acknowledged(stream: Stream) -> None:
    entries = stream.append(stream.lead("me"), ["1", "2", "3", "4"])
    client = stream.client
    client.xgroup_create(STREAM, "behind", "0")
    client.xgroup_create(STREAM, "reader", "0")
    client.xgroup_create(STREAM, "fresh", "$")
    client.xreadgroup("reader", "r1", {STREAM: ">"}, count=3)
    client.xack(STREAM, "reader", entries[0])
    found = {group.name: group for group in stream.groups()}
    assert {name: (g.lag, g.pending, g.oldest_pending) for name, g in found.items()} == {
        "behind": (4, 0, None),
        "reader": (1, 2, entries[1]),
        "fresh": (0, 0, None),
    }
    assert found["reader"].last_id == entries[2]


def test_pitfall_14_a_nudge_ends_the_wait_at_once(stream: Stream) -> None:
    with nudged(stream.client, stream.nudges) as wait:
        wait(0.05)
        stream.nudge()
        start = time.monotonic()
        wait(5)
        assert time.monotonic() - start < 1
        start = time.monotonic()
        wait(0.2)
        assert time.monotonic() - start >= 0.19


def test_ids_sort_by_number() -> None:
    assert sorted(["10-0", "9-10", "9-9", "9"], key=order) == ["9", "9-9", "9-10", "10-0"]
