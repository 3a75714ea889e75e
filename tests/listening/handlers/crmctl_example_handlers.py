"""A handler of one's own: an entry point of the group `crmctl.handlers` that names a Handler.

In a package of yours the entry point stands in pyproject.toml:

    [project.entry-points."crmctl.handlers"]
    example = "crmctl_example_handlers:HANDLER"

This one makes a contact of each `test.*` event; what else the tests want of it, `do` says.
"""

import os
import signal
import time
from pathlib import Path

from crmctl.errors import PermanentError
from crmctl.platform.handling import Handler, Incoming
from crmctl.records import editing, registry
from crmctl.storage.session import Session


def handle(session: Session, incoming: Incoming) -> None:
    """Act on the event in the open transaction of its workspace."""
    do = incoming.data.get("do")
    if do == "refuse":
        raise PermanentError("nobody of that name")
    if do == "raise" and not os.path.exists(incoming.data["until"]):  # noqa: PTH110
        raise ValueError("not before it is mended")
    if do == "exit":
        os._exit(7)
    if do == "hang":
        _work(incoming, 600)
    if do == "work till told to stop":
        _work(incoming, 600, ends=True)
    # The event of this change bears the incoming correlation id.
    words = [f"first_name={incoming.data.get('n', 0)}", f"last_name={incoming.data['entityId']}"]
    editing.add(session, registry.kind("contacts"), words)


def _work(incoming: Incoming, seconds: float, *, ends: bool = False) -> None:
    """Work that says in files when it has begun, and when its worker was told to stop."""
    _note(incoming, "began")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        # A worker that was told to stop takes the next signal at its word.
        if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            _note(incoming, "told")
            if ends:
                return
        time.sleep(0.02)


def _note(incoming: Incoming, what: str) -> None:
    if what in incoming.data:
        Path(incoming.data[what]).touch()


HANDLER = Handler("example", ("test.*",), handle)
