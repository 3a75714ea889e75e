"""Decide on messages that were looked at, and log them: one lot, in one open transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.gmail import bodies, classifying, ledger, mail_log, matching, policy
from crmctl.gmail.ledger import Entry
from crmctl.gmail.mail_log import Kept, Letter, Outcome, Party
from crmctl.gmail.matching import Directory
from crmctl.gmail.parsing import Address, Mail
from crmctl.gmail.policy import Policy
from crmctl.records import contacts, emails, values, writing
from crmctl.records.kinds import Columns
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

_AUTOMATIC = ("no-reply", "noreply", "do-not-reply", "donotreply", "mailer-daemon", "postmaster",
              "bounce", "bounces", "notification", "notifications")  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A message that was looked at; its text and what is attached, where those were read."""

    mail: Mail
    text: str | None = None
    attachments: tuple[str, ...] = ()
    # That a part of it is an invitation.
    invitation: bool = False


@dataclass
class Settled:
    """What became of a lot."""

    entries: list[Entry] = field(default_factory=list)
    # How many belong on a time line, on how many of these this lot has put them, and how many of
    # those the mailbox had not brought before.
    matched: int = 0
    logged: int = 0
    new: int = 0


def in_full(session: Session, mails: Sequence[Mail], rules: Policy) -> list[Mail]:
    """The mails of which more is wanted than the headers."""
    known = matching.directory(session, mails, rules)
    found = {mail.gmail_id: matching.contacts(mail, rules, known) for mail in mails}
    levels = policy.contact_levels(session, {each for ids in found.values() for each in ids})
    return [
        mail
        for mail in mails
        if any(
            policy.stricter(rules.level, levels.get(each, rules.level)) == "body"
            for each in found[mail.gmail_id] or [""]
        )
    ]


def candidates(session: Session, mails: Sequence[Mail], rules: Policy) -> list[Mail]:
    """The mails that seem to belong on a time line."""
    known = matching.directory(session, mails, rules)
    return [
        mail
        for mail in mails
        if classifying.excluded(mail, rules) is None
        and (rules.wants_strangers or matching.contacts(mail, rules, known))
    ]


def settle(
    session: Session,
    mailbox: Row,
    rules: Policy,
    looks: Sequence[Look],
    before: Mapping[str, Row],
) -> Settled:
    """Log what belongs on time lines, and write the ledger; the caller commits.

    `before`: the entries that these messages had.
    """
    mail_log.queue_up(session)
    settled = Settled()
    letters = _letters(session, mailbox, rules, looks, settled)
    outcomes = mail_log.log(session, mailbox, letters)
    for letter, outcome in zip(letters, outcomes, strict=True):
        had = before.get(letter.mail.gmail_id)
        logged_before = had is not None and had["outcome"] in ledger.ON_TIME_LINE
        if logged_before and not outcome.made:
            continue
        settled.matched += 1
        settled.logged += bool(outcome.made)
        settled.new += bool(outcome.made) and not logged_before
        settled.entries.append(_entry_of(letter, outcome))
    ledger.write(session, mailbox["id"], settled.entries)
    return settled


def _letters(
    session: Session, mailbox: Row, rules: Policy, looks: Sequence[Look], settled: Settled
) -> list[Letter]:
    """Those that belong on a time line; of the others the entries, with their reasons."""
    wanted: list[Look] = []
    for look in looks:
        reason = _excluded(look, rules)
        if reason is None:
            wanted.append(look)
        else:
            settled.entries.append(_entry(look.mail, mailbox, ledger.LEFT_OUT, reason))
    mails = [look.mail for look in wanted]
    known = matching.directory(session, mails, rules)
    if rules.creates_contacts and _create_contacts(session, mails, rules, known):
        known = matching.directory(session, mails, rules)
    found = {mail.gmail_id: matching.contacts(mail, rules, known) for mail in mails}
    parties = mail_log.parties(session, {each for ids in found.values() for each in ids})
    levels = policy.contact_levels(session, parties)
    letters = []
    for look in wanted:
        of_mail = [parties[id_] for id_ in found[look.mail.gmail_id] if id_ in parties]
        of_mail = of_mail or [
            Party(None, id_) for id_ in matching.accounts(look.mail, rules, known)
        ]
        if of_mail:
            kept = {each: kept_of(look, _level(each, rules, levels)) for each in of_mail}
            letters.append(
                Letter(
                    look.mail,
                    mail_log.key_of(look.mail, mailbox["id"]),
                    classifying.direction(look.mail, rules),
                    kept,
                )
            )
        else:
            why = "no contact: none of its addresses is a contact's"
            settled.entries.append(_entry(look.mail, mailbox, ledger.NO_CONTACT, why))
    return letters


def _excluded(look: Look, rules: Policy) -> str | None:
    reason = classifying.excluded(look.mail, rules)
    if reason is not None:
        return reason
    if look.invitation and "calendar" in rules.left_out:
        return "calendar: it brings an invitation, or an answer to one"
    return None


def _level(party: Party, rules: Policy, levels: Mapping[str, str]) -> str:
    return policy.stricter(rules.level, levels.get(party.id, rules.level))


def kept_of(look: Look, level: str) -> Kept:
    """What the level lets be kept: no more, whatever was read."""
    at = policy.LEVELS.index(level)
    body = look.mail.snippet or None
    if at >= policy.LEVELS.index("body") and look.text is not None:
        body = look.text or None
    return Kept(
        level,
        look.mail.subject or None if at >= policy.LEVELS.index("subject") else None,
        body if at >= policy.LEVELS.index("snippet") else None,
        look.attachments if at >= policy.LEVELS.index("body") else (),
    )


def _entry_of(letter: Letter, outcome: Outcome) -> Entry:
    made, there = len(outcome.made), len(outcome.there)
    if made:
        whose = "the time line of one" if made == 1 else f"{made} time lines"
        more = f"; it was on {there} already" if there else ""
        reason, what = f"logged: on {whose} ({letter.direction}){more}", ledger.LOGGED
    else:
        reason, what = "logged before: another message or mailbox has brought it", ledger.DUPLICATE
    mail = letter.mail
    return Entry(mail.gmail_id, what, reason, mail.thread_id, letter.key, mail.happened_at)


def _entry(mail: Mail, mailbox: Row, outcome: str, reason: str) -> Entry:
    key = ledger.veiled(mail_log.key_of(mail, mailbox["id"]))
    return Entry(mail.gmail_id, outcome, reason, mail.thread_id, key, mail.happened_at)


def _create_contacts(
    session: Session, mails: Iterable[Mail], rules: Policy, known: Directory
) -> bool:
    """Make contacts of whom these mails show to be written with; returns whether there were any."""
    new: dict[str, Address] = {}
    for mail in mails:
        outbound = classifying.direction(mail, rules) == classifying.OUTBOUND
        for address in matching.strangers(mail, rules, outbound):
            if _is_somebody(address) and not matching.knows(address, known):
                new.setdefault(address.address, address)
    if not new:
        return False
    names = [values.split_name(each.name) for each in new.values()]
    columns: Columns = {
        "email": list(new),
        "first_name": [first for first, _ in names],
        "last_name": [last for _, last in names],
        "source": ["gmail"] * len(new),
    }
    writing.create(session, contacts.KIND, columns)
    return True


def _is_somebody(address: Address) -> bool:
    """Whether it may be a person's address, and one that a contact may have."""
    local = address.address.partition("@")[0].partition("+")[0]
    try:
        return local not in _AUTOMATIC and emails.normalise(address.address) == address.address
    except ValueError:
        return False


def is_invitation(resource: Mapping[str, Any]) -> bool:
    """Whether a whole message brings an entry for a calendar."""
    payload = resource.get("payload")
    return isinstance(payload, Mapping) and bodies.has_invitation(payload)


def bodies_of(look: Look, payload: Mapping[str, Any], public_url: str) -> Look:
    """The same look with what the whole message tells."""
    return Look(
        look.mail,
        bodies.text_of(payload, public_url),
        tuple(bodies.attachments(payload)),
        look.invitation or bodies.has_invitation(payload),
    )
