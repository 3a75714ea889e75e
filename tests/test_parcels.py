"""What travels in a parcel arrives as it was, beside the message, and unopened."""

import math
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crmctl.parcels import Parcel

PLAIN = [["a", None, 1, 2.5, True], ("Zoë", "\0", "\ud800", ""), [], {"type": "other"}, math.inf]
OTHERS = [datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), Decimal("1.10"), None]


@pytest.mark.parametrize("value", [PLAIN, OTHERS, None, []], ids=["plain", "others", "none", "few"])
@pytest.mark.parametrize("journeys", [1, 2])
def test_it_arrives_as_it_was(value: object, journeys: int) -> None:
    parcel = Parcel(value)
    assert parcel.open() is value
    for _ in range(journeys):
        parcel = pickle.loads(pickle.dumps(parcel, 5))
    assert parcel.open() == value
    assert repr(parcel.open()) == repr(value)


def test_what_is_in_it_does_not_go_into_the_message() -> None:
    rows = [["a cell"] * 20] * 1_000
    beside: list[pickle.PickleBuffer] = []
    message = pickle.dumps({"rows": Parcel(rows)}, 5, buffer_callback=beside.append)
    assert len(message) < 500
    assert pickle.loads(message, buffers=beside)["rows"].open() == rows
