"""The export store: files in home that live as long as their links."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crmctl.clock import Clock
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
    clock: Clock

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

    def is_open(self, row: Row) -> bool:
        """Whether the export's link is answered with its file."""
        made = row["status"] == history.COMPLETED and row["expires_at"] is not None
        return made and bool(row["expires_at"] > self.clock.now())

    def link(self, row: Row) -> str:
        """The link to an export; UsageError when it has none."""
        if not self.is_open(row):
            raise UsageError(
                f"Export {row['id']} has no link: it is {row['status']}, its time has passed, or "
                "it went to a file"
            )
        token = links.token(self.keys.all, Opened(self.workspace, row["id"]))
        return f"{self.public_url.rstrip('/')}/exports/{token}"

    def document(self, row: Row) -> dict[str, Any]:
        """The export in the form of the contract."""
        file = self.file(row)
        there = row["status"] == history.COMPLETED
        link = self.link(row) if self.is_open(row) else None
        shown = str(file) if file and there else row["file"] if not file else None
        return history.document(row, link, shown)

    def sweep(self, known: set[str], before: datetime) -> int:
        """Remove the files that nobody knows and that nobody has written to since."""
        strays = [
            path
            for path in (self.folder.iterdir() if self.folder.is_dir() else ())
            if path.name not in known and path.stat().st_mtime < before.timestamp()
        ]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def forget(self, row: Row) -> None:
        """Remove the file."""
        file = self.file(row)
        if file:
            file.unlink(missing_ok=True)
