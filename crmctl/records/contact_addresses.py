"""The addresses of contacts, kept so that a mail finds its contacts whatever their number.

A contact is found by its own email, where that is as addresses are compared; all other addresses
are written beside, in the same transaction. They come in waves: those of a wave are searched for in
each mailbox once, so that a contact gets its past mail too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crmctl.records import shape
from crmctl.records.kinds import Columns
from crmctl.storage import bulk, email_waves, locks, queries, tables
from crmctl.storage import ids as new_ids
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

_GMAIL = ("gmail.com", "googlemail.com")
_AT_GMAIL = tuple(f"@{domain}" for domain in _GMAIL)
_MAY_DIFFER = re.compile(rf"\+|{'|'.join(map(re.escape, _AT_GMAIL))}").search
_AT_ONCE = 500
COLUMNS = ("email", "emails")
_NEW = Compare(Place("wave"), "is", (0,))
_WITH_WAVES = (tables.contact_addresses, tables.contact_waves)


@dataclass(frozen=True, slots=True)
class Owned:
    """An address of a contact."""

    contact_id: str
    address: str
    key: str


def key_of(address: str) -> str:
    """What two ways to write to one mailbox have in common: no `+tag`, no dots at Gmail."""
    lowered = address.lower()
    if "+" not in lowered and not lowered.endswith(_AT_GMAIL):
        return lowered
    local, _, domain = lowered.rpartition("@")
    plain = local.partition("+")[0] or local
    if domain in _GMAIL:
        plain, domain = plain.replace(".", "") or plain, _GMAIL[0]
    return f"{plain}@{domain}"


def keep(
    session: Session, ids: Sequence[str], columns: Columns, current: Sequence[Row | None]
) -> None:
    """Follow what was written to the contacts of these ids: their columns, and the rows before."""
    if not any(name in columns for name in COLUMNS):
        return
    emails, others = (shape.present(columns, name, current) for name in COLUMNS)
    after = dict.fromkeys(_beside(ids, emails, others))
    before = dict.fromkeys(_beside_rows([row for row in current if row is not None]))
    _remove(session, [each for each in before if each not in after])
    # In the order of the index, which takes them faster so.
    _add(session, sorted(each for each in after if each not in before))
    if current[0] is None:
        # Those that are made together have their ids in order, and share a row.
        fresh = any(email and key_of(email) == email for email in emails)
        _add_waves(session, [ids[0]] * fresh, [ids[-1]] * fresh)
        return
    changed = [
        id_
        for id_, email, row in zip(ids, emails, current, strict=True)
        if email and row and row["email"] != email and key_of(email) == email
    ]
    _add_waves(session, changed, changed)


def drop(session: Session, ids: Sequence[str]) -> None:
    """These contacts are about to go, and their addresses with them."""
    for start in range(0, len(ids), _AT_ONCE):
        lot = Compare(Place("id"), "is", tuple(ids[start : start + _AT_ONCE]))
        rows = queries.find(session, tables.contacts, [lot], columns=("id", *COLUMNS))
        _remove(session, list(dict.fromkeys(_beside_rows(rows))))
    # Those of each alone, and of all: they may have been made together.
    waves = {"first_id": [*ids, min(ids)], "last_id": [*ids, max(ids)]}
    bulk.remove(session, tables.contact_waves, waves)


def owners(session: Session, keys: Iterable[str]) -> list[Owned]:
    """Who has an address of one of these keys."""
    wanted = sorted({*keys})
    found: dict[Owned, None] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        lot = tuple(wanted[start : start + _AT_ONCE])
        same = Compare(Place("email"), "is", lot)
        rows = queries.find(session, tables.contacts, [same], columns=("id", "email"))
        found |= dict.fromkeys(Owned(row["id"], row["email"], row["email"]) for row in rows)
        same = Compare(Place("key"), "is", lot)
        columns = ("contact_id", "address", "key")
        rows = queries.find(session, tables.contact_addresses, [same], columns=columns)
        found |= dict.fromkeys(Owned(**row) for row in rows)
    return list(found)


def are_there(session: Session) -> bool:
    """Whether any contact has an address beside its own."""
    return bool(queries.find(session, tables.contact_addresses, limit=1, columns=["key"]))


def beside(session: Session, emails: Iterable[str]) -> dict[str, list[str]]:
    """{email: the ids of the contacts that have it beside their own}."""
    by_key: dict[str, list[str]] = {}
    for email in dict.fromkeys(emails):
        by_key.setdefault(key_of(email), []).append(email)
    keys = sorted(by_key)
    found: dict[str, list[str]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        same = Compare(Place("key"), "is", tuple(keys[start : start + _AT_ONCE]))
        columns = ("key", "contact_id")
        for row in queries.find(session, tables.contact_addresses, [same], columns=columns):
            for email in by_key[row["key"]]:
                found.setdefault(email, []).append(row["contact_id"])
    return found


def newest_wave(session: Session) -> int:
    """Make a wave of the addresses that belong to none yet, and return the newest there is.

    A wave is called by its time, so that no name comes again when all of its addresses have gone.
    """
    if not _waiting(session):
        return _last_wave(session)
    locks.queue_up(session, "waves of addresses")
    wave = max(int(session.now().timestamp() * 1000), _last_wave(session) + 1)
    for table in _WITH_WAVES:
        queries.change(session, table, [_NEW], {"wave": wave})
    return wave


def has_newer(session: Session, wave: int) -> bool:
    """Whether addresses came after that wave."""
    return _waiting(session) or _last_wave(session) > wave


def between(session: Session, after: int, up_to: int) -> list[str]:
    """The addresses of the waves after the one and up to the other, each once."""
    where = [Compare(Place("wave"), ">", (after,)), Compare(Place("wave"), "<=", (up_to,))]
    rows = queries.find(session, tables.contact_addresses, where, columns=["address"])
    emails = email_waves.emails(session, after, up_to)
    return sorted({*emails, *(row["address"] for row in rows)})


def _waiting(session: Session) -> bool:
    return any(
        queries.find(session, table, [_NEW], limit=1, columns=["wave"]) for table in _WITH_WAVES
    )


def _last_wave(session: Session) -> int:
    return max(int(queries.highest(session, table, "wave") or 0) for table in _WITH_WAVES)


def _beside_rows(rows: Sequence[Row]) -> Iterable[tuple[str, str, str]]:
    ids, *columns = ([row[name] for row in rows] for name in ("id", *COLUMNS))
    return _beside(ids, *columns)


def _beside(
    ids: Sequence[str], emails: Sequence[str | None], others: Sequence[list[dict[str, str]] | None]
) -> Iterable[tuple[str, str, str]]:
    """Key, contact and address of what is written beside: not of an email that is its own key."""
    # Most often there is nothing of the kind: then it is enough to look at all of them together.
    together = "\n".join(email for email in emails if email)
    if together == together.lower() and not _MAY_DIFFER(together) and not any(others):
        return
    for id_, email, other in zip(ids, emails, others, strict=True):
        own_key = key_of(email) if email else None
        if email and own_key and own_key != email:
            yield own_key, id_, email
        for address in (each["value"] for each in other or ()):
            if not address == email == own_key:
                yield key_of(address), id_, address


def _add_waves(session: Session, firsts: Sequence[str], lasts: Sequence[str]) -> None:
    if not firsts:
        return
    made = new_ids.new_many(session.now(), len(firsts))
    columns = {"id": made, "first_id": firsts, "last_id": lasts}
    bulk.insert(session, tables.contact_waves, columns, {"wave": 0})


def _add(session: Session, made: Sequence[tuple[str, str, str]]) -> None:
    if made:
        bulk.insert(session, tables.contact_addresses, _columns(made), {"wave": 0})


def _remove(session: Session, gone: Sequence[tuple[str, str, str]]) -> None:
    if gone:
        bulk.remove(session, tables.contact_addresses, _columns(gone))


def _columns(rows: Sequence[tuple[str, str, str]]) -> Columns:
    names = ("key", "contact_id", "address")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
