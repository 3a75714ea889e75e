"""Records of a file with the physical line each starts on, read by csv.reader and mended."""

import csv
from collections import deque
from collections.abc import Iterator

from crmctl.importing.reading import mending
from crmctl.importing.reading.dialects import Dialect

_MOST_LINES = 1000  # that one record may span before its quote counts as never closed
_MOST_CHARACTERS = 16_000_000
_LONGEST_CELL = 2**31 - 1


def prepared(lines: Iterator[str], dialect: Dialect) -> Iterator[str]:
    """The lines with a delimiter of several characters replaced by its stand-in."""
    if len(dialect.delimiter) == 1:
        return lines
    return (line.replace(dialect.delimiter, dialect.separator) for line in lines)


class Feed:
    """Hands lines to csv.reader, holding those of the record under way so it can be reread."""

    def __init__(self, lines: Iterator[str]) -> None:
        """The lines end with their line ends."""
        self._lines = lines
        self._again: deque[str] = deque()
        self.held: list[str] = []
        self.limit = _MOST_LINES

    def __iter__(self) -> Iterator[str]:
        """Lines to read again first, then new ones; ends early when a record grows too long."""
        held = self.held
        while self._again:
            if self._full():
                return
            held.append(self._again.popleft())
            yield held[-1]
        for line in self._lines:
            if held and self._full():
                self._again.append(line)
                return
            held.append(line)
            yield line

    def _full(self) -> bool:
        held = self.held
        return len(held) >= self.limit or (
            len(held) > 1 and len(held) % 64 == 0 and sum(map(len, held)) > _MOST_CHARACTERS
        )

    def keep_from(self, used: int) -> None:
        """Give the held lines after the first `used` to the reader once more."""
        self._again.extendleft(reversed(self.held[used:]))
        self.held.clear()

    @property
    def empty(self) -> bool:
        """Whether no line is left, neither held nor to be read again."""
        return not self.held and not self._again


class Reading:
    """Iterates over (first physical line, cells); `mended` lists lines whose quotes were wrong."""

    def __init__(
        self, lines: Iterator[str], dialect: Dialect, width: int = 0, first_line: int = 1
    ) -> None:
        """Width: cells a good record has (0: unknown); first_line: number of the first line."""
        self._feed = Feed(lines)
        self._dialect = dialect
        self._width = width
        self._line = first_line
        self.mended: list[int] = []

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Run through the records once."""
        csv.field_size_limit(_LONGEST_CELL)
        records = self._records()
        if len(self._dialect.delimiter) == 1:
            return records
        return self._restored(records)

    def _restored(
        self, records: Iterator[tuple[int, list[str]]]
    ) -> Iterator[tuple[int, list[str]]]:
        stand_in, delimiter = self._dialect.separator, self._dialect.delimiter
        for line, cells in records:
            yield line, [cell.replace(stand_in, delimiter) for cell in cells]

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        feed, options = self._feed, self._dialect.options()
        held = feed.held
        while True:
            reader = csv.reader(feed, strict=True, **options)
            base = line = self._line
            try:
                for cells in reader:
                    if len(held) > 1 and self._swallows(cells):
                        break
                    held.clear()
                    yield line, cells
                    line = base + reader.line_num
            except csv.Error:
                pass
            self._line = line
            if feed.empty:
                return
            yield self._mended()

    def _swallows(self, cells: list[str]) -> bool:
        return mending.swallows(self._feed.held, cells, self._dialect, self._width)

    def _mended(self) -> tuple[int, list[str]]:
        """The next record read leniently; the lines it does not take are read again."""
        feed, line = self._feed, self._line
        if len(feed.held) >= feed.limit:
            feed.limit = max(32, feed.limit // 2)  # many open quotes must not each cost so much
        cells, used = mending.mend(feed.held, self._dialect, self._width)
        feed.keep_from(used)
        self._line += used
        self.mended.append(line)
        return line, cells
