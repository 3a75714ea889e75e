"""From the spool to the database, in a thread of its own: a slow database slows no answer."""

import logging
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crmctl.errors import CrmctlError
from crmctl.gmail import hits, spool
from crmctl.gmail.hits import Hit, Policy
from crmctl.gmail.spool import Spool
from crmctl.storage import tokens
from crmctl.wiring import Toolbox

_LOG = logging.getLogger("crmctl")
_PAUSE = 0.5
_LONGEST_PAUSE = 15.0


@dataclass(frozen=True, slots=True)
class _Lot:
    """A file of the spool, with its hits."""

    path: Path
    hits: list[Hit]


class HitWriter:
    """Takes what the spool has gathered, once nothing can change how it is judged."""

    def __init__(self, toolbox: Toolbox, gathered: Spool, policy: Policy) -> None:
        self._toolbox = toolbox
        self._spool = gathered
        self._policy = policy
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hits", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, with nothing left behind but what the database does not take now."""
        self._ended.set()
        self._thread.join()

    def _work(self) -> None:
        pause = _PAUSE
        while not self._ended.wait(pause):
            pause = _PAUSE if self._try() else min(pause * 2, _LONGEST_PAUSE)
        # The last hits are not ripe yet, nor need they be: nobody answers any more.
        self._try(at_once=True)

    def _try(self, *, at_once: bool = False) -> bool:
        """Whether the database took everything; what it did not waits in the spool."""
        try:
            self.turn(at_once=at_once)
        except CrmctlError as error:
            _LOG.warning("Opens and clicks wait, nothing is lost: %s", error)
            return False
        except Exception:
            # A bug shall not end the thread: later hits are still worth keeping.
            _LOG.exception("Opens and clicks wait because of a bug")
            return False
        return True

    def turn(self, *, at_once: bool = False) -> None:
        """One round: what is ripe goes into the database, then out of the spool."""
        self._spool.turn()
        ripe_before = self._toolbox.clock.now() - hits.SCAN
        with ExitStack() as stack:
            lots = list(self._taken(stack))
            ripe = [lot for lot in lots if at_once or _is_ripe(lot.hits, ripe_before)]
            later = [hit for lot in lots if lot not in ripe for hit in lot.hits]
            self._store([hit for lot in ripe for hit in lot.hits], later)
            for lot in ripe:
                lot.path.unlink(missing_ok=True)

    def _taken(self, stack: ExitStack) -> Iterable[_Lot]:
        for path in self._spool.ended():
            lines = stack.enter_context(spool.taken(path))
            if lines is not None:
                yield _Lot(path, list(filter(None, map(Hit.of_line, lines))))

    def _store(self, ripe: Sequence[Hit], later: Sequence[Hit]) -> None:
        if not ripe:
            return
        asked = list({hit.token for hit in ripe})
        with self._toolbox.system_transaction(write=False) as session:
            owners = tokens.owners(session, asked)
        for workspace in sorted(set(owners.values())):
            own = [hit for hit in ripe if owners.get(hit.token) == workspace]
            with self._toolbox.in_workspace(workspace).transaction() as session:
                hits.keep(session, own, later, self._policy)


def _is_ripe(found: Sequence[Hit], before: datetime) -> bool:
    return all(hit.at < before for hit in found)
