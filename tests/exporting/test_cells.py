"""From what the database holds to the texts of cells."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl.exporting import cells
from crmctl.records import guarding, registry

CONTACTS = registry.kind("contacts").fields
DEALS = registry.kind("deals").fields
NOON = datetime(2026, 11, 23, 12, 0, 0, 5000, tzinfo=UTC)
PHONES = [{"type": "mobile", "value": "+1 212 555 0101"}, {"type": "other", "value": "-1"},
          {"type": "mobile", "value": "+1 212 555 0102"}]  # fmt: skip


def text(field, held, *, guarded=True):
    (made,) = cells.texts_of(field, guarded=guarded)([held])
    return made


@pytest.mark.parametrize(
    ("name", "held", "shown"),
    [
        ("notes", "=1+1", "'=1+1"),
        ("notes", "-12.50", "'-12.50"),
        ("notes", None, ""),
        ("notes", "a\nb", "a\nb"),
        ("first_name", "'=x", "''=x"),
        ("phone", "+1 555 0100", "'+1 555 0100"),
        ("tags", ["a", "b"], "a; b"),
        ("tags", ["=a", "b"], "'=a; b"),
        ("tags", [], ""),
        ("tags", None, ""),
        ("mobile_phone", PHONES, "'+1 212 555 0101; +1 212 555 0102"),
        ("other_phone", PHONES, "'-1"),
        ("other_phone", PHONES[:1], ""),
        ("other_phone", None, ""),
        ("email_opt_in", True, "yes"),
        ("email_opt_in", False, "no"),
        ("lead_score", -5, "-5"),
        ("lead_score", 0, "0"),
        ("birthday", date(780, 4, 2), "0780-04-02"),
        ("created_at", NOON, "2026-11-23T12:00:00.005Z"),
        ("custom.shoe", "+39", "'+39"),
        ("custom.shoe", 39, "39"),
    ],
)
def test_contacts(name, held, shown):
    assert text(CONTACTS.get(name), held) == shown
    assert text(CONTACTS.get(name), held, guarded=False) == guarding.restore(shown)


@pytest.mark.parametrize(
    ("held", "shown"),
    [(Decimal("-12.50"), "-12.50"), (Decimal("1E+3"), "1000"), (Decimal("0.0001"), "0.0001")],
)
def test_a_real_number_stays_one(held, shown):
    assert text(DEALS.get("value"), held) == shown


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.integers()), max_size=30))
def test_a_row_is_its_cells(rows):
    fields = [CONTACTS.get("notes"), CONTACTS.get("lead_score")]
    made = list(cells.as_texts(rows, fields, guarded=True))
    assert made == [tuple(map(text, fields, row)) for row in rows]


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_every_row_in_its_order(count):
    rows = ((f"n{at}", at) for at in range(count))
    fields = [CONTACTS.get("notes"), CONTACTS.get("lead_score")]
    made = list(cells.as_texts(rows, fields, guarded=True))
    assert made == [(f"n{at}", str(at)) for at in range(count)]


def test_rows_are_made_as_they_are_asked_for():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield ("n",)

    assert next(cells.as_texts(endless(), [CONTACTS.get("notes")], guarded=True)) == ("n",)
    assert len(taken) <= 1000


@pytest.mark.parametrize(
    ("held", "made"),
    [
        (date(1899, 12, 31), "1899-12-31"),
        (date(1900, 1, 1), date(1900, 1, 1)),
        (NOON, NOON.replace(tzinfo=None)),
        (datetime(1815, 6, 18, 11, tzinfo=UTC), "1815-06-18T11:00:00.000Z"),
        (Decimal("1.5"), Decimal("1.5")),
        (True, True),
        (["a", "b"], "a; b"),
        (None, ""),
        ("=1+1", "=1+1"),
    ],
)
def test_as_a_spreadsheets_own_type(held, made):
    assert cells.typed(held) == made
    assert type(cells.typed(held)) is type(made)
