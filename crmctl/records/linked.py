"""Which living records lead to others: what would hang in the air if those went."""

from collections.abc import Iterator, Sequence

from crmctl.records.kinds import Kind
from crmctl.records.registry import KINDS
from crmctl.storage import bulk
from crmctl.storage.session import Session


def first_to(session: Session, kind: Kind, ids: Sequence[str]) -> dict[str, str]:
    """{id: the kind of a record of another kind that leads to it}, for those that one leads to."""
    found: dict[str, str] = {}
    for other in KINDS.values():
        for link in _links(other, kind) if other is not kind else ():
            for row in bulk.lookup(session, other.table, {link: ids}, ()):
                found.setdefault(ids[row.position], other.name)
    return found


def children(session: Session, kind: Kind, ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, the record of the same kind that leads to it), for each that one leads to."""
    return [
        (ids[row.position], row.id)
        for link in _links(kind, kind)
        for row in bulk.lookup(session, kind.table, {link: ids}, ())
    ]


def _links(source: Kind, target: Kind) -> Iterator[str]:
    """The columns of one kind that lead to the other."""
    for column in source.table.columns:
        for key in column.foreign_keys:
            if key.column.table is target.table and key.column.name == "id":
                yield column.name
