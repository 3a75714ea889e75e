"""The rows of a file, read and checked lot by lot."""

from collections.abc import Generator, Iterator
from itertools import chain, islice, repeat

from crmctl.importing import linking, planning
from crmctl.importing.alongside import Packed, Stream
from crmctl.importing.checking import Checker, Lot
from crmctl.importing.planning import Plan
from crmctl.importing.reading.table import Table
from crmctl.importing.report import Problem
from crmctl.records import shape, writing
from crmctl.storage.session import Session

# Below, a process more takes longer than it saves.
_WORTH_A_PROCESS = 1024 * 1024
_FIRST = 8


def read(session: Session, plan: Plan, checker: Checker, size: int) -> Stream[Lot, list[Problem]]:
    """Lots of so many rows; the stream's result is what there is to say of the whole file.

    A large file is read in a process of its own, while the database takes the rows before.
    """
    apart = plan.file_bytes >= _WORTH_A_PROCESS
    # The first one is small where somebody waits for it meanwhile.
    sizes = chain([max(1, size // _FIRST)] if apart else [], repeat(size))
    return Stream(_lots(session, plan, checker, sizes), apart=apart)


def _lots(
    session: Session, plan: Plan, checker: Checker, sizes: Iterator[int]
) -> Generator[Lot, None, list[Problem]]:
    # Where later rows fill the blanks of earlier ones, it is not known yet what a record will be.
    ready = plan.kind.derives_alone and plan.request.in_file != "merge"
    rows = planning.data_rows(plan.table)
    while some := list(islice(rows, next(sizes))):
        lot = checker.check(some)
        if ready:
            blank: list[None] = [None] * len(lot)
            made = shape.columns(linking.plain(lot.values), blank, blank_clears=False)
            lot.ready = writing.prepare(session, plan.kind, made)
        # Those of the rows that are not taken are wanted again, and of no others.
        lot.cells = Packed(lot.cells, {at: lot.cells[at] for at in lot.rejected})
        yield lot
    return [*_of_reading(plan.table), *_of_columns(checker)]


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
