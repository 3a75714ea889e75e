"""Files that wait for their import in the background, in a folder of crmctl's own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from crmctl.storage import whole_file


@dataclass(frozen=True)
class Uploads:
    """Where they wait."""

    folder: Path

    def own_folder(self) -> Path:
        """The folder, made for its owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def path(self, import_id: str) -> Path:
        """Where the file of an import waits."""
        return self.folder / f"{import_id}.upload"

    def take(self, import_id: str, source: Path) -> None:
        """Copy a file, for the owner's eyes alone; it is there whole or not at all."""
        path = self.own_folder() / self.path(import_id).name
        with source.open("rb") as file, whole_file.beside(path) as copy:
            shutil.copyfileobj(file, copy)

    def drop(self, import_id: str) -> None:
        """The import is done with."""
        self.path(import_id).unlink(missing_ok=True)
