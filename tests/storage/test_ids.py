"""UUIDv7 as RFC 9562 draws it."""

import re
import uuid
from datetime import timedelta

import pytest

from crmctl.storage import ids
from tests.conftest import NOON

FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}").fullmatch


@pytest.mark.parametrize("count", [0, 1, 2, 5_000])
def test_ids_of_one_call_sort_in_their_order(count):
    made = ids.new_many(NOON, count)
    assert len(made) == count
    assert made == sorted(set(made))


def test_ids_have_the_form_and_the_time_of_version_7():
    for made in ids.new_many(NOON, 3_000):
        assert FORM(made)
        read = uuid.UUID(made)
        assert str(read) == made
        assert read.version == 7
        assert read.variant == uuid.RFC_4122
        assert read.int >> 80 == int(NOON.timestamp() * 1000)


def test_ids_of_many_calls_in_one_millisecond_are_all_different():
    made = [ids.new(NOON) for _ in range(20_000)]
    made += [each for _ in range(200) for each in ids.new_many(NOON, 100)]
    assert len(set(made)) == len(made)


def test_a_later_millisecond_sorts_after():
    later = NOON + timedelta(milliseconds=1)
    assert max(ids.new_many(NOON, 1_000)) < min(ids.new_many(later, 1_000))
