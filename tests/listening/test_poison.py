"""Entries that nobody can act on: dead letters at once, and no trouble to those around them."""

import json
from typing import Any

import pytest

from tests.listening.hearing import (
    DLQ,
    Listener,
    assert_once_and_in_order,
    effects,
    envelope,
    pending,
    publish,
)
from tests.redis_server import STREAM, RedisServer


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in envelope().items() if name != key}


def text(**over: Any) -> str:
    return json.dumps(envelope(**over))


# Each with whether anybody at all could read it as an event.
POISON = {
    "no JSON": (b"{not json", False),
    "cut off": (text()[:-20].encode(), False),
    "nothing": (b"", False),
    "null": (b"null", False),
    "a list": (b'[{"id": "x"}]', False),
    "a number": (b"42", False),
    "not UTF-8": (b'{"id": "\xff\xfe"}', False),
    "half a surrogate pair": (text(data={"name": "\ud83d"}).encode(), False),
    "NaN": (text(data={"n": float("nan")}).encode(), False),
    "nested without end": (b'{"data":' * 50_000, False),
    "no id": (json.dumps(without("id")).encode(), False),
    "an id that is a number": (text(id=7).encode(), False),
    "an id with a zero byte": (text(id="a\0b").encode(), True),
    "an id without end": (text(id="x" * 100_000).encode(), True),
    "no type": (json.dumps(without("type")).encode(), False),
    "data that is a list": (json.dumps(envelope() | {"data": [1]}).encode(), True),
    "no data": (json.dumps(without("data")).encode(), True),
    "no workspace": (json.dumps(without("tenantId")).encode(), True),
    "the system's workspace": (text(tenantId="*").encode(), True),
    "a workspace that is an object": (text(tenantId={}).encode(), True),
    "a version of the future": (text(version="2.0").encode(), True),
    "a version that is a number": (text(version=1).encode(), True),
    "a time that is none": (text(timestamp="soon").encode(), True),
    "huge": (text(data={"text": "x" * 9_000_000}).encode(), True),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_a_dead_letter_at_once(
    noter: Listener, redis_server: RedisServer, name: str
) -> None:
    value, is_event = POISON[name]
    publish(redis_server, data={"n": 1})
    publish(redis_server, value)
    publish(redis_server, data={"n": 2})
    assert noter.run() == {"handled": 2, "dead": 1}
    assert assert_once_and_in_order(effects(noter.toolbox)) == 2
    ((_, fields),) = redis_server.entries(DLQ)
    assert fields[b"event"] == value
    assert (fields[b"attempts"], fields[b"handler"]) == (b"1", b"")
    assert fields[b"error"]
    assert pending(redis_server) == 0
    # What nobody can read is off a stream that nobody else reads; what others may know stays.
    assert len(redis_server.entries(STREAM)) == (3 if is_event else 2)
    assert noter.run() == {}


def test_what_no_one_can_read_stays_till_every_group_has_acknowledged_it(
    noter: Listener, redis_server: RedisServer
) -> None:
    """The stream is the whole platform's: a group that is behind is to find it as it came."""
    redis_server.do("XGROUP", "CREATE", STREAM, "hyvve-platform", "0", "MKSTREAM")
    for _ in range(2):
        publish(redis_server, "{not json")
        publish(redis_server)
    with redis_server.client() as platform:
        read = platform.xreadgroup("hyvve-platform", "p", {STREAM: ">"}, count=2)
        ((_, ((acknowledged, _), _)),) = read
        assert noter.run() == {"handled": 2, "dead": 2}
        # One is pending there, one not even read.
        assert len(redis_server.entries(STREAM)) == 4
        platform.xack(STREAM, "hyvve-platform", acknowledged)
        publish(redis_server, "{nor this")
        noter.run()
        assert len(redis_server.entries(STREAM)) == 5
        platform.xreadgroup("hyvve-platform", "p", {STREAM: ">"}, noack=True)
        publish(redis_server, "{this least")
        last = redis_server.entries(STREAM)[-1][0]
        platform.xreadgroup("hyvve-platform", "p", {STREAM: ">"}, noack=True)
        noter.run()
        assert last not in [entry for entry, _ in redis_server.entries(STREAM)]


def test_an_entry_whose_only_field_is_called_otherwise(
    noter: Listener, redis_server: RedisServer
) -> None:
    redis_server.do("XADD", STREAM, "*", "payload", text(), "event", "second")
    assert noter.run() == {"handled": 1}


def test_a_poison_of_an_unknown_type_is_nobody_s_business_but_broken_json_is(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish(redis_server, type_="other.thing", version="2.0")
    publish(redis_server, json.dumps(without("tenantId") | {"type": "other.thing"}))
    publish(redis_server, json.dumps(without("id") | {"type": "other.thing"}))
    assert noter.run() == {"ignored": 2, "dead": 1}


def test_poison_that_is_seen_again_is_one_dead_letter(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish(redis_server, text(version="2.0"))
    noter.run()
    redis_server.do("XGROUP", "SETID", STREAM, "crmctl", "0")
    noter.run()
    assert len(redis_server.entries(DLQ)) == 1
