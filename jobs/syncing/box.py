"""One mailbox under its sync: its row, the way to Google, and what has come of it so far."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crmctl.errors import NotAuthorisedError
from crmctl.gmail import ledger, mailboxes
from crmctl.gmail.ledger import Entry
from crmctl.gmail.line import Line
from crmctl.gmail.quota import Bucket, Purse
from crmctl.gmail.reading import Reader
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import open_mailbox

if TYPE_CHECKING:
    from crmctl.gmail.policy import Policy

INCREMENTAL, BACKFILL, RESYNC = "incremental", "backfill", "resync"


@dataclass(frozen=True)
class Asked:
    """How to sync: back to when, whether anything is kept of it, and what it may cost."""

    backfill: timedelta | None
    dry_run: bool
    purse: Purse
    now: Callable[[], float]
    wait: Callable[[float], None]


@dataclass
class Account:
    """What came of it."""

    user: str
    email: str
    status: str = mailboxes.CONNECTED
    mode: str = INCREMENTAL
    seen: int = 0
    matched: int = 0
    logged: int = 0
    duplicates: int = 0
    failed: int = 0
    error: str | None = None
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """What to look at, newest first, and what holds of the mailbox once all of it is settled."""

    look_at: Sequence[str]
    then: Mapping[str, Any]
    # What is settled without a look.
    entries: Sequence[Entry] = ()


@dataclass
class Box:
    """A mailbox in the hands of whoever has its lock."""

    toolbox: Toolbox
    row: Row
    asked: Asked
    account: Account
    bucket: Bucket
    reader: Reader
    _rules: "Policy | None" = None

    @property
    def id(self) -> str:
        """The id of the mailbox here."""
        return str(self.row["id"])

    def now(self) -> datetime:
        """The present moment."""
        return self.toolbox.clock.now()

    def transaction(self) -> AbstractContextManager[Session]:
        """A transaction that writes, and of which a dry run keeps nothing."""
        return self.toolbox.transaction(keep=not self.asked.dry_run)

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction that only reads."""
        return self.toolbox.transaction(write=False)

    def change(self, values: Mapping[str, Any]) -> None:
        """Note it of the mailbox, in a transaction of its own."""
        with self.transaction() as session:
            self.set(session, values)

    def set(self, session: Session, values: Mapping[str, Any]) -> None:
        """Note it of the mailbox, while that is still the one that was connected then."""
        same = [
            Compare(Place("id"), "is", (self.id,)),
            Compare(Place("status"), "is", (mailboxes.CONNECTED,)),
            Compare(Place("connected_at"), "is", (self.row["connected_at"],)),
        ]
        if not queries.change(session, tables.mailboxes, same, values):
            raise NotAuthorisedError(
                f"{self.row['email']} was disconnected or connected anew meanwhile: run "
                "crmctl gmail sync again"
            )
        self.row = {**self.row, **values}

    @property
    def rules(self) -> "Policy":
        """What the workspace wants of this mailbox; labels are asked for where some are named."""
        if self._rules is None:
            from crmctl.gmail import policy

            with self.reading() as session:
                named = policy.needs_labels(session)
            labels = self.reader.labels() if named else {}
            with self.reading() as session:
                self._rules = policy.load(session, self.row, labels)
        return self._rules

    def count(self, entries: Sequence[Entry]) -> None:
        """Add what was settled to what has come of the run."""
        self.account.seen += len(entries)
        self.account.failed += sum(
            entry.outcome in (ledger.RETRY, ledger.FAILED) for entry in entries
        )
        self.account.entries += entries


def opened(toolbox: Toolbox, mailbox: Row, asked: Asked, account: Account) -> Box:
    """The mailbox, ready to be read."""
    settings = toolbox.settings
    bucket = Bucket(settings["gmail-units-a-minute"], asked.purse, asked.now, asked.wait)

    def give(rejected: str | None) -> str:
        return open_mailbox.access_token(toolbox, mailbox["id"], rejected)

    reader = Reader(
        Line(toolbox.transport),
        settings["gmail-api-url"],
        give,
        bucket,
        toolbox.clock.now,
        asked.wait,
    )
    return Box(toolbox, mailbox, asked, account, bucket, reader)
