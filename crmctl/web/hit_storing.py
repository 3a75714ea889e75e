"""From the spool to the database, in a process of its own: no judging of hits slows an answer.

`python -m crmctl.web.hit_storing` reads its settings and then one line for each round from its
input, and says after each round what came of it; it ends with whoever has started it.
"""

import os
import pickle
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crmctl.errors import CrmctlError
from crmctl.gmail import hits, machines, spool
from crmctl.gmail.hits import Hit, Policy
from crmctl.gmail.spool import Spool
from crmctl.settings import Settings
from crmctl.storage import tokens
from crmctl.wiring import Toolbox

# What may be asked: for what is ripe, or for everything.
RIPE, ALL = b"ripe\n", b"all\n"
# What may be said: all is stored, events among it, or why hits wait.
STORED, TOLD = "stored", "told"
# Hits in memory at once, and in a transaction.
_MOST = 20_000
# Answers come first.
_NICE = 5


@dataclass(frozen=True, slots=True)
class _Lot:
    """A file of the spool, with its hits."""

    path: Path
    hits: list[Hit]


@dataclass(frozen=True)
class HitStore:
    """Takes what a spool has gathered, once nothing can change how it is judged."""

    toolbox: Toolbox
    spool: Spool
    policy: Policy

    def take(self, *, at_once: bool = False) -> int:
        """Into the database with what is ripe, or with everything, then out of the spool.

        Returns how many events tell of it.
        """
        told = 0
        while (some := self._take_some(at_once=at_once)) is not None:
            told += some
        return told

    def _take_some(self, *, at_once: bool) -> int | None:
        """How many events tell of it; None when there was nothing to take."""
        before = datetime.max.replace(tzinfo=self.toolbox.clock.now().tzinfo)
        if not at_once:
            before = self.toolbox.clock.now() - hits.SCAN
        with ExitStack() as stack:
            ripe, later = _sorted(self._lots(stack), before)
            told = self._store([hit for lot in ripe for hit in lot.hits], later)
            for lot in ripe:
                lot.path.unlink(missing_ok=True)
        return told if ripe else None

    def _lots(self, stack: ExitStack) -> Iterator[_Lot]:
        for path in self.spool.ended():
            lines = stack.enter_context(spool.taken(path))
            if lines is not None:
                yield _Lot(path, list(filter(None, map(Hit.of_line, lines))))

    def _store(self, ripe: Sequence[Hit], later: Sequence[Hit]) -> int:
        asked = list({hit.token for hit in ripe})
        if not asked:
            return 0
        with self.toolbox.system_transaction(write=False) as session:
            owners = tokens.owners(session, asked)
        told = 0
        for workspace in sorted(set(owners.values())):
            own = [hit for hit in ripe if owners.get(hit.token) == workspace]
            with self.toolbox.in_workspace(workspace).transaction() as session:
                told += hits.keep(session, own, later, self.policy)
        return told


def _sorted(lots: Iterable[_Lot], before: datetime) -> tuple[list[_Lot], list[Hit]]:
    """The lots to store now, and the hits behind them that may speak for a scanner."""
    ripe: list[_Lot] = []
    later: list[Hit] = []
    count = 0
    for lot in lots:
        if count < _MOST and all(hit.at < before for hit in lot.hits):
            ripe.append(lot)
            count += len(lot.hits)
        elif _is_far_behind(lot, ripe):
            break
        else:
            later += lot.hits
    return ripe, later


def _is_far_behind(lot: _Lot, ripe: Sequence[_Lot]) -> bool:
    """Too late to have to do with any of those."""
    last = max((hit.at for each in ripe for hit in each.hits), default=None)
    return last is None or all(hit.at > last + hits.SCAN for hit in lot.hits)


def policy_of(settings: Settings) -> Policy:
    """How hits are judged; ConfigurationError for a table that does not hold."""
    return Policy(
        machines.load(settings.home, settings["tracking-own-networks"]),
        timedelta(seconds=settings["tracking-grace-seconds"]),
        traces=settings["tracking-keep-days"] > 0,
    )


def main() -> None:
    """Work for the process at the other end, till that ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Meant for that one, which still has hits to be stored.
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    if hasattr(os, "sched_setscheduler"):
        # Nor is anybody to wait for it who has just been asked something.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301
    toolbox = Toolbox(settings)
    gathered = Spool(settings.home / "hits", toolbox.clock)
    store = HitStore(toolbox, gathered, policy_of(settings))
    for line in sys.stdin.buffer:
        sys.stdout.write(f"{_round(store, at_once=line == ALL)}\n")
        sys.stdout.flush()
    toolbox.close()


def _round(store: HitStore, *, at_once: bool) -> str:
    """What came of it, in a line."""
    try:
        return TOLD if store.take(at_once=at_once) else STORED
    except CrmctlError as error:
        return " ".join(str(error).split())
    except Exception as error:
        # A bug shall not end it: later hits are still worth keeping.
        return f"{type(error).__name__}: {' '.join(str(error).split())}. This is a bug"


if __name__ == "__main__":
    main()
