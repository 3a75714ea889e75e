"""From the rows of dead letters to their stream: one process at a time, each once."""

from crmctl.events import dead_letters as letters
from crmctl.storage import dead_letters
from crmctl.storage.turns import Turns
from crmctl.wiring import Toolbox


def settle(toolbox: Toolbox, turns: Turns) -> None:
    """Have the stream hold every open dead letter, and no other.

    The row is there first: what a lost Redis has not taken is written by the next who comes.
    """
    with toolbox.system_transaction(write=False) as system:
        if dead_letters.is_settled(system):
            return
    with turns.reading():
        with toolbox.system_transaction(write=False) as system:
            new, old = dead_letters.unwritten(system), dead_letters.left(system)
        # Redis is asked outside of a transaction that writes: one that hangs holds up nobody.
        stream = toolbox.dead_letters
        letters.remove(stream, [row["entry"] for row in old])
        entries = [letters.append(stream, row) for row in new]
        with toolbox.system_transaction() as system:
            for row in old:
                dead_letters.place(system, row, None)
            for row, entry in zip(new, entries, strict=True):
                dead_letters.place(system, row, entry)
