"""Has the spool emptied, round by round, by a process that is started when there is a hit.

Whatever the server or that process have to tell is published in the same rounds.
"""

import logging
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedRWPair

from crmctl.gmail.spool import Spool
from crmctl.web import hit_storing
from crmctl.wiring import Toolbox

_LOG = logging.getLogger("crmctl")
_PAUSE = 0.5
_LONGEST_PAUSE = 15.0


@dataclass(frozen=True)
class _Helper:
    """The process, and the line to it."""

    process: "subprocess.Popen[bytes]"
    line: BufferedRWPair


class HitWriter:
    """A thread that turns the spool's files and tells the process that stores them."""

    def __init__(
        self, toolbox: Toolbox, gathered: Spool, publish: Callable[[], None] | None
    ) -> None:
        self._toolbox = toolbox
        self._spool = gathered
        self._publish = publish
        self._helper: _Helper | None = None
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
            pause = _PAUSE if self._try(hit_storing.RIPE) else min(pause * 2, _LONGEST_PAUSE)
        # The last hits are not ripe yet, nor need they be: nobody answers any more.
        self._try(hit_storing.ALL)
        self._let_go()

    def _try(self, which: bytes) -> bool:
        """Whether the database took everything; what it did not waits in the spool."""
        try:
            said = self._round(which)
        except Exception:
            # A bug shall not end the thread: later hits are still worth keeping.
            _LOG.exception("Opens and clicks wait because of a bug")
            return False
        if said not in (hit_storing.STORED, hit_storing.TOLD):
            _LOG.warning("Opens and clicks wait, nothing is lost: %s", said)
            return False
        return True

    def _round(self, which: bytes) -> str:
        self._spool.turn()
        said = self._ask(which) if self._spool.ended() else hit_storing.STORED
        if said == hit_storing.TOLD:
            self._toolbox.written.set()
        if self._publish and self._toolbox.written.is_set():
            self._publish()
        return said

    def _ask(self, which: bytes) -> str:
        """What came of a round."""
        try:
            helper = self._helper = self._helper or self._started()
            helper.line.write(which)
            helper.line.flush()
            answer = helper.line.readline()
        except OSError as error:
            answer = str(error).encode()
        if not answer.endswith(b"\n"):
            self._let_go()
            return f"the process that stores them has ended {answer.decode()}".strip()
        return answer.decode().strip()

    def _started(self) -> _Helper:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen(
                # -P: not from modules that happen to lie in the current folder.
                [sys.executable, "-P", "-m", "crmctl.web.hit_storing"],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
            )
            line = ours.makefile("rwb")
        # Not as words or in its environment, for there are secrets among them.
        line.write(pickle.dumps(self._toolbox.settings))
        return _Helper(process, line)

    def _let_go(self) -> None:
        """At the end of its line it ends by itself."""
        helper, self._helper = self._helper, None
        if helper is not None:
            with suppress(OSError):
                helper.line.close()
            helper.process.wait()
