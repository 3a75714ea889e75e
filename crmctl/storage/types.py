"""Column types that hold the same value, exactly, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Numeric,
    Text,
    func,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from crmctl import clock

MONEY_SCALE = 4
LARGEST_MONEY = Decimal(10) ** 14
_CENT = Decimal("0.01")


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, to the millisecond; on SQLite as text that sorts by time."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Timestamptz on PostgreSQL, text on SQLite."""
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(DateTime(timezone=True) if native else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """As the database keeps it."""
        if value is None:
            return None
        return clock.to_millisecond(value) if dialect.name == "postgresql" else clock.iso(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """As Python knows it, always with its zone."""
        if value is None:
            return None
        native = dialect.name == "postgresql"
        return value.astimezone(UTC) if native else clock.parse_iso(value)


def moment_as_text(value: ColumnElement[Any], native: bool) -> ColumnElement[Any]:
    """A moment as `clock.iso` writes it, anything else as it is; `native` for PostgreSQL in UTC."""
    if not isinstance(value.type, UtcTime):
        return value
    written = func.to_char(value, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    return written if native else type_coerce(value, Text)


class Money(TypeDecorator[Decimal]):
    """An exact amount of four decimals below 10**14; on SQLite as whole ten-thousandths."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Numeric on PostgreSQL; SQLite has no decimals, and a float would not be exact."""
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(Numeric(19, MONEY_SCALE) if native else BigInteger())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """As the database keeps it."""
        if value is None or dialect.name == "postgresql":
            return value
        return int(value.scaleb(MONEY_SCALE))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """As Python knows it."""
        if value is None:
            return None
        return exact(value if dialect.name == "postgresql" else Decimal(value).scaleb(-MONEY_SCALE))


def exact(amount: Decimal) -> Decimal:
    """The same amount with two decimals, or as many more as it needs."""
    cents = amount.quantize(_CENT)
    return cents if cents == amount else amount.normalize()


class Json(TypeDecorator[Any]):
    """JSON, in the form that PostgreSQL keeps parsed; None is NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB on PostgreSQL alone: to load it takes a tenth of a command's start."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """A key in brackets is a key, not another document."""
        return self.impl_instance.coerce_compared_value(op, value)


def plain(value: Any) -> str:
    """A value that JSON does not know, as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def of_plain(type_: TypeEngine[Any], value: Any) -> Any:
    """The value of which `plain` made text, for a column of that type."""
    if value is None:
        return None
    if isinstance(type_, UtcTime):
        return clock.parse_iso(value)
    if isinstance(type_, Money):
        return exact(Decimal(value))
    return date.fromisoformat(value) if isinstance(type_, Date) else value


def to_json(value: Any) -> str:
    """The value as JSON text; what JSON does not know goes as `plain` text."""
    return orjson.dumps(value, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def written(type_: TypeEngine[Any], values: Sequence[Any]) -> Sequence[str | None]:
    """The values of a column of that type as text that PostgreSQL reads back as the same."""
    if isinstance(type_, Text):
        return values
    if isinstance(type_, UtcTime):
        # Of many rows, few are of different moments.
        known = {moment: clock.iso(moment) for moment in {*values} - {None}}
        return list(map(known.get, values))
    write: Callable[[Any], str] = to_json if isinstance(type_, Json) else str
    return [None if value is None else write(value) for value in values]
