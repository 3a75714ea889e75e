"""Cells that a spreadsheet would run as a formula, made harmless and made themselves again.

An apostrophe goes before a cell that begins with one of the signs below, whatever apostrophes stand
before them already; taking one away gives back every cell as it was.
"""

import re

# Full-width forms are read as their ASCII twins by spreadsheets in East Asian locales.
_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]").match
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]").match


def neutralise(cell: str) -> str:
    """The cell as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _RISKY(cell) else cell


def restore(cell: str) -> str:
    """The cell that `neutralise` was given."""
    return cell[1:] if _GUARDED(cell) else cell
