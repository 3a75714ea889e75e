"""What whole columns prove where a cell alone does not: orders of dates, marks of numbers."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from crmctl.importing.mapping import languages
from crmctl.importing.report import Problem
from crmctl.records import amounts, dates, values
from crmctl.records.amounts import DecimalMark
from crmctl.records.dates import Order
from crmctl.records.fields import Field
from crmctl.records.values import BadValueError

T = TypeVar("T")
SourceRow = tuple[int, list[str]]

_DATES, _NUMBERS = ("date", "moment"), ("money", "percent")
# Where numbers alone make a date, its day stands first everywhere but here.
_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "MP", "FM", "MH", "PW"})
_EITHER_WAY = frozenset({"CA", "KE", "GH", "ZA", "JP", "CN", "KR", "TW", "HU", "MN", "LT"})
_DAY_FIRST_LANGUAGES = frozenset(
    {"German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Swedish", "Danish"}
    | {"Norwegian", "Finnish", "Polish", "Czech", "Turkish", "Russian", "Ukrainian"}
)
_FORMATS: dict[Order, str] = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%y/%m/%d"}
_SAID: dict[Order, str] = {
    "dmy": "the day first",
    "mdy": "the month first",
    "ymd": "the year first",
}


@dataclass
class Evidence:
    """What the cells of one column allow, each kind of answer counted."""

    orders: Counter[frozenset[Order]] = field(default_factory=Counter)
    dotted: int = 0
    marks: Counter[frozenset[DecimalMark]] = field(default_factory=Counter)
    fractions: int = 0
    above_one: int = 0

    def take_date(self, cell: str) -> None:
        """One more date."""
        found = dates.orders(cell)
        if found:
            self.orders[found] += 1
            self.dotted += dates.has_dots(cell)

    def take_number(self, cell: str) -> None:
        """One more number."""
        self.marks[amounts.decimal_marks(cell)] += 1
        number = amounts.plain(cell.rstrip(" %")) if len(cell) < 20 else None
        if number:
            self.fractions += 0 < float(number) < 1 and "%" not in cell
            self.above_one += float(number) > 1

    def possible_orders(self) -> set[Order]:
        """The orders that every date of the column allows; none when the dates contradict."""
        return dates.usual(set.intersection(*map(set, self.orders))) if self.orders else set()

    def possible_marks(self) -> set[DecimalMark]:
        """The decimal marks that every number allows; none when the numbers contradict."""
        return set.intersection(*map(set, self.marks)) if self.marks else set(amounts.MARKS)


@dataclass
class Proof:
    """The columns of one file; its rows are read once more, when something is first asked."""

    rows: Callable[[], Iterable[SourceRow]]
    header: Sequence[str]
    fields: Sequence[Field | None]
    # The country that the workspace is set to.
    country: str | None = None
    # The line that names the columns.
    line: int = 1
    # {column: the order of its dates, or its decimal mark}: what was proven before, and is now.
    known: Mapping[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    notes: dict[int, Problem] = field(default_factory=dict)
    _evidence: dict[int, Evidence] = field(default_factory=dict)

    def column(self, at: int) -> "ColumnProof":
        """What is asked about one column."""
        return ColumnProof(self, at)

    def evidence(self, at: int) -> Evidence:
        """What the whole column says."""
        if not self._evidence:
            self._evidence = self._read()
        return self._evidence[at]

    def undecided_dates(self) -> list[str]:
        """The columns of dates that hold days of two meanings and do not say which is meant."""
        return [self.header[at] for at in self._of(_DATES) if self._is_open(at)]

    def elsewhere(self, at: int) -> Order | None:
        """The order that every other column of dates agrees on."""
        others = (self.evidence(other).possible_orders() for other in self._of(_DATES, but=at))
        proven = {next(iter(orders)) for orders in others if len(orders) == 1}
        return proven.pop() if len(proven) == 1 else None

    def marks_elsewhere(self, at: int) -> DecimalMark | None:
        """The decimal mark that the other columns of numbers agree on."""
        others = (self.evidence(other).possible_marks() for other in self._of(_NUMBERS, but=at))
        proven = {next(iter(marks)) for marks in others if len(marks) == 1}
        return proven.pop() if len(proven) == 1 else None

    def usual_here(self) -> tuple[Order, str] | None:
        """The order of the header's language or of the workspace's country, and which of them."""
        spoken = languages.spoken(self.header)
        if spoken in _DAY_FIRST_LANGUAGES:
            return "dmy", f"as in {spoken}, which the header is in"
        if self.country is None or self.country in _EITHER_WAY:
            return None
        order: Order = "mdy" if self.country in _MONTH_FIRST else "dmy"
        return order, f"as in the workspace's country, {self.country}"

    def note(self, at: int, text: str, code: str, message: str) -> None:
        """Say once per column what it was taken for."""
        self.notes.setdefault(at, Problem(self.line, self.header[at], text, code, message))

    def settle_all(self) -> None:
        """Find out of every column what it proves, asked or not."""
        for at in self._of((*_DATES, *_NUMBERS)):
            evidence = self.evidence(at)
            is_date = self._is_date(at)
            possible = evidence.possible_orders() if is_date else evidence.possible_marks()
            if len(possible) == 1:
                self.settled.setdefault(self.header[at], next(iter(possible)))

    def _is_open(self, at: int) -> bool:
        evidence = self.evidence(at)
        possible = evidence.possible_orders()
        is_known = self.known.get(self.header[at]) in possible
        return len(possible) > 1 and not is_known and not evidence.dotted and not self.elsewhere(at)

    def _of(self, types: Sequence[str], but: int | None = None) -> Iterator[int]:
        for at, target in enumerate(self.fields):
            if target is not None and target.type in types and at != but:
                yield at

    def _read(self) -> dict[int, Evidence]:
        found = {at: Evidence() for at in self._of((*_DATES, *_NUMBERS))}
        asked = [
            (at, each.take_date if self._is_date(at) else each.take_number)
            for at, each in found.items()
        ]
        for _, cells in self.rows():
            for at, take in asked:
                cell = cells[at] if at < len(cells) else ""
                if cell and not cell.isspace():
                    take(cell)
        return found

    def _is_date(self, at: int) -> bool:
        target = self.fields[at]
        return target is not None and target.type in _DATES


@dataclass(frozen=True, slots=True)
class ColumnProof:
    """One column's answers; BadValueError says why there is none."""

    proof: Proof
    at: int

    def date_order(self, text: str) -> Order:
        """As the column proves, or the file's other dates, or the dots; else as is usual here."""
        order = self._date_order(text)
        self.proof.settled[self._name] = order
        return order

    def decimal_mark(self) -> DecimalMark | None:
        """As the column proves, or the file's other numbers; None: thousands are grouped."""
        mark = self._decimal_mark()
        if mark is not None:
            self.proof.settled[self._name] = mark
        return mark

    @property
    def _name(self) -> str:
        return self.proof.header[self.at]

    def _known(self, possible: Iterable[T]) -> T | None:
        """What an earlier file has proven, where it may be so here."""
        word = self.proof.known.get(self._name)
        return next((each for each in possible if each == word), None)

    def _date_order(self, text: str) -> Order:
        evidence = self.proof.evidence(self.at)
        possible = evidence.possible_orders()
        if len(possible) == 1:
            return next(iter(possible))
        if not possible:
            raise BadValueError("date", f"{_both(text)}, and other rows have it either way{_CURE}")
        known = self._known(possible)
        if known is not None:
            return known
        if evidence.dotted and "dmy" in possible:
            return "dmy"
        other = self.proof.elsewhere(self.at)
        if other in possible:
            return self._noted(text, other, "as in the file's other dates")
        usual = self.proof.usual_here()
        if usual is None or usual[0] not in possible:
            raise BadValueError("date", f"{_both(text)}, and no row of the column decides{_CURE}")
        return self._noted(text, *usual)

    def _decimal_mark(self) -> DecimalMark | None:
        possible = self.proof.evidence(self.at).possible_marks()
        if len(possible) == 1:
            return next(iter(possible))
        if not possible:
            message = "the column has decimals after a comma and after a point: say --decimal-mark"
            raise BadValueError("number", message)
        known = self._known(possible)
        if known is not None:
            return known
        other = self.proof.marks_elsewhere(self.at)
        if other is None:
            message = (
                "no row of the column shows decimals: a mark before three digits was read as one "
                "of thousands; --decimal-mark settles it"
            )
            self.proof.note(self.at, "", "decimal_mark", message)
        return other

    def has_fractions(self) -> bool:
        """Whether no number is above one and some are between nought and one."""
        evidence = self.proof.evidence(self.at)
        return bool(evidence.fractions) and not evidence.above_one

    def _noted(self, text: str, order: Order, why: str) -> Order:
        message = (
            f"no row of the column decides the order of its dates: they were read with "
            f"{_SAID[order]}, {why}; --date-format {_FORMATS[order]} settles it"
        )
        self.proof.note(self.at, text, "date_order", message)
        return order


_CURE = ": say --date-format %d/%m/%Y or %m/%d/%Y"


def _both(text: str) -> str:
    return f"{values.shown(text)} may be two days"
