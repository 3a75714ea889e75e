"""From the rows of dead letters to their stream: one worker at a time, each once."""

from crmctl.events import dead_letters as letters
from crmctl.storage import dead_letters
from crmctl.storage.turns import Turns
from crmctl.wiring import Toolbox


def publish(toolbox: Toolbox, turns: Turns) -> int:
    """Write those to the stream that are not there yet; returns how many.

    The row is there first: what a lost Redis has not taken is written by the next who comes.
    """
    with toolbox.system_transaction(write=False) as system:
        if not dead_letters.has_unpublished(system):
            return 0
    with turns.reading():
        with toolbox.system_transaction(write=False) as system:
            rows = dead_letters.unpublished(system)
        # Redis is asked outside of a transaction that writes: one that hangs holds up nobody.
        entries = [letters.append(toolbox.dead_letters, row) for row in rows]
        with toolbox.system_transaction() as system:
            for row, entry in zip(rows, entries, strict=True):
                dead_letters.published(system, row, entry)
    return len(rows)
