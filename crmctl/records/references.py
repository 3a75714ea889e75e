"""Records that other records name: accounts found by domain or name, or made; contacts found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

from crmctl.records import accounts, spelling, writing
from crmctl.records.kinds import Columns
from crmctl.storage import bulk, locks, queries, tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from crmctl.storage.session import Session
from crmctl.storage.tables import Table

Names = Sequence[str | None]
_TO_BE_MADE = ""


@dataclass
class Known:
    """The accounts that were found or made so far, by their domains and by the keys of their names.

    An account that somebody deletes meanwhile is as one that is deleted a moment later.
    """

    by_domain: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    # What names with their domains meant.
    meant: dict[tuple[str | None, str | None], str | None] = field(default_factory=dict)
    # Names and domains of which there are several.
    several: set[str] = field(default_factory=set)

    def look_up(self, session: Session, column: str, keys: set[str]) -> None:
        """Find those of the keys that are not known yet."""
        known = self.by_domain if column == "domain" else self.by_name
        table = accounts.KIND.table
        known.update(_oldest(session, table, column, keys - known.keys(), self.several))


def accounts_for(
    session: Session, names: Names, domains: Names | None = None, known: Known | None = None
) -> list[str | None]:
    """The id of the account that each name or domain means; a missing one is made.

    The domain decides before the name; of several accounts that match, the oldest is taken. What
    is `known` is not looked up again, and what is found or made is known from then on.
    """
    listed = list(zip(names, domains or repeat(None, len(names)), strict=True))
    # Another writer may be about to make the same account.
    locks.queue_up(session, "accounts")
    known = known or Known()
    # An account of which only the domain is known is called by it.
    wanted = {
        pair: (pair[0] or pair[1] or "", pair[1] or "")
        for pair in dict.fromkeys(listed)
        if pair not in known.meant
    }
    by_domain, by_name = known.by_domain, known.by_name
    known.look_up(session, "domain", {domain for _, domain in wanted.values() if domain})
    keys = {
        spelling.key(name) for name, domain in wanted.values() if name and domain not in by_domain
    }
    known.look_up(session, "name_key", keys)
    missing: list[tuple[str, str]] = []
    # With a domain first: the same name without one means the same account.
    for name, domain in sorted(dict.fromkeys(wanted.values()), key=lambda pair: not pair[1]):
        if name and domain not in by_domain and spelling.key(name) not in by_name:
            missing.append((name, domain))
            by_name[spelling.key(name)] = _TO_BE_MADE
            by_domain |= {domain: _TO_BE_MADE} if domain else {}
    for (name, domain), id_ in zip(missing, _made(session, missing), strict=True):
        by_name[spelling.key(name)] = id_
        by_domain |= {domain: id_} if domain else {}
    known.meant |= {
        pair: by_domain.get(domain) or by_name.get(spelling.key(name))
        for pair, (name, domain) in wanted.items()
    }
    return [known.meant[pair] for pair in listed]


def known_accounts(
    session: Session, names: Names, domains: Names | None = None, known: Known | None = None
) -> list[str | None]:
    """The id of the account, if it is there, that each name or domain means: see accounts_for."""
    known = known or Known()
    keys = {name: spelling.key(name) for name in set(names) if name}
    known.look_up(session, "name_key", set(keys.values()))
    by_name = {name: known.by_name.get(key) for name, key in keys.items()}
    found = [by_name[name] if name else None for name in names]
    if domains is None:
        return found
    known.look_up(session, "domain", {domain for domain in domains if domain})
    led_to = known.by_domain
    return [led_to.get(domain or "", id_) for domain, id_ in zip(domains, found, strict=True)]


@dataclass
class Namesakes:
    """Every contact by full name, the oldest of a name: looked up once, when somebody asks."""

    _by_name: dict[str, str] | None = None

    def oldest(self, session: Session, name: str) -> str | None:
        """The id of the oldest contact of that name, or None."""
        if self._by_name is None:
            self._by_name = _contacts_by_name(session)
        return self._by_name.get(spelling.key(name))


def contacts_for(
    session: Session, emails: Names, names: Names, known: Namesakes | None = None
) -> list[str | None]:
    """The id of the contact that each email, or else each full name, means, or None."""
    by_email = _contacts_by_email(session, {email for email in emails if email})
    known = known or Namesakes()
    return [
        by_email.get(email) if email else known.oldest(session, name) if name else None
        for email, name in zip(emails, names, strict=True)
    ]


def _contacts_by_email(session: Session, keys: set[str]) -> dict[str, str]:
    return _oldest(session, tables.contacts, "email", keys)


def _oldest(
    session: Session, table: Table, column: str, keys: set[str], several: set[str] | None = None
) -> dict[str, str]:
    listed = sorted(keys)
    found: dict[str, str] = {}
    for row in bulk.lookup(session, table, {column: listed}, ()) if listed else ():
        key = listed[row.position]
        if found.setdefault(key, row.id) != row.id and several is not None:
            several.add(key)
    return found


def _contacts_by_name(session: Session) -> dict[str, str]:
    """Every contact by full name, the oldest of a name first."""
    found: dict[str, str] = {}
    columns = ("id", "first_name", "last_name")
    for row in queries.find(session, tables.contacts, order=[Order(Place("id"))], columns=columns):
        full = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
        found.setdefault(spelling.key(full), row["id"])
    return found


def _made(session: Session, missing: list[tuple[str, str]]) -> list[str]:
    if not missing:
        return []
    columns: Columns = {
        "name": [name for name, _ in missing],
        "domain": [domain or None for _, domain in missing],
    }
    return writing.create(session, accounts.KIND, columns)
