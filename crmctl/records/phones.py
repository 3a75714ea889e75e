"""Phone numbers: kept as typed, and in E.164 form where the country is known."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from crmctl.records import spelling

# A North American number written with its country code says all; the library would say the same.
_NORTH_AMERICAN = re.compile(
    r"\+1[ .-]?\(?([2-9]\d\d)\)?[ .-]?([2-9]\d\d)[ .-]?(\d{4})", re.ASCII
).fullmatch
_LANGUAGES = (
    *("de", "fr", "es", "it", "pt", "pt_BR", "nl", "sv", "da", "nb_NO", "fi", "pl", "cs", "hu"),
    *("tr", "ru", "uk", "ja", "zh_CN", "ko"),
)
# What people call countries that go by another name.
_ALSO = {
    **dict.fromkeys(("uk", "england", "scotland", "wales", "great britain"), "GB"),
    "holland": "NL",
    "uae": "AE",
    "u.s.": "US",
    "u.s.a.": "US",
    "россия": "RU",
    "grossbritannien": "GB",
    "한국": "KR",
}
_THREE_DIGITS = re.compile(r"\d\D*\d\D*\d").search


def check(text: str) -> str:
    """The number as typed, without outer blanks; ValueError when it has fewer than three digits."""
    number = text.strip()
    if not _THREE_DIGITS(number):
        raise ValueError("a phone number has at least three digits")
    return number


def e164(number: str, country: str | None) -> str | None:
    """`+14155550100`, or None when neither the number nor the country (ISO code) tells."""
    return _plain(number) or _parsed(number, country)


def _plain(number: str) -> str | None:
    match = _NORTH_AMERICAN(number)
    return match and f"+1{match[1]}{match[2]}{match[3]}"


@lru_cache(maxsize=65_536)
def _parsed(number: str, country: str | None) -> str | None:
    import phonenumbers

    written = re.sub(r"^00(?=[1-9])", "+", number)
    try:
        parsed = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4_096)
def country_code(name: str | None) -> str | None:
    """The ISO code of a country by its code, or by its name in English or another language."""
    if not name:
        return None
    import pycountry

    try:
        return str(pycountry.countries.lookup(name.strip()).alpha_2)
    except LookupError:
        return _country_names().get(spelling.key(name))


@cache
def _country_names() -> dict[str, str]:
    """{the key of a country's name: its ISO code}, in the languages that headers are read in."""
    import gettext

    import pycountry

    found = dict(_ALSO)
    for language in _LANGUAGES:
        said = gettext.translation(
            "iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True
        ).gettext
        for country in pycountry.countries:
            names = (country.name, getattr(country, "common_name", country.name))
            for each in names:
                found.setdefault(spelling.key(said(each)), country.alpha_2)
    return found


def e164_of(
    numbers: Iterable[str | None],
    addresses: Iterable[Mapping[str, str] | None],
    default: str | None,
) -> list[str | None]:
    """The E.164 form of each number, by the country of the address beside it."""
    return [
        (_plain(number) or _parsed(number, country_of(address, default))) if number else None
        for number, address in zip(numbers, addresses, strict=True)
    ]


def country_of(address: Mapping[str, str] | None, default: str | None) -> str | None:
    """The ISO code of the address's country, or the default."""
    return (country_code(address.get("country")) if address else None) or default
