"""The export store: files in home that live as long as their links."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crmctl.errors import UsageError
from crmctl.exporting import history, links
from crmctl.exporting.links import Opened
from crmctl.storage.keys import Keys
from crmctl.storage.queries import Row


@dataclass(frozen=True)
class Store:
    """Where exports are kept, and how they are reached from outside."""

    folder: Path
    public_url: str
    workspace: str
    keys: Keys

    def new_file(self, export_id: str, format_: str) -> Path:
        """Where the export's file goes."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{export_id}.{format_}"
        # What a worker that was killed has left of it.
        for half in self.folder.glob(f".{path.name}.*.part"):
            half.unlink(missing_ok=True)
        return path

    def file(self, row: Row) -> Path | None:
        """The file of an export that is in the store."""
        return self.folder / row["file"] if row["expires_at"] and row["file"] else None

    def link(self, row: Row) -> str:
        """The link to an export; UsageError when it has none."""
        if row["status"] != history.COMPLETED or not row["expires_at"]:
            raise UsageError(
                f"Export {row['id']} has no link: it is {row['status']}, or went to a file"
            )
        token = links.token(self.keys.all, Opened(self.workspace, row["id"]))
        return f"{self.public_url.rstrip('/')}/exports/{token}"

    def document(self, row: Row) -> dict[str, Any]:
        """The export in the form of the contract."""
        file = self.file(row)
        there = row["status"] == history.COMPLETED
        link = self.link(row) if there and row["expires_at"] else None
        shown = str(file) if file and there else row["file"] if not file else None
        return history.document(row, link, shown)

    def forget(self, row: Row) -> None:
        """Remove the file."""
        file = self.file(row)
        if file:
            file.unlink(missing_ok=True)


def is_over(row: Row, now: datetime) -> bool:
    """Whether the time of the export's link has passed."""
    return row["expires_at"] is not None and row["expires_at"] <= now
