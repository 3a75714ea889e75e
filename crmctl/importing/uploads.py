"""Files that wait for their import in the background, where every worker reaches them."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crmctl.errors import StorageError
from crmctl.storage.shelves import Shelf

_KIND = "upload"


@dataclass(frozen=True)
class Uploads:
    """Where they wait; `folder` is this machine's own, for what a user is to find again."""

    shelf: Shelf
    folder: Path

    def path(self, import_id: str) -> Path:
        """The file of an import, on this machine; StorageError when it is gone."""
        found = self.shelf.here(_name(import_id))
        if found is None:
            raise StorageError(
                f"The file of import {import_id} is gone ({self.shelf.shown(_name(import_id))}): "
                "import it again"
            )
        return found

    def take(self, import_id: str, source: Path) -> None:
        """Copy a file; it is there whole or not at all."""
        with source.open("rb") as file, self.shelf.writing(_name(import_id)) as copy:
            shutil.copyfileobj(file, copy)

    def drop(self, import_id: str) -> None:
        """The import is done with."""
        self.shelf.remove(_name(import_id))

    def kept(self) -> list[tuple[str, datetime]]:
        """The imports whose files are here, and since when."""
        listed = [(name.partition("."), since) for name, since in self.shelf.listed()]
        return [(import_id, since) for (import_id, _, what), since in listed if what == _KIND]

    def drop_halves(self, before: datetime) -> int:
        """Remove what was begun before that moment and never became whole; returns how many."""
        halves = [name for name, since in self.shelf.listed() if name[0] == "." and since < before]
        for name in halves:
            self.shelf.remove(name)
        return len(halves)

    def rejects(self, import_id: str) -> Path:
        """Where the rejected rows of an import go, unless its user says where."""
        return self.folder / f"{import_id}-rejects.csv"


def _name(import_id: str) -> str:
    return f"{import_id}.{_KIND}"
