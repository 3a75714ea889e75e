"""Events to effects: each once, in the order of its record, whatever a handler does."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crmctl.errors import PermanentError, ServiceUnavailableError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.platform.handling import Incoming
from crmctl.storage import unawaited
from crmctl.storage.session import Session
from tests.conftest import FixedClock, envelopes
from tests.listening.hearing import (
    DLQ,
    Listener,
    assert_once_and_in_order,
    effects,
    envelope,
    note,
    pending,
    publish,
    publish_many,
    rows,
    run_sql,
)
from tests.redis_server import RedisServer


def make_due(listener: Listener) -> None:
    """What waits has waited long enough."""
    run_sql(listener.toolbox, "UPDATE crm_waiting_events SET due_at = '2020-01-01T00:00:00.000Z'")


def waiting(listener: Listener) -> list[tuple[Any, ...]]:
    return rows(
        listener.toolbox,
        "SELECT event_id, attempts FROM crm_waiting_events ORDER BY position",
    )


def test_each_event_acts_once_and_in_order(noter: Listener, redis_server: RedisServer) -> None:
    publish_many(redis_server, 350)
    assert noter.run() == {"handled": 350}
    assert assert_once_and_in_order(effects(noter.toolbox)) == 350
    assert noter.run() == {}
    assert pending(redis_server) == 0


def test_pitfall_10_the_same_event_twice_acts_once(
    noter: Listener, redis_server: RedisServer
) -> None:
    event = publish(redis_server)
    publish(redis_server, event)
    assert noter.run() == {"handled": 1, "duplicates": 1}
    publish(redis_server, event)
    assert noter.run() == {"duplicates": 1}
    assert len(effects(noter.toolbox)) == 1


def test_a_republished_event_is_a_duplicate_of_the_original(
    noter: Listener, redis_server: RedisServer
) -> None:
    event = publish(redis_server)
    again = {"__replay": True, "__originalEventId": event["id"]}
    publish(redis_server, envelope(data=again))
    assert noter.run() == {"handled": 1, "duplicates": 1}


def test_events_without_a_handler_are_acknowledged(
    noter: Listener, redis_server: RedisServer
) -> None:
    publish(redis_server, type_="other.thing")
    publish(redis_server, type_="testing.thing", version="9.0")
    assert noter.run() == {"ignored": 2}
    assert pending(redis_server) == 0


def test_what_a_handler_brings_about_bears_the_incoming_correlation(
    listener: Listener, redis_server: RedisServer
) -> None:
    def act(session: Session, incoming: Incoming) -> None:
        assert session.workspace == incoming.workspace
        outbox.append(session, [Event("crm.contact.deleted", "contact", "c1", {})])

    listener.handler("teller", act)
    first = publish(redis_server, tenantId="w-1")
    second = publish(redis_server, tenantId="w-2", userId=None)
    listener.run()
    for event, user in ((first, "u-platform"), (second, "system")):
        (caused,) = envelopes(listener.toolbox.engine, event["tenantId"])
        assert caused["correlationId"] == event["correlationId"]
        assert caused["userId"] == user
        ((known,),) = rows(
            listener.toolbox, f"SELECT caused FROM crm_inbox WHERE event_id = '{event['id']}'"
        )
        assert caused["id"] in json.dumps(known)


def test_pitfall_8_a_failing_event_holds_back_only_its_own_record(
    listener: Listener, redis_server: RedisServer
) -> None:
    broken = {"is": True}

    def act(session: Session, incoming: Incoming) -> None:
        if broken["is"] and incoming.data.get("bad"):
            raise ValueError("not now")
        note(session, incoming)

    listener.handler("noter", act)
    publish(redis_server, entity="a", data={"n": 0})
    bad = publish(redis_server, entity="a", data={"n": 1, "bad": True})
    for at in range(4):
        publish(redis_server, entity="a", data={"n": 2 + at})
        publish(redis_server, entity="b", data={"n": at})
    assert listener.run() == {"handled": 5, "failed": 1, "parked": 4}
    assert [(e, n) for _, _, e, n in effects(listener.toolbox)] == [
        ("a", 0), ("b", 0), ("b", 1), ("b", 2), ("b", 3)
    ]  # fmt: skip
    assert waiting(listener)[0] == (bad["id"], 1)
    # Restarted, and later still: neither time nor more events let anything overtake.
    publish(redis_server, entity="a", data={"n": 6})
    assert listener.run() == {"parked": 1}
    broken["is"] = False
    make_due(listener)
    assert listener.run() == {"handled": 6}
    assert assert_once_and_in_order(effects(listener.toolbox)) == 11
    assert waiting(listener) == []


def test_retries_have_their_delays_and_then_a_dead_letter(
    listener: Listener, redis_server: RedisServer
) -> None:
    def act(_session: Session, _incoming: Incoming) -> None:
        raise ValueError("never")

    listener.handler("noter", act)
    publish(redis_server, entity="a")
    for delay in (60, 300, 1800):
        assert listener.run() == {"failed": 1}
        assert listener.run() == {}
        query = "SELECT due_at, history FROM crm_waiting_events"
        ((due_at, _),) = rows(listener.toolbox, query)
        ((seconds,),) = rows(listener.toolbox, _seconds_till(listener, due_at))
        assert delay * 0.5 < seconds < delay * 1.15
        make_due(listener)
    publish(redis_server, entity="a")
    assert listener.run() == {"failed": 1, "dead": 1, "parked": 1} | {"failed": 2}
    (entry,) = redis_server.entries(DLQ)
    assert [name.decode() for name in entry[1]] == [
        "event", "error", "errorStack", "movedAt", "attempts",
        "group", "consumer", "streamId", "handler", "errorType", "firstFailedAt",
    ]  # fmt: skip
    assert (entry[1][b"attempts"], entry[1][b"errorType"]) == (b"4", b"ValueError")


def _seconds_till(listener: Listener, moment: Any) -> str:
    if listener.toolbox.engine.dialect.name == "postgresql":
        return f"SELECT extract(epoch FROM timestamptz '{moment}' - now())"
    return f"SELECT (julianday('{moment}') - julianday('now')) * 86400"


def test_what_can_never_succeed_is_a_dead_letter_at_once(
    listener: Listener, redis_server: RedisServer
) -> None:
    def act(_session: Session, _incoming: Incoming) -> None:
        raise PermanentError("no such plan")

    listener.handler("noter", act)
    event = publish(redis_server)
    assert listener.run() == {"failed": 1, "dead": 1}
    ((_, fields),) = redis_server.entries(DLQ)
    assert json.loads(fields[b"event"]) == event
    assert fields[b"error"] == b"no such plan"
    # Seen again, after a loss or a seek, it is not tried again.
    publish(redis_server, event)
    assert listener.run() == {"duplicates": 1}


def test_two_handlers_of_one_event_fail_apart(
    listener: Listener, redis_server: RedisServer
) -> None:
    def act(_session: Session, _incoming: Incoming) -> None:
        raise SystemExit(3)

    listener.handler("good", lambda session, incoming: note(session, incoming, "good"))
    listener.handler("bad", act, "*")
    publish_many(redis_server, 3, records=1)
    assert listener.run() == {"handled": 3, "failed": 1, "parked": 2}
    assert [handler for handler, *_ in effects(listener.toolbox)] == ["good"] * 3


def test_a_handler_that_swallows_a_broken_transaction_is_told_on(
    listener: Listener, redis_server: RedisServer
) -> None:
    """PostgreSQL commits such a transaction without a word, and nothing of it is there."""

    def act(session: Session, incoming: Incoming) -> None:
        note(session, incoming)
        if incoming.data.get("bad"):
            with suppress(DBAPIError):
                session.connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    listener.handler("noter", act)
    publish(redis_server, entity="a", data={"bad": True})
    publish(redis_server, entity="b")
    counts = listener.run()
    native = listener.toolbox.engine.dialect.name == "postgresql"
    assert counts == ({"handled": 1, "failed": 1} if native else {"handled": 2})
    assert len(effects(listener.toolbox)) == counts["handled"]


def test_a_busy_service_gets_a_second_chance_at_once(
    listener: Listener, redis_server: RedisServer
) -> None:
    calls = []

    def act(session: Session, incoming: Incoming) -> None:
        calls.append(incoming.id)
        if len(calls) < 3:
            raise ServiceUnavailableError
        note(session, incoming)

    listener.handler("noter", act)
    publish(redis_server)
    assert listener.run() == {"handled": 1}


def test_what_the_database_was_only_sent_fails_as_the_handlers_own(
    listener: Listener, redis_server: RedisServer
) -> None:
    if listener.toolbox.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is sent nothing that it has not done")
    calls = []

    def act(session: Session, incoming: Incoming) -> None:
        calls.append(incoming.id)
        note(session, incoming)
        if len(calls) < 3:
            refusal = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"
            unawaited.send(session.connection, refusal)

    listener.handler("noter", act)
    publish(redis_server)
    assert listener.run() == {"handled": 1}
    assert len(calls) == 3


def test_a_long_lot_is_committed_in_parts(listener: Listener, redis_server: RedisServer) -> None:
    import time

    seen: list[int] = []

    def act(session: Session, incoming: Incoming) -> None:
        time.sleep(0.06)
        note(session, incoming)
        seen.append(len(effects(listener.toolbox)))

    listener.handler("noter", act)
    publish_many(redis_server, 12, records=1)
    listener.run()
    assert assert_once_and_in_order(effects(listener.toolbox)) == 12
    # Others see what is done before all of it is.
    assert max(seen) >= 4


def test_pitfall_12_stopping_leaves_the_rest_without_burning_a_try(
    listener: Listener, redis_server: RedisServer
) -> None:
    def act(session: Session, incoming: Incoming) -> None:
        note(session, incoming)
        if incoming.data["n"] == 2:
            listener.stop.ask()

    listener.handler("noter", act)
    publish_many(redis_server, 50, records=1)
    assert listener.run() == {"handled": 3}
    assert pending(redis_server) == 47
    listener.stop = type(listener.stop)()
    assert listener.run() == {"handled": 47, "left_over": 47}
    assert assert_once_and_in_order(effects(listener.toolbox)) == 50
    assert pending(redis_server) == 0


def test_the_log_holds_no_personal_data(listener: Listener, redis_server: RedisServer) -> None:
    def act(_session: Session, _incoming: Incoming) -> None:
        raise ValueError("ann@acme.example is not welcome")

    listener.handler("noter", act)
    event = publish(redis_server, data={"email": "ann@acme.example"})
    publish(redis_server, '{"id": "x", "email": "ann@acme.example"')
    listener.run()
    assert "acme" not in repr(listener.said)
    assert listener.lines("failed")[0]["correlationId"] == event["correlationId"]


def test_a_megabyte_is_no_trouble(noter: Listener, redis_server: RedisServer) -> None:
    publish(redis_server, data={"text": "é" * 1_000_000})
    assert noter.run() == {"handled": 1}


def test_a_clock_that_is_set_back_does_not_stop_retries(
    listener: Listener, redis_server: RedisServer
) -> None:
    broken = {"is": True}

    def act(session: Session, incoming: Incoming) -> None:
        if broken["is"]:
            raise ValueError
        note(session, incoming)

    listener.handler("noter", act)
    publish(redis_server)
    listener.run()
    broken["is"] = False
    # Due in ten years: it was written down before the clock was set back.
    run_sql(listener.toolbox, "UPDATE crm_waiting_events SET due_at = '2036-01-01T00:00:00.000Z'")
    assert listener.run() == {"handled": 1}


@pytest.mark.parametrize("days", [-3_650.0, -0.04, 0.04, 3_650.0])
def test_a_clock_that_steps_loses_nothing_and_does_nothing_twice(
    listener: Listener, redis_server: RedisServer, days: float
) -> None:
    """In the midst of a lot, between a failure and its retry, and back again."""
    clock = FixedClock(datetime.now(UTC))
    listener.toolbox.clock = clock
    broken, steps = {"is": True}, [days]

    def act(session: Session, incoming: Incoming) -> None:
        if steps and incoming.data["n"] == 20:
            clock.move(days=steps.pop())
        if broken["is"] and (incoming.data["entityId"], incoming.data["n"]) == ("r1", 5):
            raise ValueError
        note(session, incoming)

    listener.handler("noter", act)
    sent = publish_many(redis_server, 350)
    listener.run()
    broken["is"] = False
    for back in (-days, days, -days):
        clock.move(days=back)
        publish(redis_server, sent[0])
        listener.run()
    # Whatever time it is: at the latest when the longest delay is over.
    clock.move(hours=1)
    listener.run()
    assert assert_once_and_in_order(effects(listener.toolbox)) == 350
    assert pending(redis_server) == 0
