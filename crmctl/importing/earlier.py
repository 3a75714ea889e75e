"""Which line of a file was the first with a key, for millions of keys in little memory."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

# Keys that are held at length before they are packed: so many cost some 28 MB, packed 2.
_MOST_AT_LENGTH = 1 << 17
# A name that more bear tells nobody apart: "Unknown".
MOST_NAMESAKES = 50
# Bits, of which each packed key sets one: a key whose bit is not set needs no search.
_BITS = 1 << 24


@dataclass(slots=True)
class _Group:
    """Rows of one name that are one: the line of the first, and what is known of them by now."""

    line: int
    facts: list[Any]


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Rows of one name, told apart by what differs in them: two ids, two domains."""

    _groups: dict[Hashable, list[_Group]] = field(default_factory=dict)

    def place(self, name: Hashable, facts: Sequence[Any], line: int, same_as: int | None) -> int:
        """The line of the first row that this one is the same as; its own, where it is new.

        `same_as`: the line that it is the same as by another key. What a row knows of the ones
        before it counts for all of them: who comes between two that differ is one of them only.
        """
        groups = self._groups.setdefault(name, [])
        fitting = (
            each for each in groups
            if (each.line == same_as if same_as else not _differ(each.facts, facts))
        )  # fmt: skip
        found = next(fitting, None)
        if found is None and len(groups) >= MOST_NAMESAKES:
            return same_as or line
        if found is None:
            found = _Group(same_as or line, [None] * len(facts))
            groups.append(found)
        found.facts = [own or new for own, new in zip(found.facts, facts, strict=True)]
        return found.line


def _differ(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return any(one and other and one != other for one, other in zip(some, others, strict=True))


class Earlier:
    """The first line of each key.

    A packed key is known by its hash, of 64 bits and another in every process: that two of a
    million keys share one happens once in some forty million files.
    """

    def __init__(self) -> None:
        """Knows no key yet."""
        self.namesakes = Namesakes()
        self._lines: dict[Hashable, int] = {}
        self._packed: list[tuple[array[int], array[int]]] = []
        self._bits = bytearray()

    def first(self, own: Sequence[Hashable]) -> int | None:
        """The line of the first of these keys that is known."""
        lines = self._lines
        for key in own:
            if key in lines:
                return lines[key]
            if self._packed:
                line = self._line_packed(hash(key))
                if line is not None:
                    return line
        return None

    def note(self, own: Sequence[Hashable], line: int) -> None:
        """The line is the first with these keys."""
        lines = self._lines
        for key in own:
            lines[key] = line
        if len(lines) >= _MOST_AT_LENGTH:
            self._pack()

    def join(self, own: Sequence[Hashable], line: int) -> None:
        """The line is the first with those of these keys that are not known."""
        self.note([key for key in own if self.first([key]) is None], line)

    def _pack(self) -> None:
        marked = {hash(key): line for key, line in self._lines.items()}
        marks = array("q", sorted(marked))
        self._bits = self._bits or bytearray(_BITS // 8)
        for mark in marks:
            self._bits[mark % _BITS // 8] |= 1 << mark % 8
        self._packed.append((marks, array("q", map(marked.__getitem__, marks))))
        self._lines = {}

    def _line_packed(self, mark: int) -> int | None:
        if not self._bits[mark % _BITS // 8] >> mark % 8 & 1:
            return None
        for marks, lines in self._packed:
            at = bisect_left(marks, mark)
            if at < len(marks) and marks[at] == mark:
                return lines[at]
        return None
