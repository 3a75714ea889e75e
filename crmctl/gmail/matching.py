"""Whose mail it is: the contacts, and where that is wanted the accounts, that take part in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crmctl.gmail.parsing import Address, Mail
from crmctl.gmail.policy import Policy
from crmctl.records import contact_addresses, free_mail
from crmctl.records.contact_addresses import Owned, key_of
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session


@dataclass(frozen=True)
class Directory:
    """Who has which of the addresses of some mails."""

    by_key: Mapping[str, Sequence[Owned]]
    # {domain: account}, where mail is matched by domain.
    accounts: Mapping[str, str]


def directory(session: Session, mails: Iterable[Mail], policy: Policy) -> Directory:
    """Look up the addresses of these mails, all at once."""
    named = {each for mail in mails for each in mail.named() if not policy.is_own(each)}
    by_key: dict[str, list[Owned]] = {}
    for owned in contact_addresses.owners(session, (key_of(each.address) for each in named)):
        by_key.setdefault(owned.key, []).append(owned)
    accounts = _accounts(session, named, policy) if policy.accounts_by_domain else {}
    return Directory(by_key, accounts)


def contacts(mail: Mail, policy: Policy, known: Directory) -> list[str]:
    """The contacts that take part, in the order in which the mail names them, each once."""
    found: dict[str, None] = {}
    for address in mail.named():
        if not policy.is_own(address):
            found |= dict.fromkeys(_owners(address, known))
    return list(found)


def accounts(mail: Mail, policy: Policy, known: Directory) -> list[str]:
    """The accounts whose domains take part."""
    domains = (each.domain for each in mail.named() if not policy.is_internal(each))
    return list(dict.fromkeys(known.accounts[name] for name in domains if name in known.accounts))


def strangers(mail: Mail, policy: Policy, outbound: bool) -> list[Address]:
    """Whom the mail shows to be written with: its sender, or those it was sent to."""
    roles = ("to", "cc") if outbound else ("from",)
    return [each for each in mail.named(*roles) if not policy.is_internal(each)]


def knows(address: Address, known: Directory) -> bool:
    """Whether somebody has the address, or one that means the same."""
    return bool(_owners(address, known))


def _owners(address: Address, known: Directory) -> list[str]:
    """Those who have that very address; if nobody has, those who have one that means the same."""
    alike = known.by_key.get(key_of(address.address), ())
    same = [owned for owned in alike if owned.address.lower() == address.address]
    return sorted({owned.contact_id for owned in same or alike})


def _accounts(session: Session, named: Iterable[Address], policy: Policy) -> dict[str, str]:
    domains = {
        each.domain
        for each in named
        if not policy.is_internal(each) and not free_mail.is_provider(each.domain)
    }
    where = [Compare(Place("domain"), "is", tuple(sorted(domains)))]
    rows = queries.find(session, tables.accounts, where, columns=["id", "domain"])
    # Of several accounts of one domain, the oldest.
    return {row["domain"]: row["id"] for row in reversed(rows)}
