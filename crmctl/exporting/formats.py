"""The formats: each takes rows as they come and writes them in constant memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import IO, Any, Protocol, cast

import orjson

from crmctl.errors import UsageError
from crmctl.exporting import cells
from crmctl.exporting.files import Measured
from crmctl.records.fields import Field
from crmctl.storage.types import plain

# With cells of their own for moments; the others take them as texts.
TYPED = frozenset({"xlsx"})
# What a spreadsheet has room for, its header aside.
XLSX_ROWS = 1_048_575
XLSX_TEXT = 32_767

Rows = Iterable[Sequence[Any]]


class Writer(Protocol):
    """Writes rows of values to a file; returns how many there were."""

    def __call__(self, rows: Rows, fields: Sequence[Field], out: Measured) -> int:
        """Write header and rows."""
        ...


class Csv:
    """RFC 4180 in UTF-8; `raw` leaves formulas, `mark` puts a BOM before the header."""

    def __init__(self, *, raw: bool = False, mark: bool = False) -> None:
        self.raw = raw
        self.mark = mark

    def __call__(self, rows: Rows, fields: Sequence[Field], out: Measured) -> int:
        """Write header and rows."""
        text = io.TextIOWrapper(
            cast("IO[bytes]", out), "utf-8-sig" if self.mark else "utf-8", newline=""
        )
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([field.name for field in fields])
        counted = _Counted(rows)
        writer.writerows(cells.as_texts(counted, fields, guarded=not self.raw))
        text.flush()
        text.detach()
        return counted.rows


def jsonl(rows: Rows, fields: Sequence[Field], out: Measured) -> int:
    """One JSON object a line, keys as the fields are called; amounts as strings."""
    names = [field.name for field in fields]
    readers = cells.readers(fields)
    counted = _Counted(rows)
    options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME
    for row in counted:
        values = {n: read(held) for n, read, held in zip(names, readers, row, strict=True)}
        out.write(orjson.dumps(values, default=plain, option=options))
    return counted.rows


def xlsx(rows: Rows, fields: Sequence[Field], out: Measured) -> int:
    """An Excel workbook: typed cells, never a formula nor a link."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    counted = _Counted(rows, XLSX_ROWS)
    with _room_on_disk(out), xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("export")
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet.write_row(0, 0, [field.name for field in fields])
        readers = cells.readers(fields)
        for number, row in enumerate(counted, 1):
            for at, (field, read, held) in enumerate(zip(fields, readers, row, strict=True)):
                value = cells.typed(read(held))
                if value != "":
                    _write_cell(sheet, number, at, value, formats.get(field.type))
    return counted.rows


def of(name: str, *, raw: bool = False, mark: bool = False) -> Writer:
    """The writer of that format."""
    plain_writers: dict[str, Writer] = {"jsonl": jsonl, "xlsx": xlsx}
    return plain_writers.get(name) or Csv(raw=raw, mark=mark)


@contextmanager
def _room_on_disk(out: Measured) -> Iterator[None]:
    """The library wraps what the disk said: unwrap it."""
    import xlsxwriter.exceptions

    try:
        yield
    except BaseException as error:
        # The half-made archive writes its end when it is thrown away.
        out.given_up = True
        if isinstance(error, xlsxwriter.exceptions.FileCreateError):
            raise error.args[0] if isinstance(error.args[0], OSError) else error from None
        raise


class _Counted:
    """Rows on their way, and how many have gone by."""

    def __init__(self, rows: Rows, most: int | None = None) -> None:
        self.rows = 0
        self._source = rows
        self._most = most

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._source:
            self.rows += 1
            if self._most is not None and self.rows > self._most:
                raise UsageError(
                    f"A spreadsheet has room for {self._most:,} rows: use --format csv, or filter"
                )
            yield row


def _write_cell(sheet: Any, row: int, column: int, value: Any, date_format: Any) -> None:
    """Texts as texts, whatever they look like."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, date_format)
    else:
        if len(value) > XLSX_TEXT:
            raise UsageError(
                f"Row {row} has a text of {len(value):,} letters, a spreadsheet's cell holds "
                f"{XLSX_TEXT:,}: use --format csv"
            )
        sheet.write_string(row, column, value)
