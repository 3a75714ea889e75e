"""Whom a mail goes to, and whether each may get it."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmctl.errors import UsageError
from crmctl.gmail import opt_outs
from crmctl.records import contact_addresses, emails
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


@dataclass(frozen=True)
class Recipient:
    """An address, and the contact who has it; the oldest, where several do."""

    address: str
    contact: Row | None


def find(session: Session, texts: Sequence[str]) -> list[Recipient]:
    """Everybody named, by address or by the id of a contact, each once; UsageError for no one."""
    found: dict[str, Recipient] = {}
    for text in texts:
        recipient = _one(session, text)
        found.setdefault(contact_addresses.key_of(recipient.address), recipient)
    if not found:
        raise UsageError("Say to whom: --to ADDRESS or --to CONTACT-ID")
    return list(found.values())


def refusals(session: Session, wanted: Sequence[Recipient], *, many: bool) -> dict[str, str]:
    """{address: why it gets no mail}; `many`: it goes to others as well."""
    out = opt_outs.among(session, [each.address for each in wanted])
    return {
        each.address: reason
        for each in wanted
        if (reason := _refusal(each, out, many=many)) is not None
    }


def _refusal(recipient: Recipient, out: set[str], *, many: bool) -> str | None:
    contact = recipient.contact or {}
    if recipient.address in out:
        return "has opted out"
    if contact.get("email_opt_in") is False:
        return "wants no mail (emailOptIn is no)"
    if many and contact.get("marketing_consent") is False:
        return "has not agreed to mail that goes to many (marketingConsent is no)"
    return None


def _one(session: Session, text: str) -> Recipient:
    text = text.strip()
    if "@" not in text:
        return _by_id(session, text)
    try:
        address = emails.normalise(text)
    except ValueError as error:
        raise UsageError(f"--to {text!r} is not an address: {error}") from None
    owned = contact_addresses.owners(session, [contact_addresses.key_of(address)])
    # The very address before one that only leads to the same mailbox.
    owned.sort(key=lambda each: (each.address.lower() != address, each.contact_id))
    contact = _contact(session, owned[0].contact_id) if owned else None
    return Recipient(address, contact)


def _by_id(session: Session, id_: str) -> Recipient:
    contact = _contact(session, id_)
    if contact is None:
        raise UsageError(f"--to {id_!r} is neither an address nor the id of a contact")
    if not contact["email"]:
        raise UsageError(f"--to {id_}: the contact has no email address")
    return Recipient(str(contact["email"]), contact)


def _contact(session: Session, id_: str) -> Row | None:
    found = queries.find(session, tables.contacts, [Compare(Place("id"), "is", (id_,))])
    return found[0] if found else None
