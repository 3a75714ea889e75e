"""Moments as the platform writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl import clock

# Some way from the ends of time, where another zone's hour would not exist.
MOMENTS = st.datetimes(
    datetime(1, 1, 3),  # noqa: DTZ001 - Hypothesis gives the zone
    datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.timezones(),
).map(clock.to_millisecond)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 10, 15, 0, 123999, UTC), "2026-11-23T10:15:00.123Z"),
        (datetime(2026, 11, 23, 10, 15, tzinfo=UTC), "2026-11-23T10:15:00.000Z"),
        (
            datetime(2026, 11, 23, 1, tzinfo=timezone(timedelta(hours=2))),
            "2026-11-22T23:00:00.000Z",
        ),
        (datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00.000Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_milliseconds_and_a_z(moment, text):
    assert clock.iso(moment) == text


@given(MOMENTS)
def test_what_is_written_reads_back(moment):
    assert clock.parse_iso(clock.iso(moment)) == moment.astimezone(UTC)


def test_the_systems_clock_tells_the_present_to_the_millisecond_in_utc():
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    now = clock.SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.microsecond % 1000 == 0
    assert now.tzinfo is UTC
