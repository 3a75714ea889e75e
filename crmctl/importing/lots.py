"""The rows of a file, read and checked lot by lot."""

import mmap
from collections.abc import Generator, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, repeat
from typing import Any

from crmctl.importing import alongside, linking, matching, planning, preparing
from crmctl.importing.alongside import Stream
from crmctl.importing.checking import Checker, Lot
from crmctl.importing.earlier import Earlier
from crmctl.importing.planning import Plan
from crmctl.importing.reading.table import Table
from crmctl.importing.report import FIRST_ROWS, Problem
from crmctl.parcels import Parcel
from crmctl.records import shape, writing
from crmctl.records.fields import Field
from crmctl.storage.session import Session

# The first ones are an eighth, a quarter and half of a lot: who writes has nothing to do until one
# is there.
_AT_FIRST = (8, 4, 2)


class Demand:
    """Whether it is worth while to make new records ready: who reads is told so by who writes.

    It is a byte that a process shares with those it makes.
    """

    def __init__(self, wanted: bool) -> None:
        """As it is to begin with."""
        self._byte = mmap.mmap(-1, 1)
        self.settle(wanted)

    def settle(self, wanted: bool) -> None:
        """From here on."""
        self._byte[0] = wanted

    def __bool__(self) -> bool:
        """As it was settled last."""
        return bool(self._byte[0])


class Cells:
    """The cells of the rows of a lot, as they stand in the file.

    Few of them are wanted again, and most of these, those of rows that were rejected at once or may
    yet be, are at hand.
    """

    def __init__(self, rows: list[list[str]], likely: Iterable[int], *, others: bool) -> None:
        """Of these rows; the `others` are kept where they can be wanted at all."""
        self._at_hand = {at: rows[at] for at in likely}
        self._others = Parcel(rows if others else [])

    def __getitem__(self, at: int) -> list[str]:
        """Those of the row at this position."""
        return self._at_hand[at] if at in self._at_hand else self._others.open()[at]


class Values(MutableMapping[Field, list[Any]]):
    """What the columns of a lot hold; between processes, each is opened when it is looked at."""

    def __init__(self, columns: Mapping[Field, list[Any]]) -> None:
        """Of these columns."""
        self._columns = {target: Parcel(cells) for target, cells in columns.items()}

    def __getitem__(self, target: Field) -> list[Any]:
        """Those of the field."""
        return self._columns[target].open()

    def __setitem__(self, target: Field, cells: list[Any]) -> None:
        """From here on."""
        self._columns[target] = Parcel(cells)

    def __delitem__(self, target: Field) -> None:
        """No more."""
        del self._columns[target]

    def __contains__(self, target: object) -> bool:
        """Whether the field has any, unopened."""
        return target in self._columns

    def __iter__(self) -> Iterator[Field]:
        """The fields."""
        return iter(self._columns)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(self._columns)


@dataclass(frozen=True, slots=True)
class Whole:
    """What there is to say of a whole file."""

    problems: list[Problem]
    # {column: the order of its dates, or its decimal mark}, as far as somebody needs it.
    proven: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read, since when, and whether new records are wanted ready."""

    lots: Stream[Lot, Whole]
    begun_at: datetime
    demand: Demand


@contextmanager
def reading(session: Session, plan: Plan, size: int, *, make_ready: bool) -> Iterator[Reading]:
    """Lots of so many rows; the stream's result is what there is to say of the whole file.

    A large file is read in a process of its own, while the database takes the rows before. Where
    there is demand for it, new records are made ready there too. The session may be one that is
    still to be opened, unless `preparing.asks`.
    """
    apart = plan.opened.bytes >= alongside.WORTH_A_PROCESS
    growing = (max(1, size // part) for part in _AT_FIRST) if apart else ()
    sizes = chain(growing, repeat(size))
    demand = Demand(make_ready)
    source = _lots(session, plan, preparing.checker(session, plan), sizes, demand)
    begun_at = session.now()
    with Stream(source, apart=apart) as stream:
        yield Reading(stream, begun_at, demand)


def _lots(
    session: Session, plan: Plan, checker: Checker, sizes: Iterator[int], demand: Demand
) -> Generator[Lot, None, Whole]:
    rows = planning.data_rows(plan.table)
    seen = Earlier()
    read = 0
    some_unread = False
    while some := list(islice(rows, next(sizes))):
        lot = checker.check(some)
        at = lot.read_at = session.now()
        if plan.first_rows_win and not plan.finds_contacts:
            lot.repeated = matching.within_file(
                matching.named(session, plan.own_keys, lot), lot, seen
            )
        if demand:
            lot.ready = _ready(session, plan, lot, at)
        whole = lot.ready is None or plan.request.duplicates == "update" or read < FIRST_ROWS
        lot.values = Values(lot.values if whole else _to_be_linked(plan, lot))
        read += len(lot)
        some_unread = some_unread or any(map(_is_unread, chain(*lot.rejected.values())))
        likely = lot.rejected.keys() | lot.lacking
        lot.cells = Cells([cells for _, cells in some], likely, others=plan.rejects_later)
        yield lot
    problems = [*_of_reading(plan.table), *_of_columns(checker)]
    if some_unread and checker.proof:
        # Who mends such a cell writes it as the others are written.
        checker.proof.settle_all()
    return Whole(problems, checker.proof.settled if checker.proof else {})


def _is_unread(problem: Problem) -> bool:
    """Whether the cell was to be a date or a number."""
    return problem.code in ("date", "number")


def _ready(session: Session, plan: Plan, lot: Lot, at: datetime) -> writing.Prepared | None:
    """The rows as new records, but for their links; None where they are nothing but links."""
    made = shape.columns(linking.plain(lot.values), [None] * len(lot), blank_clears=False)
    return writing.prepare(session, plan.kind, made, at) if made else None


def _to_be_linked(plan: Plan, lot: Lot) -> dict[Field, list[Any]]:
    """What of records that are ready is still looked at: by what they are compared or linked, and
    whether they have opted out.
    """
    return {
        target: cells
        for target, cells in lot.values.items()
        if target.place.link or target.consent or matching.looks_at(plan.kind, target)
    }


def _of_reading(table: Table) -> Iterator[Problem]:
    """What was passed over or put right while reading is never silent."""
    for line, reason in table.skipped:
        yield Problem(line, None, None, "passed_over", reason)
    for line in table.strange:
        message = "this line is not UTF-8 like the rest; it was read as Windows letters"
        yield Problem(line, None, None, "encoding", message)
    for line in table.mended:
        message = "quotes in this row do not pair; it was read as it looks"
        yield Problem(line, None, None, "quotes", message)


def _of_columns(checker: Checker) -> Iterator[Problem]:
    """What was taken for granted of whole columns, and what does not look right in them."""
    line = checker.proof.line if checker.proof else 1
    yield from checker.proof.notes.values() if checker.proof else ()
    yield from checker.damage.findings(line) if checker.damage else ()
