"""Owners whom nobody here knows: a slip of the pen, or somebody who has left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmctl.records.values import shown

CODE = "owner"
# Each is told once; whoever has more of them has no use for the rest.
_MOST = 100


@dataclass
class Strangers:
    """Looks for them in a file's cells; where the users are not known at all, nobody is strange."""

    users: frozenset[str]
    told: set[str] = field(default_factory=set)

    def in_cells(
        self, cells: Sequence[str], owners: Mapping[str, str]
    ) -> Iterator[tuple[int, str]]:
        """(position, what there is to say) of each new one; `owners`: what the cells mean."""
        if len(self.users) < 2:  # oneself
            return
        for cell in dict.fromkeys(cells):
            owner = owners.get(cell)
            if owner is None or owner in self.users or owner in self.told:
                continue
            if len(self.told) == _MOST:
                return
            self.told.add(owner)
            yield cells.index(cell), f"no user is known as {shown(cell)}: kept as it stands"
