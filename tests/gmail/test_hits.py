"""Hits are kept once, each with its class, and people's first ones are told.

Tried: the same lines twice, forged tokens, scanners, a hit right after the sending, two at once.
"""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.gmail import hits, machines, tracking
from crmctl.gmail.hits import Hit, Policy
from crmctl.gmail.machines import Visit
from crmctl.gmail.tracking import Token
from crmctl.storage import queries, tables
from tests.conftest import NOON, Workspace, envelopes
from tests.gmail.test_machines import CHROME

POLICY = Policy(machines.load(Path("/nowhere"), ()), timedelta(seconds=2), traces=False)
PIXEL, ONE, TWO = "p" * 22, "1" * 22, "2" * 22
TOKENS = [
    Token(PIXEL, 0, None),
    Token(ONE, 1, "https://a.example"),
    Token(TWO, 2, "https://b.example"),
]


@pytest.fixture
def mail(workspace: Workspace) -> Workspace:
    with workspace.open() as session:
        tracking.keep(session, "s1", "c1", TOKENS, NOON)
        tracking.put_on_time_line(session, "s1", "a1", NOON)
    return workspace


def hit(token: str, seconds: float, agent: str = CHROME, id_: str = "") -> Hit:
    at = NOON + timedelta(seconds=seconds)
    return Hit(id_ or f"{token[0]}{seconds}", token, at, Visit("GET", agent, "198.51.100.7", {}))


def keep(
    workspace: Workspace, *new: Hit, later: tuple[Hit, ...] = (), policy: Policy = POLICY
) -> None:
    with workspace.open() as session:
        hits.keep(session, new, later, policy)


def classes(workspace: Workspace) -> dict[str, str]:
    with workspace.open(write=False) as session:
        return {row["id"]: row["class"] for row in queries.find(session, tables.hits)}


def told(workspace: Workspace) -> list[tuple[str, str | None]]:
    return [
        (each["type"].removeprefix("crm.email."), each["data"].get("url"))
        for each in envelopes(workspace.engine)
        if each["type"].startswith("crm.email.")
    ]


def test_a_line_and_back() -> None:
    made = hit(PIXEL, 9)
    assert Hit.of_line(made.line()) == made
    for cut in (b"", made.line()[:-9], b"{}", b'["a"]', b"\xff"):
        assert Hit.of_line(cut) is None


def test_the_first_by_a_person_is_told_once(mail: Workspace) -> None:
    keep(mail, hit(PIXEL, 9), hit(PIXEL, 10), hit(ONE, 20))
    keep(mail, hit(PIXEL, 30), hit(ONE, 40), hit(TWO, 60))
    assert told(mail) == [
        ("opened", None), ("clicked", "https://a.example"), ("clicked", "https://b.example"),
    ]  # fmt: skip
    (data,) = [e["data"] for e in envelopes(mail.engine) if e["type"] == "crm.email.opened"]
    own = {"activityId": "a1", "contactId": "c1", "class": "human"}
    assert data == own | {
        "workspaceId": "w-test", "entityType": "email", "entityId": "a1", "emailId": "a1",
    }  # fmt: skip


def test_the_same_lines_again_change_nothing(mail: Workspace) -> None:
    for _ in range(2):
        keep(mail, hit(PIXEL, 9), hit(ONE, 20, "curl/8"))
    assert classes(mail) == {"p9": "human", "120": "bot"}
    assert told(mail) == [("opened", None)]


def test_what_nobody_sent_is_dropped(mail: Workspace) -> None:
    keep(mail, hit("x" * 22, 9))
    keep(replace(mail, name="w-other"), hit(PIXEL, 9))
    assert (classes(mail), told(mail)) == ({}, [])


def test_machines_are_kept_and_not_told(mail: Workspace) -> None:
    keep(mail, hit(PIXEL, 1), hit(PIXEL, 9, "x (via ggpht.com GoogleImageProxy)"), hit(ONE, 9, ""))
    assert classes(mail) == {"p1": "bot", "p9": "proxy", "19": "bot"}
    assert told(mail) == []
    keep(mail, hit(PIXEL, 90))
    assert told(mail) == [("opened", None)]


def test_several_links_at_once_are_a_scanner_s(mail: Workspace) -> None:
    """The second link may come a lot later: in another lot that waits, or in one that is stored."""
    keep(mail, hit(ONE, 10), later=(hit(TWO, 12.5),))
    keep(mail, hit(TWO, 12.5))
    keep(mail, hit(ONE, 30), hit(ONE, 31))
    keep(mail, hit(TWO, 40), hit(PIXEL, 40))
    assert classes(mail) == {
        "110": "bot", "212.5": "bot", "130": "human", "131": "human", "240": "human",
        "p40": "human",
    }  # fmt: skip


def test_links_of_other_mails_are_no_scanner_s(mail: Workspace) -> None:
    with mail.open() as session:
        tracking.keep(session, "s2", None, [Token("o" * 22, 1, "https://o.example")], NOON)
    keep(mail, hit(ONE, 10), hit("o" * 22, 10))
    assert set(classes(mail).values()) == {"human"}


@pytest.mark.parametrize("traces", [True, False])
def test_who_it_was_is_kept_only_where_that_is_wanted(mail: Workspace, traces: bool) -> None:
    keep(mail, hit(PIXEL, 9), policy=replace(POLICY, traces=traces))
    with mail.open(write=False) as session:
        (row,) = queries.find(session, tables.hits)
    assert (row["agent"], row["address"]) == ((CHROME, "198.51.100.7") if traces else (None, None))


def test_two_writers_at_once_tell_once(mail: Workspace) -> None:
    lots = [[hit(PIXEL, 9 + at, id_=f"{at}")] for at in range(6)]
    threads = [threading.Thread(target=keep, args=(mail, *lot)) for lot in lots]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(classes(mail)) == 6
    assert told(mail) == [("opened", None)]
