"""From the text of a cell or an option to the value of a field, or the reason why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from crmctl.clock import to_millisecond
from crmctl.records import amounts, dates, domains, emails, opt_outs, phones, words
from crmctl.records.amounts import Amount, DecimalMark
from crmctl.records.dates import AmbiguousError, Order
from crmctl.records.fields import Field, Type

Parser = Callable[[str], Any]
LARGEST_INTEGER = 2**31 - 1
_LONGEST_NUMBER = 60

_SEPARATORS = re.compile(r":::|[;,|\n]")


class BadValueError(ValueError):
    """A text that does not fit its field: a code for programs and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Column(Protocol):
    """What a whole column says where a cell alone does not; BadValueError where it does not."""

    def date_order(self, text: str) -> Order:
        """The order of day, month and year."""

    def decimal_mark(self) -> DecimalMark | None:
        """What stands before the decimals."""

    def has_fractions(self) -> bool:
        """Whether its percents are parts of one: 0.75 for 75 %."""


@dataclass(frozen=True, slots=True)
class Context:
    """What some texts mean depends on: who reads, what the workspace knows, the column beside."""

    user: str
    # {what people call it: the name of the stage}
    stages: Mapping[str, str]
    # As in strptime; None: as the text or its column tells.
    date_format: str | None = None
    decimal_mark: DecimalMark | None = None
    column: Column | None = None
    # {what a text may call them, in small letters: the user's id}
    owners: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    # {field: {what others write: our word}}
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def parser(field: Field, context: Context) -> Parser:
    """What reads the field's texts; it raises BadValueError, and gives None for nothing said."""
    if field.type == "choice":
        return partial(_choice, _called(field, context, {word: word for word in field.choices}))
    if field.type == "stage":
        return partial(_choice, _called(field, context, context.stages))
    if field.consent:
        return _consent
    if field.type in _CONTEXTUAL:
        return partial(_CONTEXTUAL[field.type], context, field.name)
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
        return emails.normalise(_bare(value))
    except ValueError:
        raise BadValueError("email", f"{shown(value)} is not an email address") from None


def _bare(value: str) -> str:
    """The address in `mailto:ann@x.example`, `<ann@x.example>` or `Ann Lee <ann@x.example>`."""
    if value[-1:] == ">" or value[:7].lower() == "mailto:":
        address = value.rpartition("<")[2].removesuffix(">").strip()
        return address[7:] if address[:7].lower() == "mailto:" else address
    return value


def _phone(value: str) -> str:
    try:
        return phones.check(text(value))
    except ValueError:
        raise BadValueError("phone", f"{shown(value)} is not a phone number") from None


def _url(value: str) -> str:
    try:
        return domains.web_address(text(value))
    except ValueError as error:
        raise BadValueError("url", f"{shown(value)}: {error}") from None


def _domain(value: str) -> str:
    try:
        return domains.normalise(text(value))
    except ValueError as error:
        raise BadValueError("domain", f"{shown(value)}: {error}") from None


def _list_of(one: Parser, value: str) -> list[Any]:
    parts = (part.strip() for part in _SEPARATORS.split(value))
    found = dict.fromkeys(one(part) for part in parts if part)
    return [each for each in found if each]


def _tag(value: str) -> str:
    """Without the quotes that Mailchimp puts around it, and the star that Google does before it."""
    cell = text(value)
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return (cell[1:-1] if quoted else cell).removeprefix("* ").strip()


def _date(context: Context, name: str, value: str) -> date | None:
    moment = _read_date(context, value)
    if moment is None:
        return None
    day = moment.date()
    if name == "birthday" and context.today and day > context.today and dates.is_short(value):
        return day.replace(year=day.year - 100)
    return day


def _moment(context: Context, _name: str, value: str) -> datetime | None:
    moment = _read_date(context, value)
    return None if moment is None else _utc(moment)


def _read_date(context: Context, value: str) -> datetime | None:
    """The moment as it is written; None for zeros in its place."""
    if context.date_format:
        try:
            return datetime.strptime(value.strip(), context.date_format)  # noqa: DTZ007 - see _utc
        except (ValueError, re.error):  # a format that names a part twice is a bad pattern
            if dates.orders(value) - {"ymd"}:
                message = f"{shown(value)} is not a date in the order of {context.date_format}"
                raise BadValueError("date", message) from None
    try:
        return _day_or_column(context, value)
    except ValueError as error:
        if isinstance(error, BadValueError):
            raise
        if dates.is_nought(value):
            return None
        message = f"{shown(value)} is not a date as 2026-12-31 or 31 Dec 2026"
        raise BadValueError("date", message) from None


def _day_or_column(context: Context, value: str) -> datetime:
    try:
        return dates.read(value)
    except AmbiguousError:
        if context.column is None:
            message = f"{shown(value)} may be two days: write it as 2026-12-31"
            raise BadValueError("date", message) from None
        return dates.read(value, context.column.date_order(value))


def _utc(moment: datetime) -> datetime:
    try:
        known = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise BadValueError("date", "that is before the first or after the last year") from None
    return to_millisecond(known)


def _integer(value: str) -> int:
    cell = value.strip()
    sign = cell[:1] if cell[:1] in ("-", "+") else ""
    number = amounts.plain(cell.removeprefix(sign)) if len(cell) <= _LONGEST_NUMBER else None
    whole, _, decimals = (number or "").partition(".")
    if not whole or decimals.strip("0"):
        raise BadValueError("number", f"{shown(value)} is not a whole number")
    if int(whole) > LARGEST_INTEGER:
        raise BadValueError("number", f"{shown(value)} is too large a number")
    return -int(whole) if sign == "-" else int(whole)


def _percent(context: Context, _name: str, value: str) -> int:
    cell = value.strip()
    number = cell.removesuffix("%").strip()
    part = amounts.plain(number) if len(number) <= _LONGEST_NUMBER else None
    small = part is not None and Decimal(part) <= 1 and number == cell
    if small and context.column and context.column.has_fractions():
        number = f"{Decimal(part or 0) * 100:f}"
    whole = _integer(number)
    if not 0 <= whole <= 100:
        raise BadValueError("number", f"{shown(value)} is not between 0 and 100")
    return whole


def _money(context: Context, _name: str, value: str) -> Amount:
    mark = context.decimal_mark
    if mark is None and context.column and amounts.is_ambiguous(value):
        mark = context.column.decimal_mark()
    try:
        return amounts.read(value, mark)
    except ValueError as error:
        raise BadValueError("number", f"{shown(value)} {error}") from None


def _currency(value: str) -> str:
    known = amounts.currency(text(value))
    if known is None:
        raise BadValueError("currency", f"{shown(value)} is not a currency as EUR")
    return known


def _boolean(value: str) -> bool:
    word = value.strip().lower()
    if word in words.TRUE:
        return True
    if word in words.FALSE:
        return False
    raise BadValueError("boolean", f"{shown(value)} is neither yes nor no")


def _consent(value: str) -> bool | None:
    word = opt_outs.standing(value)
    if word in words.UNDECIDED:
        return None
    return word in words.SUBSCRIBED or (word not in words.UNSUBSCRIBED and _boolean(value))


def _opt_out(value: str) -> bool | None:
    try:
        return opt_outs.read(value)
    except ValueError as error:
        raise BadValueError("boolean", f"{shown(value)} {error}") from None


def _called(field: Field, context: Context, choices: Mapping[str, str]) -> dict[str, str]:
    """{what people write, folded: our word}; the words of others stand back behind our own."""
    own = {_folded(word): choice for word, choice in choices.items()}
    ours = set(own.values())
    spelled = context.spellings.get(field.name, {})
    others = {_folded(word): choice for word, choice in spelled.items()}
    return {word: choice for word, choice in others.items() if choice in ours} | own


def _choice(choices: dict[str, str], value: str) -> str:
    known = choices.get(_folded(value))
    if known is None:
        raise BadValueError(
            "choice",
            f"{shown(value)} is not one of {_listed(choices)}",
        )
    return known


def _listed(choices: dict[str, str]) -> str:
    return ", ".join(sorted(set(choices.values()), key=list(choices.values()).index))


def _owner(context: Context, _name: str, value: str) -> str:
    """The id of the user that the text means; an unknown one is called by the text itself."""
    cell = text(value)
    if cell == "me":
        return context.user
    word = " ".join(cell.split()).casefold()
    return context.owners.get(word, word if "@" in word else cell)


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()


def shown(value: str) -> str:
    """The value as part of a sentence: short, and with nothing that a terminal would obey."""
    cell = value.strip()
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}...")


# By the context too; the name of the field comes second.
_CONTEXTUAL: dict[Type, Callable[[Context, str, str], Any]] = {
    "date": _date,
    "moment": _moment,
    "percent": _percent,
    "money": _money,
    "owner": _owner,
}
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
    "integer": _integer,
    "currency": _currency,
    "boolean": _boolean,
    "opt_out": _opt_out,
    "tags": partial(_list_of, _tag),
    "link": text,
    "reference": text,
}
