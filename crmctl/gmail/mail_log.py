"""Mails on time lines: one activity for each mail and contact, whoever's mailbox has seen it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmctl.gmail.parsing import ROLES, Mail
from crmctl.records import activities, pipeline, writing
from crmctl.records.kinds import Columns
from crmctl.storage import locks, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

QUEUE = "mail log"


@dataclass(frozen=True)
class Party:
    """On whose time line a mail goes: a contact's, or an account's alone."""

    contact_id: str | None
    account_id: str | None = None
    deal_id: str | None = None

    @property
    def id(self) -> str:
        """Which contact it is, or which account."""
        return str(self.contact_id or self.account_id)


@dataclass(frozen=True)
class Kept:
    """What is kept of a mail for one party; by its level of privacy."""

    level: str
    subject: str | None = None
    body: str | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A mail that is to be on the time lines of its parties."""

    mail: Mail
    key: str
    direction: str
    kept: Mapping[Party, Kept]


@dataclass(frozen=True)
class Outcome:
    """The activities of a letter: those made now, and those there were before."""

    made: tuple[str, ...]
    there: tuple[str, ...]


def key_of(mail: Mail, mailbox_id: str) -> str:
    """What tells the mail from all others; without a Message-ID it is known in its mailbox only."""
    return mail.message_id or f"{mailbox_id}/{mail.gmail_id}"


def queue_up(session: Session) -> None:
    """Let no other transaction of the workspace log mail till this one ends."""
    locks.queue_up(session, QUEUE)


def parties(session: Session, contact_ids: Iterable[str]) -> dict[str, Party]:
    """The contacts with their accounts, and their open deals where they have exactly one."""
    wanted = tuple(sorted({*contact_ids}))
    found = queries.find(
        session, tables.contacts, [Compare(Place("id"), "is", wanted)], columns=["id", "account_id"]
    )
    deals = _open_deals(session, wanted)
    return {row["id"]: Party(row["id"], row["account_id"], deals.get(row["id"])) for row in found}


def log(session: Session, mailbox: Row, letters: Sequence[Letter]) -> list[Outcome]:
    """Make the activities that are not there yet, and note who has seen the others.

    The caller has queued up, and writes its ledger in the same transaction.
    """
    there = known(session, [letter.key for letter in letters])
    fresh: dict[tuple[str, str], tuple[Letter, Party]] = {}
    for letter in letters:
        for party in letter.kept:
            if (letter.key, party.id) not in there:
                fresh.setdefault((letter.key, party.id), (letter, party))
    made = dict(zip(fresh, _create(session, mailbox, list(fresh.values())), strict=True))
    _note_sightings(session, mailbox, letters, there, made)
    firsts = {key: id(letter) for key, (letter, _) in fresh.items()}
    return [_outcome(letter, there, made, firsts) for letter in letters]


def known(session: Session, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    """The activities of these mails, by mail and party."""
    wanted = Compare(Place("mail_key"), "is", tuple(sorted({*keys})))
    rows = queries.find(session, tables.mail_activities, [wanted])
    return {(row["mail_key"], row["contact_id"]): row["activity_id"] for row in rows}


def _outcome(
    letter: Letter,
    there: Mapping[tuple[str, str], str],
    made: Mapping[tuple[str, str], str],
    firsts: Mapping[tuple[str, str], int],
) -> Outcome:
    keys = [(letter.key, party.id) for party in letter.kept]
    mine = tuple(made[key] for key in keys if firsts.get(key) == id(letter))
    others = tuple(there.get(key) or made[key] for key in keys if firsts.get(key) != id(letter))
    return Outcome(mine, others)


def _create(session: Session, mailbox: Row, fresh: Sequence[tuple[Letter, Party]]) -> Sequence[str]:
    if not fresh:
        return []
    columns: Columns = {
        "type": ["email"] * len(fresh),
        "subject": [letter.kept[party].subject for letter, party in fresh],
        "body": [letter.kept[party].body for letter, party in fresh],
        "happened_at": [letter.mail.happened_at for letter, _ in fresh],
        "contact_id": [party.contact_id for _, party in fresh],
        "account_id": [party.account_id for _, party in fresh],
        "deal_id": [party.deal_id for _, party in fresh],
        "created_by_id": [mailbox["user_id"]] * len(fresh),
        "metadata": [_metadata(mailbox, letter, party) for letter, party in fresh],
    }
    made = writing.create(session, activities.KIND, columns)
    rows = [
        {"mail_key": letter.key, "contact_id": party.id, "activity_id": id_}
        for (letter, party), id_ in zip(fresh, made, strict=True)
    ]
    queries.add(session, tables.mail_activities, rows)
    return made


def _metadata(mailbox: Row, letter: Letter, party: Party) -> dict[str, Any]:
    mail, kept = letter.mail, letter.kept[party]
    told: dict[str, Any] = {
        "direction": letter.direction,
        "messageId": mail.message_id,
        "threadId": mail.thread_id,
        "addresses": {
            role: [each.address for each in mail.addresses[role]]
            for role in ROLES
            if mail.addresses[role]
        },
        "sightings": [_sighting(mailbox, mail)],
        "privacy": kept.level,
    }
    if kept.attachments:
        told["attachments"] = list(kept.attachments)
    return told


def _sighting(mailbox: Row, mail: Mail) -> dict[str, Any]:
    return {"mailbox": mailbox["email"], "gmailId": mail.gmail_id, "threadId": mail.thread_id}


def _note_sightings(
    session: Session,
    mailbox: Row,
    letters: Sequence[Letter],
    there: Mapping[tuple[str, str], str],
    made: Mapping[tuple[str, str], str],
) -> None:
    """Write into each activity that was there who has seen its mail now."""
    seen: dict[str, list[dict[str, Any]]] = {}
    for letter in letters:
        sighting = _sighting(mailbox, letter.mail)
        for party in letter.kept:
            key = (letter.key, party.id)
            seen.setdefault(there.get(key) or made[key], []).append(sighting)
    wanted = Compare(Place("id"), "is", tuple(seen))
    rows = queries.find(session, tables.activities, [wanted], lock=True)
    changed = [(row, new) for row in rows if (new := _with(row, seen[row["id"]])) is not None]
    if changed:
        current, metadata = (list(each) for each in zip(*changed, strict=True))
        writing.update(session, activities.KIND, current, {"metadata": metadata})


def _with(row: Row, seen: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The activity's metadata with these sightings; None when it has them all."""
    told = row["metadata"] or {}
    before = told.get("sightings", [])
    known_ = {(each["mailbox"], each["gmailId"]) for each in before}
    new = {(each["mailbox"], each["gmailId"]): each for each in seen}
    added = [each for key, each in new.items() if key not in known_]
    return {**told, "sightings": [*before, *added]} if added else None


def _open_deals(session: Session, contact_ids: tuple[str, ...]) -> dict[str, str]:
    """{contact: deal} for the contacts with exactly one open deal."""
    listed = pipeline.stages(session)
    rows = queries.find(
        session,
        tables.deals,
        [Compare(Place("primary_contact_id"), "is", contact_ids)],
        columns=["id", "primary_contact_id", "stage"],
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["stage"] not in listed or listed[row["stage"]].outcome == pipeline.OPEN:
            found.setdefault(row["primary_contact_id"], []).append(row["id"])
    return {contact: deals[0] for contact, deals in found.items() if len(deals) == 1}
