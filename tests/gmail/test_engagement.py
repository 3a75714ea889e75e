"""What came of tracked mails, in numbers, and how long it is known who it was."""

from datetime import timedelta

from crmctl.gmail import engagement, hits
from crmctl.storage import queries, tables, tokens
from tests.conftest import NOON, Workspace
from tests.gmail.test_hits import ONE, PIXEL, POLICY, TWO, hit, keep, mail

__all__ = ["mail"]


def test_opens_and_clicks_by_link(mail: Workspace) -> None:
    keep(mail, hit(PIXEL, 9), hit(PIXEL, 10), hit(PIXEL, 11, "curl/8"), hit(ONE, 20))
    keep(mail, hit(ONE, 40), hit(TWO, 60, ""))
    with mail.open(write=False) as session:
        found = engagement.of(session, ["a1", "a2"])
    assert set(found) == {"a1"}
    assert found["a1"].document() == {
        "likelyOpens": 2,
        "opens": 3,
        "likelyClicks": 2,
        "hits": 6,
        "hitsByClass": {"bot": 2, "human": 4},
        "clicks": [
            {"url": "https://a.example", "likely": 2, "all": 2},
            {"url": "https://b.example", "likely": 0, "all": 1},
        ],
    }


def test_the_same_in_words(mail: Workspace) -> None:
    keep(mail, hit(PIXEL, 9), hit(PIXEL, 11, "curl/8"), hit(ONE, 20))
    with mail.open(write=False) as session:
        assert engagement.of(session, ["a1"])["a1"].words() == [
            "1 likely opens, of 2 hits of the pixel",
            "1 likely clicks, of 1, on https://a.example",
            "0 likely clicks, of 0, on https://b.example",
            "3 hits in all: 1 bot, 2 human",
        ]


def test_a_mail_that_nobody_has_seen(mail: Workspace) -> None:
    with mail.open(write=False) as session:
        found = engagement.of(session, ["a1"])["a1"]
    assert (found.opens, found.clicks, found.document()["hits"]) == (0, 0, 0)
    assert [each["all"] for each in found.document()["clicks"]] == [0, 0]


def test_others_see_nothing(mail: Workspace) -> None:
    keep(mail, hit(PIXEL, 9))
    other = Workspace(mail.engine, "w-other")
    with other.open(write=False) as session:
        assert engagement.of(session, ["a1"]) == {}


def test_who_it_was_is_forgotten_in_time(mail: Workspace) -> None:
    with mail.open() as session:
        hits.keep(
            session,
            [hit(PIXEL, 9), hit(PIXEL, 99)],
            (),
            hits.Policy(POLICY.rules, POLICY.grace, traces=True),
        )
        assert tokens.forget_traces(session, NOON + timedelta(seconds=50)) == 1
        assert tokens.forget_traces(session, NOON + timedelta(seconds=50)) == 0
        rows = {row["id"]: row["agent"] for row in queries.find(session, tables.hits)}
    assert rows["p9"] is None
    assert rows["p99"]
