"""Look at messages and settle what becomes of them, lot by lot, each lot in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from crmctl.errors import CrmctlError, NotAuthorisedError, ServiceUnavailableError
from crmctl.gmail import classifying, deciding, ledger, mailboxes, parsing, planning, reading
from crmctl.gmail.deciding import Look
from crmctl.gmail.ledger import Entry
from crmctl.gmail.parsing import Mail
from crmctl.gmail.policy import Policy
from crmctl.gmail.quota import UNITS, SpentError
from crmctl.gmail.reading import Found
from jobs.syncing.box import Box, Work

ATTEMPTS = 5
_LOT = 100
_MANY = 1_000
# What it may cost to look closer at one message.
_SPARE = UNITS["messages.list"] + UNITS["messages.get"]
# So many times in a row the search may call an invitation what is none.
_TRUST = 3


@dataclass
class Looked:
    """What came of looking at a lot, and what stopped it before its end."""

    looks: list[Look] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    stopped: Exception | None = None

    @contextmanager
    def till_stopped(self) -> Iterator[None]:
        """Keep what was read, should Gmail or the budget end the run here."""
        try:
            yield
        except (SpentError, ServiceUnavailableError) as error:
            self.stopped = self.stopped or error


def settle(box: Box, work: Work) -> None:
    """Settle all of it, lot by lot; what holds then goes with the last lot."""
    for lot in _lots(work.entries, _MANY):
        with box.transaction() as session:
            ledger.write(session, box.id, lot)
        box.count(lot)
    waiting = False
    lots = list(_lots(work.look_at, _lot_size(box)))
    for number, ids in enumerate(lots, 1):
        looked = _look(box, ids)
        waiting |= any(entry.outcome == ledger.RETRY for entry in looked.entries)
        whole = number == len(lots) and not waiting and looked.stopped is None
        _settle(box, looked, work.then if whole else {})
        if looked.stopped is not None:
            raise looked.stopped


def _lot_size(box: Box) -> int:
    """So many that what was read can be paid to the end, where the run may not spend much."""
    scarce = box.asked.purse.left is not None
    return reading.AT_ONCE if scarce else _LOT


def _look(box: Box, ids: Sequence[str]) -> Looked:
    """The messages, as many as may be read now, and the entries of those that cannot be."""
    found: Found = {}
    looked = Looked()
    with looked.till_stopped():
        box.reader.get(ids, found, spare=_SPARE)
    mails: list[Mail] = []
    for id_, told in found.items():
        if reading.is_gone(told):
            looked.gone.append(id_)
        elif isinstance(told, CrmctlError):
            looked.wrong[id_] = str(told)
        else:
            _read(box, id_, told, mails, looked.wrong)
    if any(isinstance(each, ServiceUnavailableError) for each in found.values()):
        _ensure_up(box, looked)
    _look_closer(box, mails, looked)
    # Where Gmail is away, it is no message's fault.
    wrong = {} if isinstance(looked.stopped, ServiceUnavailableError) else looked.wrong
    looked.entries += [*_gone(box, looked.gone), *_attempts(box, wrong)]
    return looked


def _read(box: Box, id_: str, told: Any, mails: list[Mail], wrong: dict[str, str]) -> None:
    try:
        mails.append(parsing.read(told, box.now()))
    except Exception as error:  # whatever somebody may have sent: the others go on
        # Not what the error says: it may quote the mail.
        wrong[id_] = f"crmctl cannot read it ({type(error).__name__})"


def _ensure_up(box: Box, looked: Looked) -> None:
    """Stop where Gmail as a whole is away."""
    with looked.till_stopped():
        box.reader.history_id()


def _look_closer(box: Box, mails: Sequence[Mail], looked: Looked) -> None:
    """Of the mails that are wanted, see what the headers do not tell."""
    rules = box.rules
    with box.reading() as session:
        wanted = deciding.candidates(session, mails, rules)
        full = deciding.in_full(session, wanted, rules)
    looks = {mail.gmail_id: Look(mail) for mail in mails}
    whole = {mail.gmail_id for mail in full}
    doubtful = _doubtful([mail for mail in wanted if mail.gmail_id not in whole], rules)
    told: Found = {}
    with looked.till_stopped():
        for mail in _invitations(box, doubtful):
            looks[mail.gmail_id] = Look(mail, invitation=True)
        box.reader.get(sorted(whole), told, reading.FULL)
    # Of these nobody knows it yet.
    for mail in doubtful:
        del looks[mail.gmail_id]
    public_url = box.toolbox.settings["public-url"]
    for id_ in whole:
        look, answer = looks.pop(id_), told.get(id_)
        if isinstance(answer, CrmctlError):
            looked.wrong[id_] = str(answer)
        elif answer is not None:
            looks[id_] = deciding.bodies_of(look, answer.get("payload") or {}, public_url)
    looked.looks += looks.values()


def _doubtful(mails: Sequence[Mail], rules: Policy) -> list[Mail]:
    """Those that may bring an entry for a calendar in a part that their headers do not show."""
    if "calendar" not in rules.left_out:
        return []
    return [mail for mail in mails if classifying.may_be_invitation(mail)]


def _invitations(box: Box, doubtful: list[Mail]) -> Iterator[Mail]:
    """Those that bring such an entry: found by a search, and then looked into.

    Whoever is no longer in doubt leaves the list.
    """
    if not doubtful:
        return
    earliest = min(mail.received_at for mail in doubtful) - timedelta(seconds=1)
    found = {*box.reader.ids(f"filename:ics {planning.since(earliest)}")}
    doubtful[:] = [mail for mail in doubtful if mail.gmail_id in found]
    wrong = 0
    # A search that finds what is none is not worth its price.
    while doubtful and wrong < _TRUST:
        mail = doubtful[0]
        told: Found = {}
        box.reader.get([mail.gmail_id], told, reading.FULL)
        answer = told[mail.gmail_id]
        if not isinstance(answer, CrmctlError) and deciding.is_invitation(answer):
            wrong = 0
            yield mail
        else:
            wrong += 1
        doubtful.pop(0)
    doubtful.clear()


def _gone(box: Box, ids: Sequence[str]) -> list[Entry]:
    """That these were deleted; what is on a time line stays there."""
    with box.reading() as session:
        known = ledger.known(session, box.id, ids)
    why = "gone: it was deleted before it was read"
    return [
        Entry(id_, ledger.GONE, why)
        for id_ in ids
        if id_ not in known or known[id_]["outcome"] not in ledger.ON_TIME_LINE
    ]


def _attempts(box: Box, wrong: Mapping[str, str]) -> list[Entry]:
    """Another attempt on each of these, or the end of them."""
    with box.reading() as session:
        known = ledger.known(session, box.id, wrong)
    entries = []
    for id_, why in wrong.items():
        had = known.get(id_, {})
        attempts = had.get("attempts", 0) + 1
        outcome = ledger.FAILED if attempts >= ATTEMPTS else ledger.RETRY
        reason = f"{outcome}: {why} (attempt {attempts} of {ATTEMPTS})"
        key = had.get("mail_key")
        entries.append(Entry(id_, outcome, reason, mail_key=key, attempts=attempts))
    return entries


def _settle(box: Box, looked: Looked, then: Mapping[str, Any]) -> None:
    """In one transaction; where one message stops it, each in its own."""
    try:
        _settle_lot(box, looked.looks, looked.entries, then)
    except (ServiceUnavailableError, NotAuthorisedError):
        raise
    except CrmctlError:
        if len(looked.looks) <= 1:
            raise
        _settle_singly(box, looked, then)


def _settle_singly(box: Box, looked: Looked, then: Mapping[str, Any]) -> None:
    wrong: dict[str, str] = {}
    for look in looked.looks:
        try:
            _settle_lot(box, [look], [], {})
        except (ServiceUnavailableError, NotAuthorisedError):
            raise
        except CrmctlError as error:
            wrong[look.mail.gmail_id] = str(error)
    bad = _attempts(box, wrong)
    waits = any(entry.outcome == ledger.RETRY for entry in bad)
    _settle_lot(box, [], [*looked.entries, *bad], {} if waits else then)


def _settle_lot(
    box: Box, looks: Sequence[Look], entries: Sequence[Entry], then: Mapping[str, Any]
) -> None:
    with box.transaction() as session:
        ids = [look.mail.gmail_id for look in looks]
        before = ledger.known(session, box.id, ids)
        settled = deciding.settle(session, box.row, box.rules, looks, before)
        ledger.write(session, box.id, entries)
        row = mailboxes.get(session, box.id)
        box.set(session, {**then, "messages_logged": row["messages_logged"] + settled.new})
    box.count([*settled.entries, *entries])
    box.account.matched += settled.matched
    box.account.logged += settled.logged
    box.account.duplicates += settled.matched - settled.logged


def _lots(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
