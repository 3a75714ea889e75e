"""What of a row may change a record: blanks only, or all of it; and consent never unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmctl.errors import UsageError
from crmctl.importing import columns
from crmctl.records import shape
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind
from crmctl.storage.queries import Row

Values = Mapping[Field, Sequence[Any]]
_WAYS = ("fill", "overwrite")


@dataclass(frozen=True, slots=True)
class Policy:
    """How each field changes; the others do as `fill` says."""

    fill: bool = False
    of_fields: Mapping[str, bool] | None = None
    # Whether the file may turn a stored opt-out into consent.
    resubscribe: bool = False

    def fills(self, target: Field) -> bool:
        """Whether the field only takes what is blank."""
        return (self.of_fields or {}).get(target.name, self.fill)


def policy(kind: Kind, words: Sequence[str], *, resubscribe: bool = False) -> Policy:
    """What `--update` says: `fill`, `overwrite`, or either for a field as `job_title=fill`."""
    fill = False
    of_fields: dict[str, bool] = {}
    for word in words:
        name, equals, way = word.rpartition("=")
        if way not in _WAYS or (equals and not name.strip()):
            raise UsageError(f"--update {word!r} is neither fill nor overwrite, nor FIELD=fill")
        if not equals:
            fill = way == "fill"
            continue
        target = columns.target(kind, name.strip())
        parts = ("first_name", "last_name") if target.name == "full_name" else (target.name,)
        of_fields |= dict.fromkeys(parts, way == "fill")
    return Policy(fill, of_fields, resubscribe)


def allowed(policy: Policy, values: Values, current: Sequence[Row]) -> dict[Field, list[Any]]:
    """The values with None in the place of each that must not change its record."""
    return {target: _allowed(policy, target, cells, current) for target, cells in values.items()}


def opted_out(policy: Policy, values: Values, current: Sequence[Row]) -> list[tuple[int, Field]]:
    """Whose consent the rows have and the records have not: it is not given again unasked."""
    if policy.resubscribe:
        return []
    return [
        (at, target)
        for target, cells in values.items()
        if target.consent
        for at, (cell, row) in enumerate(zip(cells, current, strict=True))
        if cell and row[target.place.column] is False
    ]


def _allowed(
    policy: Policy, target: Field, cells: Sequence[Any], current: Sequence[Row]
) -> list[Any]:
    if target.consent:
        kept = not policy.resubscribe
        fills = policy.fills(target)
        return [
            _consent(cell, row[target.place.column], kept=kept, fills=fills)
            for cell, row in zip(cells, current, strict=True)
        ]
    if not policy.fills(target):
        return list(cells)
    return [
        cell if _is_blank(row, target) else None for cell, row in zip(cells, current, strict=True)
    ]


def _consent(cell: bool | None, stored: bool | None, *, kept: bool, fills: bool) -> bool | None:
    """An opt-out always counts; consent only where nobody has opted out."""
    if not cell:
        return cell
    return None if (stored is False and kept) or (fills and stored is not None) else cell


def _is_blank(row: Row, target: Field) -> bool:
    place = target.place
    return not row[place.link] if place.link else shape.value_of(row, target) in (None, [])
