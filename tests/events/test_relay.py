"""The relay's steps: what is noted before a lot is sent, and what a new leader settles."""

from contextlib import suppress

import pytest

from crmctl.errors import ServiceUnavailableError
from crmctl.events import relay
from crmctl.events.envelope import seal
from crmctl.events.relay import LOT, Recovered
from crmctl.events.stream import FencedError
from crmctl.storage import publishing
from crmctl.wiring import Toolbox
from jobs import relay_events
from tests.conftest import Diary
from tests.redis_server import RedisServer, assert_in_order_and_once


def recover(toolbox: Toolbox) -> Recovered:
    with toolbox.system_transaction() as session:
        return relay.recover(session, toolbox.line)


def progress(toolbox: Toolbox) -> publishing.Progress:
    with toolbox.system_transaction() as session:
        return publishing.progress(session, toolbox.line.target)


def test_a_claim_is_written_down_before_anything_is_sent(toolbox: Toolbox, diary: Diary) -> None:
    ids = diary.write(LOT + 1)
    with toolbox.system_transaction() as session:
        lot = relay.claim(session, toolbox.line, "7-1")
    assert [event.id for event in lot] == ids[:LOT]
    noted = progress(toolbox)
    assert (noted.sending_to, noted.sending_after) == (lot[-1].seq, "7-1")


def test_a_claim_that_was_never_sent_is_sent_by_the_next(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(5)
    with toolbox.system_transaction() as session:
        relay.claim(session, toolbox.line, "0-0")
    assert recover(toolbox) == Recovered(found=0, lost=0)
    assert progress(toolbox).sending_to is None
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 5


def test_a_lot_that_was_sent_and_not_marked_is_found(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(5)
    stream = toolbox.line.stream
    with toolbox.system_transaction() as session:
        lot = relay.claim(session, toolbox.line, stream.end())
    entries = stream.append(stream.lead("me"), [seal(event) for event in lot])
    diary.write(5)
    assert recover(toolbox) == Recovered(found=5, lost=0)
    assert progress(toolbox).last_id == entries[-1]
    relay_events.run(toolbox)
    assert assert_in_order_and_once(redis_server.events()) == 10


def test_a_leader_that_slept_too_long_changes_nothing(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    """Its lot was sent by the next leader; its own append comes too late and is refused."""
    diary.write(5)
    stream = toolbox.line.stream
    earlier = stream.lead("earlier")
    with toolbox.system_transaction() as session:
        lot = relay.claim(session, toolbox.line, stream.end())
    relay_events.run(toolbox)
    with pytest.raises(FencedError):
        stream.append(earlier, [seal(event) for event in lot])
    assert assert_in_order_and_once(redis_server.events()) == 5


def test_while_the_last_entry_is_there_nothing_is_taken_for_lost(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    """An entry that somebody deleted on purpose stays deleted."""
    diary.write(5)
    relay_events.run(toolbox)
    redis_server.do("XDEL", toolbox.line.stream.name, redis_server.entries()[0][0])
    assert recover(toolbox) == Recovered(found=0, lost=0)


def test_a_loss_is_remembered_till_it_is_made_good(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(5)
    relay_events.run(toolbox)
    kept = redis_server.entries()[-1][0]
    diary.write(5)
    relay_events.run(toolbox)
    redis_server.lose_the_last_writes(1)
    assert recover(toolbox) == Recovered(found=0, lost=5)
    assert (progress(toolbox).last_id, progress(toolbox).repeated) == (kept, 5)


def test_nothing_is_settled_while_redis_is_away(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    diary.write(5)
    relay_events.run(toolbox)
    before = progress(toolbox)
    redis_server.kill()
    with pytest.raises(ServiceUnavailableError):
        recover(toolbox)
    assert progress(toolbox) == before
    with toolbox.system_transaction() as session:
        assert publishing.depth(session) == (0, None)


def test_pitfall_1_an_event_of_a_change_that_was_rolled_back_is_not_published(
    toolbox: Toolbox, diary: Diary, redis_server: RedisServer
) -> None:
    """Not even when a savepoint inside was released."""
    with suppress(ZeroDivisionError), toolbox.transaction() as session:
        with session.connection.begin_nested():
            diary.append(session, 3)
        raise ZeroDivisionError
    with suppress(ZeroDivisionError), toolbox.transaction() as session:
        diary.append(session, 1)
        with session.connection.begin_nested():
            diary.append(session, 1)
            raise ZeroDivisionError
    assert relay_events.run(toolbox).published == 0
    assert redis_server.entries() == []
