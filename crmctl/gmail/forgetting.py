"""Forget what came from a mailbox: the mails that nobody else's mailbox has brought too."""

from crmctl.gmail import ledger, mailboxes
from crmctl.records import activities, writing
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

_AT_ONCE = 500


def forget(session: Session, mailbox: Row) -> int:
    """Delete the mailbox's own mails, each with its event, and then really; returns how many."""
    mine = Compare(Place("mailbox_id"), "is", (mailbox["id"],))
    # What could not be looked at again was logged before, perhaps.
    brought_by = (*ledger.ON_TIME_LINE, ledger.RETRY, ledger.FAILED)
    logged = [mine, Compare(Place("outcome"), "is", brought_by)]
    entries = queries.find(session, tables.mail_ledger, logged, columns=["mail_key"])
    brought = sorted({entry["mail_key"] for entry in entries if entry["mail_key"]})
    queries.remove(session, tables.mail_ledger, [mine])
    _forget_sends(session, mine)
    count = 0
    for start in range(0, len(brought), _AT_ONCE):
        count += _delete(session, brought[start : start + _AT_ONCE])
    mailboxes.keep_forgotten(session, mailbox)
    return count


def _forget_sends(session: Session, mine: Compare) -> None:
    """What was sent from it, and who has opened and clicked what of that.

    The ways to leave stay, for who has such a mail may use one at any time.
    """
    sends = queries.find(session, tables.sends, [mine], columns=["id"])
    ids = [row["id"] for row in sends]
    for start in range(0, len(ids), _AT_ONCE):
        of_these = Compare(Place("send_id"), "is", tuple(ids[start : start + _AT_ONCE]))
        tracked = [of_these, Compare(Place("position"), ">=", (0,))]
        rows = queries.find(session, tables.tracked, tracked, columns=["token"])
        tokens = Compare(Place("token"), "is", tuple(row["token"] for row in rows))
        queries.remove(session, tables.hits, [tokens])
        queries.remove(session, tables.tracked, tracked)
        nobody = {"contact_id": None, "activity_id": None}
        queries.change(session, tables.tracked, [of_these], nobody)
    queries.remove(session, tables.sends, [mine])


def _delete(session: Session, mails: list[str]) -> int:
    """Those of them that no other mailbox has brought."""
    seen = [Compare(Place("mail_key"), "is", tuple(mails)), _on_time_line()]
    elsewhere = queries.find(session, tables.mail_ledger, seen, columns=["mail_key"])
    shared = {entry["mail_key"] for entry in elsewhere}
    own = Compare(Place("mail_key"), "is", tuple(mail for mail in mails if mail not in shared))
    made = queries.find(session, tables.mail_activities, [own], columns=["activity_id"])
    gone = tuple(row["activity_id"] for row in made)
    if not gone:
        return 0
    rows = queries.find(session, tables.activities, [Compare(Place("id"), "is", gone)], lock=True)
    writing.delete(session, activities.KIND, rows)
    queries.purge(session, tables.activities, gone)
    queries.remove(session, tables.mail_activities, [own])
    return len(rows)


def _on_time_line() -> Compare:
    return Compare(Place("outcome"), "is", ledger.ON_TIME_LINE)
