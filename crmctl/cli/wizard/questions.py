"""What the wizard asks beside the mapping: each question, its answers, and the present one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmctl.cli.wizard import date_shapes
from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.picker import Item
from crmctl.importing import planning

_DUPLICATES = (
    Item("skip", "skip", "leave the record as it is"),
    Item("update", "update", "change the record; an empty cell never empties a field"),
    Item("create", "create", "make a second record all the same"),
)
_UPDATE = (
    Item("", "overwrite", "what the file says wins"),
    Item("fill", "fill", "only what is blank in the record is filled"),
)
_IN_FILE = (
    Item("first", "first", "the first row counts, the others are skipped"),
    Item("last", "last", "the last row counts, the others are skipped"),
    Item("merge", "merge", "later rows fill the blanks of the first"),
    Item("reject", "reject", "later rows go to the rejects"),
)
_ON_ERROR = (
    Item("reject", "reject the row", "it goes to a file that you can mend and import"),
    Item("blank", "leave it out", "the row is taken without that value"),
)
_MARKS = (
    Item("", "thousands", "1.234 and 1,234 are more than a thousand"),
    Item(",", "decimal comma", "1,234 is little more than one"),
    Item(".", "decimal point", "1.234 is little more than one"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to settle; `name` is a field of the request."""

    name: str
    label: str
    items: Sequence[Item]
    # The value of the item that holds now.
    now: str
    # The file itself does not say, and a guess might be wrong.
    open: bool = False
    # Any other text may be an answer too.
    free: bool = False

    @property
    def answer(self) -> Item:
        """The item that holds now."""
        return next(
            (item for item in self.items if item.value == self.now), Item(self.now, self.now)
        )

    def next(self, by: int) -> str:
        """The value of the item before or behind the present one."""
        values = [item.value for item in self.items]
        at = values.index(self.now) if self.now in values else -max(by, 0)
        return values[(at + by) % len(values)]


def of(draft: Draft) -> list[Question]:
    """The questions that this draft leaves to be settled, those that are open first."""
    return [*_of_records(draft), *_of_cells(draft)]


def _of_records(draft: Draft) -> Iterator[Question]:
    request = draft.plan.request
    if planning.usable_keys(draft.plan):
        yield Question("duplicates", "A record that is there", _DUPLICATES, request.duplicates)
    yield Question("match", "is known by", _keys(draft), _now(draft), free=True)
    if request.duplicates == "update":
        yield Question("update", "and is changed to", _UPDATE, ", ".join(request.update))
    if request.duplicates != "create" and planning.usable_keys(draft.plan):
        yield Question("in_file", "Twice in the file", _IN_FILE, request.in_file)


def _of_cells(draft: Draft) -> Iterator[Question]:
    yield from _of_dates(draft)
    yield from _of_numbers(draft)
    yield Question("on_error", "A value that does not fit", _ON_ERROR, draft.plan.request.on_error)


def _of_dates(draft: Draft) -> Iterator[Question]:
    """Which part of a date is its day, where a whole column does not tell."""
    doubts, told = draft.doubts, draft.plan.request.date_format
    for column in doubts.dates[:1]:
        formats = date_shapes.formats(draft.cells(column))
        if formats is None:
            return
        either = (
            Item(formats.day_first, "day first", f"{formats.example} is {formats.as_day_first}"),
            Item(
                formats.month_first, "month first", f"{formats.example} is {formats.as_month_first}"
            ),
        )
        usual = Item("", "as usual", doubts.usual) if doubts.usual else Item("", "not settled")
        label, needed = f"Dates in {column!r}", not told and not doubts.usual
        yield Question("date_format", label, (usual, *either), told or "", open=needed)


def _of_numbers(draft: Draft) -> Iterator[Question]:
    """What a mark before three digits means, where no number of the column tells."""
    mark = draft.plan.request.decimal_mark
    names = draft.doubts.numbers
    if names or mark:
        label = f"Numbers in {names[0]!r}" if names else "Numbers"
        yield Question("decimal_mark", label, _MARKS, mark or "")


def _now(draft: Draft) -> str:
    return ", ".join(key.name for key in draft.plan.keys)


def _keys(draft: Draft) -> list[Item]:
    """The keys as they are, and each that could be used alone."""
    singles = [name for name in draft.matchable if draft.column_of(name)]
    several = [_now(draft)] if _now(draft) not in singles else []
    return [Item(name, name, _remark(draft, name)) for name in [*several, *singles]]


def _remark(draft: Draft, keys: str) -> str:
    names = [name.strip() for name in keys.replace("+", ",").split(",")]
    missing = [name for name in names if not draft.column_of(name)]
    if not missing:
        return ""
    if len(missing) == len(names):
        return "no column goes there: every row is new"
    return f"no column goes to {', '.join(missing)}"
