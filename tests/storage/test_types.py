"""The same value, exactly, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, Table, insert, select, text

from crmctl.storage.types import LARGEST_MONEY, Json, Money, UtcTime, exact, plain

SAMPLE = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", Money),
    Column("at", UtcTime),
    Column("data", Json),
    Column("day", Date),
)
ONE_ENGINE = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
AMOUNTS = st.decimals(-LARGEST_MONEY + 1, LARGEST_MONEY - Decimal("0.0001"), places=4)


@pytest.fixture
def kept(engine):
    """What comes back of the values that go in."""
    SAMPLE.create(engine)

    def keep(column: str, values: list) -> list:
        with engine.begin() as connection:
            connection.execute(SAMPLE.delete())
            connection.execute(
                insert(SAMPLE),
                [{"id": at, column: value} for at, value in enumerate(values)],
            )
            return list(connection.execute(select(SAMPLE.c[column]).order_by("id")).scalars())

    return keep


@ONE_ENGINE
@given(st.lists(AMOUNTS, min_size=1))
def test_amounts_are_exact(kept, amounts):
    assert kept("amount", amounts) == amounts


def test_amounts_keep_two_decimals_at_least(kept):
    amounts = [Decimal(text) for text in ("1", "1.5", "1.2345", "0", "99999999999999.9999")]
    shown = [f"{amount:f}" for amount in kept("amount", amounts)]
    assert shown == ["1.00", "1.50", "1.2345", "0.00", "99999999999999.9999"]
    assert [f"{exact(amount):f}" for amount in amounts] == shown


def test_moments_are_kept_in_utc_to_the_millisecond(kept):
    ahead = timezone(timedelta(hours=5, minutes=30))
    given_moments = [
        datetime(2026, 11, 23, 12, 0, 0, 123_999, UTC),
        datetime(2026, 11, 23, 12, 0, tzinfo=ahead),
        datetime(999, 1, 1, tzinfo=UTC),
        None,
    ]
    found = kept("at", given_moments)
    assert found == [
        datetime(2026, 11, 23, 12, 0, 0, 123_000, UTC),
        datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        datetime(999, 1, 1, tzinfo=UTC),
        None,
    ]
    assert {moment.tzinfo for moment in found if moment} == {UTC}


def test_json_comes_back_and_none_is_null(kept, engine):
    values = [{"a": ["é", 1, None, {"b": True}]}, [], "text", None]
    assert kept("data", values) == values
    with engine.connect() as connection:
        nulls = connection.execute(text("SELECT count(*) FROM sample WHERE data IS NULL"))
        assert nulls.scalar_one() == 1


def test_json_holds_what_python_calls_amounts_and_moments(kept):
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    values = [{"was": Decimal("1E+2"), "at": moment, "day": date(2026, 1, 2)}]
    assert kept("data", values) == [
        {"was": "100", "at": "2026-11-23T12:00:00.000Z", "day": "2026-01-02"}
    ]


def test_days_come_back(kept):
    assert kept("day", [date(1, 1, 1), None]) == [date(1, 1, 1), None]


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError, match="set has no form"):
        plain(set())
