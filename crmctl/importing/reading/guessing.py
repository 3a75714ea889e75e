"""Which dialect a file is in, judged by the table that each way of reading gives."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from crmctl.importing.reading import kinds, records
from crmctl.importing.reading.dialects import Dialect

# How likely each delimiter is before the file has been looked at.
_DELIMITERS = {
    ",": 1.0, ";": 0.999, "\t": 0.998, "|": 0.997, ":": 0.8, "~": 0.9, "^": 0.9, "¦": 0.9,
    "¬": 0.9, "\x01": 0.9, "\x1e": 0.9, "\x1f": 0.9, " ": 0.6,
}  # fmt: skip
_QUOTES = {'"': 1.0, "'": 0.98, "": 0.97}
_ONE_COLUMN = 0.55
_MOST_CELLS = 1500
_LONGEST_LINE = 65_536


def detect(sample: Sequence[str], whole: bool, delimiter: str | None = None) -> Dialect:
    """The dialect that reads the sample's lines as the best table; whole: they are all there is."""
    bounded = [line for line in sample if len(line) <= _LONGEST_LINE]
    sample = bounded or [sample[0][:_LONGEST_LINE]]
    trials = {each: _try(sample, whole, each) for each in _candidates(sample, delimiter)}
    best = max(trials, key=lambda each: _score(trials[each], each))
    plain = replace(best, escape="")
    if trials[plain].shape >= trials[best].shape:
        best = plain  # a backslash is an escape only where the table falls apart without it
    if delimiter:
        return best
    return _doubled(sample, best) if trials[best].width > 1 else _one_column(sample, best)


def _candidates(sample: Sequence[str], wanted: str | None) -> Iterator[Dialect]:
    text = "".join(sample)
    found = [wanted] if wanted else [each for each in _DELIMITERS if each in text] or [","]
    for delimiter in found:
        blank = len(delimiter) == 2 and delimiter[0] != delimiter[1] == " "
        plain = Dialect(delimiter[0] if blank else delimiter, blank_after=blank)
        blanks_follow = not wanted and _blanks_follow(sample, plain.delimiter)
        for quote in _quotes(text, plain.delimiter):
            for escape in _escapes(text, quote):
                dialect = replace(plain, quote=quote, escape=escape)
                yield dialect
                if blanks_follow:
                    yield replace(dialect, blank_after=True)


def _quotes(text: str, delimiter: str) -> Iterator[str]:
    yield '"'
    if '"' in text:
        yield ""
    edge = re.escape(delimiter)
    opened = re.search(rf"(?:^|[\r\n]|{edge}) ?'", text)
    if opened and re.search(rf"'(?:$|[\r\n]|{edge})", text):
        yield "'"


def _escapes(text: str, quote: str) -> Iterator[str]:
    yield ""
    if quote and "\\" + quote in text:
        yield "\\"


def _blanks_follow(sample: Sequence[str], delimiter: str) -> bool:
    """Whether in nearly every line a blank follows every delimiter."""
    if delimiter.isspace():
        return False
    pieces = [line.rstrip("\r\n").split(delimiter)[1:] for line in sample]
    divided = [[piece for piece in line if piece] for line in pieces if any(line)]
    blank = sum(all(piece[0] == " " for piece in line) for line in divided)
    return blank >= 0.9 * len(divided) > 0


@dataclass(frozen=True, slots=True)
class _Trial:
    """The sample read in one dialect: rows of the usual width, and how regular all of them are."""

    width: int
    fitting: list[list[str]]
    shape: float  # 0 to 1


def _try(sample: Sequence[str], whole: bool, dialect: Dialect) -> _Trial:
    reading = records.Reading(records.prepared(iter(sample), dialect), dialect)
    rows = [cells for _, cells in reading if any(map(str.strip, cells))]
    if not whole and len(rows) > 1:
        del rows[-1]
    if not rows:
        return _Trial(0, [], 0.0)
    width = common_width(rows)
    fitting = [cells for cells in rows if len(cells) == width]
    well_quoted = max(0.0, 1 - len(reading.mended) / len(rows))
    # Notes above a wide table may be more lines than its first rows are, but they are less text.
    share = (len(fitting) / len(rows) + _letters(fitting) / _letters(rows)) / 2
    return _Trial(width, fitting, share * well_quoted)


def _letters(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(cell) for cells in rows for cell in cells)


def _score(trial: _Trial, dialect: Dialect) -> float:
    """How good a table this dialect makes of the sample, from 0 to 1."""
    score = trial.shape * _quality(trial.fitting, dialect.delimiter) * _QUOTES[dialect.quote]
    if trial.width < 2:
        return score * _ONE_COLUMN
    return score * _DELIMITERS.get(dialect.delimiter, 0.9) * (1 - 0.5 / trial.width)


def common_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have; a few wide rows outweigh as many narrow ones."""
    counts = Counter(map(len, rows))
    return max(counts, key=lambda width: (counts[width] * min(width, 4), width))


def _quality(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    cells = islice((cell for row in rows for cell in row if cell), _MOST_CELLS)
    marks = [_cell_quality(cell, delimiter) for cell in cells]
    return sum(marks) / len(marks) if marks else 0.0


def _cell_quality(cell: str, delimiter: str) -> float:
    if kinds.kind(cell) != kinds.TEXT:
        return 1.0 if cell == cell.strip() else 0.95
    mark = 0.9 if cell == cell.strip() else 0.8
    text = cell.strip()[:500]
    if text[0] in "\"'" and text[-1] == text[0] and len(text) > 1:
        mark *= 0.3
    elif text[0] == '"' or (text[-1] == '"' and not text[-2:-1].isdigit()):
        mark *= 0.6
    mark *= 0.65 ** ((' "' in text) + ('" ' in text))
    foreign = sum(
        1
        for at, char in enumerate(text[:-1])
        if char in ",;\t|" and char != delimiter and text[at + 1] != " "
    )
    return float(mark * max(0.1, 0.75**foreign))


def _one_column(sample: Sequence[str], dialect: Dialect) -> Dialect:
    """The dialect with a delimiter that the text does not hold."""
    held = any(each in line for each in _DELIMITERS for line in sample if not each.isspace())
    return replace(dialect, delimiter="\x1f" if held else ",", blank_after=False)


def _doubled(sample: Sequence[str], dialect: Dialect) -> Dialect:
    """The dialect with its delimiter twice when every second cell is empty throughout."""
    if dialect.delimiter * 2 not in "".join(sample):
        return dialect
    reading = records.Reading(iter(sample), dialect)
    rows = [cells for _, cells in islice(reading, 50) if len(cells) > 1]
    if rows and all(len(cells) % 2 and not any(cells[1::2]) and cells[0] for cells in rows):
        return replace(dialect, delimiter=dialect.delimiter * 2)
    return dialect
