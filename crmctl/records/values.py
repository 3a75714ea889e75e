"""From the text of a cell or an option to the value of a field, or the reason why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crmctl.records import domains, emails, phones
from crmctl.records.fields import Field, Type
from crmctl.storage.types import LARGEST_MONEY, exact

Parser = Callable[[str], Any]
LARGEST_INTEGER = 2**31 - 1

_TRUE = frozenset(
    [
        "1",
        "y",
        "yes",
        "true",
        "t",
        "on",
        "x",
        "ja",
        "j",
        "oui",
        "o",
        "sí",
        "si",
        "s",
        "sim",
        "vrai",
        "wahr",
        "✓",
        "はい",
        "tak",
    ]
)
_FALSE = frozenset(
    [
        "0",
        "n",
        "no",
        "false",
        "f",
        "off",
        "nein",
        "non",
        "não",
        "nao",
        "nee",
        "nej",
        "faux",
        "falsch",
        "いいえ",
        "nie",
    ]
)
_SEPARATORS = re.compile(r"[;,|\n]")
_MONEY = re.compile(
    r"(?P<before>[^\d(+-]*)(?P<sign>[-+(]?)\s*(?P<after_sign>[^\d\s]*)\s*"
    r"(?P<number>[.,]?\d[\d.,'’\s\u00a0\u202f]*)\)?\s*(?P<after>\D*)"
).fullmatch
# Digits in one go, or in groups by one mark, the last of three: in India the others have two.
_WHOLE = re.compile(r"\d+|\d{1,3}([.,'’\s])(?:\d{2,3}\1)*\d{3}").fullmatch
_LONGEST_AMOUNT = 60
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN",
            "C$": "CAD", "CA$": "CAD", "A$": "AUD", "R$": "BRL", "₽": "RUB", "₴": "UAH",
            "₺": "TRY", "₩": "KRW", "円": "JPY"}  # fmt: skip


class BadValueError(ValueError):
    """A text that does not fit its field: a code for programs and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, and the currency where the text named one (ISO 4217)."""

    value: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What some texts mean depends on: who reads, the workspace's stages, the order of a date."""

    user: str
    # {what people call it: the name of the stage}
    stages: Mapping[str, str]
    # As in strptime; None: ISO 8601.
    date_format: str | None = None


def parser(field: Field, context: Context) -> Parser:
    """What reads the field's texts; it raises BadValueError."""
    if field.type == "choice":
        return partial(_choice, {_folded(word): word for word in field.choices})
    if field.type == "stage":
        stages = {_folded(called): name for called, name in context.stages.items()}
        return partial(_choice, stages)
    if field.type == "owner":
        return partial(_owner, context.user)
    if field.type in ("date", "moment") and context.date_format:
        return partial(_formatted, context.date_format, field.type == "moment")
    return _PARSERS[field.type]


def text(value: str) -> str:
    """Without outer blanks; a NUL or half a surrogate pair has no place in a database."""
    return long_text(value).strip()


def long_text(value: str) -> str:
    """As it is."""
    if "\0" in value:
        raise BadValueError("text", "a text cannot hold a NUL byte")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadValueError("text", "this is not valid UTF-8 text")
    return value


def split_name(full: str) -> tuple[str | None, str | None]:
    """First and last name of a full one: `Last, First`, or all but the last word first."""
    last, comma, first = full.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip() or None
    first, _, last = full.strip().rpartition(" ")
    return (first.strip(), last) if first else (last or None, None)


def _email(value: str) -> str:
    try:
        return emails.normalise(value)
    except ValueError:
        raise BadValueError("email", f"{_shown(value)} is not an email address") from None


def _phone(value: str) -> str:
    try:
        return phones.check(text(value))
    except ValueError:
        raise BadValueError("phone", f"{_shown(value)} is not a phone number") from None


def _url(value: str) -> str:
    try:
        return domains.web_address(text(value))
    except ValueError as error:
        raise BadValueError("url", f"{_shown(value)}: {error}") from None


def _domain(value: str) -> str:
    try:
        return domains.normalise(text(value))
    except ValueError as error:
        raise BadValueError("domain", f"{_shown(value)}: {error}") from None


def _list_of(one: Parser, value: str) -> list[Any]:
    parts = (part.strip() for part in _SEPARATORS.split(value))
    return list(dict.fromkeys(one(part) for part in parts if part))


def _date(value: str) -> date:
    cell = value.strip()
    try:
        return date.fromisoformat(cell)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(cell).date()
    except ValueError:
        raise BadValueError(
            "date",
            f"{_shown(value)} is not a date as 2026-12-31; another order needs --date-format",
        ) from None


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise BadValueError(
            "date", f"{_shown(value)} is not a date or a time as 2026-12-31T09:30:00Z"
        ) from None
    return _utc(moment)


def _formatted(date_format: str, with_time: bool, value: str) -> date:
    try:
        moment = datetime.strptime(value.strip(), date_format)  # noqa: DTZ007 - _utc gives the zone
    except (ValueError, re.error):  # a format that names a part twice is a bad pattern
        return _moment(value) if with_time else _date(value)
    return _utc(moment) if with_time else moment.date()


def _utc(moment: datetime) -> datetime:
    try:
        known = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise BadValueError("date", "that is before the first or after the last year") from None
    return known.replace(microsecond=known.microsecond // 1000 * 1000)


def _integer(value: str) -> int:
    cell = re.sub(r"(?<=\d)[,.'’\s\u00a0\u202f](?=\d{3}(?!\d))", "", value.strip())
    try:
        # Python's own 1_000 is nobody's number: "?" is none either.
        number = int(cell.removesuffix(".0").replace("_", "?"))
    except ValueError:
        raise BadValueError("number", f"{_shown(value)} is not a whole number") from None
    if abs(number) > LARGEST_INTEGER:
        raise BadValueError("number", f"{_shown(value)} is too large a number")
    return number


def _percent(value: str) -> int:
    number = _integer(value.strip().removesuffix("%").strip())
    if not 0 <= number <= 100:
        raise BadValueError("number", f"{_shown(value)} is not between 0 and 100")
    return number


def _money(value: str) -> Amount:
    cell = value.strip()
    # The pattern is slow on long texts that it does not fit.
    match = _MONEY(cell) if len(cell) <= _LONGEST_AMOUNT else None
    number = _decimal_point(match["number"].strip().rstrip(".,")) if match else None
    if not match or not number or (match["sign"] == "(") != (")" in cell):
        raise BadValueError("number", f"{_shown(value)} is not an amount")
    amount = Decimal(number)
    if amount >= LARGEST_MONEY:
        raise BadValueError("number", f"{_shown(value)} is too large an amount")
    if amount != round(amount, 4):
        raise BadValueError("number", f"{_shown(value)} has more than four decimals")
    words = [match[part].strip() for part in ("before", "after_sign", "after")]
    negative = match["sign"] in ("-", "(")
    return Amount(exact(-amount if negative else amount), _currency_of(value, words))


def _decimal_point(number: str) -> str | None:
    """`1234.50` for `1,234.50`, `1.234,50`, `1 234,50` and `1'234.50`; None for `31.12.2026`.

    The last of two different marks is the decimal one; a single mark before exactly three digits
    groups thousands, as every spreadsheet writes them.
    """
    marks = re.sub(r"\d", "", number)
    whole, last, tail = number.rpartition(marks[-1:] or ".")
    if last not in (".", ",") or marks.count(last) > 1 or (len(marks) == 1 and len(tail) == 3):
        whole, tail = number, ""
    if not (_WHOLE(whole) or (tail and not whole)):
        return None
    return re.sub(r"\D", "", whole) + "." + tail


def _currency_of(value: str, words: list[str]) -> str | None:
    named = [word for word in words if word]
    if not named:
        return None
    known = _SYMBOLS.get(named[0]) or (named[0].upper() if _is_code(named[0]) else None)
    if known is None or len(named) > 1:
        raise BadValueError("number", f"{_shown(value)} is not an amount")
    return known


def _currency(value: str) -> str:
    cell = text(value)
    if cell in _SYMBOLS:
        return _SYMBOLS[cell]
    if not _is_code(cell):
        raise BadValueError("currency", f"{_shown(value)} is not a currency as EUR")
    return cell.upper()


def _is_code(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isalpha()


def _boolean(value: str) -> bool:
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadValueError("boolean", f"{_shown(value)} is neither yes nor no")


def _choice(choices: dict[str, str], value: str) -> str:
    known = choices.get(_folded(value))
    if known is None:
        raise BadValueError(
            "choice",
            f"{_shown(value)} is not one of {', '.join(dict.fromkeys(choices.values()))}",
        )
    return known


def _owner(user: str, value: str) -> str:
    cell = text(value)
    return user if cell == "me" else cell


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()


def _shown(value: str) -> str:
    """The value as part of a sentence: short, and with nothing that a terminal would obey."""
    cell = value.strip()
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}...")


_PARSERS: dict[Type, Parser] = {
    "text": text,
    "name": text,
    "long_text": long_text,
    "email": _email,
    "emails": partial(_list_of, _email),
    "phone": _phone,
    "phones": partial(_list_of, _phone),
    "url": _url,
    "domain": _domain,
    "date": _date,
    "moment": _moment,
    "integer": _integer,
    "percent": _percent,
    "money": _money,
    "currency": _currency,
    "boolean": _boolean,
    "tags": partial(_list_of, text),
    "link": text,
    "reference": text,
}
