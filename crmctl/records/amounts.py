"""Amounts of money and other numbers, in the ways that people and spreadsheets write them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crmctl.storage.types import LARGEST_MONEY, exact

DecimalMark = Literal[",", "."]
MARKS: tuple[DecimalMark, DecimalMark] = (",", ".")

_MONEY = re.compile(
    r"(?P<before>[^\d(+-]*)(?P<sign>[-+(]?)\s*(?P<after_sign>[^\d\s]*)\s*"
    r"(?P<number>[.,]?\d[\d.,'’\s\u00a0\u202f]*)\)?\s*(?P<after>\D*)"
).fullmatch
# Digits in one go, or in groups by one mark, the last of three: in India the others have two.
_WHOLE = re.compile(r"\d+|[1-9]\d{0,2}([.,'’\s])(?:\d{2,3}\1)*\d{3}").fullmatch
_NUMBER = re.compile(r"[.,]?\d[\d.,'’\s\u00a0\u202f]*").search
_LONGEST = 60
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN",
            "C$": "CAD", "CA$": "CAD", "A$": "AUD", "R$": "BRL", "₽": "RUB", "₴": "UAH",
            "₺": "TRY", "₩": "KRW", "円": "JPY", "￥": "JPY", "Kč": "CZK", "MX$": "MXN",
            "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "Fr.": "CHF", "SFr.": "CHF", "₪": "ILS",
            "Ft": "HUF", "元": "CNY"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, and the currency where the text named one (ISO 4217)."""

    value: Decimal
    currency: str | None = None

    def __str__(self) -> str:
        """As people read it."""
        return f"{self.value:f} {self.currency}" if self.currency else f"{self.value:f}"


def read(text: str, mark: DecimalMark | None = None) -> Amount:
    """The amount; ValueError with the reason when the text is none.

    Without a mark, a single one before exactly three digits groups thousands: money has two
    decimals.
    """
    cell = text.strip()
    # The pattern is slow on long texts that it does not fit.
    match = _MONEY(cell) if len(cell) <= _LONGEST else None
    number = plain(match["number"], mark) if match else None
    if not match or not number or (match["sign"] == "(") != (")" in cell):
        raise ValueError("is not an amount")
    amount = Decimal(number)
    if amount >= LARGEST_MONEY:
        raise ValueError("is too large an amount")
    if amount != round(amount, 4):
        raise ValueError("has more than four decimals")
    words = [match[part].strip() for part in ("before", "after_sign", "after")]
    negative = match["sign"] in ("-", "(")
    return Amount(exact(-amount if negative else amount), _currency_of(words))


def plain(number: str, mark: DecimalMark | None = None) -> str | None:
    """`1234.50` for `1,234.50`, `1.234,50`, `1 234,50` and `1'234.50`; None for `31.12.2026`."""
    number = number.strip().rstrip(".,")
    point = mark or _decimal_mark(number)
    whole, last, tail = number.rpartition(point) if point else ("", "", number)
    if not last:
        whole, tail = number, ""
    if tail and not tail.isdecimal():
        return None
    if not (_WHOLE(whole) or (tail and not whole)) or (last and last in whole):
        return None
    return re.sub(r"\D", "", whole) + "." + tail


def is_ambiguous(text: str) -> bool:
    """Whether only other numbers can tell: `1.234` is a thousand, or one and a bit."""
    number = _number_in(text)
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number))


def decimal_marks(text: str) -> frozenset[DecimalMark]:
    """The marks that may stand before the decimals here; both where the number does not tell."""
    number = _number_in(text)
    marks = re.sub(r"\d", "", number)
    if not number or not set(marks) & set(MARKS) or is_ambiguous(text):
        return frozenset(MARKS)
    return frozenset(mark for mark in MARKS if _could_be(number, mark))


def currency(word: str) -> str | None:
    """The ISO code that a sign or a code names."""
    known = _SYMBOLS.get(word)
    if known:
        return known
    return word.upper() if len(word) == 3 and word.isascii() and word.isalpha() else None


def _could_be(number: str, mark: DecimalMark) -> bool:
    decided = _decimal_mark(number)
    if decided:
        return decided == mark
    # A mark that groups thousands is not the one before decimals.
    return mark not in number


def _decimal_mark(number: str) -> str | None:
    """The last of two different marks, or a single one that does not stand before three digits."""
    marks = re.sub(r"\d", "", number)
    last = marks[-1:]
    if last not in MARKS or marks.count(last) > 1:
        return None
    groups = len(marks) == 1 and _WHOLE(number)
    return None if groups else last


def _number_in(text: str) -> str:
    match = _NUMBER(text) if len(text) <= _LONGEST else None
    return match[0].strip().rstrip(".,") if match else ""


def _currency_of(words: list[str]) -> str | None:
    named = [word for word in words if word]
    if not named:
        return None
    known = currency(named[0])
    if known is None or len(named) > 1:
        raise ValueError("is not an amount")
    return known
