"""Requests that ran out of time are closed in every workspace, by one run at a time."""

from datetime import timedelta

import pytest

from crmctl.records import approvals
from crmctl.records.approvals import Asked
from jobs import purge_approvals
from tests.conftest import NOON, FixedClock
from tests.exporting import making


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def toolbox(database_url, tmp_path, clock):
    made = making.open_toolbox(tmp_path / "home", database_url, clock)
    yield made
    made.close()


def ask(toolbox):
    with toolbox.transaction() as session:
        return approvals.request(session, Asked("delete", "contacts", "T", {}, {}))["id"]


def look(toolbox, action):
    with toolbox.transaction(write=False) as session:
        return approvals.get(session, action)


def test_every_workspace_has_its_turn(toolbox, clock):
    places = [toolbox.in_workspace(name) for name in ("w-1", "w-2")]
    asked = [(place, ask(place)) for place in places]
    clock.move(days=1)
    young = ask(toolbox)
    clock.move(days=6)
    assert purge_approvals.run(toolbox) == purge_approvals.Report(2)
    for place, action in asked:
        row = look(place, action)
        assert (row["status"], row["closed_at"]) == ("expired", NOON + timedelta(days=7))
    assert look(toolbox, young)["status"] == "pending"
    assert purge_approvals.run(toolbox) == purge_approvals.Report(0)


def test_a_second_run_leaves_quietly(toolbox):
    with toolbox.lock(purge_approvals.LOCK) as ours:
        assert ours
        assert purge_approvals.run(toolbox) == purge_approvals.Report(busy=True)
