"""Which fields are ticked, and in which order: what the keys of the screen change."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class Choice:
    """The names to choose from, the chosen ones in their order, and what is sought."""

    names: Sequence[str]
    chosen: list[str]
    sought: str = ""

    @property
    def shown(self) -> list[str]:
        """The names that contain every word that is sought, in any order."""
        words = self.sought.casefold().split()
        return [name for name in self.names if all(word in name.casefold() for word in words)]

    def number(self, name: str) -> int | None:
        """Which column the field is, from 1; None when it is not chosen."""
        return self.chosen.index(name) + 1 if name in self.chosen else None

    def toggle(self, name: str) -> None:
        """Take the field in as the last, or out."""
        if name in self.chosen:
            self.chosen.remove(name)
        else:
            self.chosen.append(name)

    def tick_shown(self) -> None:
        """Take in every field that is shown."""
        self.chosen += [name for name in self.shown if name not in self.chosen]

    def untick_shown(self) -> None:
        """Take out every field that is shown."""
        shown = self.shown
        self.chosen = [name for name in self.chosen if name not in shown]

    def move(self, name: str, by: int) -> bool:
        """Move a chosen field among the columns; returns whether it is a chosen one."""
        if name not in self.chosen:
            return False
        at = self.chosen.index(name)
        self.chosen.insert(max(0, at + by), self.chosen.pop(at))
        return True
