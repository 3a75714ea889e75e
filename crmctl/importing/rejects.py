"""The rejected rows as a file that imports as it is, once mended."""

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from crmctl.importing.columns import REJECT_COLUMNS
from crmctl.importing.reading.table import Table
from crmctl.importing.report import Problem
from crmctl.storage import whole_file

_PLAIN_DELIMITERS = (",", ";", "\t", "|", ":")


class Rejects:
    """Written beside its final place, and moved there by `keep`; nothing is made without a row.

    What is there and no file, as a pipe or a device, is written to as it stands.
    """

    def __init__(self, path: Path | None, table: Table, *, own_folder: bool = False) -> None:
        """The file to be, in the columns of the table that the rows come from; None for none.

        A folder of crmctl's own is made; one that the user named must be there.
        """
        self.path = path
        self._own_folder = own_folder
        self._table = table
        self._file: IO[str] | None = None
        self._kept = False

    def add(self, line: int, cells: Sequence[str], problems: Sequence[Problem]) -> None:
        """One rejected row with its reasons."""
        if self.path is None:
            return
        if self._file is None:
            self._open()
        reasons = "; ".join(
            f"{problem.column}: {problem.message}" if problem.column else problem.message
            for problem in problems
        )
        self._writer.writerow([line, reasons, *self._own(cells)])

    def keep(self) -> Path | None:
        """Put the file in its place; returns where, or None when no row was rejected."""
        if self._file is None:
            return None
        self._file.flush()
        if self._half != self._target:
            os.fsync(self._file.fileno())
            self._half.replace(self._target)
            self._kept = True
        self._file.close()
        return self.path

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._file is None:
            return
        with suppress(OSError):  # a full disk says so once more
            self._file.close()
        if self._half != self._target:
            self._half.unlink(missing_ok=True)
        if self._kept:
            self._target.unlink(missing_ok=True)

    def _open(self) -> None:
        path = Path(self.path or "")
        if self._own_folder:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._target, self._half = whole_file.places(path)
        handle = whole_file.open_half(self._half, path)
        # With its mark, for a spreadsheet that would take UTF-8 for something else.
        self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        delimiter = self._table.layout.delimiter
        plain = delimiter if delimiter in _PLAIN_DELIMITERS else ","
        self._writer = csv.writer(self._file, delimiter=plain)
        self._writer.writerow([*REJECT_COLUMNS, *self._own(self._table.header)])

    def _own(self, cells: Sequence[str]) -> Sequence[str]:
        """The user's own cells, where the file is one of rejected rows itself."""
        header = self._table.header
        ours = header[: len(REJECT_COLUMNS)] == REJECT_COLUMNS
        return cells[len(REJECT_COLUMNS) :] if ours else cells
