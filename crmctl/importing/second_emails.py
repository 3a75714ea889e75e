"""Contacts who have a row's email beside their own: the same person, where the name is the same."""

from collections.abc import Sequence

from crmctl.importing import matching
from crmctl.importing.checking import Lot
from crmctl.records import contact_addresses, contacts, spelling
from crmctl.storage import bulk
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def holders(session: Session, lot: Lot, rest: Sequence[int], *, lock: bool) -> dict[int, Row]:
    """{position: the contact whose second email the row's is, and whose names the row has}.

    Others share such an address, or have taken it over: another name is another person, and so is
    another external id. Those that the file itself brings are none.
    """
    emails, people = matching.emails(lot), matching.People(lot)
    asked = [at for at in rest if emails[at]]
    beside = contact_addresses.beside(session, [emails[at] for at in asked])
    pairs = [(at, id_) for at in asked for id_ in beside.get(emails[at], ())]
    if not pairs:
        return {}
    wanted = [column.name for column in contacts.KIND.table.columns]
    keys = {"id": [id_ for _, id_ in pairs]}
    found: dict[int, Row] = {}
    for row in bulk.lookup(session, contacts.KIND.table, keys, wanted, lock=lock):
        at, contact = pairs[row.position][0], row._asdict()
        told = people.told(at)
        name = spelling.full_key(told.first_name, told.last_name)
        here = contact["last_run_id"] == session.actor.correlation
        other_id = matching.differ(told.external_id, contact["external_id"])
        if name and contact["name_key"] == name and not other_id and not here:
            found.setdefault(at, contact)
    return found
