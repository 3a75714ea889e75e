"""Records by hand: one at a time, from FIELD=VALUE words."""

from collections.abc import Sequence
from typing import Any

from crmctl.errors import NotFoundError, UsageError
from crmctl.records import free_mail, pipeline, references, shape, values, writing
from crmctl.records.fields import Field
from crmctl.records.kinds import Columns, Kind, objection
from crmctl.records.values import BadValueError, Context
from crmctl.storage import queries
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def context(session: Session) -> Context:
    """How texts are read in this session."""
    return Context(session.actor.user, pipeline.called(pipeline.stages(session)))


def get(session: Session, kind: Kind, id_: str, *, lock: bool = False) -> Row:
    """The record; NotFoundError when the workspace has none of that id."""
    found = queries.find(session, kind.table, [Compare(Place("id"), "is", (id_,))], lock=lock)
    if not found:
        raise missing(session, kind, id_)
    return found[0]


def missing(session: Session, kind: Kind, id_: str) -> NotFoundError:
    """The error that says that there is no such record."""
    return NotFoundError(f"There is no {kind.name} {id_!r} in workspace {session.workspace!r}")


def add(session: Session, kind: Kind, words: Sequence[str]) -> Row:
    """Make a record of the FIELD=VALUE words; UsageError when it may not stand."""
    pipeline.ensure_workspace(session)
    given, links = _given(session, kind, words)
    columns = shape.columns(given, [None], blank_clears=True) | links
    _refuse_empty(kind, {name: cells[0] for name, cells in columns.items()})
    (made,) = writing.create(session, kind, columns)
    return get(session, kind, made)


def change(session: Session, kind: Kind, id_: str, words: Sequence[str]) -> Row:
    """Set fields of the record; `FIELD=` empties one."""
    return change_from(session, kind, id_, words)[1]


def change_from(session: Session, kind: Kind, id_: str, words: Sequence[str]) -> tuple[Row, Row]:
    """Set fields of the record; returns it as it was, and as it is."""
    if not words:
        raise UsageError("Nothing to change: add FIELD=VALUE")
    # Those it names before itself: an import, too, holds the accounts it makes before the records.
    given, links = _given(session, kind, words)
    current = get(session, kind, id_, lock=True)
    columns = shape.columns(given, [current], blank_clears=True) | links
    new = {**current, **{name: cells[0] for name, cells in columns.items()}}
    _refuse_empty(kind, new)
    writing.update(session, kind, [current], columns)
    return current, get(session, kind, id_)


def remove(session: Session, kind: Kind, id_: str) -> None:
    """Delete the record."""
    writing.delete(session, kind, [get(session, kind, id_, lock=True)])


def _refuse_empty(kind: Kind, row: Row) -> None:
    if not any(row.get(need) for need in kind.needs):
        raise UsageError(objection(kind))


def _given(
    session: Session, kind: Kind, words: Sequence[str]
) -> tuple[dict[Field, list[Any]], Columns]:
    """The values that live in the record itself, and the columns of the records that are named."""
    given = _parsed(session, kind, words)
    _split_full_name(kind, given)
    links = _links(session, kind, given)
    own = {field: [value] for field, value in given.items() if not field.place.link}
    return own, links


def _parsed(session: Session, kind: Kind, words: Sequence[str]) -> dict[Field, Any]:
    reading = context(session)
    given: dict[Field, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not FIELD=VALUE")
        field = kind.fields.get(name.strip())
        if field.read_only:
            raise UsageError(f"{field.name} is not set by hand")
        twin = next((each for each in given if each.place == field.place), None)
        if twin is not None and twin is not field:
            raise UsageError(f"{twin.name} and {field.name} are one and the same: give one")
        try:
            given[field] = values.parser(field, reading)(text) if text.strip() else None
        except BadValueError as error:
            raise UsageError(f"{field.name}: {error}") from None
    return given


def _split_full_name(kind: Kind, given: dict[Field, Any]) -> None:
    """A full name gives the first and last name that were not given themselves."""
    full = next((field for field in given if field.name == "full_name"), None)
    if full is None:
        return
    first, last = values.split_name(given.pop(full) or "")
    for name, part in (("first_name", first), ("last_name", last)):
        given.setdefault(kind.fields.get(name), part)


def _links(session: Session, kind: Kind, given: dict[Field, Any]) -> Columns:
    """The columns of the records that the given fields name."""
    by_name = {field.name: value for field, value in given.items()}
    made: Columns = {}
    if {"account_name", "account_domain"} & by_name.keys():
        name, domain = by_name.get("account_name"), by_name.get("account_domain")
        if free_mail.is_provider(domain):
            raise UsageError(f"{domain} is a mail provider's, no account's: give account_name")
        made["account_id"] = references.accounts_for(session, [name], [domain])
    if "parent_name" in by_name:
        made["parent_id"] = references.accounts_for(session, [by_name["parent_name"]])
    if {"contact_email", "contact_name"} & by_name.keys():
        email, name = by_name.get("contact_email"), by_name.get("contact_name")
        made["primary_contact_id"] = references.contacts_for(session, [email], [name])
        if (email or name) and made["primary_contact_id"] == [None]:
            raise UsageError(f"There is no contact {email or name!r}: add it first")
    for field, value in given.items():
        if field.type == "link" and value is not None:
            _check_link(session, kind, field, value)
    return made


def _check_link(session: Session, kind: Kind, field: Field, id_: str) -> None:
    (key,) = kind.table.c[field.place.column].foreign_keys
    target = key.column.table
    if not queries.count(session, target, [Compare(Place("id"), "is", (id_,))]):
        raise UsageError(f"{field.name}: there is no such record {id_!r} in this workspace")
