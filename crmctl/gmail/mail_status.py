"""How far a mail is on its way: words for the command line, too, which loads nothing for them."""

from enum import StrEnum


class Status(StrEnum):
    """See `outgoing`."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
