"""The stream loses its beginning only where every group has read and acknowledged it."""

import pytest

from crmctl.errors import ServiceUnavailableError
from crmctl.events import trimming
from crmctl.wiring import Toolbox
from jobs import purge_events, relay_events
from jobs.relay_events import Report
from tests.conftest import Diary
from tests.redis_server import STREAM, RedisServer, Wire, assert_in_order_and_once


@pytest.fixture
def entries(toolbox: Toolbox, diary: Diary, redis_server: RedisServer) -> list[str]:
    """The ids of ten published events."""
    diary.write(10)
    relay_events.run(toolbox)
    return [at for at, _ in redis_server.entries()]


def left(redis_server: RedisServer) -> list[str]:
    return [at for at, _ in redis_server.entries()]


def read(server: RedisServer, group: str, count: int, acknowledged: list[str]) -> None:
    with server.client() as client:
        client.xgroup_create(STREAM, group, "0")
        if count:
            client.xreadgroup(group, "one", {STREAM: ">"}, count=count)
        if acknowledged:
            client.xack(STREAM, group, *acknowledged)


def test_pitfall_6_no_group_no_trimming(
    toolbox: Toolbox, entries: list[str], redis_server: RedisServer
) -> None:
    assert trimming.settled_up_to(toolbox.line) is None
    assert purge_events.run(toolbox).trimmed == 0
    assert left(redis_server) == entries


def test_pitfall_6_the_slowest_group_decides(
    toolbox: Toolbox, entries: list[str], redis_server: RedisServer
) -> None:
    read(redis_server, "quick", 10, entries)
    read(redis_server, "slow", 4, entries[:4])
    assert purge_events.run(toolbox).trimmed == 4
    assert left(redis_server) == entries[4:]


def test_pitfall_6_what_is_read_and_not_acknowledged_stays(
    toolbox: Toolbox, entries: list[str], redis_server: RedisServer
) -> None:
    read(redis_server, "platform", 10, entries[:2] + entries[3:])
    assert purge_events.run(toolbox).trimmed == 2
    assert left(redis_server) == entries[2:]


def test_pitfall_6_a_group_that_has_read_nothing_keeps_everything(
    toolbox: Toolbox, entries: list[str], redis_server: RedisServer
) -> None:
    read(redis_server, "quick", 10, entries)
    read(redis_server, "new", 0, [])
    assert purge_events.run(toolbox).trimmed == 0
    assert left(redis_server) == entries


def test_trimmed_entries_are_not_taken_for_lost(
    toolbox: Toolbox, entries: list[str], diary: Diary, redis_server: RedisServer
) -> None:
    read(redis_server, "all", 10, entries)
    assert purge_events.run(toolbox).trimmed == 10
    assert relay_events.run(toolbox) == Report()
    diary.write(2)
    assert relay_events.run(toolbox) == Report(published=2)
    assert len(left(redis_server)) == 2


def test_a_loss_behind_the_cut_is_still_made_good(
    toolbox: Toolbox, entries: list[str], diary: Diary, redis_server: RedisServer
) -> None:
    read(redis_server, "all", 10, entries)
    purge_events.run(toolbox)
    diary.write(2)
    relay_events.run(toolbox)
    redis_server.lose_the_last_writes(1)
    assert relay_events.run(toolbox) == Report(published=2, lost=2)
    assert [event["data"]["n"] for event in redis_server.events()] == [4, 3]


def test_a_cut_whose_answer_was_lost_is_remembered(
    toolbox: Toolbox, entries: list[str], redis_server: RedisServer, wire: Wire
) -> None:
    """Otherwise the relay would publish all of it again."""
    read(redis_server, "all", 10, entries)
    behind = Toolbox(toolbox.settings)
    behind.line = type(toolbox.line)(
        type(toolbox.line.stream)(_client(wire), STREAM), toolbox.line.target
    )
    wire.mark, wire.cut = b"XTRIM", "after"
    with pytest.raises(ServiceUnavailableError):
        purge_events.run(behind)
    behind.line.stream.client.close()
    behind.close()
    assert left(redis_server) == []
    assert relay_events.run(toolbox) == Report()
    assert assert_in_order_and_once(redis_server.events()) == 0


def _client(wire: Wire):
    from crmctl.events import connecting

    return connecting.open_client(wire.url)
