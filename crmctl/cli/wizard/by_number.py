"""Choosing fields on a terminal that can only write line after line."""

import shutil
from collections.abc import Sequence

import typer

from crmctl.cli import output
from crmctl.errors import UsageError


def choose(title: str, names: Sequence[str], usual: Sequence[str]) -> list[str]:
    """Ask for numbers until they hold; an empty answer takes the usual fields."""
    lines = [f"{at:>3}{'*' if name in usual else ' '} {name}" for at, name in enumerate(names, 1)]
    output.note(f"{title}:")
    for line in _side_by_side(lines, shutil.get_terminal_size().columns):
        output.note(line)
    output.note("Numbers in the order of the columns, as in 1,3,5-7; Enter takes those with a *")
    while True:
        answer = typer.prompt("Fields", default="", show_default=False, err=True)
        try:
            return read(answer, names) or list(usual)
        except UsageError as error:
            output.note(str(error))


def _side_by_side(texts: Sequence[str], width: int) -> list[str]:
    """Lines of as many texts as fit, one below the other as far as possible."""
    widest = max(map(len, texts)) + 2
    height = -(-len(texts) // max(1, width // widest))
    rows = (texts[at::height] for at in range(height))
    return ["".join(text.ljust(widest) for text in row).rstrip() for row in rows]


def read(answer: str, names: Sequence[str]) -> list[str]:
    """The names behind `1,3,5-7`, each once; UsageError says which part does not hold."""
    parts = [part.strip() for part in answer.split(",") if part.strip()]
    numbers = [number for part in parts for number in _range(part, len(names))]
    return [names[number - 1] for number in dict.fromkeys(numbers)]


def _range(part: str, most: int) -> range:
    first, dash, last = (piece.strip() for piece in part.partition("-"))
    ends = (first, last if dash else first)
    if not all(end.isascii() and end.isdigit() and 1 <= int(end) <= most for end in ends):
        raise UsageError(f"{part!r} is not a number, or a range of them, from 1 to {most}")
    low, high = map(int, ends)
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)
