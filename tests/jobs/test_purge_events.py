"""The outbox forgets what was published long ago, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crmctl.clock import SystemClock
from crmctl.errors import ServiceUnavailableError
from crmctl.storage import inbox, publishing
from crmctl.storage.deliveries import Delivery
from crmctl.wiring import Toolbox
from jobs import purge_events, relay_events
from jobs.purge_events import Report
from tests.conftest import Diary, FixedClock
from tests.redis_server import RedisServer


def kept(toolbox: Toolbox) -> tuple[int, int]:
    """How many published events the outbox holds, and how many that wait."""
    with toolbox.system_transaction() as session:
        published = sum(map(len, publishing.published(session, 100)))
        return published, publishing.depth(session)[0]


@pytest.mark.parametrize(("days", "purged"), [(6.99, 0), (7.01, 5)])
def test_published_events_go_after_their_time_and_those_that_wait_stay(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer, days: float, purged: int
) -> None:
    diary.write(5)
    relay_events.run(toolbox)
    diary.write(3)
    toolbox.clock = FixedClock(SystemClock().now() + timedelta(days=days))
    assert purge_events.run(toolbox) == Report(purged=purged)
    assert kept(toolbox) == (5 - purged, 3)
    assert relay_events.run(toolbox).published == 3
    assert len(redis_server.ids()) == 8


def test_handled_events_are_forgotten_after_their_own_time(toolbox: Toolbox) -> None:
    delivery = Delivery("w-test", "crmctl", "e1", "noter", "a", "1-0", "t", "c", b"{}")
    with toolbox.system_transaction() as session:
        assert inbox.take(session, [delivery])
    for days, known in ((89, 1), (91, 0)):
        toolbox.clock = FixedClock(SystemClock().now() + timedelta(days=days))
        purge_events.run(toolbox)
        with toolbox.system_transaction() as session:
            assert len(inbox.known(session, [delivery])) == known


def test_a_purged_number_never_comes_again(toolbox: Toolbox, diary: Diary) -> None:
    diary.write(5)
    relay_events.run(toolbox)
    toolbox.clock = FixedClock(SystemClock().now() + timedelta(days=30))
    purge_events.run(toolbox)
    diary.write(1)
    with toolbox.system_transaction() as session:
        assert publishing.waiting(session, 10)[0].seq == 6


def test_the_outbox_is_purged_also_while_redis_is_away(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(5)
    relay_events.run(toolbox)
    redis_server.kill()
    toolbox.clock = FixedClock(SystemClock().now() + timedelta(days=30))
    with pytest.raises(ServiceUnavailableError):
        purge_events.run(toolbox)
    assert kept(toolbox) == (0, 0)


def test_one_purge_at_a_time(toolbox: Toolbox, open_box: Callable[..., Toolbox]) -> None:
    with toolbox.lock(purge_events.LOCK):
        assert purge_events.run(open_box(toolbox.redis_url)).busy
