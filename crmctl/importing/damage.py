"""What spreadsheets do to numbers that are names: digits cut off, noughts lost, errors left."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from crmctl.importing.report import Problem
from crmctl.records import phones
from crmctl.records.fields import Field

CODE = "damaged"
_CUT = re.compile(r"\s*\d(?:[.,]\d{1,14})?E\+\d{2,3}\s*", re.ASCII).fullmatch
# No phone has an E; an id may.
_CUT_PHONE = re.compile(r"\s*\+?\d(?:[.,]\d{1,14})?E\+?\d{2,3}\s*", re.ASCII).fullmatch
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#WERT!", "#BEZUG!"}
)
_EXACT_DIGITS = 15  # a spreadsheet knows no more of a number
_FEWEST = 3
_AGAIN = "export it again, and let no spreadsheet open it on the way"
_LOST = f"a first 0 may be lost; {_AGAIN}"
_PHONES = ("phone", "phones")
# Digits of the postal codes of countries where some begin with a 0 (Universal Postal Union).
_DIGITS = {
    **dict.fromkeys(("US", "PR", "DE", "FR", "IT", "ES", "MX", "FI", "EE", "TR", "UA", "MY"), 5),
    **dict.fromkeys(("KR", "LT"), 5),
    **dict.fromkeys(("CN", "RO"), 6),
    **dict.fromkeys(("NO", "ZA", "AU"), 4),
    "JP": 7,
    "BR": 8,
}
# By an apostrophe a spreadsheet is told that what follows is a text; it is none of it.
_MARKED = re.compile(r"\s*'\s*([+(-]?\d[^']*)").fullmatch
_NUMBERS = ("date", "moment", "integer", "percent", "money")


@dataclass
class Codes:
    """What has been seen of one column of postal codes or ids."""

    # {(country, number of digits): cells}
    lengths: Counter[tuple[str, int]] = field(default_factory=Counter)
    # Where codes begin with a 0.
    with_noughts: set[str] = field(default_factory=set)
    long: int = 0
    rounded: int = 0
    filled: int = 0
    pointed: int = 0
    marked: int = 0

    def take(self, cells: Sequence[str], countries: Sequence[str]) -> None:
        """Some more cells, each with what its row says of the country."""
        are_numbers = list(map(str.isdigit, cells))
        numbers = list(compress(cells, are_numbers))
        self.lengths.update(zip(compress(countries, are_numbers), map(len, numbers), strict=True))
        self.with_noughts.update(
            place for cell, place in zip(cells, countries, strict=True) if cell[:1] == "0"
        )
        tails = [cell[_EXACT_DIGITS:] for cell in numbers if len(cell) > _EXACT_DIGITS]
        self.long += len(tails)
        self.rounded += sum(not tail.strip("0") for tail in tails)
        self.filled += sum(map(bool, cells))
        self.pointed += sum(cell[-2:] == ".0" and cell[:-2].isdigit() for cell in cells)

    def findings(self, *, postal: bool, country: str | None) -> Iterator[str]:
        """What is wrong with the whole column; the country is the workspace's."""
        if self.marked:
            yield f"the apostrophe before {self.marked} cells was left out: it marks them as text"
        if self.long >= _FEWEST and self.long == self.rounded:
            yield f"every number of more than {_EXACT_DIGITS} digits ends in noughts: {_AGAIN}"
        if self.filled >= _FEWEST and self.pointed == self.filled:
            yield f"every cell ends in .0, as if it were a number: {_AGAIN}"
        if postal:
            yield from self._shortened(country)

    def _shortened(self, country: str | None) -> Iterator[str]:
        """Codes that have a digit less than those of their country, or than most of them."""
        by_place: dict[str, Counter[int]] = {}
        for (place, size), number in self.lengths.items():
            by_place.setdefault(place, Counter())[size] += number
        for place, sizes in sorted(by_place.items()):
            if place in self.with_noughts:
                continue
            most = max(sizes, key=lambda size: sizes[size])
            by_law = _DIGITS.get(phones.country_code(place) or "")
            if not place and country and len(sizes) == 1 and sizes[most] >= _FEWEST:
                by_law = _DIGITS.get(country)
            usual = by_law or most
            short = sizes.get(usual - 1, 0)
            if by_law and short:
                yield f"{short} codes have {usual - 1} digits, not {usual}: {_LOST}"
            elif usual > _FEWEST and 0 < 2 * short < sizes.get(usual, 0):
                yield f"{short} codes have {usual - 1} digits, {sizes[usual]} have {usual}: {_LOST}"


@dataclass
class Damage:
    """Looks at the columns of a file for what a spreadsheet has done to them."""

    header: Sequence[str]
    fields: Sequence[Field | None]
    # The country that the workspace is set to.
    country: str | None = None
    codes: dict[int, Codes] = field(default_factory=dict)

    def in_cells(self, at: int, cells: Sequence[str]) -> dict[int, str]:
        """{position: why} of the cells that hold what a spreadsheet left in a value's place."""
        joined = "".join(cells)
        found: dict[int, str] = {}
        if "#" in joined:
            found |= _found(cells, _is_error, "an error of a spreadsheet stands in its place")
        if "E" in joined and self._is_name(at):
            target = self.fields[at]
            cut = _CUT_PHONE if target and target.type in _PHONES else _CUT
            found |= _found(cells, cut, f"its digits are cut off: {_AGAIN}")
        return found

    def unmarked(self, at: int, cells: Sequence[str]) -> Sequence[str]:
        """The cells without the apostrophe that a spreadsheet puts before a number."""
        target = self.fields[at]
        is_number = target is not None and (target.type in _NUMBERS or self._is_name(at))
        if not is_number or "'" not in "".join(cells):
            return cells
        marked = list(map(_MARKED, cells))
        self.codes.setdefault(at, Codes()).marked += sum(map(bool, marked))
        return [found[1] if found else cell for found, cell in zip(marked, cells, strict=True)]

    def take(self, columns: Sequence[Sequence[str]]) -> None:
        """Look at some more rows, given by columns."""
        for at, target in enumerate(self.fields):
            if target and target.name in ("postal_code", "external_id"):
                countries = self._countries(columns, target)
                self.codes.setdefault(at, Codes()).take(columns[at], countries)

    def findings(self, line: int) -> list[Problem]:
        """What whole columns show; the line is the one that names them."""
        return [
            Problem(line, self.header[at], None, CODE, said)
            for at, codes in sorted(self.codes.items())
            for said in codes.findings(
                postal=self._named(at) == "postal_code", country=self.country
            )
        ]

    def _countries(self, columns: Sequence[Sequence[str]], target: Field) -> Sequence[str]:
        names = [self._named(at) for at in range(len(self.fields))]
        if target.name == "postal_code" and "country" in names:
            return columns[names.index("country")]
        return [""] * len(columns[0])

    def _named(self, at: int) -> str:
        target = self.fields[at]
        return target.name if target else ""

    def _is_name(self, at: int) -> bool:
        target = self.fields[at]
        return target is not None and (
            target.type in _PHONES or target.name in ("postal_code", "external_id")
        )


def _found(cells: Sequence[str], is_damaged: Callable[[str], object], why: str) -> dict[int, str]:
    return {at: why for at, cell in enumerate(cells) if is_damaged(cell)}


def _is_error(cell: str) -> bool:
    word = cell.strip().upper()
    return word in _ERRORS or (len(word) > _FEWEST and not word.strip("#"))
