"""How publishing stands: what waits, how long the stream is, who reads it and how far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmctl.events.stream import Group, Stream
from crmctl.storage import dead_letters, publishing, waiting
from crmctl.storage.session import Session


@dataclass(frozen=True, slots=True)
class Status:
    """The state of publishing; `stream` is None where Redis is not to be had."""

    pending: int
    oldest: datetime | None
    now: datetime
    repeated: int
    stream: "StreamStatus | None"
    retries: int
    due: int
    dead_letters: int
    alerts: "Alerts"

    @property
    def oldest_seconds(self) -> float | None:
        """How long the oldest event has waited."""
        return (self.now - self.oldest).total_seconds() if self.oldest else None

    @property
    def healthy(self) -> bool:
        """Whether Redis answers, nothing has waited for too long, and few events were given up."""
        waited = self.oldest_seconds
        return (
            self.stream is not None
            and (waited is None or waited < self.alerts.seconds)
            and self.dead_letters < self.alerts.dead_letters
        )

    def as_document(self) -> dict[str, Any]:
        """In the form of the contract."""
        there = self.stream
        return {
            "healthy": self.healthy,
            "outbox": {
                "pending": self.pending,
                "oldestSeconds": self.oldest_seconds,
                "repeated": self.repeated,
            },
            "stream": {
                "name": there.name if there else None,
                "length": there.length if there else None,
            },
            "groups": [
                {
                    "name": group.name,
                    "lag": group.lag,
                    "pending": group.pending,
                    "oldestPending": group.oldest_pending,
                }
                for group in (there.groups if there else ())
            ],
            "retries": {"waiting": self.retries, "due": self.due},
            "deadLetters": {"count": self.dead_letters},
        }


@dataclass(frozen=True, slots=True)
class Alerts:
    """From when on all is not well: seconds that an event has waited, and dead letters."""

    seconds: int
    dead_letters: int


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """What Redis says."""

    name: str
    length: int
    groups: list[Group]
    dead_letters: int


def of_stream(stream: Stream, dead_letters: Stream) -> StreamStatus:
    """Ask Redis; raises ServiceUnavailableError when it does not answer."""
    return StreamStatus(stream.name, stream.length(), stream.groups(), dead_letters.length())


def of_database(
    session: Session, target: str, there: StreamStatus | None, alerts: Alerts
) -> Status:
    """Ask the database, and put the two together."""
    pending, oldest = publishing.depth(session)
    repeated = publishing.progress(session, target).repeated
    retries, due = waiting.counts(session)
    return Status(
        pending,
        oldest,
        session.now(),
        repeated,
        there,
        retries,
        due,
        # The rows are the truth; on the stream there may be letters of others.
        max(dead_letters.count(session), there.dead_letters if there else 0),
        alerts,
    )
