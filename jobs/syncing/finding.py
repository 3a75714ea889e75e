"""What there is to look at in a mailbox: its news, a stretch of time, new contacts' past mail.

The cursor is taken before anything is listed, and moves in the transaction that settles the last
of it: after a crash at any moment the next run looks at the same messages again, and the ledger
tells which of them are done.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import NotFoundError
from crmctl.gmail import ledger
from crmctl.gmail.ledger import Entry
from crmctl.records import contact_addresses
from crmctl.storage.queries import Row
from jobs.syncing.box import BACKFILL, RESYNC, Box, Work

_ALL_WAVES = 2**62
# Where the cursor is lost: mail that came this long before the last sync is listed again.
_OVERLAP = timedelta(days=7)


def sync(box: Box) -> None:
    """All that there is to do; errors that concern the whole mailbox are raised."""
    first = box.row["cursor"] is None
    if first or box.asked.backfill:
        box.account.mode = BACKFILL
    days = box.toolbox.settings["gmail-backfill-days"]
    since = box.now() - (box.asked.backfill or timedelta(days=days))
    if first:
        _do(box, _everything(box, since))
    else:
        _do(box, _news(box))
        if box.asked.backfill:
            _do(box, _window(box, since, {"covers_since": _covering(box, since)}))
    # The first run knows every address there is; those that come meanwhile are for the next.
    past = None if first else _past_mail(box)
    if past is not None:
        _do(box, past)
    # What nobody has to wait for any more.
    nothing = dict.fromkeys(("last_error", "next_attempt_at", "blocked_until"))
    box.change({"last_sync_at": box.now(), **nothing})


def _do(box: Box, work: Work) -> None:
    if work.look_at or work.entries:
        # It takes as long to load as an empty run may take.
        from jobs.syncing import settling

        settling.settle(box, work)
    elif work.then:
        box.change(work.then)


def _everything(box: Box, since: datetime) -> Work:
    """The first run: from here on, addresses that come are searched for."""
    cursor = box.reader.history_id()
    if not box.row["searched_wave"]:
        with box.transaction() as session:
            wave = contact_addresses.newest_wave(session)
            box.set(session, {"searched_wave": wave})
    return _window(box, since, {"cursor": cursor, "covers_since": since})


def _news(box: Box) -> Work:
    """What came since the cursor; what may have come, where Gmail does not know it any more."""
    try:
        return _history(box, box.row["cursor"])
    except NotFoundError:
        box.account.mode = RESYNC
    cursor = box.reader.history_id()
    last: datetime = box.row["last_sync_at"] or box.row["connected_at"]
    since = last - _OVERLAP
    return _window(box, max(since, box.row["covers_since"] or since), {"cursor": cursor})


def _history(box: Box, start: str) -> Work:
    cursor = start
    added: dict[str, None] = {}
    relabelled: dict[str, None] = {}
    for page in box.reader.history(start):
        # The first page's is the moment from which the next run goes on.
        if cursor == start and page.history_id and int(page.history_id) > int(start):
            cursor = page.history_id
        for record in page.items:
            added |= dict.fromkeys(_named(record, "messagesAdded"))
            relabelled |= dict.fromkeys(_named(record, "labelsAdded"))
    with box.reading() as session:
        known = ledger.known(session, box.id, [*added, *relabelled])
        waiting = [row["gmail_id"] for row in ledger.to_retry(session, box.id)]
    new = [id_ for id_ in {**added, **relabelled} if _wants_look(known.get(id_), id_ in relabelled)]
    listed = list(dict.fromkeys([*waiting, *new]))
    return Work(listed[::-1], {"cursor": cursor} if cursor != start else {})


def _window(box: Box, since: datetime, then: Mapping[str, Any]) -> Work:
    """All mail since then that is not settled, by the cheaper of two ways."""
    from crmctl.gmail import planning

    bound = planning.since(since)
    listed = box.reader.ids(bound)
    hidden = _hidden(box, bound)
    with box.reading() as session:
        known = ledger.known(session, box.id, [*listed, *hidden])
        addresses = contact_addresses.between(session, -1, _ALL_WAVES)
        waiting = [row["gmail_id"] for row in ledger.to_retry(session, box.id)]
    unknown = [id_ for id_ in listed if _is_open(known.get(id_))]
    if box.rules.wants_strangers:
        plan = planning.Plan(unknown, [])
    else:
        plan = planning.plan(unknown, addresses, bound, box.reader.ids)
    why = "no contact: Google finds none of your contacts' addresses in From, To, Cc or Bcc"
    passed = [Entry(id_, ledger.NO_CONTACT, why) for id_ in plan.passed_over]
    passed += [
        Entry(id_, ledger.LEFT_OUT, reason) for id_, reason in hidden.items() if id_ not in known
    ]
    return Work([*dict.fromkeys([*plan.look_at, *waiting])], then, passed)


def _hidden(box: Box, bound: str) -> dict[str, str]:
    """What Gmail's lists do not show, with the reasons why it is left out; none needs a look."""
    from crmctl.gmail import classifying

    return {
        id_: reason
        for label, word, reason in classifying.HIDDEN
        if word in box.rules.left_out
        for id_ in box.reader.ids(bound, label)
    }


def _past_mail(box: Box) -> Work | None:
    """Search for the mail of addresses that have come since they were last searched for."""
    after = box.row["searched_wave"]
    with box.reading() as session:
        if not contact_addresses.has_newer(session, after):
            return None
    from crmctl.gmail import planning

    with box.transaction() as session:
        wave = contact_addresses.newest_wave(session)
        addresses = contact_addresses.between(session, after, wave)
    covered = box.row["covers_since"] or box.now()
    bound = planning.since(covered)
    wanted = planning.queries(planning.spellings(addresses), bound)
    found = list(dict.fromkeys(id_ for each in wanted for id_ in box.reader.ids(each)))
    with box.reading() as session:
        known = ledger.known(session, box.id, found)
    again = [id_ for id_ in found if _may_be_theirs(known.get(id_))]
    return Work(again, {"searched_wave": wave})


def _covering(box: Box, since: datetime) -> datetime:
    before: datetime | None = box.row["covers_since"]
    return min(since, before) if before else since


def _named(record: Mapping[str, Any], kind: str) -> Iterator[str]:
    for each in record.get(kind) or ():
        id_ = (each.get("message") or {}).get("id")
        if isinstance(id_, str):
            yield id_


def _wants_look(entry: Row | None, relabelled: bool) -> bool:
    """Whether history brings something that the ledger does not settle."""
    if entry is None or entry["outcome"] == ledger.RETRY:
        return True
    return relabelled and ledger.is_by_label(entry)


def _is_open(entry: Row | None) -> bool:
    """Whether a message that a list shows is not settled: new, failed, or rescued from the bin."""
    return (
        entry is None
        or entry["outcome"] in (ledger.RETRY, ledger.FAILED)
        or ledger.is_hidden(entry)
    )


def _may_be_theirs(entry: Row | None) -> bool:
    """Whether a message that was found for a new address may have to go on a time line."""
    settled = (ledger.NO_CONTACT, ledger.RETRY, *ledger.ON_TIME_LINE)
    return entry is None or entry["outcome"] in settled
