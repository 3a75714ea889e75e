"""Reading a record whose quotes are wrong the way a person would."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from crmctl.importing.reading.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Rule:
    """What a quote inside a quoted cell means, where it is neither doubled nor at the end."""

    apart: bool = False  # after a delimiter it opens the next cell: the first quote was text
    tight: bool = False  # two quotes before a delimiter are a quote and the end of the cell
    backslash: bool = False  # a backslash before it makes it text
    never: bool = False  # the first quote was text
    prose: bool = False  # before a delimiter and a blank it is text


RULES = (
    Rule(apart=True),
    Rule(apart=True, tight=True),
    Rule(),
    Rule(tight=True),
    Rule(backslash=True),
    Rule(prose=True),
    Rule(never=True),
)
_ENDS = ("", "\r", "\n")
_INNER_LINES = 50
# A longer record is read by one rule: each costs a walk over all of it.
_LONGEST = 500_000


def mend(held: Sequence[str], dialect: Dialect, width: int) -> tuple[list[str], int]:
    """The cells of the record that starts the held lines, and how many of the lines it takes."""
    if not width:
        cells, end = split("".join(held), dialect, RULES[0])
        return cells, _lines_within(held, end)
    for lines in (held[:1], held) if len(held) > 1 else (held,):
        text = "".join(lines)
        rules = RULES if len(text) <= _LONGEST else RULES[:1]
        readings = (split(text, dialect, rule) for rule in rules)
        good = [reading for reading in readings if len(reading[0]) == width]
        if good:
            cells, end = min(good, key=lambda reading: _left_open(reading[0], dialect.quote))
            return cells, _lines_within(held, end)
    return _as_it_stands(held[0], dialect), 1


def _left_open(cells: Sequence[str], quote: str) -> int:
    """How many cells still start with a quote."""
    return sum(1 for cell in cells if quote and cell.startswith(quote))


def _as_it_stands(line: str, dialect: Dialect) -> list[str]:
    try:
        for cells in csv.reader([line], strict=True, **dialect.options()):
            return cells
    except csv.Error:
        return split(line, dialect, RULES[0])[0]
    return []


def swallows(held: Sequence[str], cells: Sequence[str], dialect: Dialect, width: int) -> bool:
    """Whether a record of several lines took in rows that are complete by themselves."""
    if width < 2:
        return False
    if len(cells) != width:
        return any(len(split(held[0], dialect, rule)[0]) == width for rule in RULES)
    inner = held[1:-1]
    return len(inner) > 2 and width > 2 and all(_fits(inner, dialect, width))


def _fits(lines: Sequence[str], dialect: Dialect, width: int) -> Iterator[bool]:
    for line in islice(lines, _INNER_LINES):
        yield len(split(line, dialect, RULES[0])[0]) == width


def _lines_within(held: Sequence[str], end: int) -> int:
    """How many of the lines the first `end` characters reach into."""
    taken = 0
    for count, line in enumerate(held, start=1):
        taken += len(line)
        if end < taken or count == len(held):
            return count
    return len(held)


def split(text: str, dialect: Dialect, rule: Rule) -> tuple[list[str], int]:
    """The cells of the record that starts the text, and the position where its last cell ends."""
    cells: list[str] = []
    at = 0
    while True:
        start = at + _blanks(text, at, dialect)
        close = None
        if dialect.quote and text.startswith(dialect.quote, start):
            close = _closing(text, start, dialect, rule)
        if close == len(text):
            return _without_quotes(cells, text, start, dialect)
        if close is None:
            at = _unquoted_end(text, start, dialect.separator)
            cells.append(text[start:at])
        else:
            cells.append(_unquoted(text[start + 1 : close], dialect, rule))
            at = close + 1
        if not text.startswith(dialect.separator, at):
            return cells, at
        at += 1


def _without_quotes(
    cells: list[str], text: str, start: int, dialect: Dialect
) -> tuple[list[str], int]:
    """The cells and those of the rest of the line, where no quote closes any more."""
    ends = (text.find("\n", start), text.find("\r", start))
    end = min((end for end in ends if end >= 0), default=len(text))
    first, *others = text[start:end].split(dialect.separator)
    if dialect.blank_after:
        others = [cell.lstrip(" ") for cell in others]
    return [*cells, first, *others], end


def _blanks(text: str, at: int, dialect: Dialect) -> int:
    if not dialect.blank_after:
        return 0
    end = at
    while text.startswith(" ", end):
        end += 1
    return end - at


def _unquoted_end(text: str, at: int, separator: str) -> int:
    ends = [text.find(separator, at)]
    limit = ends[0] if ends[0] >= 0 else len(text)
    ends += [text.find("\n", at, limit), text.find("\r", at, limit)]
    return min((end for end in ends if end >= 0), default=len(text))


def _unquoted(inner: str, dialect: Dialect, rule: Rule) -> str:
    quote = dialect.quote
    if rule.backslash or dialect.escape:
        inner = inner.replace("\\" + quote, quote)
    return inner.replace(quote * 2, quote)


def _closing(text: str, start: int, dialect: Dialect, rule: Rule) -> int | None:
    """Where the cell's closing quote stands; None: the opening quote is text; the end: no close."""
    quote, separator = dialect.quote, dialect.separator
    ends = (*_ENDS, separator)
    escaped = rule.backslash or bool(dialect.escape)
    at = text.find(quote, start + 1)
    while at >= 0:
        after = text[at + 1 : at + 2]
        if escaped and text[at - 1] == "\\":
            at = text.find(quote, at + 1)
        elif after == quote:
            if rule.tight and text[at + 2 : at + 3] in ends:
                return at + 1
            at = text.find(quote, at + 2)
        elif after in ends and not (rule.prose and text[at + 2 : at + 3] == " "):
            return at
        elif rule.never or (rule.apart and text[at - 1] == separator):
            return None
        else:
            at = text.find(quote, at + 1)
    return len(text)
