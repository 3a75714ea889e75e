"""What is settled before the first row is taken: the file, its table, the mapping and the keys."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from crmctl.errors import UsageError
from crmctl.importing import columns, matching, meanings, opening, updating
from crmctl.importing.columns import Mapping
from crmctl.importing.matching import Key
from crmctl.importing.opening import Opened, Opener
from crmctl.importing.reading.table import Layout, Table
from crmctl.importing.request import Request
from crmctl.records import registry
from crmctl.records.kinds import Kind

SAMPLE = 200
# As many as the widest spreadsheet has.
_WIDEST = 16_384
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be."""

    bytes: int
    rows: int


@dataclass(frozen=True)
class Plan:
    """An import that is ready to run."""

    request: Request
    kind: Kind
    opened: Opened
    mapping: Mapping
    keys: list[Key]
    sample: list[list[str]]
    most_rows: int

    @property
    def table(self) -> Table:
        """The file's table."""
        return self.opened.table

    @property
    def header_line(self) -> int:
        """The line that names the columns, or where it would be."""
        return max(self.table.layout.header_line, 1)

    @property
    def own_keys(self) -> list[Key]:
        """The keys that alone tell records apart, and not those that several may share."""
        return [key for key in self.keys if not key.careful]

    @property
    def rejects_later(self) -> bool:
        """Whether any row may be rejected for what is known beside the file, or of its other rows.

        A row that lacks what a record needs is not any row.
        """
        request = self.request
        return self.finds_contacts or request.duplicates == "update" or request.in_file == "reject"

    @property
    def finds_contacts(self) -> bool:
        """Whether rows name contacts: where these are not there, they are rejected at once."""
        return any(map(self.mapping.column_of, ("contact_email", "contact_name")))

    @property
    def takes_all(self) -> bool:
        """Whether each row makes a record, whatever is there or in the file."""
        return self.request.duplicates == "create" and self.request.in_file == "first"

    @property
    def first_rows_win(self) -> bool:
        """Whether later rows that are the same as one are passed over or rejected."""
        return self.request.in_file in ("first", "reject") and not self.takes_all

    @property
    def makes_ready(self) -> bool:
        """Whether rows can be made ready as new records before it is known what becomes of them."""
        # Where later rows fill the blanks of earlier ones, it is not known yet what these will be.
        return self.kind.derives_alone and self.request.in_file != "merge"


# Adds to a request what is known of files with such a table.
Recognise = Callable[[Request, Table], Request]


def prepare(
    request: Request,
    limits: Limits,
    recognise: Recognise = lambda request, _: request,
    opener: Opener | None = None,
) -> Plan:
    """Open the file and settle the mapping; UsageError when it cannot be imported as asked.

    `opener`: gives the file, where somebody has begun to open it.
    """
    _importable(request.type)
    _refuse_large(request, limits)
    _refuse_overwriting(request)
    opened = opener() if opener else opening.open_file(request.file, request.told)
    table = opened.table
    _refuse_wide(request, table)
    request = recognise(request, table)
    kind = _importable(request.type)
    _refuse_vague(request.date_format)
    # Words that do not hold are better known now than half-way.
    updating.policy(kind, request.update)
    explained = meanings.read(kind, request.map_values)
    sample = [cells for _, cells in islice(data_rows(table), SAMPLE)]
    if not sample:
        raise UsageError(f"{request.name} has a header but no rows: there is nothing to import")
    _refuse_too_many(request, opened, limits)
    telling = _telling(sample, request.clear_with)
    proposed = columns.propose(kind, table.header, telling, explained)
    if request.keep_unmapped:
        proposed = columns.keep_unmapped(proposed)
    if request.saved:
        words = request.saved.words(table.header, request.maps)
        proposed = columns.override(proposed, words, f"the mapping {request.saved.name} says so")
    mapping = columns.override(proposed, request.maps)
    keys = matching.keys(kind, request.match)
    return Plan(request, kind, opened, mapping, keys, sample, limits.rows)


def _telling(sample: list[list[str]], clear_with: str | None) -> list[list[str]]:
    """The rows without the word that clears: it says nothing of what a column holds."""
    if clear_with is None:
        return sample
    return [["" if cell.strip() == clear_with else cell for cell in cells] for cells in sample]


def refuse_useless(plan: Plan) -> None:
    """UsageError when the mapping makes no record, or none of the keys asked for can be used."""
    mapped = [field for field in plan.mapping.fields if field]
    matching.refuse_unusable(plan.keys, plan.request.match, mapped)
    # What has a key can change a record, and need not be able to make one.
    changes = plan.request.duplicates == "update" and matching.usable(plan.keys, mapped)
    if not changes:
        columns.refuse_useless(plan.mapping)


def refuse_changed(plan: Plan) -> None:
    """UsageError when the file is not what it was: part of it may have been read as it is now."""
    if opening.state(plan.request.file) != plan.opened.state:
        raise UsageError(
            f"{plan.request.name} was changed while it was read. Nothing was written: import it "
            "when it is complete"
        )


def usable_keys(plan: Plan) -> list[str]:
    """The keys whose fields the file has, as the user writes them, in their order."""
    mapped = (field for field in plan.mapping.fields if field)
    return [key.name for key in matching.usable_ones(plan.keys, mapped)]


def data_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something: a line of delimiters is as blank as a blank line."""
    return (row for row in table.rows() if any(map(str.strip, row[1])))


def _refuse_vague(date_format: str | None) -> None:
    """UsageError for a date format that does not hold a whole date."""
    if date_format is None:
        return
    day = datetime(2031, 12, 30, tzinfo=UTC)
    try:
        read = datetime.strptime(day.strftime(date_format), date_format).replace(tzinfo=UTC)
    except (ValueError, re.error):
        read = None
    if read != day:
        raise UsageError(
            f"--date-format {date_format!r} does not say day, month and year: as in %d/%m/%Y"
        )


def _importable(plural: str) -> Kind:
    if plural not in registry.IMPORTABLE:
        raise UsageError(f"--type {plural} cannot be imported: {', '.join(registry.IMPORTABLE)}")
    return registry.kind(plural)


def _refuse_large(request: Request, limits: Limits) -> None:
    """A file that cannot be looked at is reading's to explain."""
    found = opening.state(request.file)
    size = found.bytes if found else 0
    if size > limits.bytes:
        raise UsageError(
            f"{request.name} has {size / _MEGABYTE:.1f} MB, the limit is "
            f"{limits.bytes / _MEGABYTE:.0f} MB: split it, or raise import-max-bytes"
        )


def _refuse_wide(request: Request, table: Table) -> None:
    """Nobody's records have so many fields: the file is damaged, or cut at the wrong letter."""
    if len(table.header) > _WIDEST:
        raise UsageError(
            f"{request.name} has {len(table.header):,} columns, the limit is {_WIDEST:,}: "
            "say what stands between cells with --delimiter, or mend the file"
        )


def _refuse_overwriting(request: Request) -> None:
    """What is written goes to files of its own: the input may be all there is."""
    for option, path in (("rejects", request.rejects), ("report", request.report)):
        if path and path.resolve() == request.file.resolve():
            raise UsageError(f"--{option} names {request.name} itself: name another file")


def _refuse_too_many(request: Request, opened: Opened, limits: Limits) -> None:
    """Count the rows, where there can be too many: a row takes a byte and a line end at least."""
    if opened.bytes < 2 * limits.rows:
        return
    most = _most_rows(request.file, opened.table.layout)
    if most is not None and most <= limits.rows:
        return
    rows = _count(data_rows(opened.table))
    if rows > limits.rows:
        raise too_many(request, rows, limits.rows)


def too_many(request: Request, rows: int, limit: int) -> UsageError:
    """The file has more rows than it may have."""
    return UsageError(
        f"{request.name} has {rows:,} rows, the limit is {limit:,}: "
        "split it, or raise import-max-rows"
    )


def _most_rows(path: Path, layout: Layout) -> int | None:
    """So many rows there are at most, as far as bytes can tell: each ends outside of quotes.

    The header has an end too, and the last row need not have one. None where quotes do not pair;
    the import itself counts in any case.
    """
    # Where a quote can be escaped, or half a letter look like one, every line may be a row.
    tells = not layout.escape and not layout.encoding.startswith("utf-16")
    quote = layout.quote.encode() if tells else b""
    ends = 0
    quoted = False
    last = b""
    for block in opening.blocks(path):
        parts = block.split(quote) if quote else [block]
        plain = b"".join(parts[quoted::2])
        ends += plain.count(b"\n") + plain.count(b"\r") - plain.count(b"\r\n")
        quoted ^= len(parts) % 2 == 0
        last = block[-1:]
    return None if quoted else ends - (layout.header_line > 0) + (last not in b"\r\n")


def _count(rows: Iterable[object]) -> int:
    return sum(1 for _ in rows)
