"""Rows of one file that are one record, where the first of them does not simply win."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.importing import matching
from crmctl.importing.checking import Lot
from crmctl.importing.earlier import Earlier, Namesakes
from crmctl.importing.matching import Key, Named
from crmctl.importing.request import InFile
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind
from crmctl.storage.session import Session

_Named = tuple[Any, ...]


@dataclass
class Last:
    """The last line of every key in the file, and which lines opt out."""

    lines: dict[_Named, int] = field(default_factory=dict)
    opted_out: set[int] = field(default_factory=set)
    # Of rows that are one by a name: {line: the first of them}, {the first: the last}.
    firsts: dict[int, int] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)
    namesakes: Namesakes = field(default_factory=Namesakes)

    def note(self, session: Session, keys: Sequence[Key], lot: Lot) -> None:
        """Look at some more rows of the file."""
        known_by = matching.named(session, keys, lot)
        for at, line in enumerate(lot.lines):
            if at not in lot.rejected:
                self.lines.update(dict.fromkeys(matching.own_keys(known_by, at), line))
                if any(each.facts is not None for each in known_by):
                    first = matching.place(known_by, self.namesakes, at, line, None) or line
                    self.firsts[line] = first
                    self.lasts[first] = line
        for target in [each for each in lot.values if each.consent]:
            answers = zip(lot.lines, lot.values[target], strict=True)
            self.opted_out.update(line for line, answer in answers if answer is False)

    def superseded(self, known_by: Named, lot: Lot) -> dict[int, int]:
        """{position: line of the last row} for the rows that are not the last ones themselves."""
        latest = {
            at: max(
                [
                    self.lasts.get(self.firsts.get(line, line), line),
                    *(self.lines[key] for key in matching.own_keys(known_by, at)),
                ]
            )
            for at, line in enumerate(lot.lines)
            if at not in lot.rejected
        }
        return {at: line for at, line in latest.items() if line > lot.lines[at]}


@dataclass
class Folded:
    """What later rows have for the blanks of the first ones: {line of the first: its blanks}."""

    kind: Kind
    seen: Earlier = field(default_factory=Earlier)
    blanks: dict[int, dict[Field, Any]] = field(default_factory=dict)

    def note(self, session: Session, keys: Sequence[Key], lot: Lot) -> None:
        """Look at some more rows of the file."""
        known_by = matching.named(session, keys, lot)
        for at, line in matching.within_file(known_by, lot, self.seen, join=True).items():
            kept = self.blanks.setdefault(line, {})
            for target, cells in lot.values.items():
                value = cells[at]
                # Among several answers, the one who opts out is heard.
                if value is not None and (target not in kept or (target.consent and not value)):
                    kept[target] = value

    def fill(self, lot: Lot) -> None:
        """Fill the blanks of the rows that later ones add to."""
        for at, line in enumerate(lot.lines):
            for target, value in self.blanks.get(line, {}).items():
                cells = lot.values[target]
                if cells[at] is None or (target.consent and not value):
                    cells[at] = value
                    lot.cleared.get(target, set()).discard(at)
        needed = [cells for target, cells in lot.values.items() if target.name in self.kind.needs]
        lot.lacking -= {at for at in lot.lacking if any(cells[at] for cells in needed)}


def ahead(kind: Kind, in_file: InFile) -> Last | Folded | None:
    """What has to be known of later rows; None where the first ones win."""
    if in_file == "merge":
        return Folded(kind)
    return Last() if in_file == "last" else None
