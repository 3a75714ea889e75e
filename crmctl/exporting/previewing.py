"""What an export will look like: the fields to choose from, its first rows, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmctl.errors import UsageError
from crmctl.exporting import cells, selecting
from crmctl.exporting.selecting import Selection
from crmctl.records import fields
from crmctl.records.kinds import Kind
from crmctl.storage import queries
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

ROWS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows with every field to choose from, and how many rows there are."""

    names: tuple[str, ...]
    rows: list[list[str]]
    total: int

    def of(self, names: Sequence[str]) -> list[list[str]]:
        """The rows with those fields alone, in that order."""
        places = [self.names.index(name) for name in names]
        return [[row[at] for at in places] for row in self.rows]


def offered(session: Session, kind: Kind) -> list[str]:
    """The fields to choose from: all that an import takes back, and custom ones in use."""
    keys = queries.keys_in(session, kind.table, "custom_fields")
    return [*selecting.every_field(kind), *filter(None, map(_custom, keys))]


def sample(session: Session, selection: Selection, *, guarded: bool) -> Sample:
    """The rows as they will go out; `guarded` as in a file for a spreadsheet."""
    table, order = selection.kind.table, selection.order
    first = queries.find(session, table, selection.where, order=order, limit=ROWS, columns=["id"])
    ids = tuple(row["id"] for row in first)
    these = [Compare(Place("id"), "is", ids)]
    places = [field.place for field in selection.fields]
    held = queries.stream(session, table, places, these, order=order) if ids else ()
    rows = [list(row) for row in cells.as_texts(held, selection.fields, guarded=guarded)]
    names = tuple(field.name for field in selection.fields)
    return Sample(names, rows, queries.count(session, table, selection.where))


def _custom(key: str) -> str | None:
    """The name of the custom field, where its key makes one."""
    try:
        return fields.custom(key).name
    except UsageError:
        return None
