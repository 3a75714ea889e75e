"""Events as they come: from where on, which ones, and how they read."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crmctl.errors import UsageError
from crmctl.events import connecting, tailing
from crmctl.events.stream import Stream
from crmctl.events.tailing import Wanted
from tests.conftest import NOON
from tests.redis_server import STREAM, RedisServer

EVENT = {
    "id": "e1",
    "type": "crm.contact.created",
    "timestamp": "2026-11-23T12:00:00.000Z",
    "correlationId": "run-1",
    "tenantId": "w-1",
    "workspaceId": "w-1",
    "userId": "ann",
    "data": {"entityType": "contact", "entityId": "c1", "contactId": "c1", "email": "a@b.example"},
}


@pytest.fixture(params=[2, 3], ids=["RESP2", "RESP3"])
def stream(request: pytest.FixtureRequest, redis_server: RedisServer) -> Iterator[Stream]:
    url = f"{redis_server.url}?protocol={request.param}"
    with connecting.open_client(url, waits=True) as client:
        yield Stream(client, STREAM)


def add(stream: Stream, *texts: str, at: str = "*") -> None:
    for text in texts:
        stream.client.xadd(STREAM, {"event": text}, id=at)


def seen(stream: Stream, wanted: Wanted = Wanted(), after: str = "0-0") -> list[str]:  # noqa: B008
    return [entry.text for entry in tailing.entries(stream, wanted, after, follow=False)]


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (Wanted(), True),
        (Wanted(types=("crm.contact.created",)), True),
        (Wanted(types=("crm.deal.*", "crm.contact.*")), True),
        (Wanted(types=("crm.contact",)), False),
        (Wanted(types=("crm.deal.*",)), False),
        (Wanted(workspace="w-1"), True),
        (Wanted(workspace="w-2"), False),
        (Wanted(record="c1"), True),
        (Wanted(record="c2"), False),
        (Wanted(correlation="run-1"), True),
        (Wanted(correlation="run-2"), False),
        (Wanted(types=("crm.*",), workspace="w-1", record="c1", correlation="run-1"), True),
        (Wanted(types=("crm.*",), workspace="w-1", record="c2", correlation="run-1"), False),
    ],
)
def test_each_filter_and_all_of_them(wanted: Wanted, taken: bool) -> None:
    assert wanted.takes(EVENT) is taken


def test_the_platforms_events_name_a_tenant_only() -> None:
    event = {key: value for key, value in EVENT.items() if key != "workspaceId"}
    assert Wanted(workspace="w-1").takes(event)
    assert not Wanted(record="c1").takes({**event, "data": None})


def test_poison_is_passed_over(stream: Stream) -> None:
    poison = ["{not json", "", "null", "[1]", "\xff", "[" * 100_000, '{"a":NaN}', "1" * 5_000]
    add(stream, *poison, json.dumps(EVENT))
    stream.client.xadd(STREAM, {"event": b"\xff\xfe"})
    assert [json.loads(text) for text in seen(stream)] == [EVENT]


def test_every_line_is_one_line_of_json_that_can_be_written(stream: Stream) -> None:
    odd = {"type": "x", "data": {"a": "line\nbreak\u2028é🙂", "b": 2**70, "c": "\ud800"}}
    add(stream, json.dumps(odd, indent=2))
    (text,) = seen(stream)
    assert "\n" not in text
    assert json.loads(text.encode()) == odd


def test_a_moment_is_where_it_begins(stream: Stream) -> None:
    moment = int(NOON.timestamp() * 1000)
    for at in (f"{moment - 1}-5", f"{moment}-0", f"{moment}-1", f"{moment + 1}-0"):
        add(stream, json.dumps({"at": at}), at=at)
    shown = seen(stream, after=tailing.start("2026-11-23T12:00:00Z", NOON))
    assert [json.loads(text)["at"] for text in shown] == [
        f"{moment}-0", f"{moment}-1", f"{moment + 1}-0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("10m", datetime(2026, 11, 23, 11, 50, tzinfo=UTC)),
        ("90s", datetime(2026, 11, 23, 11, 58, 30, tzinfo=UTC)),
        ("2h", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("3d", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T10:15:00.123Z", datetime(2026, 11, 23, 10, 15, 0, 123_000, tzinfo=UTC)),
        ("2026-11-23T12:15:00+02:00", datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
    ],
)
def test_ways_to_say_since_when(since: str, moment: datetime) -> None:
    before = int(moment.timestamp() * 1000) - 1
    assert tailing.start(since, NOON) == f"{before}-18446744073709551615"


def test_the_beginning_and_now() -> None:
    assert tailing.start("0", NOON) == "0-0"
    assert tailing.start(None, NOON) == tailing.start("$", NOON) == "$"
    assert tailing.start("99999d", NOON) == "0-0"


@pytest.mark.parametrize("since", ["yesterday", "", "10", "10x", "-1h", "99999999999d"])
def test_what_is_no_time(since: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        tailing.start(since, NOON)


def test_following_begins_behind_what_is_there(stream: Stream, redis_server: RedisServer) -> None:
    add(stream, '{"type":"old"}')
    writer = threading.Timer(0.2, redis_server.do, ("XADD", STREAM, "*", "event", '{"type":"new"}'))
    writer.start()
    entry = next(tailing.entries(stream, Wanted(), "$", follow=True))
    writer.join()
    assert entry.event == {"type": "new"}


def test_a_line_for_people() -> None:
    line = tailing.Entry("1-0", "", EVENT).line()
    assert line == ("2026-11-23T12:00:00.000Z  crm.contact.created  c1  by ann  email=a@b.example")
    assert tailing.Entry("1-0", "", {"type": "x", "data": [1]}).line() == "x  by None"
