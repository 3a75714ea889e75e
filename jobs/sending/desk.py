"""One mailbox that sends: what it asks of Gmail, each call paid for from the mailbox's quota."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from crmctl.gmail import api, mailboxes, quota, spending
from crmctl.gmail.api import LimitError
from crmctl.gmail.quota import Bucket, Purse
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from jobs import open_mailbox

# Seconds; a minute in all, after which a minute's quota is there again.
_PAUSES = (1.0, 4.0, 16.0, 45.0)
# A deadline that is nearer than this is waited for.
_SOON = timedelta(seconds=10)


@dataclass
class Desk:
    """A mailbox in the hands of whoever has its lock."""

    toolbox: Toolbox
    mailbox: Row
    # The seconds of the one are those that the other waits.
    now: Callable[[], float]
    wait: Callable[[float], None]
    bucket: Bucket = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what earlier runs have spent in this minute."""
        units = self.toolbox.settings["gmail-units-a-minute"]
        self.bucket = Bucket(units, Purse(None), self.now, self.wait)
        with self.toolbox.transaction(write=False) as session:
            spending.note_everything(session, self.bucket, self.mailbox["id"])

    @cached_property
    def messages(self) -> Any:
        """The messages of the mailbox, as Google's library offers them."""
        service = open_mailbox.service(self.toolbox, self.mailbox["id"])
        return service.users().messages()

    def check_deadline(self) -> None:
        """LimitError before Google's deadline: whoever comes too early is kept out longer."""
        with self.toolbox.transaction(write=False) as session:
            until = mailboxes.get(session, self.mailbox["id"])["blocked_until"]
        if until is not None and until > self.toolbox.clock.now():
            raise LimitError(
                f"Gmail wants no call from {self.mailbox['email']} before "
                f"{until:%Y-%m-%d %H:%M:%S} UTC: what is left goes with crmctl gmail send --resume",
                until,
            )

    def ask(self, method: str, request: Any) -> dict[str, Any]:
        """Gmail's answer; a LimitError that a pause of seconds does not help is kept, too."""
        for pause in (*_PAUSES, None):
            self.bucket.take(method)
            try:
                return api.call(request)
            except LimitError as error:
                seconds = self._pause(error, pause)
                if seconds is None:
                    self._keep(error)
                    raise
                self.wait(seconds)
        raise AssertionError  # the last try returns or raises

    def _pause(self, error: LimitError, pause: float | None) -> float | None:
        """How long to wait before the next try; None: not in this run."""
        if error.of_day or pause is None:
            return None
        if error.until is None:
            # Never quite the same for two.
            return pause * random.uniform(1.0, 1.2)  # noqa: S311
        remaining: timedelta = error.until - self.toolbox.clock.now()
        return max(0.0, remaining.total_seconds()) if remaining <= _SOON else None

    def _keep(self, error: LimitError) -> None:
        until: datetime = error.until or self.toolbox.clock.now() + quota.A_WHILE
        with self.toolbox.transaction() as session:
            mailboxes.keep_deadline(session, self.mailbox, until, str(error))
