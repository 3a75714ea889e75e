"""Contacts who have a row's email beside their own: the same person, where the name is the same."""

from collections.abc import Sequence

from crmctl.importing.checking import Lot, cells_of
from crmctl.records import contact_addresses, contacts, spelling
from crmctl.storage import bulk
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def holders(session: Session, lot: Lot, rest: Sequence[int], *, lock: bool) -> dict[int, Row]:
    """{position: the contact whose second email the row's is, and whose names the row has}.

    Others share such an address, or have taken it over: another name is another person, and so is
    another external id. Those that the file itself brings are none.
    """
    emails, names, ids = cells_of(lot.values, "email"), _names(lot), _ids(lot)
    asked = [at for at in rest if emails and emails[at] and names[at]]
    if not asked or emails is None:
        return {}
    beside = contact_addresses.beside(session, [emails[at] for at in asked])
    pairs = [(at, id_) for at in asked for id_ in beside.get(emails[at], ())]
    if not pairs:
        return {}
    wanted = [column.name for column in contacts.KIND.table.columns]
    keys = {"id": [id_ for _, id_ in pairs]}
    found: dict[int, Row] = {}
    for row in bulk.lookup(session, contacts.KIND.table, keys, wanted, lock=lock):
        at, contact = pairs[row.position][0], row._asdict()
        same_id = not (ids[at] and contact["external_id"]) or ids[at] == contact["external_id"]
        here = contact["last_run_id"] == session.actor.correlation
        if contact["name_key"] == names[at] and same_id and not here:
            found.setdefault(at, contact)
    return found


def _names(lot: Lot) -> Sequence[str | None]:
    nothing = [None] * len(lot)
    parts = (cells_of(lot.values, name) or nothing for name in ("first_name", "last_name"))
    return list(map(spelling.full_key, *parts))


def _ids(lot: Lot) -> Sequence[str | None]:
    return cells_of(lot.values, "external_id") or [None] * len(lot)
