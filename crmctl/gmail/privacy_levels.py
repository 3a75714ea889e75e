"""How much of a mail is kept, where it is settled for a mailbox or a contact."""

from crmctl.errors import UsageError
from crmctl.gmail import mailboxes, policy
from crmctl.records import contacts, editing
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

DEFAULT = "default"


def of_mailbox(session: Session, email: str, level: str | None) -> str | None:
    """The level of the acting user's mailbox, set first where one is given."""
    row = mailboxes.find(session, session.actor.user, email.strip())
    if row is None:
        raise UsageError(f"You have no mailbox {email!r}: crmctl gmail status shows them")
    if level is None:
        kept: str | None = row["privacy"]
        return kept
    new = _read(level)
    where = [Compare(Place("id"), "is", (row["id"],))]
    queries.change(session, tables.mailboxes, where, {"privacy": new})
    return new


def of_contact(session: Session, id_: str, level: str | None) -> str | None:
    """The level of the contact, set first where one is given."""
    contact = editing.get(session, contacts.KIND, id_, lock=level is not None)
    where = [Compare(Place("contact_id"), "is", (contact["id"],))]
    if level is None:
        return policy.contact_levels(session, [id_]).get(id_)
    new = _read(level)
    queries.remove(session, tables.mail_privacy, where)
    if new is not None:
        row = {
            "contact_id": id_,
            "level": new,
            "user_id": session.actor.user,
            "changed_at": session.now(),
        }
        queries.add(session, tables.mail_privacy, [row])
    return new


def _read(level: str) -> str | None:
    said = level.strip().lower()
    if said == DEFAULT:
        return None
    if said not in policy.LEVELS:
        raise UsageError(f"A level is one of {', '.join(policy.LEVELS)}, or {DEFAULT}")
    return said
