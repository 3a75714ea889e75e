"""The rejected rows as a file that imports as it is, once mended."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from crmctl.importing.columns import REJECT_COLUMNS
from crmctl.importing.reading.table import Table
from crmctl.importing.report import Problem


class Rejects:
    """Written beside its final place, and moved there by `keep`; nothing is made without a row."""

    def __init__(self, path: Path, table: Table) -> None:
        """The file to be, in the columns of the table that the rows come from."""
        self.path = path
        self.count = 0
        self._table = table
        self._file: IO[str] | None = None

    def add(self, line: int, cells: Sequence[str], problems: Sequence[Problem]) -> None:
        """One rejected row with its reasons."""
        if self._file is None:
            self._open()
        reasons = "; ".join(
            f"{problem.column}: {problem.message}" if problem.column else problem.message
            for problem in problems
        )
        self._writer.writerow([line, reasons, *cells])
        self.count += 1

    def keep(self) -> Path | None:
        """Put the file in its place; returns where, or None when no row was rejected."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._half.replace(self.path)
        return self.path

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._file is not None:
            self._file.close()
            self._half.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    @property
    def _half(self) -> Path:
        return self.path.with_name(f".{self.path.name}.{os.getpid()}.part")

    def _open(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Somebody's customers: for the owner's eyes alone.
        handle = os.open(self._half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        # With its mark, for a spreadsheet that would take UTF-8 for something else.
        self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        delimiter = self._table.layout.delimiter
        self._writer = csv.writer(self._file, delimiter=delimiter if len(delimiter) == 1 else ",")
        self._writer.writerow([*REJECT_COLUMNS, *self._table.header])
