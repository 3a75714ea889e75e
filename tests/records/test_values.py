"""From texts to values: many ways to write one, and never another error than BadValueError."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmctl.records import fields, registry, values
from crmctl.records.amounts import Amount
from crmctl.records.fields import Field
from crmctl.records.values import BadValueError, Context
from crmctl.storage.conditions import Place

CONTEXT = Context("me-myself", {"lead": "lead", "Closed won": "won"})
TYPES = [*values._PARSERS, *values._CONTEXTUAL, "choice", "stage"]
FORMATS = [None, "%d/%m/%Y", "%d/%d", "%", "%Y %j %z", "no directive"]
# Every letter there is, halves of pairs among them, and the ones that matter more often.
LETTERS = st.characters() | st.sampled_from("0123456789.,-+()$€%'’ \u00a0\u202f;|@:/TZ\0\n_eE²٣")
TEXTS = st.text(LETTERS) | st.text(st.sampled_from("0123456789.,-() ")) | st.dates().map(str)


def parse(type_, text, context=CONTEXT):
    field = Field("f", type_, Place("f"), ("hot", "mid-market"))
    return values.parser(field, context)(text)


def objection(type_, text, context):
    try:
        parse(type_, text, context)
    except BadValueError as error:
        return error
    return None


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.sampled_from(FORMATS))
@example("9" * 10_000, None)
@example("0001-01-01T00:00:00+23:59", None)
@example("9999-12-31T23:59:59-23:59", None)
@example("a" + " " * 20_000 + "b", None)
@example("$" * 20_000, None)
@example("a." * 5_000 + "com", None)
@example("ü" * 5_000 + ".de", None)
@example("1" + ",000" * 5_000, None)
@example("a@" + "b." * 5_000 + "c", None)
@example("\ud800@a.com", None)
def test_any_text_is_a_value_or_a_bad_one(text, date_format):
    for type_ in TYPES:
        error = objection(type_, text, Context("u", {}, date_format))
        if error is not None:
            assert error.code
            assert len(str(error)) < 250
            assert str(error).isprintable()


MONEY = {
    "1234": "1234.00",
    "1,234": "1234.00",
    "1.234": "1234.00",
    "$1,234.50": "1234.50 USD",
    "1.234,50 €": "1234.50 EUR",
    "1'234.50": "1234.50",
    "CHF 1’234.50": "1234.50 CHF",
    "1 234,50": "1234.50",
    "1\u202f234\u00a0567,5 EUR": None,
    "1\u202f234\u202f567,5 EUR": "1234567.50 EUR",
    "1 234,567": "1234.567",
    "12,34,567.89": "1234567.89",
    "12.5": "12.50",
    "0,5": "0.50",
    "(12.50)": "-12.50",
    "-12.50": "-12.50",
    "-$12": "-12.00 USD",
    "$-12": "-12.00 USD",
    "$ (1,000)": "-1000.00 USD",
    "+7": "7.00",
    "usd 5": "5.00 USD",
    "5.": "5.00",
    "0.0001": "0.0001",
    "99,999,999,999,999.9999": "99999999999999.9999",
    # What looks like an amount and is none, or not surely one.
    "100000000000000": None,
    "0.00001": None,
    "12.05.2026": None,
    "1,2,3": None,
    "1,234.567,89": None,
    "415 555 0100": None,
    "192.168.1.1": None,
    "(12.50": None,
    "12.50)": None,
    "$5 EUR": None,
    "5 apples": None,
    "1e5": None,
    "NaN": None,
    "Infinity": None,
    "--5": None,
    "": None,
}


@pytest.mark.parametrize("text", MONEY)
def test_amounts(text):
    wanted = MONEY[text]
    if wanted is None:
        with pytest.raises(BadValueError):
            parse("money", text)
        return
    number, _, currency = wanted.partition(" ")
    found = parse("money", f" {text} ")
    assert found == Amount(Decimal(number), currency or None)
    assert f"{found.value:f}" == number


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["{:,}", "{}"]))
def test_every_grouping_of_an_amount_is_the_same_amount(amount, form):
    american = form.format(amount)
    german = american.translate(str.maketrans(",.", ".,"))
    swiss = american.replace(",", "'")
    french = german.replace(".", "\u202f")
    for text in (american, german, swiss, french):
        assert parse("money", text).value == amount


GOOD = {
    "text": {" a ": "a", "é": "é"},
    "long_text": {" a\n": " a\n"},
    "integer": {"1,234": 1234, "1.234.567": 1234567, "-5": -5, "12.0": 12, "1.500,00": 1500},
    "percent": {"50%": 50, "0": 0, " 100 % ": 100, "75,0": 75, "5.00%": 5},
    "date": {
        "2026-12-31": date(2026, 12, 31),
        "20261231": date(2026, 12, 31),
        "2026-12-31T09:30:00Z": date(2026, 12, 31),
        "2026-12-31 09:30": date(2026, 12, 31),
        "31.12.2026": date(2026, 12, 31),
        "12/31/2026 9:30 PM": date(2026, 12, 31),
        "04/04/2026": date(2026, 4, 4),
        "0000-00-00": None,
    },
    "moment": {
        "2026-12-31": datetime(2026, 12, 31, tzinfo=UTC),
        "2026-12-31T09:30:00.123456+02:00": datetime(2026, 12, 31, 7, 30, 0, 123_000, UTC),
    },
    "currency": {"eur": "EUR", "€": "EUR", "R$": "BRL"},
    "boolean": {
        **dict.fromkeys(("Yes", "TRUE", "1", "x", "ja", "oui", "Sí", "sim", "✓", "はい"), True),
        **dict.fromkeys(("no", "False", "0", "nein", "non", "NÃO", "nee", "いいえ"), False),
    },
    "tags": {"a; b|c,a\n d ": ["a", "b", "c", "d"], " ; ": []},
    "email": dict.fromkeys(
        ("A@b.com ", "MailTo:a@b.com", "<a@b.com>", "Ann B <a@b.com>"), "a@b.com"
    ),
    "emails": {"A@b.com; c@d.com": ["a@b.com", "c@d.com"]},
    "phones": {"+1 415 555 0100; 112": ["+1 415 555 0100", "112"]},
    "choice": {"HOT": "hot", "Mid Market": "mid-market", "mid_market": "mid-market"},
    "stage": {"closed-won": "won", "LEAD": "lead"},
    "owner": {"me": "me-myself", " ann ": "ann"},
}
BAD = {
    "text": ["a\0b", "\ud800"],
    "long_text": ["a\0b", "\udfff"],
    "integer": ["1.5", "1_000", "1,23", "", "9" * 5_000, str(2**31), "½"],
    "percent": ["101", "-1", "5.5"],
    "date": ["30.02.2026", "03/04/2026", "2026-02-30", "yesterday", "12/2026", ""],
    "moment": ["noon", "0001-01-01T00:00:00+01:00"],
    "currency": ["euro", "E1R", "ÄÖÜ"],
    "boolean": ["maybe", "", "2"],
    "emails": ["a@b.com; nope"],
    "choice": ["cold", ""],
    "stage": ["dream"],
    "url": ["none", "javascript:alert(1)"],
    "domain": ["acme"],
    "phone": ["12", "call me"],
}


@pytest.mark.parametrize(
    ("type_", "text"), [(type_, text) for type_, texts in GOOD.items() for text in texts]
)
def test_what_people_write_is_understood(type_, text):
    assert parse(type_, text) == GOOD[type_][text]


@pytest.mark.parametrize("type_", BAD)
def test_what_does_not_fit_is_refused(type_):
    for text in BAD[type_]:
        with pytest.raises(BadValueError):
            parse(type_, text)


def test_a_date_format_comes_first_and_iso_still_works():
    reading = Context("u", {}, "%d/%m/%Y")
    assert parse("date", "03/04/2026", reading) == date(2026, 4, 3)
    assert parse("date", "2026-04-03", reading) == date(2026, 4, 3)
    assert parse("moment", "03/04/2026", reading) == datetime(2026, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Ann Lee", ("Ann", "Lee")),
        ("Ann Marie van Dyk", ("Ann Marie van", "Dyk")),
        ("van Dyk, Ann", ("Ann", "van Dyk")),
        ("Ann", ("Ann", None)),
        ("Ann,", ("Ann,", None)),
        (" ", (None, None)),
        (", Ann", ("Ann", None)),
    ],
)
def test_a_full_name_has_a_first_and_a_last(full, parts):
    assert values.split_name(full) == parts


def test_every_field_of_every_kind_has_a_parser():
    for kind in registry.KINDS.values():
        for name in [*kind.fields.names(), f"{fields.CUSTOM}any"]:
            assert callable(values.parser(kind.fields.get(name), CONTEXT))
