"""Opens a file as a table: what it is like, its header, and a stream of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from crmctl.errors import EmptyFileError, UsageError
from crmctl.importing.reading import dialects, encodings, footers, guessing, headers, lines, records
from crmctl.importing.reading.dialects import Dialect
from crmctl.importing.reading.encodings import Encoding

_CALLED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", ":": "colons"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written down, as found or as told."""

    encoding: str
    delimiter: str
    quote: str
    escape: str
    header_line: int
    notes: tuple[str, ...]

    @property
    def shown(self) -> str:
        """It in a sentence."""
        named = _CALLED.get(self.delimiter, repr(self.delimiter))
        header = f"the header on line {self.header_line}" if self.header_line else "no header"
        return f"Read as {self.encoding.removesuffix('-sig')}, cells between {named}, {header}."


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that is needed to read the rows again and again."""

    source: Path
    encoding: Encoding
    dialect: Dialect
    first_line: int  # physical line where reading starts: the header's, or the first row's
    named: tuple[str, ...]  # the header's cells as in the file; () without a header
    width: int  # cells that most rows have
    spare: int  # empty columns at the right edge of header and rows


class Table:
    """A table in a file: its layout, its column names and its rows."""

    def __init__(self, plan: _Plan, header: tuple[str, ...], notes: tuple[str, ...]) -> None:
        """Made by open_table."""
        self._plan = plan
        self.name = plan.source.name
        self.header = header
        # The header as it stands in the file, where it has one: names may be empty or repeated.
        self.written = plan.named[: len(header)] or header
        self.layout = Layout(
            plan.encoding.name,
            plan.dialect.shown,
            plan.dialect.quote,
            plan.dialect.escape,
            plan.first_line if plan.named else 0,
            notes,
        )
        # Whether most rows have a cell for every column, if only an empty one.
        self.even = plan.width >= len(header)
        # Lines that are not in the encoding of the rest.
        self.strange = plan.encoding.strange
        self.skipped: list[tuple[int, str]] = []
        self.mended: list[int] = []

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Stream (physical line where the row starts, cells), anew on each call."""
        plan = self._plan
        reading = _reading(plan)
        skipped: list[tuple[int, str]] = []
        self.skipped, self.mended = skipped, reading.mended
        sieve = footers.Sieve(plan.named, len(self.header), skipped)
        rows = sieve.rows(islice(reading, 1 if plan.named else 0, None))
        return _without_spare(rows, plan.spare, len(self.header)) if plan.spare else rows


def _reading(plan: _Plan) -> records.Reading:
    text = lines.read(plan.source, plan.encoding, plan.first_line)
    return records.Reading(
        records.prepared(text, plan.dialect), plan.dialect, plan.width, plan.first_line
    )


def _without_spare(
    rows: Iterator[tuple[int, list[str]]], spare: int, width: int
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if len(cells) == width + spare and not any(cells[width:]):
            del cells[width:]
        yield line, cells


def open_table(
    source: Path,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Open the file as a table; raises UsageError in one line when it is none."""
    wanted = dialects.wanted_delimiter(delimiter) if delimiter is not None else None
    _refuse_unreadable(source)
    codec = encodings.detect(source, encoding)
    first, declared = _start(source, codec, header_row)
    sample = lines.sample(source, codec, first)
    if sample is None:
        raise _nothing_there(source, header_row)
    if header_row and sample.first_line != first:
        raise UsageError(f"Line {header_row} of {source.name} is blank: --header-row needs text.")
    ours = lines.of_rejects(sample.lines[0])
    if ours and not wanted:
        dialect = Dialect(ours)
    else:
        dialect = guessing.detect(sample.lines, sample.whole, wanted or declared)
    return _table(source, codec, dialect, sample, header_row)


def _refuse_unreadable(source: Path) -> None:
    try:
        with source.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError:
        raise UsageError(f"There is no file {source}: check the name and the folder.") from None
    except IsADirectoryError:
        raise UsageError(f"{source} is a folder: give the file inside it.") from None
    except PermissionError:
        raise UsageError(f"{source} may not be read: change its permissions first.") from None
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror or error}.") from None
    if empty:
        raise EmptyFileError(f"{source.name} is empty: export the table again.")


def _start(source: Path, codec: Encoding, header_row: int | None) -> tuple[int, str | None]:
    """The line to start at, and the delimiter that a `sep=` line before it declares."""
    if header_row is not None and header_row < 0:
        raise UsageError("--header-row counts lines from 1 (0: the file has no header).")
    first = next(lines.read(source, codec), "")
    declared = lines.separator(first)
    return max(header_row or 1, 2 if declared else 1), declared


def _nothing_there(source: Path, header_row: int | None) -> UsageError:
    if header_row and header_row > 1:
        return UsageError(
            f"{source.name} has nothing on line {header_row} or after it:"
            " give --header-row the line that holds the column names."
        )
    return EmptyFileError(f"{source.name} has only blank lines: export the table again.")


def _table(
    source: Path, codec: Encoding, dialect: Dialect, sample: lines.Sample, header_row: int | None
) -> Table:
    rows = _sampled(dialect, sample)
    found = headers.find(rows, whole=sample.whole)
    if header_row is not None:
        found = headers.Found(0, is_header=header_row > 0)
    rest = rows[found.index :]
    width = guessing.common_width([cells for _, cells in rest])
    named = tuple(rest[0][1]) if found.is_header else ()
    if lines.of_rejects(sample.lines[0]) and named:
        width = 0  # its quotes are right, however many cells its rows have
    spare = _spare(named, [cells for _, cells in rest[1:]])
    plan = _Plan(source, codec, dialect, rest[0][0], named, width, spare)
    names = headers.unique_names(named[: len(named) - spare] if named else [""] * width)
    notes = _notes(plan, rows[0][0] if found.index else 0)
    return Table(plan, names, notes)


def _sampled(dialect: Dialect, sample: lines.Sample) -> list[headers.Record]:
    """The sample's records that are not blank, read twice: first to learn the usual width."""
    width = 0
    for _ in range(2):
        text = records.prepared(iter(sample.lines), dialect)
        reading = records.Reading(text, dialect, width, sample.first_line)
        rows = [(line, cells) for line, cells in reading if any(map(str.strip, cells))]
        width = guessing.common_width([cells for _, cells in rows]) if rows else 1
    return rows or [(sample.first_line, [""])]


def _spare(named: tuple[str, ...], body: list[list[str]]) -> int:
    """How many columns at the right edge have neither name nor, in the sample, a value."""
    spare = 0
    while spare < len(named) - 1 and not named[-1 - spare].strip():
        at = len(named) - 1 - spare
        if any(len(cells) > at and cells[at].strip() for cells in body):
            break
        spare += 1
    return spare


def _notes(plan: _Plan, titles_from: int) -> tuple[str, ...]:
    return tuple(chain(plan.encoding.notes, _layout_notes(plan, titles_from)))


def _layout_notes(plan: _Plan, titles_from: int) -> Iterator[str]:
    before = plan.first_line - 1
    if lines.separator(next(lines.read(plan.source, plan.encoding), "")):
        yield "The first line names the delimiter for Excel (sep=)."
    if titles_from and before >= titles_from:
        passed = f"Lines {titles_from} to {before} were passed over"
        if before == titles_from:
            passed = f"Line {before} was passed over"
        yield f"{passed}: the table starts below."
    if not plan.named:
        yield "There is no header row; the columns are numbered."
    if plan.width == 1:
        yield "The file has one column."
    if plan.spare:
        yield f"{plan.spare} empty columns at the right edge were left out."
