"""Cells of address books that hold more than their field takes, or less."""

import re
from collections.abc import Iterator, Sequence

from crmctl.records import values
from crmctl.records.fields import Field

CODE = "partly"
_ONE_ONLY = frozenset({"email", "phone", "url"})
# Google puts all that one label has into one cell.
_BETWEEN = ":::"
_WITHOUT_YEAR = re.compile(r"\s*--\d\d-?\d\d\s*", re.ASCII).fullmatch


def in_cells(target: Field, cells: Sequence[str]) -> dict[int, tuple[str, str]]:
    """{position: (what to take of the cell, what to say of the rest)}."""
    if target.type in _ONE_ONLY and _BETWEEN in "".join(cells):
        return dict(_several(cells))
    if target.name == "birthday" and "--" in "".join(cells):
        said = ("", "left out: it has no year")
        return {at: said for at, cell in enumerate(cells) if _WITHOUT_YEAR(cell)}
    return {}


def _several(cells: Sequence[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    for at, cell in enumerate(cells):
        first, *others = [part for part in map(str.strip, cell.split(_BETWEEN)) if part] or [""]
        if others:
            listed = ", ".join(map(values.shown, others))
            yield at, (first, f"only {values.shown(first)} was taken, left out: {listed}")
