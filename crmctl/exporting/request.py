"""What was asked for: fields, rows, format, and where the file goes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One export as asked for; without `output` the file goes to the export store."""

    type: str
    fields: tuple[str, ...]
    filters: tuple[str, ...] = ()
    search: str = ""
    sort: str | None = None
    format: str = "csv"
    raw: bool = False
    mark: bool = False
    output: str | None = None

    def as_query(self) -> dict[str, Any]:
        """Which rows, and how they are written, for the history."""
        return {
            "filters": list(self.filters),
            "search": self.search,
            "sort": self.sort,
            "raw": self.raw,
            "mark": self.mark,
        }
