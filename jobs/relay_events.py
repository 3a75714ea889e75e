"""The relay: one leader at a time takes the outbox to the stream, in order."""

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from crmctl.errors import CrmctlError, ServiceUnavailableError
from crmctl.events import envelope, relay
from crmctl.events.relay import Line
from crmctl.events.stream import Lead
from crmctl.storage.publishing import Kept
from crmctl.wiring import Toolbox

LOCK = "relay"
# How long an idle relay sleeps when nobody wakes it, and how long it waits for a lost service.
IDLE_SECONDS = 5.0
LONGEST_PAUSE = 30.0
_FIRST_PAUSE = 0.5


@dataclass
class Report:
    """What a run sent; `found` was on the stream already, `lost` had to be sent again."""

    published: int = 0
    found: int = 0
    lost: int = 0
    busy: bool = False


def run(toolbox: Toolbox, go_on: Callable[[], bool] = lambda: True) -> Report:
    """Publish what waits, and end; another leader at it is no fault of ours.

    Raises ServiceUnavailableError when Redis or the database goes away: what was sent then is
    found by the next run.
    """
    report = Report()
    line = toolbox.line
    with toolbox.lock(LOCK) as ours:
        if not ours:
            report.busy = True
            return report
        lead = _lead(toolbox, line, report)
        _drain(toolbox, line, lead, report, go_on)
    return report


def serve(toolbox: Toolbox, report: Report, tell: Callable[[str], None]) -> None:
    """Publish until stopped: woken by those who write, patient while a service is away."""
    pause = _FIRST_PAUSE
    while True:
        try:
            with toolbox.lock(LOCK) as ours:
                if ours:
                    line = toolbox.line
                    lost = report.lost
                    lead = _lead(toolbox, line, report)
                    if report.lost > lost:
                        tell(f"Redis had lost {report.lost - lost} events: they are sent again")
                    pause = _FIRST_PAUSE
                    _drain_for_ever(toolbox, line, lead, report)
            time.sleep(_FIRST_PAUSE)
        except ServiceUnavailableError as error:
            tell(str(error))
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            # A private one that was killed is nobody else's to start.
            with suppress(CrmctlError):
                toolbox.start_private_redis()


def nudge(toolbox: Toolbox, seconds: float = 10.0) -> None:
    """After a commit: have the event on the stream at once, by the relay that leads or by this one.

    Never an error: what could not be sent waits in the outbox.
    """
    deadline = time.monotonic() + seconds
    with suppress(ServiceUnavailableError):
        for _ in range(5):
            if not run(toolbox, lambda: time.monotonic() < deadline).busy:
                return
            toolbox.line.stream.nudge()
            time.sleep(0.02)


def _lead(toolbox: Toolbox, line: Line, report: Report) -> Lead:
    """Take the lead: fence off an earlier leader, then settle what it left open."""
    lead = line.stream.lead(uuid.uuid4().hex)
    # Redis is asked outside of a transaction that writes: one that hangs holds up nobody.
    with toolbox.system_transaction(write=False) as session:
        known = relay.known(session, line)
    if not relay.is_settled(known, line):
        with toolbox.system_transaction() as session:
            recovered = relay.recover(session, line)
        report.found += recovered.found
        report.lost += recovered.lost
    return lead


def _drain(
    toolbox: Toolbox,
    line: Line,
    lead: Lead,
    report: Report,
    go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Lot after lot until nothing waits: each commit settles one and claims the next."""
    # Before the transaction: a Redis that hangs must not keep others from the database.
    end = line.stream.end()
    with toolbox.system_transaction() as session:
        lot = relay.claim(session, line, end)
    while lot:
        entries = _send(toolbox, line, lead, lot)
        with toolbox.system_transaction() as session:
            relay.settle(session, line, lot, entries)
            report.published += len(lot)
            lot = relay.claim(session, line, entries[-1]) if go_on() else []


def _send(toolbox: Toolbox, line: Line, lead: Lead, lot: list[Kept]) -> list[str]:
    """Write the lot to the stream, between the two entries of the platform's own books."""
    if toolbox.bookkeeping:
        toolbox.bookkeeping.announce(lot, envelope.SOURCE)
    entries = line.stream.append(lead, [envelope.seal(event) for event in lot])
    if toolbox.bookkeeping:
        toolbox.bookkeeping.place(lot, entries)
    return entries


def _drain_for_ever(toolbox: Toolbox, line: Line, lead: Lead, report: Report) -> NoReturn:
    with toolbox.nudges() as wait:
        while True:
            # A Redis that was emptied loses no connection.
            line.stream.check(lead)
            _drain(toolbox, line, lead, report)
            wait(IDLE_SECONDS)
