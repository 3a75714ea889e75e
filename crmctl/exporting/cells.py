"""From what the database holds to what a file holds: a text for a cell, or a value for JSON."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import NoneType
from typing import Any

from crmctl import clock
from crmctl.records import guarding
from crmctl.records.fields import Field
from crmctl.storage.types import plain

Reader = Callable[[Any], Any]
# Between the values of a cell that holds several; the import splits at the same sign.
BETWEEN = "; "
# How many rows are made into texts at a time.
_LOT = 1_000
# A spreadsheet knows no day before.
FIRST_YEAR = 1900
# Types whose texts cannot begin a formula, or are real numbers and stay so.
_SAFE = frozenset(
    {"date", "moment", "integer", "percent", "money", "boolean", "choice", "currency"}
)


def value_of(field: Field) -> Reader:
    """What makes the field's own value of what stands at its place."""
    if field.place.item_type is None:
        return lambda held: held
    type_ = field.place.item_type
    return lambda held: [item["value"] for item in held or () if item["type"] == type_] or None


def texts_of(field: Field, *, guarded: bool) -> Callable[[Iterable[Any]], list[str]]:
    """What makes the texts of a column of cells of what stands at the field's place."""
    read = value_of(field)
    many = field.place.item_type is not None
    guard = guarded and field.type not in _SAFE

    def make(held: Iterable[Any]) -> list[str]:
        values = map(read, held) if many else held
        texts = [value if type(value) is str else _text(value) for value in values]
        return guarding.neutralise_all(texts) if guard else texts

    return make


def as_texts(
    rows: Iterable[Sequence[Any]], fields: Sequence[Field], *, guarded: bool
) -> Iterator[tuple[str, ...]]:
    """The rows as texts, made column by column: that takes a third of the time of cell by cell."""
    makers = [texts_of(field, guarded=guarded) for field in fields]
    source = iter(rows)
    while lot := list(islice(source, _LOT)):
        columns = zip(*lot, strict=True)
        yield from zip(
            *(make(held) for make, held in zip(makers, columns, strict=True)), strict=True
        )


# By the very type: a bool is an int, too, and a moment a date.
_TEXTS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "",
    bool: lambda value: "yes" if value else "no",
    list: lambda value: BETWEEN.join(map(str, value)),
    Decimal: plain,
    datetime: clock.iso,
    date: plain,
}


def _text(value: Any) -> str:
    return _TEXTS.get(type(value), str)(value)


def typed(value: Any) -> Any:
    """The value as a spreadsheet's own type; what none knows, as text."""
    if isinstance(value, date) and value.year < FIRST_YEAR:
        return plain(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, (bool, int, Decimal, date)):
        return value
    return _text(value)


def readers(fields: Sequence[Field]) -> list[Reader]:
    """One reader a field."""
    return [value_of(field) for field in fields]
