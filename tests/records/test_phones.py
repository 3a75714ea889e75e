"""Numbers as typed, and their E.164 form where the country is known."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmctl.records import phones


def by_library(number, country=None):
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@settings(max_examples=400, deadline=None)
@given(st.from_regex(phones._NORTH_AMERICAN.__self__, fullmatch=True))
def test_the_fast_path_says_what_the_library_says(number):
    assert phones.e164(number, None) == by_library(number)


@settings(max_examples=300, deadline=None)
@given(
    st.from_regex(r"\+1[ .-]?\(?[0-9]{2,4}\)?[ .-]?[0-9]{2,4}[ .-]?[0-9]{3,5}", fullmatch=True),
    st.sampled_from([None, "US", "DE"]),
)
def test_numbers_near_the_fast_path_too(number, country):
    assert phones.e164(number, country) == by_library(number, country)


@pytest.mark.parametrize(
    ("number", "country", "form"),
    [
        ("+1 (415) 555-0100", None, "+14155550100"),
        ("(415) 555-0100", "US", "+14155550100"),
        ("030 901820", "DE", "+4930901820"),
        ("+44 20 7946 0018", "DE", "+442079460018"),
        ("0044 20 7946 0018", None, "+442079460018"),
        ("+1 2٣٤ 2٣٤ ٥٦٧٨", None, "+12342345678"),
        ("030 901820", None, None),
        ("030 901820", "XX", None),
        ("12", "US", None),
        ("call me", "US", None),
        ("+" + "9" * 500, None, None),
    ],
)
def test_the_form_follows_from_the_number_or_the_country(number, country, form):
    assert phones.e164(number, country) == form


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"),
        ("de", "DE"),
        (" GBR ", "GB"),
        ("Atlantis", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_goes_by_its_name_or_code(name, code):
    assert phones.country_code(name) == code


def test_the_address_decides_before_the_default():
    numbers = ["030 901820", "030 901820", "(415) 555-0100", None]
    addresses = [{"country": "Germany"}, {"city": "Bonn"}, None, {"country": "Germany"}]
    assert phones.e164_of(numbers, addresses, "US") == ["+4930901820", None, "+14155550100", None]


def test_a_number_has_three_digits_at_least():
    assert phones.check(" 112 ") == "112"
    with pytest.raises(ValueError, match="three digits"):
        phones.check("ext. 12")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[
            ("Germany", "DE"),
            ("de", "DE"),
            ("DEU", "DE"),
            ("Deutschland", "DE"),
            ("ALLEMAGNE", "DE"),
        ],
        *[("Österreich", "AT"), ("Autriche", "AT"), ("Frankreich", "FR"), ("Francia", "FR")],
        *[("Suède", "SE"), ("Polska", "PL"), ("España ", "ES"), ("日本", "JP"), ("Россия", "RU")],
        *[("Schweiz", "CH"), ("Nederland", "NL"), ("Holland", "NL"), ("UK", "GB"), ("USA", "US")],
        *[("Narnia", None), ("", None), (None, None)],
    ],
)
def test_countries_by_their_names_in_many_languages(name: str | None, code: str | None) -> None:
    assert phones.country_code(name) == code
