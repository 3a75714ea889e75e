"""How dates of numbers are written in a column, for asking which of them is the day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_NUMBERS = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:([ T])\d{1,2}:\d\d(:\d\d)?)?", re.ASCII
).fullmatch


@dataclass(frozen=True, slots=True)
class Formats:
    """Both ways to read the dates, as in strptime, and one of them as an example."""

    example: str
    day_first: str
    month_first: str

    @property
    def as_day_first(self) -> str:
        """The example in words."""
        return _in_words(self.example, self.day_first)

    @property
    def as_month_first(self) -> str:
        """The example in words, the other way."""
        return _in_words(self.example, self.month_first)


def formats(cells: Sequence[str]) -> Formats | None:
    """How the first date that may be two days is written; None when there is none."""
    for cell in map(str.strip, cells):
        match = _NUMBERS(cell)
        if match and match[1] != match[3] and int(match[1]) <= 12 and int(match[3]) <= 12:
            mark, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
            time = f"{match[5]}%H:%M{':%S' if match[6] else ''}" if match[5] else ""
            orders = (("%d", "%m", year), ("%m", "%d", year))
            return Formats(cell, *(mark.join(order) + time for order in orders))
    return None


def _in_words(text: str, form: str) -> str:
    return f"{datetime.strptime(text, form):%d %B %Y}"  # noqa: DTZ007 - a day in words has no zone
