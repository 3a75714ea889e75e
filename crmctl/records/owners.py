"""The users whom records may belong to: by their id, an email address of theirs, or their name."""

from collections.abc import Iterator

from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# What the platform's users are as contacts: see platform/user_created.
_TEAM = Compare(Place("source"), "is", ("team",))
_USER = "user_id"


def known(session: Session) -> dict[str, str]:
    """{what a user is called, in small letters: the user's id}; a name of two is nobody's."""
    called: dict[str, str] = {}
    shared: set[str] = set()
    for word, user in _words(session):
        folded = " ".join(word.split()).casefold()
        if called.setdefault(folded, user) != user:
            shared.add(folded)
    me = session.actor.user
    return {word: user for word, user in called.items() if word not in shared} | {me.casefold(): me}


def _words(session: Session) -> Iterator[tuple[str, str]]:
    for box in queries.find(session, tables.mailboxes, columns=["user_id", "email", "aliases"]):
        for word in (box["user_id"], box["email"], *(box["aliases"] or ())):
            yield word, box["user_id"]
    for person in queries.find(session, tables.contacts, [_TEAM]):
        yield from _of_contact(person)


def _of_contact(person: Row) -> Iterator[tuple[str, str]]:
    user = (person["custom_fields"] or {}).get(_USER)
    if not user:
        return
    name = " ".join(part for part in (person["first_name"], person["last_name"]) if part)
    for word in (user, person["email"], name):
        if word:
            yield word, user
