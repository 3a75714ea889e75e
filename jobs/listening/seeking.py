"""Moving a group: what it will skip, or see again."""

from dataclasses import dataclass

from crmctl.errors import UsageError
from crmctl.events import consumer
from crmctl.events.stream import START, Stream, order
from crmctl.storage import listeners
from crmctl.wiring import Toolbox


@dataclass(frozen=True, slots=True)
class Move:
    """From one entry to another: how many entries lie between, and in which direction."""

    group: str
    before: str
    after: str
    skipped: int = 0
    again: int = 0


def plan(toolbox: Toolbox, group: str, to: str) -> Move:
    """What moving the group behind that entry means; `$` is the end of the stream."""
    stream = toolbox.line.stream
    found = consumer.groups(stream)
    if group not in found:
        raise UsageError(f"There is no group {group!r}: crmctl events listen makes it")
    before, after = found[group], stream.end() if to == "$" else to
    if order(after) >= order(before):
        return Move(group, before, after, skipped=_between(stream, before, after))
    return Move(group, before, after, again=_between(stream, after, before))


def make(toolbox: Toolbox, move: Move) -> None:
    """Move the group; a group that is lost later is made again from there too."""
    with toolbox.system_transaction() as system:
        listeners.move(system, toolbox.target, move.group, move.after)
    consumer.move_group(toolbox.line.stream, move.group, move.after)


def _between(stream: Stream, after: str, up_to: str) -> int:
    return 0 if up_to == START else sum(1 for _ in stream.entries(f"({after}", end=up_to))
