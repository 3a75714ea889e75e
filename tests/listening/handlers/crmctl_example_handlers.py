"""A handler of one's own: an entry point of the group `crmctl.handlers` that names a Handler.

In a package of yours the entry point stands in pyproject.toml:

    [project.entry-points."crmctl.handlers"]
    example = "crmctl_example_handlers:HANDLER"

This one makes a contact of each `test.*` event; what else the tests want of it, `do` says.
"""

import os
import time

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
        time.sleep(600)
    if do == "work":
        time.sleep(incoming.data["seconds"])
    # The event of this change bears the incoming correlation id.
    words = [f"first_name={incoming.data.get('n', 0)}", f"last_name={incoming.data['entityId']}"]
    editing.add(session, registry.kind("contacts"), words)


HANDLER = Handler("example", ("test.*",), handle)
