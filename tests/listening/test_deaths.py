"""Each death counts once against what the worker was at, whoever of the others sees it first."""

import json

import pytest

from crmctl.platform.registry import Registry
from crmctl.storage import turns, waiting
from crmctl.storage.deliveries import Delivery
from jobs.listening import failing
from jobs.listening.acting import Acting
from jobs.listening.desk import AtWork, Desk
from jobs.listening.overdue import Overdue
from jobs.listening.sorting import Sorting
from tests.listening.hearing import GROUP, Listener, effects, envelope, rows


class Case:
    """An event that waits, and what somebody died over."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.toolbox = listener.toolbox
        self.event = envelope()
        self.sorting = Sorting(Registry(tuple(listener.handlers)), GROUP, 1_000_000)
        (task,) = self.sorting.tasks("1-1", json.dumps(self.event).encode())
        self.delivery: Delivery = task.delivery
        with self.toolbox.system_transaction() as system:
            waiting.park(system, [self.delivery])
        self.desk = Desk()
        self.others: set[tuple[str, str, str]] = set()
        acting = Acting(self.toolbox, listener.plan, self.desk, "w-2", lambda _w, _f: None)
        self.acting = acting

    def at(self, attempt: int) -> AtWork:
        return AtWork(*self.delivery.key, "test.thing", "c", attempt)

    def start(self, worker: str) -> int:
        """A try that is counted before it is made; returns its number."""
        with self.toolbox.system_transaction() as system:
            row = waiting.find(system, GROUP, *self.delivery.key)
            assert row is not None
            return int(waiting.start(system, row, worker)["attempts"])

    def blame(self, attempt: int, worker: str = "w-1") -> bool:
        failure = failing.died(over_time=False, plan=self.listener.plan)
        with turns.opened(self.toolbox.engine, GROUP) as own:
            overdue = self.overdue(own)
            with self.toolbox.system_transaction() as system:
                return overdue.blame(system, self.at(attempt), failure, worker)

    def overdue(self, own: turns.Turns) -> Overdue:
        return Overdue(self.acting, self.sorting, own, lambda: False, lambda: self.others)

    def try_what_is_due(self) -> int:
        with turns.opened(self.toolbox.engine, GROUP) as own:
            return self.overdue(own).run(lambda: True)

    def counted(self) -> tuple[int, int]:
        ((attempts, deaths),) = rows(
            self.toolbox, "SELECT attempts, deaths FROM crm_waiting_events"
        )
        return attempts, deaths


@pytest.fixture
def case(noter: Listener) -> Case:
    return Case(noter)


def test_a_first_try_that_nobody_counted(case: Case) -> None:
    assert case.blame(0)
    assert case.counted() == (1, 1)


def test_a_counted_try_whose_death_another_has_seen(case: Case) -> None:
    number = case.start("w-1")
    # The record is free, and the row says that somebody is at it: who was is dead.
    assert case.try_what_is_due() == 1
    assert case.counted() == (1, 1)
    assert case.blame(number)
    assert case.counted() == (1, 1), "its successor comes late: the death is counted"


def test_a_counted_try_whose_death_its_successor_has_seen(case: Case) -> None:
    assert case.blame(case.start("w-1"))
    assert case.counted() == (1, 1)
    assert case.try_what_is_due() == 1
    assert effects(case.toolbox) != []


def test_a_death_that_is_told_of_while_another_is_at_it(case: Case) -> None:
    case.start("w-3")
    assert case.blame(0)
    assert case.counted() == (1, 1)
    query = "SELECT worker FROM crm_waiting_events"
    assert rows(case.toolbox, query) == [("w-3",)], "that try goes on"
    assert case.blame(1, "w-3")
    assert case.counted() == (1, 2)


def test_a_later_try_is_not_the_one_that_was_died_over(case: Case) -> None:
    first = case.start("w-1")
    case.try_what_is_due()
    second = case.start("w-1")
    assert (first, second) == (1, 2)
    case.blame(first)
    assert case.counted() == (2, 1)
    case.blame(second)
    assert case.counted() == (2, 2)


def test_what_others_died_over_is_left_to_their_successors(case: Case) -> None:
    """Tried at once by another, a handler that hangs would hang again, and not wait its time."""
    case.others.add(case.delivery.key)
    assert case.try_what_is_due() == 0
    case.start("w-1")
    assert case.try_what_is_due() == 0
    assert case.counted() == (1, 0)
    case.others.clear()
    assert case.try_what_is_due() == 1


def test_what_is_done_with_is_blamed_no_more(case: Case) -> None:
    assert case.try_what_is_due() == 1
    assert not case.blame(0)
    assert rows(case.toolbox, "SELECT count(*) FROM crm_waiting_events") == [(0,)]
