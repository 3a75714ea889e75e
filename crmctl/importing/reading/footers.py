"""Lines inside and after the data that are no rows of it: totals, notes, the header once more."""

import re
from collections import deque
from collections.abc import Iterator, Sequence

from crmctl.importing.reading import kinds

Row = tuple[int, list[str]]

_MOST_LINES = 20
_TOTAL = re.compile(
    r"(?:(?:grand |sub|overall )?totals?|sum|summe|gesamt(?:summe|betrag)?|insgesamt"
    r"|somme|totaal|totale|summa|suma|razem|合計"
    r"|(?:record |row )?count|anzahl)"
    r"\b(?P<more>.{0,40})",
    re.IGNORECASE,
)  # fmt: skip
_NOTE = re.compile(
    r"(?:copyright|©|confidential|generated (?:by|on|at)|exported (?:by|on|at|from)|created by"
    r"|source:|note:|notes:|end of (?:file|report)|--+|==+|\*\*+"
    r"|\d+ (?:rows?|records?|contacts?)\b).*",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


# What a total is called that is no name: "Totale generale", "Total accounts".
_OF_TOTALS = frozenset(
    {"général", "general", "generale", "geral", "netto", "brutto", "net", "gross", "amount", "of"}
    | {"accounts", "contacts", "deals", "leads", "records", "rows", "companies", "people", "value"}
    | {"eur", "usd", "gbp", "chf", "pln", "sek", "jpy", "der", "datensätze", "kontakte", "firmen"}
)


class Sieve:
    """Lets rows through and passes over what only looks like one."""

    def __init__(self, header: Sequence[str], width: int, skipped: list[tuple[int, str]]) -> None:
        """Header as in the file (none: no header), number of columns, where to note skips."""
        self._header = list(header)
        self._width = width
        self._skipped = skipped
        self._latest: deque[Row] = deque()
        self._blank_lines: deque[int] = deque(maxlen=_MOST_LINES)

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows of the table, held back by a few lines until it is clear that more follow."""
        header, latest = self._header, self._latest
        for row in rows:
            cells = row[1]
            if cells == header and header:
                self._pass_over_header(row[0])
            elif len(cells) > 1 or (cells and not self._is_blank(cells[0])):
                latest.append(row)
                if len(latest) > _MOST_LINES:
                    yield latest.popleft()
            else:
                self._blank_lines.append(row[0])
        yield from self._ending()

    def _is_blank(self, cell: str) -> bool:
        # An empty cell in quotes is a row of a table of one column, as csv writers write it.
        return not cell.strip() and (bool(cell) or self._width > 1)

    def _pass_over_header(self, line: int) -> None:
        """Skip a repeated header, and the one-cell titles of its block."""
        latest, titles = self._latest, []
        while latest and (not _filled(latest[-1][1]) or self._is_title(latest[-1][1])):
            above, cells = latest.pop()
            if _filled(cells):
                titles.append(above)
        for title in reversed(titles):
            self._skipped.append((title, "a title above the repeated header"))
        self._skipped.append((line, "the header once more"))

    def _is_title(self, cells: Sequence[str]) -> bool:
        return self._width > 2 and len(_filled(cells)) == 1 and bool(cells[0].strip())

    def _ending(self) -> Iterator[Row]:
        latest = list(self._latest)
        start = len(latest)
        while start and self._may_be_footer(latest[start - 1][1]):
            start -= 1
        data_end = latest[start - 1][0] if start else 0
        yield from latest[:start]
        # A line of delimiters is as blank as a blank line.
        blanks = [*self._blank_lines, *(line for line, cells in latest if not _filled(cells))]
        ended = False
        for line, cells in latest[start:]:
            after_blank = any(data_end < blank < line for blank in blanks)
            ended = ended or (bool(_filled(cells)) and self._is_footer(cells, after_blank))
            if ended and _filled(cells):
                self._skipped.append((line, "a total or note after the data"))
            else:
                yield line, cells

    def _may_be_footer(self, cells: Sequence[str]) -> bool:
        filled = _filled(cells)
        return len(filled) <= max(1, self._width // 2) or _is_total(filled)

    def _is_footer(self, cells: Sequence[str], after_blank: bool) -> bool:
        filled = _filled(cells)
        if _is_total(filled) or (_reads_as_footer(filled[0]) and self._width > 1):
            return True
        if len(filled) > 1 or self._width < 3 or kinds.kind(cells[0]) != kinds.TEXT:
            return False
        return (after_blank and len(cells) < self._width) or len(cells[0].split()) > 4


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell and not cell.isspace()]


def _is_total(filled: Sequence[str]) -> bool:
    """Whether these cells are a word for total and numbers only."""
    if not _TOTAL.fullmatch(filled[0].strip()):
        return False
    return len(filled) > 1 and all(kinds.kind(cell) == kinds.NUMBER for cell in filled[1:])


def _reads_as_footer(cell: str) -> bool:
    """Whether it is no name: "Total Wine" may be one, "Total: 17" and "Total rows 17" are not."""
    cell = cell.strip()
    total = _TOTAL.fullmatch(cell)
    if total:
        more = total["more"].strip()
        words = set(re.findall(r"\w+", more.lower()))
        return words <= _OF_TOTALS or more[0] in ":=" or any(map(str.isdigit, more))
    return bool(_NOTE.fullmatch(cell))
