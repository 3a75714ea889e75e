"""Sync one mailbox: what is new in it, what a backfill asks for, and new contacts' past mail.

The cursor is taken before anything is listed, and moves in the transaction that settles the last
of it: after a crash at any moment the next run looks at the same messages again, and the ledger
tells which of them are done.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import CrmctlError, NotAuthorisedError, NotFoundError, ServiceUnavailableError
from crmctl.gmail import classifying, ledger, mailboxes, parsing, planning, policy, reading
from crmctl.gmail import settling as settle
from crmctl.gmail.ledger import Entry
from crmctl.gmail.parsing import Mail
from crmctl.gmail.planning import Plan
from crmctl.gmail.policy import Policy
from crmctl.gmail.quota import UNITS, Bucket, Purse, SpentError
from crmctl.gmail.reading import Found, Reader
from crmctl.gmail.settling import Look
from crmctl.records import contact_addresses
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import open_mailbox

INCREMENTAL, BACKFILL, RESYNC = "incremental", "backfill", "resync"
ATTEMPTS = 5
_LOT = 100
_MANY = 1_000
_ALL_WAVES = 2**62
# Where the cursor is lost: mail that came this long before the last sync is listed again.
_OVERLAP = timedelta(days=7)


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
class Looked:
    """What came of looking at a lot, and what stopped it before its end."""

    looks: list[Look] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    stopped: Exception | None = None

    @contextmanager
    def till_stopped(self) -> Iterator[None]:
        """Keep what was read, should Gmail or the budget end the run here."""
        try:
            yield
        except (SpentError, ServiceUnavailableError) as error:
            self.stopped = self.stopped or error


@dataclass
class Sync:
    """One run over one mailbox, by whoever has its lock."""

    toolbox: Toolbox
    mailbox: Row
    asked: Asked
    account: Account
    bucket: Bucket
    reader: Reader
    _rules: Policy | None = None

    def run(self) -> None:
        """All that there is to do; errors that concern the whole mailbox are raised."""
        first = self.mailbox["cursor"] is None
        if first or self.asked.backfill:
            self.account.mode = BACKFILL
        days = self.toolbox.settings["gmail-backfill-days"]
        since = self._now() - (self.asked.backfill or timedelta(days=days))
        if first:
            self._do(self._everything(since))
        else:
            self._do(self._news())
            if self.asked.backfill:
                self._do(self._window(since, {"covers_since": self._covering(since)}))
        self._do_past_mail()
        self._change({"last_sync_at": self._now(), "last_error": None, "next_attempt_at": None,
                      "blocked_until": None})  # fmt: skip

    def _everything(self, since: datetime) -> Work:
        """The first run: from here on, addresses that come are searched for."""
        cursor = self.reader.history_id()
        if not self.mailbox["searched_wave"]:
            with self._transaction() as session:
                wave = contact_addresses.newest_wave(session)
                self._set(session, {"searched_wave": wave})
        return self._window(since, {"cursor": cursor, "covers_since": since})

    def _news(self) -> Work:
        """What came since the cursor; what may have come, where Gmail does not know it any more."""
        try:
            return self._history(self.mailbox["cursor"])
        except NotFoundError:
            self.account.mode = RESYNC
        cursor = self.reader.history_id()
        last: datetime = self.mailbox["last_sync_at"] or self.mailbox["connected_at"]
        return self._window(last - _OVERLAP, {"cursor": cursor})

    def _history(self, start: str) -> Work:
        cursor = start
        added: dict[str, None] = {}
        relabelled: dict[str, None] = {}
        for page in self.reader.history(start):
            # The first page's is the moment from which the next run goes on.
            cursor = page.history_id if cursor == start and page.history_id else cursor
            for record in page.items:
                added |= dict.fromkeys(_named(record, "messagesAdded"))
                relabelled |= dict.fromkeys(_named(record, "labelsAdded"))
        with self.toolbox.transaction(write=False) as session:
            known = ledger.known(session, self._id, [*added, *relabelled])
            waiting = [row["gmail_id"] for row in ledger.to_retry(session, self._id)]
        new = [
            id_ for id_ in {**added, **relabelled} if _wants_look(known.get(id_), id_ in relabelled)
        ]
        listed = list(dict.fromkeys([*waiting, *new]))
        return Work(listed[::-1], {"cursor": cursor} if cursor != start else {})

    def _window(self, since: datetime, then: Mapping[str, Any]) -> Work:
        """All mail since then that is not settled, by the cheaper of two ways."""
        bound = planning.since(since)
        listed = self.reader.ids(bound)
        with self.toolbox.transaction(write=False) as session:
            known = ledger.known(session, self._id, listed)
            addresses = contact_addresses.between(session, -1, _ALL_WAVES)
            waiting = [row["gmail_id"] for row in ledger.to_retry(session, self._id)]
        unknown = [id_ for id_ in listed if _is_open(known.get(id_))]
        plan = self._plan(unknown, addresses, bound)
        why = "no contact: Google finds none of your contacts' addresses in From, To, Cc or Bcc"
        passed = [Entry(id_, ledger.NO_CONTACT, why) for id_ in plan.passed_over]
        return Work([*dict.fromkeys([*plan.look_at, *waiting])], then, passed)

    def _plan(self, unknown: Sequence[str], addresses: Sequence[str], bound: str) -> Plan:
        if self.rules.wants_strangers:
            return Plan(list(unknown), [])
        return planning.plan(unknown, addresses, bound, self.reader.ids)

    def _do_past_mail(self) -> None:
        """Search for the mail of addresses that have come since they were last searched for."""
        after = self.mailbox["searched_wave"]
        with self.toolbox.transaction(write=False) as session:
            if not contact_addresses.has_newer(session, after):
                return
        with self._transaction() as session:
            wave = contact_addresses.newest_wave(session)
            addresses = contact_addresses.between(session, after, wave)
        covered = self.mailbox["covers_since"] or self._now()
        bound = planning.since(covered)
        wanted = planning.queries(planning.spellings(addresses), bound)
        found = list(dict.fromkeys(id_ for each in wanted for id_ in self.reader.ids(each)))
        with self.toolbox.transaction(write=False) as session:
            known = ledger.known(session, self._id, found)
        again = [id_ for id_ in found if _may_be_theirs(known.get(id_))]
        self._do(Work(again, {"searched_wave": wave}))

    def _do(self, work: Work) -> None:
        """Settle all of it, lot by lot; what holds then goes with the last lot."""
        for lot in _lots(work.entries, _MANY):
            with self._transaction() as session:
                ledger.write(session, self._id, lot)
            self._count(lot)
        waiting = False
        lots = list(_lots(work.look_at, self._lot_size() if work.look_at else _LOT))
        for number, ids in enumerate(lots, 1):
            looked = self._look(ids)
            waiting |= any(entry.outcome == ledger.RETRY for entry in looked.entries)
            whole = number == len(lots) and not waiting and looked.stopped is None
            self._settle(looked, work.then if whole else {})
            if looked.stopped is not None:
                raise looked.stopped
        if not lots and work.then:
            self._change(work.then)

    def _lot_size(self) -> int:
        """So many that what was read can be paid to the end, where the run may not spend much."""
        scarce = self.asked.purse.left is not None and self.rules.level == "body"
        return reading.AT_ONCE if scarce else _LOT

    def _look(self, ids: Sequence[str]) -> Looked:
        """The messages, as many as may be read now, and the entries of those that cannot be."""
        found: Found = {}
        looked = Looked()
        with looked.till_stopped():
            self.reader.get(ids, found, spare=UNITS["messages.list"])
        mails: list[Mail] = []
        for id_, told in found.items():
            if reading.is_gone(told):
                why = "gone: it was deleted before it was read"
                looked.entries.append(Entry(id_, ledger.GONE, why))
            elif isinstance(told, CrmctlError):
                looked.wrong[id_] = str(told)
            else:
                self._read(id_, told, mails, looked.wrong)
        if any(isinstance(each, ServiceUnavailableError) for each in found.values()):
            self._ensure_up(looked)
        self._look_closer(mails, looked)
        # Where Gmail is away, it is no message's fault.
        if not isinstance(looked.stopped, ServiceUnavailableError):
            looked.entries += self._attempts(looked.wrong)
        return looked

    def _read(self, id_: str, told: Any, mails: list[Mail], wrong: dict[str, str]) -> None:
        try:
            mails.append(parsing.read(told, self._now()))
        except Exception as error:  # whatever somebody may have sent: the others go on
            wrong[id_] = f"crmctl cannot read it ({type(error).__name__}: {error})"

    def _ensure_up(self, looked: Looked) -> None:
        """Stop where Gmail as a whole is away."""
        with looked.till_stopped():
            self.reader.history_id()

    def _look_closer(self, mails: Sequence[Mail], looked: Looked) -> None:
        """Of the mails that are wanted, see what the headers do not tell."""
        with self.toolbox.transaction(write=False) as session:
            wanted = settle.candidates(session, mails, self.rules)
            full = settle.in_full(session, wanted, self.rules)
        looks = {mail.gmail_id: Look(mail) for mail in mails}
        whole = {mail.gmail_id for mail in full}
        told: Found = {}
        with looked.till_stopped():
            for id_ in self._invitations([each for each in wanted if each.gmail_id not in whole]):
                looks[id_] = Look(looks[id_].mail, invitation=True)
            self.reader.get(sorted(whole), told, reading.FULL)
        public_url = self.toolbox.settings["public-url"]
        for id_ in whole:
            look, answer = looks.pop(id_), told.get(id_)
            if isinstance(answer, CrmctlError):
                looked.wrong[id_] = str(answer)
            elif answer is not None:
                looks[id_] = settle.bodies_of(look, answer.get("payload") or {}, public_url)
        looked.looks += looks.values()

    def _invitations(self, mails: Sequence[Mail]) -> list[str]:
        """Those that bring an entry for a calendar in a part that their headers do not show."""
        doubtful = [mail for mail in mails if classifying.may_be_invitation(mail)]
        if not doubtful or "calendar" not in self.rules.left_out:
            return []
        earliest = min(mail.received_at for mail in doubtful) - timedelta(seconds=1)
        found = {*self.reader.ids(f"filename:ics {planning.since(earliest)}")}
        return [mail.gmail_id for mail in doubtful if mail.gmail_id in found]

    def _attempts(self, wrong: Mapping[str, str]) -> list[Entry]:
        """Another attempt on each of these, or the end of them."""
        with self.toolbox.transaction(write=False) as session:
            known = ledger.known(session, self._id, wrong)
        entries = []
        for id_, why in wrong.items():
            attempts = (known[id_]["attempts"] if id_ in known else 0) + 1
            outcome = ledger.FAILED if attempts >= ATTEMPTS else ledger.RETRY
            reason = f"{outcome}: {why} (attempt {attempts} of {ATTEMPTS})"
            entries.append(Entry(id_, outcome, reason, attempts=attempts))
        return entries

    def _settle(self, looked: Looked, then: Mapping[str, Any]) -> None:
        """In one transaction; where one message stops it, each in its own."""
        try:
            self._settle_lot(looked.looks, looked.entries, then)
        except (ServiceUnavailableError, NotAuthorisedError):
            raise
        except CrmctlError:
            if len(looked.looks) <= 1:
                raise
            self._settle_singly(looked, then)

    def _settle_singly(self, looked: Looked, then: Mapping[str, Any]) -> None:
        wrong: dict[str, str] = {}
        for look in looked.looks:
            try:
                self._settle_lot([look], [], {})
            except (ServiceUnavailableError, NotAuthorisedError):
                raise
            except CrmctlError as error:
                wrong[look.mail.gmail_id] = str(error)
        bad = self._attempts(wrong)
        waits = any(entry.outcome == ledger.RETRY for entry in bad)
        self._settle_lot([], [*looked.entries, *bad], {} if waits else then)

    def _settle_lot(
        self, looks: Sequence[Look], entries: Sequence[Entry], then: Mapping[str, Any]
    ) -> None:
        with self._transaction() as session:
            ids = [look.mail.gmail_id for look in looks]
            before = ledger.known(session, self._id, ids)
            settled = settle.settle(session, self.mailbox, self.rules, looks, before)
            ledger.write(session, self._id, entries)
            row = mailboxes.get(session, self._id)
            self._set(session, {**then, "messages_logged": row["messages_logged"] + settled.new})
        self._count([*settled.entries, *entries])
        self.account.matched += settled.matched
        self.account.logged += settled.logged
        self.account.duplicates += settled.matched - settled.logged

    def _count(self, entries: Sequence[Entry]) -> None:
        self.account.seen += len(entries)
        self.account.failed += sum(
            entry.outcome in (ledger.RETRY, ledger.FAILED) for entry in entries
        )
        self.account.entries += entries

    def _change(self, values: Mapping[str, Any]) -> None:
        with self._transaction() as session:
            self._set(session, values)

    def _set(self, session: Session, values: Mapping[str, Any]) -> None:
        """Note it of the mailbox, while that is still the one that was connected then."""
        same = [
            Compare(Place("id"), "is", (self._id,)),
            Compare(Place("status"), "is", (mailboxes.CONNECTED,)),
            Compare(Place("connected_at"), "is", (self.mailbox["connected_at"],)),
        ]
        if not queries.change(session, tables.mailboxes, same, values):
            raise NotAuthorisedError(
                f"{self.mailbox['email']} was disconnected or connected anew meanwhile: run "
                "crmctl gmail sync again"
            )
        self.mailbox = {**self.mailbox, **values}

    @property
    def rules(self) -> Policy:
        """What the workspace wants of this mailbox; labels are asked for where some are named."""
        if self._rules is None:
            with self.toolbox.transaction(write=False) as session:
                named = policy.needs_labels(session)
            labels = self.reader.labels() if named else {}
            with self.toolbox.transaction(write=False) as session:
                self._rules = policy.load(session, self.mailbox, labels)
        return self._rules

    def _covering(self, since: datetime) -> datetime:
        before: datetime | None = self.mailbox["covers_since"]
        return min(since, before) if before else since

    def _transaction(self) -> Any:
        return self.toolbox.transaction(keep=not self.asked.dry_run)

    @property
    def _id(self) -> str:
        return str(self.mailbox["id"])

    def _now(self) -> datetime:
        return self.toolbox.clock.now()


def begin(toolbox: Toolbox, mailbox: Row, asked: Asked, account: Account) -> Sync:
    """A run over the mailbox, for whoever has its lock."""
    settings = toolbox.settings
    bucket = Bucket(settings["gmail-units-a-minute"], asked.purse, asked.now, asked.wait)

    def give(rejected: str | None) -> str:
        return open_mailbox.access_token(toolbox, mailbox["id"], rejected)

    reader = Reader(
        toolbox.transport, settings["gmail-api-url"], give, bucket, toolbox.clock.now, asked.wait
    )
    return Sync(toolbox, mailbox, asked, account, bucket, reader)


def _named(record: Mapping[str, Any], kind: str) -> Iterator[str]:
    for each in record.get(kind) or ():
        id_ = (each.get("message") or {}).get("id")
        if isinstance(id_, str):
            yield id_


def _wants_look(entry: Row | None, relabelled: bool) -> bool:
    """Whether history brings something that the ledger does not settle."""
    if entry is None or entry["outcome"] == ledger.RETRY:
        return True
    return (
        relabelled
        and entry["outcome"] == ledger.LEFT_OUT
        and classifying.is_by_label(entry["reason"])
    )


def _is_open(entry: Row | None) -> bool:
    """Whether a message that a list shows is not settled: new, failed, or rescued from the bin."""
    return (
        entry is None
        or entry["outcome"] in (ledger.RETRY, ledger.FAILED)
        or classifying.is_hidden(entry["reason"])
    )


def _may_be_theirs(entry: Row | None) -> bool:
    """Whether a message that was found for a new address may have to go on a time line."""
    settled = (ledger.NO_CONTACT, ledger.RETRY, *ledger.ON_TIME_LINE)
    return entry is None or entry["outcome"] in settled


def _lots(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
