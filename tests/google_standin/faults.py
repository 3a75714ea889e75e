"""Faults on demand: what a call meets on its way."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.google_standin.answers import Answer, RefusedError, api_error, oauth_error
from tests.google_standin.world import Fault, World


class LostError(Exception):
    """The connection goes, unanswered."""


def meet(world: World, fault: Fault | None) -> Callable[[], None]:
    """Let the fault happen; returns what is to happen once the work is done."""
    if fault is None:
        return lambda: None
    if fault.seconds:
        # Ends at once when the server does.
        world.closing.wait(fault.seconds)
    if fault.kind == "hang":
        return lambda: None
    if fault.kind == "cut":
        raise LostError
    if fault.kind == "cut_after":
        return _cut
    raise RefusedError(_answer(world, fault), fault.message)


def _cut() -> None:
    raise LostError


def _answer(world: World, fault: Fault) -> Answer:
    if fault.kind == "garbage":
        made = Answer(fault.status, b"<html>not what you asked for", "text/html")
    elif fault.kind == "oauth":
        made = oauth_error(fault.reason or "invalid_request", fault.message, fault.status)
    else:
        made = api_error(fault.status, _said(world, fault), fault.reason)
    made.headers |= fault.headers
    return made


def _said(world: World, fault: Fault) -> str:
    """The text, with the deadline of a lock-out as Google writes it."""
    if fault.retry_after is None:
        return fault.message or f"Backend Error ({fault.status})"
    end = datetime.fromtimestamp(world.now() + fault.retry_after, UTC)
    moment = end.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{fault.message or 'User-rate limit exceeded.'}  Retry after {moment}"
