"""What the workers of one listener are told before they start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crmctl.settings import Settings

# What is replayed in one transaction; and how long any may last before the rest waits for the next.
LOT = 200
LONGEST_TRANSACTION = 0.25
# How long an idle worker sleeps when nobody wakes it.
IDLE_SECONDS = 5.0

# A line of the log: what happened, and the facts of it.
Tell = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """The group, who reads for it, and how failures are dealt with."""

    group: str
    # What the workers' names begin with; a number follows where there may be several.
    consumer: str
    numbered: bool
    once: bool
    delays: tuple[float, ...]
    handler_seconds: float
    max_deaths: int
    event_max_bytes: int
    # Behind which entry a new group starts; None for where nobody has said so.
    start: str | None = None

    @property
    def latest(self) -> timedelta:
        """No retry is due later than this from now, unless the clock was set back."""
        return timedelta(seconds=max(self.delays, default=0.0) * 1.5 + 60)


def of(
    settings: Settings,
    group: str,
    consumer: str = "",
    *,
    numbered: bool = False,
    once: bool = True,
    start: str | None = None,
) -> Plan:
    """The plan that follows from the settings."""
    return Plan(
        group,
        consumer,
        numbered,
        once,
        settings["retry-delays"],
        settings["handler-seconds"],
        settings["max-deaths"],
        settings["event-max-bytes"],
        start,
    )
