"""What was asked for: a file, and what to do with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from crmctl.importing.opening import Told
from crmctl.importing.saved_mappings import SavedMapping

Duplicates = Literal["skip", "update", "create"]
OnError = Literal["reject", "blank"]
InFile = Literal["first", "last", "merge", "reject"]


@dataclass(frozen=True, slots=True)
class Request:
    """One import as asked for; `maps` are `Column=field`, `match` are keys in their order.

    `update` holds `fill` or `overwrite` for every field, or for one as `job_title=fill`;
    `map_values` are `field:text=value`.
    """

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
    in_file: InFile = "first"
    update: tuple[str, ...] = ()
    clear_with: str | None = None
    resubscribe: bool = False
    map_values: tuple[str, ...] = ()
    decimal_mark: str | None = None
    keep_unmapped: bool = False
    # Where a page that tells of the import goes.
    report: Path | None = None
    # {column: the order of its dates, or its decimal mark}, as an earlier file has proven them.
    proven: Mapping[str, str] = field(default_factory=dict)
    # The saved mapping that goes before `maps`.
    saved: SavedMapping | None = None

    @property
    def told(self) -> Told:
        """How the file is written down, as far as it was said."""
        return Told(self.delimiter, self.encoding, self.header_row)

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
            "rejects": str(self.rejects.absolute()) if self.rejects else None,
            "inFile": self.in_file,
            "update": list(self.update),
            "clearWith": self.clear_with,
            "resubscribe": self.resubscribe,
            "mapValues": list(self.map_values),
            "decimalMark": self.decimal_mark,
            "proven": dict(self.proven),
            "report": str(self.report.absolute()) if self.report else None,
            "mapping": self.saved.name if self.saved else None,
        }

    @classmethod
    def of_row(cls, row: Mapping[str, Any], file: Path) -> "Request":
        """What a row of the history was asked for; the file is where it was kept meanwhile."""
        options = row["options"]
        return cls(
            file=file,
            name=row["file_name"],
            type=row["object_type"],
            maps=tuple(f"{column}={name or ''}" for column, name in row["mapping"].items()),
            duplicates=options["duplicates"],
            match=tuple(options["match"]),
            on_error=options["onError"],
            delimiter=options["delimiter"],
            encoding=options["encoding"],
            header_row=options["headerRow"],
            date_format=options["dateFormat"],
            rejects=Path(options["rejects"]) if options["rejects"] else None,
            in_file=options.get("inFile", "first"),
            update=tuple(options.get("update", ())),
            clear_with=options.get("clearWith"),
            resubscribe=options.get("resubscribe", False),
            map_values=tuple(options.get("mapValues", ())),
            decimal_mark=options.get("decimalMark"),
            proven=options.get("proven", {}),
            report=Path(options["report"]) if options.get("report") else None,
        )
