"""What came of mails that were sent: each hit with its class, and the first by a person told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.gmail.machines import BOT, HUMAN, Rules, Verdict, Visit
from crmctl.storage import bulk, locks, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# Nobody follows two links of a mail as fast.
SCAN = timedelta(seconds=3)
_LOT = 2_000
_LONGEST = 400


@dataclass(frozen=True)
class Hit:
    """One request for a pixel or a link."""

    id: str
    token: str
    at: datetime
    visit: Visit

    def line(self) -> bytes:
        """As the spool has it."""
        visit = self.visit
        return orjson.dumps(
            [self.id, self.token, self.at.timestamp(), visit.method, visit.agent[:_LONGEST],
             visit.address, visit.headers]
        )  # fmt: skip

    @classmethod
    def of_line(cls, line: bytes) -> "Hit | None":
        """The hit of a line; None for one that a crash has cut."""
        try:
            id_, token, at, method, agent, address, headers = orjson.loads(line)
            moment = datetime.fromtimestamp(at, UTC)
        except (ValueError, TypeError):
            return None
        return cls(id_, token, moment, Visit(method, agent, address, headers))


@dataclass(frozen=True, slots=True)
class Policy:
    """How hits are judged and kept."""

    rules: Rules
    # After the sending: nobody is as fast.
    grace: timedelta
    # Whether address and program are kept for a while.
    traces: bool


def queue_up(session: Session) -> None:
    """Let no other transaction of the workspace judge hits, or begin to, till this one ends."""
    locks.queue_up(session, "hits")


def keep(session: Session, hits: Sequence[Hit], later: Sequence[Hit], policy: Policy) -> int:
    """Judge and store the hits; returns how many events tell of them.

    Those stored before are passed over.

    `later`: hits that are not to be stored yet, but speak for a scanner.
    """
    queue_up(session)
    mails = _Mails.around(session, {hit.token for hit in hits})
    known = _known(session, [hit.id for hit in hits])
    new = [hit for hit in hits if hit.token in mails.tokens and hit.id not in known]
    if not new:
        return 0
    clicks = mails.clicks(session, [*hits, *later], min(hit.at for hit in new))
    by_looks = _by_looks(new, policy.rules)
    verdicts = [
        _judge(hit, looks, mails.tokens[hit.token], clicks, policy.grace)
        for hit, looks in zip(new, by_looks, strict=True)
    ]
    events = _first_by_people(session, mails, new, verdicts)
    bulk.insert(
        session,
        tables.hits,
        {
            "id": [hit.id for hit in new],
            "token": [hit.token for hit in new],
            "class": [verdict.name for verdict in verdicts],
            "reason": [verdict.reason for verdict in verdicts],
            "agent": [hit.visit.agent if policy.traces else None for hit in new],
            "address": [hit.visit.address if policy.traces else None for hit in new],
            "happened_at": [hit.at for hit in new],
        },
    )
    return len(outbox.append(session, events))


def tell_early_ones(session: Session, send_id: str) -> None:
    """Tell of people who were at the mail before it was on a time line.

    Between Gmail's answer and our note of it there may be a crash, and days.
    """
    rows = _these(session, tables.tracked, "send_id", [send_id])
    seen = _seen_by_people(session, [row["token"] for row in rows])
    first = [row for row in rows if row["token"] in seen and row["activity_id"]]
    outbox.append(session, [_event(row) for row in first])


Clicks = dict[str, list[tuple[datetime, str]]]


@dataclass(frozen=True, slots=True)
class _Mails:
    """The tokens of the mails that were hit, with what each stands for."""

    tokens: dict[str, Row]

    @classmethod
    def around(cls, session: Session, tokens: Iterable[str]) -> "_Mails":
        hit = _these(session, tables.tracked, "token", tokens)
        rows = _these(session, tables.tracked, "send_id", {row["send_id"] for row in hit})
        return cls({row["token"]: row for row in rows if row["position"] >= 0})

    def clicks(self, session: Session, hits: Iterable[Hit], since: datetime) -> Clicks:
        """{mail: when which of its links was asked for}, the stored ones too."""
        links = [token for token, row in self.tokens.items() if row["position"]]
        recent = [Compare(Place("happened_at"), ">=", (since - SCAN,))]
        stored = _these(session, tables.hits, "token", links, recent)
        asked = {(row["token"], row["happened_at"]) for row in stored}
        asked |= {(hit.token, hit.at) for hit in hits}
        found: Clicks = {}
        for token, at in asked:
            row = self.tokens.get(token)
            if row is not None and row["position"]:
                found.setdefault(row["send_id"], []).append((at, token))
        return found


def _by_looks(new: Sequence[Hit], rules: Rules) -> list[Verdict]:
    """What the table says of each; many hits come from a few programs."""
    known: dict[tuple[str, ...], Verdict] = {}
    found = []
    for hit in new:
        visit = hit.visit
        key = (visit.method, visit.agent, visit.address, *map(str, visit.headers.items()))
        if key not in known:
            known[key] = rules.judge(visit)
        found.append(known[key])
    return found


def _judge(hit: Hit, looks: Verdict, row: Row, clicks: Clicks, grace: timedelta) -> Verdict:
    """By its looks, and by when it came."""
    if looks.name != HUMAN:
        return looks
    if hit.at < row["sent_at"] + grace:
        return Verdict(BOT, f"within {grace.total_seconds():g} s of the sending")
    others = clicks.get(row["send_id"], ()) if row["position"] else ()
    if any(token != hit.token and abs(at - hit.at) <= SCAN for at, token in others):
        return Verdict(BOT, f"several links within {SCAN.total_seconds():g} s")
    return looks


def _first_by_people(
    session: Session, mails: _Mails, new: Sequence[Hit], verdicts: Sequence[Verdict]
) -> list[Event]:
    """An event for each token that no person had asked for before."""
    judged = zip(new, verdicts, strict=True)
    by_people = dict.fromkeys(hit.token for hit, verdict in judged if verdict.name == HUMAN)
    before = _seen_by_people(session, by_people)
    rows = (mails.tokens[token] for token in by_people if token not in before)
    # One that is on no time line is nobody's to be told of.
    return [_event(row) for row in rows if row["activity_id"]]


def _seen_by_people(session: Session, tokens: Iterable[str]) -> set[str]:
    human = [Compare(Place("class"), "is", (HUMAN,))]
    return {row["token"] for row in _these(session, tables.hits, "token", tokens, human)}


def _event(row: Row) -> Event:
    told: dict[str, Any] = {"activityId": row["activity_id"], "class": HUMAN}
    if row["contact_id"]:
        told["contactId"] = row["contact_id"]
    if row["url"]:
        told["url"] = row["url"]
    type_ = "crm.email.clicked" if row["position"] else "crm.email.opened"
    return Event(type_, "email", row["activity_id"], told)


def _known(session: Session, ids: Sequence[str]) -> set[str]:
    return {row["id"] for row in _these(session, tables.hits, "id", ids)}


def _these(
    session: Session,
    table: tables.Table,
    column: str,
    values: Iterable[str],
    where: Sequence[Compare] = (),
) -> list[Row]:
    """The rows with one of the values in the column."""
    found: list[Row] = []
    source = iter(values)
    while lot := tuple(islice(source, _LOT)):
        found += queries.find(session, table, [Compare(Place(column), "is", lot), *where])
    return found
