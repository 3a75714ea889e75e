"""What is known about a column, and what it might become."""

from dataclasses import dataclass

from crmctl.importing.mapping.reading import Meaning
from crmctl.importing.mapping.values import Evidence

# The kinds of record an entity word may name without leading away from the record itself.
OWN = {
    "contacts": frozenset({"person", "customer", "lead"}),
    "accounts": frozenset({"company", "customer"}),
    "deals": frozenset({"deal", "lead"}),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, its header, what the header means and what the values look like."""

    index: int
    header: str
    meaning: Meaning
    evidence: Evidence

    @property
    def concept(self) -> str | None:
        """What the header says the column holds."""
        return self.meaning.concept

    def belongs_to(self, object_type: str) -> bool:
        """Whether the column is about the record itself, not about a linked one."""
        return self.meaning.entities <= OWN[object_type]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a column may become, and how sure that is, 0 to 1."""

    column: Column
    field: str
    score: float
    said: str
