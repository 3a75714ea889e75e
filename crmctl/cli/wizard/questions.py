"""What the wizard asks beside the mapping: each question, its answers, and the present one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.picker import Item

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
    if draft.usable_keys:
        yield Question("duplicates", "A record that is there", _DUPLICATES, request.duplicates)
    yield Question("match", "is known by", _keys(draft), _now(draft), free=True)
    if request.duplicates == "update":
        yield Question("update", "and is changed to", _UPDATE, ", ".join(request.update))
    if request.duplicates != "create" and draft.usable_keys:
        yield Question("in_file", "Twice in the file", _IN_FILE, request.in_file)


def _of_cells(draft: Draft) -> Iterator[Question]:
    yield Question("on_error", "A value that does not fit", _ON_ERROR, draft.plan.request.on_error)


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
