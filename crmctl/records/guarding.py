"""Cells that a spreadsheet would run as a formula, made harmless and made themselves again.

An apostrophe goes before a cell that begins with one of the signs below, whatever apostrophes stand
before them already; taking one away gives back every cell as it was.
"""

import re
from collections.abc import Iterable

# Full-width forms are read as their ASCII twins by spreadsheets in East Asian locales.
_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]").match
# One of these begins every cell that is risky: to look at one letter is quicker than at a pattern.
_FIRST = frozenset("'=+-@\t\r＝＋－＠")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]").match


def neutralise(cell: str) -> str:
    """The cell as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _RISKY(cell) else cell


def neutralise_all(cells: Iterable[str]) -> list[str]:
    """Every cell of a column as `neutralise` makes it."""
    return [neutralise(cell) if cell[:1] in _FIRST else cell for cell in cells]


def restore(cell: str) -> str:
    """The cell that `neutralise` was given."""
    return cell[1:] if _GUARDED(cell) else cell
