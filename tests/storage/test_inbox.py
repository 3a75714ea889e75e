"""The inbox: each event for each handler once, whatever comes twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from crmctl.storage import inbox
from crmctl.storage.deliveries import Delivery
from crmctl.storage.session import Session
from crmctl.storage.tables import ALL_WORKSPACES
from tests.conftest import Workspace


def delivery(event: str = "e1", handler: str = "h", workspace: str = "w1") -> Delivery:
    return Delivery(workspace, "g", event, handler, "w1 r", "1-1", "test.thing", "c1", b"{}")


@pytest.fixture
def system(engine: Engine) -> Workspace:
    return Workspace(engine, ALL_WORKSPACES)


@pytest.fixture
def session(system: Workspace) -> Iterator[Session]:
    with system.open() as opened:
        yield opened


def test_what_is_new_is_taken_and_what_is_known_is_not(session: Session) -> None:
    old, new = delivery("old"), delivery("new")
    assert inbox.take(session, [old]) == {old.key}
    assert inbox.take(session, [old, new]) == {new.key}
    assert inbox.take(session, [old, new]) == set()
    assert inbox.take(session, []) == set()


def test_an_event_twice_in_one_lot_is_new_once(session: Session) -> None:
    again = delivery()._replace(stream_id="2-1")
    assert inbox.take(session, [delivery(), again]) == {delivery().key}
    assert len(inbox.of_correlation(session, "c1")) == 1


def test_handlers_workspaces_and_groups_are_apart(session: Session) -> None:
    apart = [delivery(), delivery(handler="h2"), delivery(workspace="w2")]
    assert inbox.take(session, apart) == {each.key for each in apart}
    other_group = delivery()._replace(group="g2")
    assert inbox.take(session, [other_group]) == {other_group.key}


def test_names_of_any_kind_are_kept_as_they_are(session: Session) -> None:
    odd = [delivery(name) for name in ("a'b", 'a"b', "a\\b", "{a,b}", "NULL", "é🙂", "%s :x")]
    assert inbox.take(session, odd) == {each.key for each in odd}
    assert inbox.known(session, odd) == {each.key for each in odd}


def test_thousands_at_once(session: Session) -> None:
    many = [delivery(f"e{at}") for at in range(5_000)]
    assert len(inbox.take(session, many)) == 5_000
    inbox.give_back(session, many[1_000:2_000])
    assert inbox.known(session, many) == {each.key for each in many[:1_000] + many[2_000:]}


def test_given_back_it_is_new_again_and_others_are_not(session: Session) -> None:
    inbox.take(session, [delivery(), delivery(handler="h2")])
    inbox.give_back(session, [delivery()])
    assert inbox.take(session, [delivery(), delivery(handler="h2")]) == {delivery().key}


def test_what_is_rolled_back_was_never_taken(system: Workspace) -> None:
    with system.open(keep=False) as session:
        inbox.take(session, [delivery()])
    with system.open() as session:
        assert inbox.take(session, [delivery()]) == {delivery().key}


def test_what_an_event_has_caused_is_told_of_its_run(session: Session) -> None:
    inbox.take(session, [delivery(), delivery("other")._replace(correlation="c2")])
    inbox.note_caused(session, delivery(), ["x", "y"])
    (row,) = inbox.of_correlation(session, "c1")
    assert (row["event_id"], row["caused"]) == ("e1", ["x", "y"])


def test_purge_forgets_what_is_old(session: Session) -> None:
    inbox.take(session, [delivery()])
    assert inbox.purge(session, session.now() - timedelta(days=1)) == 0
    assert inbox.purge(session, session.now() + timedelta(days=1)) == 1
    assert inbox.known(session, [delivery()]) == set()
