"""What a handler is: the seam between the listener and those who act on events.

A package of your own adds one with an entry point of the group `crmctl.handlers` that names a
Handler; tests/handlers_example is a working example.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmctl.storage.session import Session


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event as handlers see it; `envelope` is all of it, unknown keys too."""

    id: str
    type: str
    source: str
    workspace: str
    user: str
    correlation: str
    timestamp: datetime
    data: Mapping[str, Any]
    envelope: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """One reaction to events.

    `patterns` are types: exact, `a.*` (everything below a) or `*`; a name of the product's plan
    stands for the real types (see aliases). `handle` gets the open session of the event's
    workspace, whose events bear the incoming correlation id, and must neither commit nor roll back:
    what it did is kept together with the note that it did it, or not at all. It raises
    PermanentError for what can never succeed, which is dead-lettered at once; on anything else it
    is tried again later.
    """

    name: str
    patterns: tuple[str, ...]
    handle: Callable[[Session, Incoming], None]
    # It may queue jobs: a worker is started for them once that is committed.
    leaves_jobs: bool = False
