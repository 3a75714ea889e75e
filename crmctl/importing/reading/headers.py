"""Where the header is, if there is one, and what its columns are called."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crmctl.importing.reading import guessing, kinds

Record = tuple[int, list[str]]

_MOST_TITLES = 25
_TYPED = frozenset((kinds.EMAIL, kinds.URL, kinds.DATE, kinds.NUMBER, kinds.CODE, kinds.YES_NO))
_NEVER_NAMES = frozenset((kinds.EMAIL, kinds.URL))
_CAN_BE_NAMES = frozenset((kinds.CODE, kinds.YES_NO, kinds.TEXT))
_ENOUGH = 0.6
_SURELY = 1.0  # the vote of a word above dates, numbers or the like
_MOST_TITLE_CELLS = 12
# Before the number of a column without a name.
_UNNAMED = "Column "


@dataclass(frozen=True, slots=True)
class Found:
    """Index of the first record of the table, and whether it is a header."""

    index: int
    is_header: bool


def find(rows: Sequence[Record], *, whole: bool) -> Found:
    """The table's first record among the sampled, non-blank ones."""
    width = guessing.common_width([cells for _, cells in rows])
    index = _after_titles([cells for _, cells in rows], width)
    body = [cells for _, cells in rows[index + 1 :]]
    body = body if whole else body[:-1] or body
    if _stands_above(rows[index][1], body, width):
        index, body = index + 1, body[1:]
    is_header = names_columns(rows[index][1], body)
    if not index or is_header:
        return Found(index, is_header)
    if _names_some(rows[index - 1][1], [rows[index][1], *body]):
        return Found(index - 1, is_header=True)
    if any(len(cells) == width for _, cells in rows[:index]):
        return Found(0, is_header=False)  # sparse rows at the top are data, not titles
    return Found(index, is_header=False)


def _after_titles(rows: Sequence[list[str]], width: int) -> int:
    if width < 2:
        return 0
    for index, cells in enumerate(rows[:_MOST_TITLES]):
        if not _is_title(cells, width):
            return index
    return 0


def _is_title(cells: Sequence[str], width: int) -> bool:
    filled = sum(1 for cell in cells if cell.strip())
    if filled <= 2 and cells[0].rstrip().endswith(":"):
        return True
    if len(cells) < width:
        return filled <= min(max(1, width // 2), _MOST_TITLE_CELLS)
    return filled <= 1 if width < 5 else filled <= 2


def _stands_above(cells: Sequence[str], below: Sequence[Sequence[str]], width: int) -> bool:
    """Whether it is a title or names groups of columns, and the next row surely names each."""
    gaps = not all(map(str.strip, cells))
    if len(below) < 2 or len(below[0]) != width or not (gaps or len(cells) > width):
        return False
    votes = _votes(below[0], below[1:])
    return len(votes) == width and min(votes) >= 0 and votes.count(_SURELY) > width / 2


def _names_some(cells: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether it surely names columns at the left, though the rows have more of them."""
    if len(cells) < 2 or not all(kinds.kind(cell) in _CAN_BE_NAMES for cell in cells):
        return False
    votes = _votes(cells, body)
    return min(votes) >= 0 and _SURELY in votes


def names_columns(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns rather than being one of the rows."""
    ours = [kinds.kind(cell) for cell in first]
    body = [row for row in _without_heads(body) if row != first]  # it may come block by block
    if not body:
        return not any(kind in _TYPED - _CAN_BE_NAMES for kind in ours)
    return sum(_votes(first, body)) >= 0 and not all(kind == kinds.EMPTY for kind in ours)


def _without_heads(body: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows but for those below a title: they name the columns of another block."""
    rows = [row for above, row in pairwise([[], *body]) if not _is_lone(above)]
    # Where many rows have one cell it is no title.
    return rows if len(rows) >= 0.8 * len(body) else body


def _is_lone(cells: Sequence[str]) -> bool:
    return len(cells) > 2 and bool(cells[0].strip()) and not any(map(str.strip, cells[1:]))


def _votes(first: Sequence[str], body: Sequence[Sequence[str]]) -> list[float]:
    """What each cell with text in it says on whether the row is one of names."""
    return [
        _vote(cell, kind, [row[at] for row in body if at < len(row)])
        for at, (cell, kind) in enumerate(zip(first, map(kinds.kind, first), strict=True))
        if kind
    ]


def _vote(cell: str, kind: str, below: Sequence[str]) -> float:
    """Above 0: the cell is a name for what is below; under 0: it is one more of the same."""
    usual = _usual_kind(below)
    if kind in _NEVER_NAMES:
        return -3.0
    if usual in _TYPED:
        if _is_year(cell) and not any(map(_is_year, below)):
            return 0.3
        if kind == usual:
            return -1.0 if kind not in _CAN_BE_NAMES else -0.5
        return _SURELY if kind in _CAN_BE_NAMES else 0.2
    if kind in (kinds.NUMBER, kinds.DATE):
        return -0.5
    again = cell.strip().casefold()
    return -0.75 if any(again == other.strip().casefold() for other in below) else 0.1


def _is_year(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) == 4 and cell[:2] in ("19", "20")


def _usual_kind(cells: Sequence[str]) -> str:
    found = Counter(kind for kind in map(kinds.kind, cells) if kind)
    if not found:
        return kinds.EMPTY
    kind, count = found.most_common(1)[0]
    return kind if count >= _ENOUGH * found.total() else kinds.TEXT


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names without outer blanks; empty ones numbered, repeated ones counted."""
    stripped = [cell.strip() for cell in cells]
    taken = {name for name in stripped if name}
    used: set[str] = set()
    counts: Counter[str] = Counter()
    names: list[str] = []
    for number, name in enumerate(stripped, start=1):
        wanted = name or f"{_UNNAMED}{number}"
        free = bool(name) and name not in used
        names.append(wanted if free else _free(wanted, taken, counts))
        used.add(names[-1])
        taken.add(names[-1])
    return tuple(names)


def is_made_up(name: str) -> bool:
    """Whether a column may be called so for want of a name."""
    return name.startswith(_UNNAMED) and name.removeprefix(_UNNAMED).isdecimal()


def _free(wanted: str, taken: set[str], counts: Counter[str]) -> str:
    """The name itself, or with the first number that makes it new."""
    name = wanted
    while name in taken:
        counts[wanted] += 1
        name = f"{wanted} ({counts[wanted] + 1})"
    return name
