"""The filter language: `field=value` and its kin, typed by field, as conditions on rows."""

import re
from collections.abc import Sequence

from crmctl.errors import UsageError
from crmctl.records import values
from crmctl.records.amounts import Amount
from crmctl.records.fields import CUSTOM, Field, FieldSet
from crmctl.records.kinds import Kind
from crmctl.records.values import BadValueError, Context
from crmctl.storage.conditions import Compare, Condition, Empty, Mentions, Operator
from crmctl.storage.queries import Order

_EXPRESSION = re.compile(r"\s*([\w.-]+?)\s*(!=|>=|<=|=|>|<|~)(.*)", re.DOTALL).fullmatch
_OPERATORS: dict[str, Operator] = {
    "=": "=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<=", "~": "~",
}  # fmt: skip
_ORDERED = frozenset({"date", "moment", "integer", "percent", "money", "text", "name", "url"})
_BY_SIZE = (">", ">=", "<", "<=")
# A custom field holds text; where it is compared with a number, the numbers among the texts count.
_NUMBER = re.compile(r"\s*-?\d{1,15}(\.\d+)?\s*", re.ASCII).fullmatch
_ALTERNATIVES = re.compile(r"(?<!\\)\|")


def parse(kind: Kind, expressions: Sequence[str], context: Context) -> list[Condition]:
    """The conditions; UsageError that names the expression and what is wrong in it."""
    return [_one(kind.fields, expression, context) for expression in expressions]


def search(kind: Kind, text: str) -> list[Condition]:
    """That the record mentions the text in one of the places that a search looks at."""
    return [Mentions(kind.searched, text.strip())] if text.strip() else []


def order(kind: Kind, field: str | None) -> list[Order]:
    """By the field, or by `-field` from the other end."""
    if not field:
        return []
    return [Order(kind.fields.get(field.removeprefix("-")).place, field.startswith("-"))]


def _one(fields: FieldSet, expression: str, context: Context) -> Condition:
    match = _EXPRESSION(expression)
    if not match:
        raise UsageError(
            f"The filter {expression!r} has no operator: write field=value, with one of "
            "= != > >= < <= ~ (contains)"
        )
    name, operator, text = match[1], _OPERATORS[match[2]], match[3]
    field = fields.get(name)
    if not text.strip():
        return _emptiness(expression, field, operator)
    if operator in _BY_SIZE and field.type not in _ORDERED:
        raise UsageError(f"The filter {expression!r} asks for an order that {name} does not have")
    alternatives = [part.replace("\\|", "|") for part in _ALTERNATIVES.split(text)]
    if not all(map(str.strip, alternatives)):
        raise UsageError(f"The filter {expression!r} has nothing on one side of a |")
    if operator == "~" and field.type in ("money", "boolean"):
        raise UsageError(f"The filter {expression!r} looks for a text, which {name} does not hold")
    if operator == "~":
        return Compare(field.place, "~", tuple(part.strip() for part in alternatives))
    if operator in _BY_SIZE and field.name.startswith(CUSTOM) and all(map(_NUMBER, alternatives)):
        return Compare(field.place, operator, tuple(map(float, alternatives)))
    return _typed(expression, field, operator, alternatives, context)


def _emptiness(expression: str, field: Field, operator: Operator) -> Condition:
    if operator not in ("=", "!="):
        raise UsageError(f"The filter {expression!r} compares with nothing: write a value after it")
    return Empty(field.place, negated=operator == "!=")


def _typed(
    expression: str, field: Field, operator: Operator, texts: list[str], context: Context
) -> Condition:
    read = values.parser(field, context)
    found: list[object] = []
    for text in texts:
        try:
            value = read(text.strip())
        except BadValueError as error:
            raise UsageError(f"The filter {expression!r}: {error}") from None
        found.extend(value if isinstance(value, list) else [_bare(value)])
    if field.type == "moment" and operator in ("=", "!=") and all(map(_is_day, texts)):
        raise UsageError(
            f"The filter {expression!r} names a moment: for a whole day write "
            f"{field.name}>={texts[0].strip()} and {field.name}< the next day"
        )
    return Compare(field.place, operator, tuple(found))


def _bare(value: object) -> object:
    return value.value if isinstance(value, Amount) else value


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", text) is not None
