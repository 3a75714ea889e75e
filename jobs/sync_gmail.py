"""Sync every connected mailbox of every workspace, each by one run at a time on whatever host."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import (
    CrmctlError,
    NotAuthorisedError,
    ServiceUnavailableError,
    Stopped,
    StorageError,
    UsageError,
)
from crmctl.gmail import mailboxes, spending
from crmctl.gmail.api import LimitError
from crmctl.gmail.ledger import Entry
from crmctl.gmail.quota import Purse, SpentError
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.failures import DatabaseAwayError
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs.syncing import box as boxes
from jobs.syncing import finding
from jobs.syncing.box import Account, Asked

LOCK = "sync-mailbox"
# Besides what a mailbox is by itself: Google has asked to wait, another run is at it or has just
# been, something went wrong, Google was out of reach.
WAITING, BUSY, FAILED, UNAVAILABLE = "waiting", "busy", "failed", "unavailable"
_AT_ONCE = 4
# Without a deadline from Google.
_A_WHILE = timedelta(minutes=15)


@dataclass(frozen=True)
class Wanted:
    """Which mailboxes (none: all), back to when, and what it may cost."""

    emails: tuple[str, ...] = ()
    backfill: timedelta | None = None
    dry_run: bool = False
    max_units: int | None = None


@dataclass
class Result:
    """What came of one mailbox, and what it cost."""

    account: Account
    calls: int = 0
    units: int = 0
    # That --max-units ended it.
    cut_short: bool = False

    def document(self) -> dict[str, Any]:
        """As --json has it."""
        account = self.account
        return {
            "user": account.user,
            "email": account.email,
            "status": account.status,
            "mode": account.mode,
            "seen": account.seen,
            "matched": account.matched,
            "logged": account.logged,
            "duplicates": account.duplicates,
            "apiCalls": self.calls,
            "quotaUnits": self.units,
        }

    @property
    def entries(self) -> list[Entry]:
        """What became of each message."""
        return self.account.entries

    @property
    def failed(self) -> bool:
        """Whether the mailbox or one of its messages did."""
        return bool(self.account.error or self.account.failed)


@dataclass
class Report:
    """What came of each mailbox."""

    results: list[Result] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something did."""
        return any(result.failed for result in self.results)

    def all_are(self, status: str) -> bool:
        """Whether there is a mailbox, and every one has come to that."""
        return bool(self.results) and all(
            result.account.status == status for result in self.results
        )


def run(toolbox: Toolbox, wanted: Wanted, pause: Callable[[float], object] | None = None) -> Report:
    """Sync them all; what goes wrong with one holds up none of the others.

    `pause` waits so many seconds, where that is not to be done by this machine's own time.
    """
    found = chosen(toolbox, wanted.emails)
    stop = threading.Event()

    def wait(seconds: float) -> None:
        (pause or stop.wait)(seconds)
        if stop.is_set():
            raise Stopped

    asked = Asked(wanted.backfill, wanted.dry_run, Purse(wanted.max_units), time.monotonic, wait)
    begun = toolbox.clock.now()
    if len(found) < 2:
        return Report([_sync(own, row, asked, begun) for own, row in found])
    from concurrent.futures import ThreadPoolExecutor

    # Made once, not by each thread.
    _ = toolbox.engine, toolbox.vault, toolbox.transport
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        runs = [pool.submit(_sync, own, row, asked, begun) for own, row in found]
        return Report([each.result() for each in runs])
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def chosen(toolbox: Toolbox, emails: Sequence[str]) -> list[tuple[Toolbox, Row]]:
    """The mailboxes, each with the tools of its workspace, in the hands of its user."""
    found = []
    for each in toolbox.workspaces():
        with each.transaction(write=False) as session:
            listed = mailboxes.listed(session)
        for row in listed:
            user = {"user_id": row["user_id"], "correlation_id": each.actor.correlation}
            found.append((each.acting_for(user), row))
    wanted = {email.strip().lower() for email in emails}
    missing = sorted(wanted - {row["email"] for _, row in found})
    if missing:
        raise UsageError(f"{missing[0]} is no connected mailbox: crmctl gmail status shows them")
    return [
        (own, row)
        for own, row in found
        if row["email"] in wanted or (not wanted and row["status"] != mailboxes.DISCONNECTED)
    ]


def _sync(toolbox: Toolbox, row: Row, asked: Asked, begun: datetime) -> Result:
    result = Result(Account(row["user_id"], row["email"]))
    with toolbox.lock(LOCK, row["id"]) as ours:
        if not ours:
            result.account.status = BUSY
            return result
        # It may have changed since it was listed.
        with toolbox.transaction(write=False) as session:
            row = mailboxes.get(session, row["id"])
        if _may_begin(row, result.account, toolbox.clock.now(), begun):
            box = boxes.opened(toolbox, row, asked, result.account)
            with toolbox.transaction(write=False) as session:
                spending.note_sends(session, box.bucket, row["id"])
            try:
                finding.sync(box)
            except SpentError:
                result.cut_short = True
            except (StorageError, DatabaseAwayError):
                raise
            except Exception as error:  # each mailbox fails alone
                _note(toolbox, row, asked, result.account, error)
            box.reader.line.close()
            result.calls, result.units = box.bucket.calls, box.bucket.spent
        return result


def _may_begin(row: Row, account: Account, now: datetime, begun: datetime) -> bool:
    """Whether there is anything to do that may be done now."""
    if row["status"] != mailboxes.CONNECTED:
        account.status = row["status"]
        account.error = row["last_error"] or f"{row['email']} is not connected"
    elif row["blocked_until"] and row["blocked_until"] > now:
        account.status = WAITING
    elif row["last_sync_at"] and row["last_sync_at"] >= begun:
        # Another host has done it, while this one was at the others.
        account.status = BUSY
    return account.status == mailboxes.CONNECTED


def _note(toolbox: Toolbox, row: Row, asked: Asked, account: Account, error: Exception) -> None:
    """Keep for the status what went wrong, and till when Google wants to be left alone."""
    account.error = _said(error)
    values: dict[str, Any] = {"last_error": account.error}
    if isinstance(error, LimitError):
        account.status = WAITING
        until = error.until or toolbox.clock.now() + _A_WHILE
        values |= {"blocked_until": until, "next_attempt_at": until}
    elif isinstance(error, ServiceUnavailableError):
        account.status = UNAVAILABLE
    else:
        account.status = FAILED
    with toolbox.transaction(write=not asked.dry_run) as session:
        now = mailboxes.get(session, row["id"])
        if isinstance(error, NotAuthorisedError) and now["status"] != mailboxes.CONNECTED:
            account.status = now["status"]
        elif not asked.dry_run:
            same = [Compare(Place("id"), "is", (row["id"],))]
            queries.change(session, tables.mailboxes, same, values)


def _said(error: Exception) -> str:
    if isinstance(error, CrmctlError):
        return str(error)
    return f"{type(error).__name__}: {error}. This is a bug: crmctl --debug shows where"


def explained(entry: Entry, email: str) -> dict[str, Any]:
    """One decision, as --explain has it under --json."""
    return {
        "email": email,
        "gmailId": entry.gmail_id,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "happenedAt": entry.happened_at,
    }
