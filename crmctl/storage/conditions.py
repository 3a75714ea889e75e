"""Conditions on rows, as plain facts, and the SQL that each becomes on either database."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Float,
    String,
    Table,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.types import NullType

from crmctl.storage.types import UtcTime

# "is": the very same, letter by letter, which an index can find.
Operator = Literal["is", "=", "!=", ">", ">=", "<", "<=", "~"]
Expression = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value lives: in a column, under a key of its JSON, or in the record it links to."""

    column: str
    key: str | None = None
    link: str | None = None
    # The column is a JSON list: of texts, or of objects of one `type` that hold a `value`.
    many: bool = False
    item_type: str | None = None
    # The column whose text follows after a blank, as a last name after a first.
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """The value at the place stands so to one of the values; texts without regard to case."""

    place: Place
    operator: Operator
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """There is nothing at the place, or there is something."""

    place: Place
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """One of the places contains the text."""

    places: tuple[Place, ...]
    text: str


Condition = Compare | Empty | Mentions


def to_sql(condition: Condition, table: Table, native: bool) -> ColumnElement[bool]:
    """The condition as SQL over the table; `native` for PostgreSQL."""
    match condition:
        case Compare(place, "is", values) if not place.many:
            # As it stands, for behind a function no index finds it; and alone as an equality, by
            # which SQLite knows a partial index.
            value = value_at(place, table)
            alone = len(values) == 1 and values[0] is not None
            return value == values[0] if alone else value.in_(values)
        case Compare(place, "!=", values):
            return not_(to_sql(Compare(place, "=", values), table, native))
        case Compare(place, "is", values) if len(values) != 1:
            return _somewhere(place, table, native, lambda e: e.in_(values))
        case Compare(place, operator, values):
            tests = [_test(operator, value, native) for value in values]
            return _somewhere(place, table, native, lambda e: or_(*(test(e) for test in tests)))
        case Empty(place, negated):
            there = _somewhere(place, table, native, lambda e: and_(e.is_not(None), _text(e) != ""))
            return there if negated else not_(there)
        case Mentions(places, text):
            test = _test("~", text, native)
            return or_(*(_somewhere(place, table, native, test) for place in places))


def sort_key(place: Place, table: Table, native: bool) -> Expression:
    """The value to sort by; texts by letters alone, in the same order on both databases."""
    expression = value_at(place, table)
    # PostgreSQL sorts JSON lists by their length.
    return _folded(_text(expression), native) if place.many or _is_text(expression) else expression


def _folded(value: Any, native: bool) -> Expression:
    """The text in lower case, as the database itself makes it, in the order of its letters."""
    folded: Expression = func.lower(value)
    return folded.collate("C") if native else folded


def _somewhere(
    place: Place, table: Table, native: bool, test: Callable[[Expression], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The test on the value of the place, or on any of its values; never NULL."""
    if place.many:
        return _among(place, table, native, test)
    return func.coalesce(test(value_at(place, table)), false())


def value_at(place: Place, table: Table) -> Expression:
    """What stands at the place: a value, or the whole list where there are many."""
    source = _linked(table, place.link) if place.link else table
    column: Expression = source.c[place.column]
    if place.key is not None:
        column = column[place.key].as_string()
    if place.then is not None:
        last = source.c[place.then]
        column = func.trim(func.coalesce(column, "").concat(" ").concat(func.coalesce(last, "")))
    if not place.link:
        return column
    return (
        select(column)
        .where(
            source.c.workspace_id == table.c.workspace_id,
            source.c.id == table.c[place.link],
            source.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )


def _linked(table: Table, link: str) -> Any:
    """The table that the link leads to, under a name of its own."""
    (key,) = (key for key in table.c[link].foreign_keys)
    return key.column.table.alias(f"linked_{link}")


def _among(
    place: Place, table: Table, native: bool, test: Callable[[Expression], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The test on each element of a JSON list."""
    each = func.jsonb_array_elements if native else func.json_each
    element = each(table.c[place.column]).table_valued("value", name="element")
    if place.item_type is None:
        value = func.jsonb_build_array(element.c.value).op("->>")(0) if native else element.c.value
        return exists(select(1).select_from(element).where(test(value)))

    def part(key: str) -> Expression:
        if native:
            return element.c.value.op("->>")(key)
        return func.json_extract(element.c.value, f"$.{key}")

    return exists(
        select(1).select_from(element).where(part("type") == place.item_type, test(part("value")))
    )


def _test(
    operator: Operator, value: Any, native: bool
) -> Callable[[Expression], ColumnElement[bool]]:
    if operator == "is":
        return lambda e: e == value
    if operator == "~":
        pattern = "%" + re.sub(r"([%_/])", r"/\1", str(value)) + "%"
        return lambda e: func.lower(_words(e, native)).like(func.lower(pattern), escape="/")
    if isinstance(value, float):
        return lambda e: _compare(_number(e), operator, value)
    if isinstance(value, str):
        folded = func.lower(value)
        return lambda e: _compare(_folded(_text(e), native), operator, folded)
    return lambda e: _compare(e, operator, value)


def _compare(left: Expression, operator: str, right: Any) -> ColumnElement[bool]:
    comparisons: dict[str, Callable[[Expression, Any], ColumnElement[bool]]] = {
        "=": lambda a, b: a == b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
    }
    return comparisons[operator](left, right)


def _text(expression: Expression) -> Expression:
    return expression if _is_text(expression) else expression.cast(Text)


def _number(expression: Expression) -> Expression:
    """The number that a text is; NULL for any other text."""
    return case((expression.regexp_match(r"^-?\d{1,15}(\.\d+)?$"), expression.cast(Float)))


def _words(expression: Expression, native: bool) -> Expression:
    """The value as its text is written, the same on both databases."""
    if native and isinstance(expression.type, UtcTime):
        return func.to_char(expression, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    return _text(expression)


def _is_text(expression: Expression) -> bool:
    return isinstance(expression.type, (String, NullType))


def all_of(
    conditions: Sequence[Condition], table: Table, native: bool
) -> list[ColumnElement[bool]]:
    """Every condition as SQL."""
    return [to_sql(condition, table, native) for condition in conditions]
