"""Which messages are looked at, and by which of two ways they are found."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from crmctl.gmail import planning
from crmctl.gmail.quota import Bucket, Purse, SpentError


def ids(count, prefix="m"):
    return [f"{prefix}{at}" for at in range(count)]


class Index:
    """A search that knows which messages each address or domain finds."""

    def __init__(self, **found):
        self.found = {name.replace("_", "@", 1): ids for name, ids in found.items()}
        self.asked = []

    def __call__(self, query):
        self.asked.append(query)
        words = set(query.strip("{").split("}")[0].split())
        return [id_ for name, ids in self.found.items() if f"from:{name}" in words for id_ in ids]


def test_a_search_has_some_twenty_addresses_and_every_address_is_in_one():
    addresses = [f"p{at}@x{at}.example" for at in range(45)]
    made = planning.queries(addresses, "after:1")
    assert [query.count("from:") for query in made] == [20, 20, 5]
    for address in addresses:
        (query,) = [query for query in made if f"from:{address} " in query]
        assert all(f"{name}:{address}" in query for name in ("from", "to", "cc", "bcc"))
        assert query.endswith("} after:1")


def test_a_search_fits_an_address_line():
    long = [f"{'p' * 60}{at}@{'x' * 60}.{'y' * 60}.example" for at in range(40)]
    made = planning.queries(long, "after:1")
    assert sum(query.count("from:") for query in made) == 40
    assert all(len(urlencode({"q": query})) < 8_000 for query in made)


def test_addresses_are_searched_for_in_their_plain_form_too_and_never_as_words_of_their_own():
    assert planning.spellings(["A.Nn+x@gmail.com", "a@b.example", 'x"}y@b.example']) == [
        "a.nn+x@gmail.com", "ann@gmail.com", "a@b.example"]  # fmt: skip


def test_time_is_told_in_seconds():
    assert planning.since(datetime(2026, 11, 23, tzinfo=UTC)) == "after:1795392000"


def test_few_messages_are_all_looked_at():
    index = Index()
    plan = planning.plan(ids(planning.SMALL), ["a@b.example"], "", index)
    assert (plan.look_at, plan.passed_over, index.asked) == (ids(planning.SMALL), [], [])


def test_many_messages_of_few_contacts_are_searched_for():
    unknown = ids(1_000)
    index = Index(**{"a_b.example": ["m5", "m700", "elsewhere"]})
    plan = planning.plan(unknown, ["a@b.example"], "", index)
    assert plan.look_at == ["m5", "m700"]
    assert sorted(plan.look_at + plan.passed_over) == sorted(unknown)


def test_few_messages_of_very_many_contacts_are_all_looked_at():
    addresses = [f"p{at}@x.example" for at in range(40_000)]
    index = Index()
    assert len(planning.plan(ids(300), addresses, "", index).look_at) == 300
    assert index.asked == []


def test_what_only_the_domain_finds_is_looked_at_while_it_is_little():
    found = {"a_b.example": ["m5"], "b.example": ["m5", "m6"]}
    plan = planning.plan(ids(1_000), ["a@b.example"], "", Index(**found))
    assert plan.look_at == ["m5", "m6"]
    found["b.example"] = ids(500)
    plan = planning.plan(ids(1_000), ["a@b.example"], "", Index(**found))
    assert plan.look_at == ["m5"]


def test_a_mail_provider_is_no_domain_to_search_for():
    index = Index()
    planning.plan(ids(1_000), ["a@gmail.com"], "", index)
    assert all("from:gmail.com" not in query for query in index.asked)


class Time:
    """A clock that moves when somebody waits."""

    def __init__(self):
        self.at = 0.0
        self.waits = []

    def now(self):
        return self.at

    def wait(self, seconds):
        self.waits.append(seconds)
        self.at += seconds


def bucket(a_minute, left=None):
    time = Time()
    return Bucket(a_minute, Purse(left), time.now, time.wait), time


def test_no_minute_takes_more_than_its_units():
    made, time = bucket(100)
    taken = []
    for _ in range(23):
        made.take("messages.get")
        taken.append(time.at)
    for start in taken:
        assert 20 * sum(start <= at < start + 60 for at in taken) <= 100
    assert made.spent == 460
    assert 240 < time.at < 250


def test_a_call_that_costs_more_than_a_minute_has_is_made_all_the_same():
    made, time = bucket(10)
    made.take("messages.get")
    made.take("messages.get")
    assert time.waits == [61.0]


def test_a_purse_is_for_all_and_what_was_not_spent_comes_back():
    made, _ = bucket(1000, left=45)
    assert made.affords("messages.get", 5, spare=5) == 2
    made.take("messages.get", 2)
    with pytest.raises(SpentError):
        made.take("messages.get")
    made.give_back("messages.get", 1)
    made.take("messages.get")
    assert (made.spent, made.calls, made.purse.left) == (40, 2, 5)
