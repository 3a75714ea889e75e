"""Files that wait for their import in the background, in a folder of crmctl's own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from crmctl.storage import whole_file


@dataclass(frozen=True)
class Uploads:
    """Where they wait."""

    folder: Path

    def path(self, import_id: str) -> Path:
        """Where the file of an import waits."""
        return self.folder / f"{import_id}.upload"

    def take(self, import_id: str, source: Path) -> None:
        """Copy a file, for the owner's eyes alone; it is there whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with source.open("rb") as file, whole_file.beside(self.path(import_id)) as copy:
            shutil.copyfileobj(file, copy)

    def drop(self, import_id: str) -> None:
        """The import is done with."""
        self.path(import_id).unlink(missing_ok=True)
