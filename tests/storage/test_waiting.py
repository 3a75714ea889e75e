"""The queues of events whose turn comes later: what may be tried, and what stands behind it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from crmctl.storage import turns, waiting
from crmctl.storage.deliveries import Delivery, Failure
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import ALL_WORKSPACES
from tests.conftest import FixedClock, Workspace

GROUP = "g"
LATEST = timedelta(hours=1)
FAILURE = Failure("ValueError", "no")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def session(engine: Engine, clock: FixedClock) -> Iterator[Session]:
    with Workspace(engine, ALL_WORKSPACES, clock=clock).open() as opened:
        yield opened


def delivery(number: int, entity: str = "r1", handler: str = "h") -> Delivery:
    event_id = f"{entity}-{handler}-{number}"
    return Delivery("w", GROUP, event_id, handler, entity, f"{number}-0", "t", "c", b"{}")


LANES = {("r1", "h"), ("r1", "h2"), ("r2", "h"), ("r0", "h")}


def untried(session: Session, limit: int = 100, lanes: set[tuple[str, str]] = LANES) -> list[str]:
    return [row["event_id"] for row in waiting.untried(session, GROUP, LATEST, limit, lanes)]


def heads(session: Session) -> list[str]:
    return [row["event_id"] for row in waiting.heads(session, GROUP, LATEST, 100)]


def row_of(session: Session, each: Delivery) -> Row:
    found = waiting.find(session, GROUP, *each.key)
    assert found is not None
    return found


def test_what_was_parked_may_be_tried_together_in_order(session: Session) -> None:
    waiting.park(session, [delivery(10), delivery(9), delivery(2, "r2"), delivery(100)])
    waiting.park(session, [delivery(9)])
    assert untried(session) == ["r2-h-2", "r1-h-9", "r1-h-10", "r1-h-100"]
    assert untried(session, 2) == ["r2-h-2", "r1-h-9"]
    assert untried(session, lanes={("r2", "h")}) == ["r2-h-2"]
    assert untried(session, lanes=set()) == []
    assert heads(session) == ["r2-h-2", "r1-h-9"]


def test_nothing_overtakes_what_was_tried_in_its_own_queue(
    session: Session, clock: FixedClock
) -> None:
    waiting.park(session, [delivery(1), delivery(3), delivery(3, handler="h2"), delivery(3, "r2")])
    waiting.add_failed(session, delivery(2), FAILURE, clock.now() + timedelta(minutes=5))
    assert untried(session) == ["r1-h-1", "r1-h2-3", "r2-h-3"]
    waiting.remove(session, row_of(session, delivery(1)))
    assert "r1-h-2" not in heads(session)
    assert "r1-h-3" not in heads(session)
    clock.move(minutes=6)
    assert "r1-h-2" in heads(session)
    assert "r1-h-3" not in untried(session)
    waiting.remove(session, row_of(session, delivery(2)))
    assert "r1-h-3" in untried(session)


def test_what_somebody_is_at_is_tried_by_no_other_lot(session: Session) -> None:
    waiting.park(session, [delivery(1), delivery(2), delivery(3)])
    rows = waiting.untried(session, GROUP, LATEST, 2, LANES)
    waiting.mark_together(session, rows, "w-1")
    assert untried(session) == []
    assert waiting.was_in_a_lot(row_of(session, delivery(1)))
    waiting.mark_together(session, rows[1:], None)
    assert untried(session) == []
    waiting.acquit(session, GROUP, "w-1")
    assert untried(session) == ["r1-h-1", "r1-h-2", "r1-h-3"]


def test_a_full_lot_may_be_of_as_many_queues(engine: Engine) -> None:
    """Two keys a queue and four a row, in one statement: SQLite takes 32,766."""
    room = turns.room(engine)
    with Workspace(engine, ALL_WORKSPACES).open() as session:
        waiting.park(session, [delivery(1, f"r{at}") for at in range(room)])
        found = waiting.heads(session, GROUP, LATEST, room)
        lanes = {(row["entity"], row["handler"]) for row in found}
        assert len(lanes) == room
        assert len(waiting.lanes(session, GROUP, {entity for entity, _ in lanes})) == room
        rows = waiting.untried(session, GROUP, LATEST, room, lanes)
        assert len(rows) == room
        waiting.mark_together(session, rows, "w-1")
        waiting.remove(session, *rows)
        assert waiting.counts(session) == (0, 0)


def test_what_is_due_long_from_now_was_written_by_another_clock(
    session: Session, clock: FixedClock
) -> None:
    waiting.add_failed(session, delivery(1), FAILURE, clock.now() + timedelta(minutes=59))
    waiting.add_failed(session, delivery(2, "r2"), FAILURE, clock.now() + timedelta(days=3_650))
    assert heads(session) == ["r2-h-2"]


def test_counts_and_what_is_next(session: Session, clock: FixedClock) -> None:
    assert waiting.next_due(session, GROUP) is None
    waiting.park(session, [delivery(1), delivery(2)])
    waiting.add_failed(session, delivery(1, "r2"), FAILURE, clock.now() + timedelta(minutes=5))
    assert waiting.counts(session) == (3, 1)
    assert waiting.next_due(session, GROUP) == clock.now()


def test_a_death_is_written_down_beside_a_try_that_goes_on(session: Session) -> None:
    waiting.park(session, [delivery(1)])
    started = waiting.start(session, row_of(session, delivery(1)), "w-2")
    waiting.count_death(session, started, FAILURE)
    row = row_of(session, delivery(1))
    assert (row["deaths"], row["attempts"], row["worker"]) == (1, 1, "w-2")
    assert [each["error"] for each in row["history"]] == ["no"]


def test_long_queues_are_read_once_and_not_for_each_event(engine: Engine) -> None:
    """A hot record behind a failure: 36,000 events once took twenty seconds for each look."""
    if engine.dialect.name != "sqlite":
        pytest.skip("counted by SQLite's own virtual machine")
    steps = [0, 0]
    with Workspace(engine, ALL_WORKSPACES).open() as session:
        for at, many in enumerate((500, 2_000)):
            waiting.park(session, [delivery(n, f"r{n % 3}") for n in range(many)])
            raw = session.connection.connection.dbapi_connection

            def count(place: int = at) -> int:
                steps[place] += 1
                return 0

            raw.set_progress_handler(count, 1_000)
            untried(session)
            raw.set_progress_handler(None, 0)
    # Four times as long is four times the work, or a little more: not sixteen times.
    assert steps[1] < steps[0] * 8
