"""The export store: files that live as long as their links."""

import secrets
from collections.abc import Callable
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
from crmctl.storage.shelves import Shelf


@dataclass(frozen=True)
class Store:
    """Where exports are kept, and how they are reached from outside."""

    shelf: Shelf
    public_url: str
    workspace: str
    # Looked up when a link is signed: whoever purges needs none.
    keys: Callable[[], Keys]
    clock: Clock

    def new_name(self, export_id: str, format_: str) -> str:
        """For the export's file; another at each attempt, for one given up may still write."""
        return f"{export_id}-{secrets.token_hex(4)}.{format_}"

    def file(self, row: Row) -> Path | None:
        """The file of an export, on this machine; None when it is not in the store."""
        return self.shelf.here(row["file"]) if self._has(row) else None

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
        token = links.token(self.keys().all, Opened(self.workspace, row["id"]))
        return f"{self.public_url.rstrip('/')}/exports/{token}"

    def document(self, row: Row) -> dict[str, Any]:
        """The export in the form of the contract."""
        link = self.link(row) if self.is_open(row) else None
        shown = row["file"]
        if self._has(row):
            shown = self.shelf.shown(shown) if row["status"] == history.COMPLETED else None
        return history.document(row, link, shown)

    def sweep(self, known: set[str], before: datetime) -> int:
        """Remove the files that nobody knows and that nobody has written to since."""
        there = self.shelf.listed()
        return self._remove([name for name, at in there if name not in known and at < before])

    def forget_others(self, row: Row) -> None:
        """Remove what earlier attempts at the export have left."""
        of_it = (row["id"], f".{row['id']}")
        there = self.shelf.listed()
        self._remove([name for name, _ in there if name.startswith(of_it) and name != row["file"]])

    def forget(self, row: Row) -> None:
        """Remove the file."""
        if self._has(row):
            self.shelf.remove(row["file"])

    def _has(self, row: Row) -> bool:
        return bool(row["expires_at"] and row["file"])

    def _remove(self, names: list[str]) -> int:
        for name in names:
            self.shelf.remove(name)
        return len(names)
