"""Who wants no mail: asked before each one is sent, whoever sends it and for whatever reason."""

from collections.abc import Iterable, Sequence

from crmctl.records import contact_addresses, contacts, writing
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session


def add(session: Session, address: str, source: str) -> bool:
    """Note it, and tell the contacts who have the address; returns whether that was news."""
    key = contact_addresses.key_of(address)
    if among(session, [address]):
        return False
    row = {"key": key, "address": address, "source": source, "created_at": session.now()}
    queries.add(session, tables.opt_outs, [row])
    ids = tuple(sorted({each.contact_id for each in contact_addresses.owners(session, [key])}))
    rows = queries.find(session, tables.contacts, [_is("id", ids)], lock=True) if ids else []
    if rows:
        writing.update(session, contacts.KIND, rows, {"email_opt_in": [False] * len(rows)})
    return True


def remove(session: Session, address: str) -> bool:
    """Take it back; returns whether there was anything. Contacts' own consent stays as it is."""
    key = contact_addresses.key_of(address)
    return bool(queries.remove(session, tables.opt_outs, [_is("key", [key])]))


def among(session: Session, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that want no mail, however they are written."""
    keys = {address: contact_addresses.key_of(address) for address in addresses}
    found = queries.find(session, tables.opt_outs, [_is("key", sorted(set(keys.values())))])
    out = {row["key"] for row in found}
    return {address for address, key in keys.items() if key in out}


def listed(session: Session, limit: int) -> list[Row]:
    """The latest, first."""
    latest = [Order(Place("created_at"), descending=True)]
    return queries.find(session, tables.opt_outs, order=latest, limit=limit)


def _is(column: str, values: Sequence[str]) -> Compare:
    return Compare(Place(column), "is", tuple(values))
