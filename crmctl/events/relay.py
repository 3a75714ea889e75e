"""From the outbox to the stream: the steps of the relay, each on an open session.

Before a lot is sent, its last number and the end of the stream are written down; after it, what
each event became. A run that finds such a note left over looks for the lot behind that end, so that
a lost answer, or a crash at any point, sends nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crmctl.events.stream import START, Stream, order
from crmctl.storage import publishing
from crmctl.storage.publishing import Kept, Progress
from crmctl.storage.session import Session

LOT = 1_000
# The platform itself drops what lies deeper (XADD MAXLEN ~ 2592000).
PLATFORM_KEEPS = 2_500_000


@dataclass(frozen=True, slots=True)
class Line:
    """The way from one outbox to one stream."""

    stream: Stream
    target: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a new leader found: events that were on the stream already, and events to send again."""

    found: int
    lost: int


def known(session: Session, line: Line) -> Progress:
    """How far the relay was."""
    return publishing.progress(session, line.target)


def is_settled(known: Progress, line: Line) -> bool:
    """Whether an earlier leader left nothing open, and Redis has lost nothing since."""
    there = known.last_id is None or line.stream.has(known.last_id)
    return known.sending_to is None and there


def recover(session: Session, line: Line) -> Recovered:
    """Settle what an earlier leader left open, or Redis has lost."""
    return Recovered(_settle_left_over(session, line), _take_back_lost(session, line))


def claim(session: Session, line: Line, after: str) -> list[Kept]:
    """The next events to send, noted as being sent behind that end of the stream."""
    lot = publishing.waiting(session, LOT)
    if lot:
        publishing.note_progress(session, line.target, sending_to=lot[-1].seq, sending_after=after)
    return lot


def settle(session: Session, line: Line, lot: Sequence[Kept], entries: Sequence[str]) -> None:
    """Note what each event of the lot became."""
    publishing.mark(session, {e.seq: at for e, at in zip(lot, entries, strict=True)})
    publishing.note_progress(
        session, line.target, last_id=entries[-1], sending_to=None, sending_after=None
    )


def _settle_left_over(session: Session, line: Line) -> int:
    known = publishing.progress(session, line.target)
    if known.sending_to is None:
        return 0
    sent = line.stream.ids_after(known.sending_after or START)
    entries: dict[int, str] = {}
    for event in publishing.waiting(session, LOT * 100, up_to=known.sending_to):
        if event.id in sent:
            entries[event.seq] = sent[event.id]
    publishing.mark(session, entries)
    last = max([known.last_id or START, *entries.values()], key=order)
    publishing.note_progress(
        session,
        line.target,
        last_id=None if last == START else last,
        sending_to=None,
        sending_after=None,
    )
    return len(entries)


def _take_back_lost(session: Session, line: Line) -> int:
    """Let the events wait again that a Redis has lost since they were written to it.

    A crash loses the end of the stream, a flush all of it; trimming takes the beginning. While the
    last entry is there, nothing can be missing before it.
    """
    known = publishing.progress(session, line.target)
    if known.last_id is None or line.stream.has(known.last_id):
        return 0
    if known.trimmed_to and order(known.last_id) < order(known.trimmed_to):
        return 0
    if line.stream.length() >= PLATFORM_KEEPS:
        return 0
    lost, last = 0, None
    for lot in publishing.published(session, LOT):
        there = line.stream.present([event.stream_id for event in lot])
        missing = [
            event.seq
            for event, is_there in zip(lot, there, strict=True)
            if not is_there and not _was_trimmed(event.stream_id, known.trimmed_to)
        ]
        kept = [event.stream_id for event, is_there in zip(lot, there, strict=True) if is_there]
        last = last or max(kept, key=order, default=None)
        publishing.take_back(session, missing)
        lost += len(missing)
        if not missing:
            break
    publishing.note_progress(session, line.target, last_id=last, repeated=known.repeated + lost)
    return lost


def _was_trimmed(entry: str, trimmed_to: str | None) -> bool:
    return trimmed_to is not None and order(entry) < order(trimmed_to)
