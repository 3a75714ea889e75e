"""The beginning of the stream goes only when every group has read and acknowledged it."""

from crmctl.events.relay import Line
from crmctl.events.stream import order
from crmctl.storage import publishing
from crmctl.storage.session import Session


def settled_up_to(line: Line) -> str | None:
    """The first entry that some group still needs; None where no group reads the stream."""
    needed = [group.oldest_pending or _after(group.last_id) for group in line.stream.groups()]
    return min(needed, key=order, default=None)


def announce(session: Session, line: Line, below: str) -> None:
    """Write down where the stream will be cut.

    To be committed before the cut: the relay must not take those entries for lost.
    """
    publishing.note_progress(session, line.target, trimmed_to=below)


def _after(entry: str) -> str:
    milliseconds, number = order(entry)
    return f"{milliseconds}-{number + 1}"
