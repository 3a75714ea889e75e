"""What becomes of a failure: what is told of it, and whether and when there is another try."""

import random
import traceback
from datetime import datetime, timedelta

from crmctl.errors import PermanentError
from crmctl.platform.opening import PoisonError
from crmctl.storage.deliveries import Failure
from jobs.listening.plan import Plan

_LONGEST_MESSAGE = 2_000
_LONGEST_STACK = 8_000
_JITTER = 0.1

DIED = "WorkerDied"
TIMED_OUT = "TimeLimit"


class HandlerError(Exception):
    """A handler has raised: its cause says what."""


def told(error: BaseException) -> Failure:
    """The error as it is kept; its end, where it is long."""
    # Where we found poison is of no interest to anybody.
    shows = not isinstance(error, PoisonError)
    stack = "".join(traceback.format_exception(error)) if shows else ""
    return Failure(
        type(error).__name__,
        clean(str(error))[:_LONGEST_MESSAGE],
        clean(stack)[-_LONGEST_STACK:] or None,
    )


def is_permanent(error: BaseException) -> bool:
    """Whether another try is of no use."""
    return isinstance(error, PermanentError)


def next_try(plan: Plan, attempts: int, now: datetime, chance: random.Random) -> datetime | None:
    """When to try again after so many tries; None: never. A little off, lest all come at once."""
    if attempts > len(plan.delays):
        return None
    delay = plan.delays[attempts - 1] * chance.uniform(1 - _JITTER, 1 + _JITTER)
    return now + timedelta(seconds=delay)


def died(*, over_time: bool, plan: Plan, how: str = "") -> Failure:
    """Why a worker that is gone has not done it."""
    if over_time:
        return Failure(
            TIMED_OUT,
            f"The handler took longer than {plan.handler_seconds:g} s (setting handler-seconds)",
        )
    return Failure(DIED, f"The worker died while the handler was at it{how}")


def clean(text: str) -> str:
    """The text as every database keeps it."""
    return text.replace("\0", "\ufffd").encode(errors="backslashreplace").decode()
