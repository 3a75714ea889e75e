"""From what the database holds to what a file holds: a text for a cell, or a value for JSON."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crmctl.records import guarding
from crmctl.records.fields import Field
from crmctl.storage.types import plain

Reader = Callable[[Any], Any]
# Between the values of a cell that holds several; the import splits at the same sign.
BETWEEN = "; "
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


def text_of(field: Field, *, guarded: bool) -> Callable[[Any], str]:
    """What makes the text of a cell of what stands at the field's place."""
    read = value_of(field)
    if field.type in _SAFE or not guarded:
        return lambda held: _text(read(held))
    if not field.place.many:
        return lambda held: guarding.neutralise(held) if held else ""
    return lambda held: guarding.neutralise(_text(read(held)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return BETWEEN.join(map(str, value))
    return str(value) if isinstance(value, int) else plain(value)


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
