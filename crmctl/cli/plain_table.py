"""A table as lines of text, for a pipe: nothing in it is cut, folded or coloured."""

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = " " * 3
_MARGIN = " " * 2
_NO_WIDTH = ("Mn", "Me", "Cf")


def lines(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The table line by line, as terminals have it."""
    split = [[cell.split("\n") for cell in row] for row in (heads, *rows)]
    widths = [max(map(_width, _column(split, at))) for at in range(len(heads))]
    if title:
        yield title
    yield ""
    for at, row in enumerate(split):
        for line in range(max(map(len, row))):
            yield _MARGIN + _GAP.join(
                _padded(cell[line] if line < len(cell) else "", width)
                for cell, width in zip(row, widths, strict=True)
            )
        if at == 0:
            yield f" {'─' * (sum(widths) + len(_GAP) * (len(widths) - 1) + 2)}"
    yield ""


def _column(rows: Sequence[Sequence[list[str]]], at: int) -> list[str]:
    return [line for row in rows for line in row[at]]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """How many places it takes on a screen."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) in _NO_WIDTH for letter in text)
