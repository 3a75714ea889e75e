"""What the kinds of record have in common, so that one piece of code can write any of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.events.envelope import Event
from crmctl.records.fields import FieldSet
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.tables import Table

Columns = dict[str, list[Any]]
Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Kind:
    """One kind of record: where it is kept, what it is called, and its own rules."""

    name: str
    plural: str
    table: Table
    fields: FieldSet
    searched: tuple[Place, ...]
    # The columns that a list shows.
    shown: tuple[str, ...]
    # {column: key} of what the created event says, and the later ones; absent values are left out.
    told: Mapping[str, str]
    # Fills in what follows from other columns, in place; the rows are those there were, or None.
    derive: Callable[[Session, Columns, Sequence[Row | None]], None]
    # The columns of which a record must have one at least.
    needs: tuple[str, ...]
    # The part of `derive` that follows from names alone, and has to be true whatever else is.
    key_names: Callable[[Columns, Sequence[Row | None]], None] = lambda _columns, _current: None
    told_later: Mapping[str, str] = field(default_factory=dict)
    # Last word on what the created event says, which it may change in place.
    tell: Callable[[dict[str, Any]], dict[str, Any]] = lambda data: data
    # What an update means beyond itself.
    consequences: Callable[[Session, Sequence[Row], Sequence[Changes]], list[list[Event]]] = (
        lambda _session, rows, _changes: [[] for _ in rows]
    )
    created: str = "created"
    # Whether `derive` asks the database for nothing.
    derives_alone: bool = False
    # What is kept beside the records, with a write: their ids, their columns, the rows before. New
    # records are not there yet.
    keep: Callable[[Session, Sequence[str], Columns, Sequence[Row | None]], None] = (
        lambda _session, _ids, _columns, _current: None
    )
    # The columns of new records that `keep` looks at, or whoever compares them with others.
    looked_at: tuple[str, ...] = ()
    # The same before a deletion.
    drop: Callable[[Session, Sequence[str]], None] = lambda _session, _ids: None


def objection(kind: Kind) -> str:
    """Why a record that has none of what it needs may not stand."""
    return f"{_with_article(kind.name)} needs {' or '.join(map(_with_article, kind.needs))}"


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name.replace('_', ' ')}"


# Columns of our own housekeeping, which no reader sees.
HIDDEN = frozenset({"name_key", "last_event_id", "last_run_id", "made_in_run"})


def camel(name: str) -> str:
    """`jobTitle` for `job_title`."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)
