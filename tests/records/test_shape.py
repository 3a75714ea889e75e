"""Values by field become columns, and columns give the values back."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crmctl.records import registry, shape
from crmctl.records.amounts import Amount

CONTACTS = registry.kind("contacts").fields
DEALS = registry.kind("deals").fields
WORDS = st.none() | st.text(min_size=1)
LISTS = st.none() | st.lists(st.text(min_size=1), min_size=1)
NAMES = {
    **dict.fromkeys(["first_name", "email", "city", "country", "twitter", "custom.a"], WORDS),
    **dict.fromkeys(["other_email", "mobile_phone", "other_phone", "tags"], LISTS),
}
RECORDS = st.lists(st.fixed_dictionaries(NAMES), min_size=1, max_size=4)


def by_field(records):
    return {CONTACTS.get(name): [record[name] for record in records] for name in NAMES}


def read_back(row):
    return {name: shape.value_of(row, CONTACTS.get(name)) or None for name in NAMES}


@given(RECORDS)
def test_new_values_come_back(records):
    made = shape.columns(by_field(records), [None] * len(records), blank_clears=False)
    assert [read_back(row) for row in shape.rows(made, len(records))] == records


@given(RECORDS, st.data(), st.booleans())
def test_changed_values_come_back_and_blanks_keep_or_clear(before, data, blank_clears):
    after = data.draw(
        st.lists(st.fixed_dictionaries(NAMES), min_size=len(before), max_size=len(before))
    )
    made = shape.columns(by_field(before), [None] * len(before), blank_clears=False)
    current = list(shape.rows(made, len(before)))
    made = shape.columns(by_field(after), current, blank_clears=blank_clears)
    expected = [
        {
            name: value if value is not None or blank_clears else old[name]
            for name, value in new.items()
        }
        for old, new in zip(before, after, strict=True)
    ]
    assert [read_back(row) for row in shape.rows(made, len(after))] == expected


def test_items_of_other_types_and_unknown_keys_stay():
    current = {"phones": [{"type": "fax", "value": "1"}], "address": {"planet": "Earth"}}
    given_values = {CONTACTS.get("mobile_phone"): [["2"]], CONTACTS.get("city"): ["Bonn"]}
    made = shape.columns(given_values, [current], blank_clears=True)
    assert made["phones"] == [[*current["phones"], {"type": "mobile", "value": "2"}]]
    assert made["address"] == [{"planet": "Earth", "city": "Bonn"}]


def test_an_amount_brings_its_currency_where_none_was_given():
    value, currency = DEALS.get("value"), DEALS.get("currency")
    amounts = [Amount(Decimal(1), "EUR"), Amount(Decimal(2)), Amount(Decimal(3), "USD"), None]
    given_values = {value: amounts, currency: [None, None, "CHF", "GBP"]}
    made = shape.columns(given_values, [None] * 4, blank_clears=False)
    assert made == {
        "value": [Decimal(1), Decimal(2), Decimal(3), None],
        "currency": ["EUR", None, "CHF", "GBP"],
    }


def test_an_amount_without_a_currency_leaves_the_one_there_is():
    rows = [{"value": None, "currency": "CHF"}] * 2
    amounts = {DEALS.get("value"): [Amount(Decimal(2)), Amount(Decimal(1), "EUR")]}
    for blank_clears in (True, False):
        made = shape.columns(amounts, rows, blank_clears=blank_clears)
        assert made["currency"] == ["CHF", "EUR"]


def test_no_columns_are_empty_rows():
    assert list(shape.rows({}, 2)) == [{}, {}]
    assert shape.present({}, "city", [None, {"city": "Bonn"}]) == [None, "Bonn"]
