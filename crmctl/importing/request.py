"""What was asked for: a file, and what to do with its rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Duplicates = Literal["skip", "update", "create"]
OnError = Literal["reject", "blank"]


@dataclass(frozen=True, slots=True)
class Request:
    """One import as asked for; `maps` are `Column=field`, `match` are keys in their order."""

    file: Path
    name: str
    type: str = "contacts"
    maps: tuple[str, ...] = ()
    duplicates: Duplicates = "skip"
    match: tuple[str, ...] = ()
    on_error: OnError = "reject"
    dry_run: bool = False
    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    date_format: str | None = None
    rejects: Path | None = None

    def as_document(self) -> dict[str, object]:
        """The options for the history."""
        return {
            "duplicates": self.duplicates,
            "match": list(self.match),
            "onError": self.on_error,
            "dateFormat": self.date_format,
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "headerRow": self.header_row,
        }
