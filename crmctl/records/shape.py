"""From values by field to the columns of rows, and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crmctl.records.amounts import Amount
from crmctl.records.fields import Field
from crmctl.records.kinds import Columns
from crmctl.storage.queries import Row

Values = Mapping[Field, Sequence[Any]]


def columns(values: Values, current: Sequence[Row | None], *, blank_clears: bool) -> Columns:
    """The columns that the values make, each as long as `current`: the rows there were, or None.

    Without `blank_clears` an empty value leaves what is there.
    """
    grouped: dict[str, list[Field]] = {}
    for field in values:
        grouped.setdefault(field.place.column, []).append(field)
    made = {
        column: _column(column, fields, values, current, blank_clears)
        for column, fields in grouped.items()
    }
    amounts = [column for column, fields in grouped.items() if fields[0].type == "money"]
    _split_amounts(made, amounts, current)
    return made


def clear(made: Columns, cleared: Mapping[Field, Iterable[int]], current: Sequence[Row]) -> None:
    """Empty the fields of the rows at these positions, whatever is in them."""
    for field, positions in cleared.items():
        column = field.place.link or field.place.column
        for at in positions:
            cells = made.setdefault(column, [row[column] for row in current])
            cells[at] = _emptied(field, cells[at])


def _emptied(field: Field, value: Any) -> Any:
    """The column's value without what is the field's own."""
    place = field.place
    if value is None or place.link or (place.key is None and place.item_type is None):
        return None
    if place.key is not None:
        return {key: kept for key, kept in value.items() if key != place.key} or None
    return [item for item in value if item["type"] != place.item_type] or None


def _column(
    column: str,
    fields: list[Field],
    values: Values,
    current: Sequence[Row | None],
    blank_clears: bool,
) -> list[Any]:
    before = [row[column] if row is not None else None for row in current]
    place = fields[0].place
    if place.key is not None:
        return _objects(fields, values, before, blank_clears)
    if place.item_type is not None:
        types = [field.place.item_type for field in fields]
        return [
            _list(zip(types, cells, strict=True), old, blank_clears)
            for *cells, old in zip(*(values[field] for field in fields), before, strict=True)
        ]
    if blank_clears or not any(current):
        return list(values[fields[0]])
    return [
        old if value is None else value
        for value, old in zip(values[fields[0]], before, strict=True)
    ]


def _objects(
    fields: list[Field], values: Values, before: list[Any], blank_clears: bool
) -> list[dict[str, Any] | None]:
    """The JSON objects of all the rows."""
    keys = [str(field.place.key) for field in fields]
    rows = zip(*(values[field] for field in fields), strict=True)
    if any(before):
        return [
            _object(zip(keys, cells, strict=True), old, blank_clears)
            for cells, old in zip(rows, before, strict=True)
        ]
    # To call somebody for each new record takes longer than to make its object.
    return [
        {key: cell for key, cell in zip(keys, cells, strict=True) if cell is not None} or None
        for cells in rows
    ]


def _object(
    cells: Iterable[tuple[str, Any]], old: dict[str, Any] | None, blank_clears: bool
) -> dict[str, Any] | None:
    """The JSON object with the given keys set."""
    made = dict(old or {})
    for key, cell in cells:
        if cell is not None:
            made[key] = cell
        elif blank_clears:
            made.pop(key, None)
    return made or None


def _list(
    cells: Iterable[tuple[str | None, Any]], old: list[dict[str, Any]] | None, blank_clears: bool
) -> list[dict[str, Any]] | None:
    """The JSON list with the items of the given types replaced."""
    given = {type_: cell for type_, cell in cells if cell is not None or blank_clears}
    kept = [item for item in old or [] if item["type"] not in given]
    made = [
        {"type": type_, "value": value}
        for type_, cell in given.items()
        for value in ([cell] if isinstance(cell, str) else cell or [])
    ]
    return [*kept, *made] or None


def _split_amounts(made: Columns, amounts: Iterable[str], current: Sequence[Row | None]) -> None:
    """An amount that names its currency sets the currency too, where none was given."""
    for column in amounts:
        cells = made[column]
        if not any(isinstance(cell, Amount) for cell in cells):
            continue
        made[column] = [cell.value if isinstance(cell, Amount) else cell for cell in cells]
        if column == "value":
            named = [cell.currency if isinstance(cell, Amount) else None for cell in cells]
            given = present(made, "currency", current)
            order = (given, named) if "currency" in made else (named, given)
            made["currency"] = [own or other for own, other in zip(*order, strict=True)]


def value_of(row: Row, field: Field) -> Any:
    """What the field holds in the row, for fields that live in the row itself."""
    value = row.get(field.place.column)
    if value is None:
        return None
    if field.place.key is not None:
        return value.get(field.place.key)
    if field.place.item_type is not None:
        return [item["value"] for item in value if item["type"] == field.place.item_type]
    return value


def rows(made: Columns, size: int) -> Iterator[Row]:
    """The columns as rows."""
    if not made:
        return ({} for _ in range(size))
    names = list(made)
    return (dict(zip(names, cells, strict=True)) for cells in zip(*made.values(), strict=True))


def present(made: Columns, name: str, current: Sequence[Row | None]) -> list[Any]:
    """The column as it will be: the new cells, or what is there."""
    if name in made:
        return made[name]
    return [row[name] if row is not None else None for row in current]
