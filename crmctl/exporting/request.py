"""What was asked for: fields, rows, format, and where the file goes."""

from collections.abc import Mapping
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

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Request":
        """What a row of the history was asked for."""
        query = row["query"]
        return cls(
            type=row["object_type"],
            fields=tuple(row["fields"]),
            filters=tuple(query["filters"]),
            search=query["search"],
            sort=query["sort"],
            format=row["format"],
            raw=query["raw"],
            mark=query["mark"],
        )
