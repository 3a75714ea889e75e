"""Compare what Google lists with the ledger, and name every hole."""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import CrmctlError, NotAuthorisedError
from crmctl.gmail import ledger, mail_log, mailboxes, planning
from crmctl.gmail.quota import Purse
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs import sync_gmail
from jobs.syncing import box as boxes
from jobs.syncing.box import Account, Asked


@dataclass(frozen=True)
class Hole:
    """A message of which nobody can say that it was dealt with, and why."""

    gmail_id: str
    reason: str


@dataclass
class Audit:
    """What came of one mailbox."""

    user: str
    email: str
    # Since when its mail was compared: no further back than it was ever synced.
    since: datetime
    listed: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    holes: list[Hole] = field(default_factory=list)
    error: CrmctlError | None = None
    cut: bool = False

    def document(self) -> dict[str, Any]:
        """As --json has it."""
        return {
            "user": self.user,
            "email": self.email,
            "since": self.since,
            "listed": self.listed,
            "outcomes": self.outcomes,
            "holes": [{"gmailId": hole.gmail_id, "reason": hole.reason} for hole in self.holes],
            "error": str(self.error) if self.error else None,
        }


def run(toolbox: Toolbox, emails: tuple[str, ...], age: timedelta) -> list[Audit]:
    """Compare each mailbox of the workspace, or those of these addresses."""
    found = sync_gmail.chosen(toolbox, emails)
    since = toolbox.clock.now() - age
    return [
        _audit(own, row, since)
        for own, row in found
        if own.actor.workspace == toolbox.actor.workspace
    ]


def _audit(toolbox: Toolbox, row: Row, since: datetime) -> Audit:
    covered = row["covers_since"]
    audit = Audit(row["user_id"], row["email"], max(since, covered) if covered else since)
    audit.cut = audit.since > since
    try:
        _compare(toolbox, row, audit)
    except CrmctlError as error:
        audit.error = error
    return audit


def _compare(toolbox: Toolbox, row: Row, audit: Audit) -> None:
    if row["status"] != mailboxes.CONNECTED:
        raise NotAuthorisedError(row["last_error"] or f"{row['email']} is not connected")

    def wait(seconds: float) -> None:
        threading.Event().wait(seconds)

    asked = Asked(None, True, Purse(None), time.monotonic, wait)
    reader = boxes.opened(toolbox, row, asked, Account("", "")).reader
    try:
        listed = reader.ids(planning.since(audit.since))
    finally:
        reader.line.close()
    with toolbox.transaction(write=False) as session:
        known = ledger.known(session, row["id"], listed)
        waiting = ledger.to_retry(session, row["id"])
        keys = {each["mail_key"] for each in known.values() if _on_time_line(each)}
        there = {key for key, _ in mail_log.known(session, keys)}
    audit.listed = len(listed)
    for id_ in listed:
        entry = known.get(id_)
        outcome = entry["outcome"] if entry else "not seen"
        audit.outcomes[outcome] = audit.outcomes.get(outcome, 0) + 1
    named = {id_: known.get(id_) for id_ in listed} | {each["gmail_id"]: each for each in waiting}
    for id_, entry in named.items():
        why = _hole(entry, there)
        if why:
            audit.holes.append(Hole(id_, why))


def _hole(entry: Row | None, there: set[str]) -> str | None:
    if entry is None:
        return "not in the ledger: it came after the last sync, or was missed"
    if entry["outcome"] in (ledger.RETRY, ledger.FAILED):
        return str(entry["reason"])
    if _on_time_line(entry) and entry["mail_key"] not in there:
        return "the ledger has it on a time line, but its activity is not there"
    return None


def _on_time_line(entry: Row) -> bool:
    return entry["outcome"] in ledger.ON_TIME_LINE
