"""Forget published and handled events after their time; trim the stream where all have read."""

from dataclasses import dataclass
from datetime import timedelta

from crmctl.events import trimming
from crmctl.storage import dead_letters, inbox, publishing
from crmctl.wiring import Toolbox

LOCK = "purge-events"


@dataclass(frozen=True, slots=True)
class Report:
    """How many events the outbox forgot, and how many entries the stream lost."""

    purged: int = 0
    trimmed: int = 0
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """Purge what is older than the setting outbox-keep-days; trim where there is a stream."""
    age = timedelta(days=toolbox.settings["outbox-keep-days"])
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(busy=True)
        with toolbox.system_transaction() as session:
            purged = publishing.purge(session, session.now() - age)
            known_since = session.now() - timedelta(days=toolbox.settings["inbox-keep-days"])
            inbox.purge(session, known_since)
            dead_letters.purge(session, known_since)
        return Report(purged, _trim(toolbox))


def _trim(toolbox: Toolbox) -> int:
    if not toolbox.has_stream():
        return 0
    line = toolbox.line
    below = trimming.settled_up_to(line)
    if below is None:
        return 0
    with toolbox.system_transaction() as session:
        trimming.announce(session, line, below)
    return line.stream.trim_below(below)
