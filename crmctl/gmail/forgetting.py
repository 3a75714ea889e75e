"""Forget what was logged from a mailbox: the mails that nobody else's mailbox has brought too."""

from crmctl.gmail import mailboxes
from crmctl.records import activities, writing
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Condition, Empty, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

_AT_ONCE = 500


def forget(session: Session, mailbox: Row) -> int:
    """Delete the mailbox's own mails, each with its event, and then really; returns how many."""
    mine = Compare(Place("mailbox_id"), "is", (mailbox["id"],))
    logged: list[Condition] = [mine, Empty(Place("activity_id"), negated=True)]
    entries = queries.find(session, tables.mail_ledger, logged, columns=["activity_id"])
    brought = sorted({entry["activity_id"] for entry in entries})
    queries.remove(session, tables.mail_ledger, [mine])
    count = 0
    for start in range(0, len(brought), _AT_ONCE):
        count += _delete(session, brought[start : start + _AT_ONCE])
    mailboxes.keep_forgotten(session, mailbox)
    return count


def _delete(session: Session, ids: list[str]) -> int:
    """Those of them that no other mailbox has brought."""
    seen = Compare(Place("activity_id"), "is", tuple(ids))
    elsewhere = queries.find(session, tables.mail_ledger, [seen], columns=["activity_id"])
    shared = {entry["activity_id"] for entry in elsewhere}
    gone = tuple(id_ for id_ in ids if id_ not in shared)
    if not gone:
        return 0
    own = [Compare(Place("id"), "is", gone)]
    rows = queries.find(session, tables.activities, own, lock=True)
    writing.delete(session, activities.KIND, rows)
    queries.purge(session, tables.activities, gone)
    return len(rows)
