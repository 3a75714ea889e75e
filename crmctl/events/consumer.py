"""One worker of a group on the stream: reading, taking over from the dead, acknowledging.

What a worker has read and not acknowledged is its own till it is dead: a restarted worker finds it
again, for its name stays the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmctl.errors import CrmctlError
from crmctl.events.stream import START, NoGroupError, Stream, first_value, order, reached

# An entry's id and its event; None where trimming has taken the event away.
Entry = tuple[str, bytes | None]

_LOT = 500

# Of one answer, but for what comes with the last hundred: a lot of large events is a small one.
MOST_BYTES = 16 * 1024 * 1024

# New entries: their ids with the sizes of their events, all events in one piece, and who has some
# in hand. The client takes an answer of many parts to pieces at ten times the cost.
_READ = """
local about, events, names = {}, {}, {}
local wanted, room = tonumber(ARGV[3]), tonumber(ARGV[4])
while #about < wanted and room > 0 do
    local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2],
        'COUNT', math.min(wanted - #about, 100), 'STREAMS', KEYS[1], '>')
    if not read then break end
    for _, entry in ipairs(read[1][2]) do
        local event = entry[2][2]
        about[#about + 1] = entry[1] .. ' ' .. #event
        events[#events + 1] = event
        room = room - #event
    end
end
for at, each in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1])[4] or {}) do
    names[at] = each[1]
end
return {table.concat(about, ' '), table.concat(events), names}
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """New entries, and which others of the group have some in hand."""

    entries: list[Entry]
    others: list[str]

    @property
    def size(self) -> int:
        """The bytes of all events together."""
        return sum(len(value) for _, value in self.entries if value is not None)


class Consumer:
    """A worker of a group, by its name."""

    def __init__(self, stream: Stream, group: str, name: str) -> None:
        """The stream's client must not send a command again by itself."""
        self.stream = stream
        self.group = group
        self.name = name
        self._read = stream.client.register_script(_READ)

    def read(self, count: int) -> Reading:
        """The next entries that nobody has got, so many at most, without waiting for any.

        After an error nobody knows whether entries were given out: `left_over` has them.
        """
        with reached():
            about, events, names = self._read(
                keys=[self.stream.name], args=[self.group, self.name, count, MOST_BYTES]
            )
        return Reading(list(_cut(about.decode().split(), events)), self._but_this(names))

    def left_over(self) -> Iterator[list[Entry]]:
        """What this worker has read and not acknowledged, in lots, in the order of the stream."""
        after = START
        while True:
            with reached():
                lot = _entries(self.stream.client.execute_command(*self._left_over_words(after)))
            if not lot:
                return
            yield lot
            after = lot[-1][0]

    def take_over(self, name: str) -> int:
        """Make what a dead worker had in hand this one's own; returns how many entries.

        The caller holds the dead one's name, so that it does not come back meanwhile.
        """
        client, stream, taken = self.stream.client, self.stream.name, 0
        with reached():
            while True:
                pending = client.xpending_range(
                    stream, self.group, "-", "+", _LOT, consumername=name
                )
                if not pending:
                    break
                entries = [each["message_id"] for each in pending]
                client.xclaim(stream, self.group, self.name, 0, entries, justid=True)
                taken += len(entries)
            # Nothing is pending: nobody loses an entry with it.
            client.xgroup_delconsumer(stream, self.group, name)
        return taken

    def acknowledge(self, entries: Sequence[str]) -> None:
        """The group is done with these; only after their commit."""
        if entries:
            with reached():
                self.stream.client.xack(self.stream.name, self.group, *entries)

    def remove(self, entries: Sequence[str]) -> None:
        """Take off the stream those of these that every group on it has acknowledged.

        Their dead letters hold them whole. What another group has not seen yet stays: it is that
        one's as well.
        """
        if entries:
            every = groups(self.stream)
            done = [each for each in entries if self._all_are_done(each, every)]
            if done:
                with reached():
                    self.stream.client.xdel(self.stream.name, *done)

    def _all_are_done(self, entry: str, every: Mapping[str, str]) -> bool:
        client, stream = self.stream.client, self.stream.name
        with reached():
            return all(
                order(last) >= order(entry)
                and not client.xpending_range(stream, group, entry, entry, 1)
                for group, last in every.items()
            )

    def position(self) -> str:
        """The last entry that the group gave to anybody; NoGroupError where there is none."""
        found = groups(self.stream)
        if self.group not in found:
            raise NoGroupError
        return found[self.group]

    def others(self) -> list[str]:
        """Who else of the group has something in hand."""
        with reached():
            pending = self.stream.client.xpending(self.stream.name, self.group)
        return self._but_this(each["name"] for each in pending["consumers"] or ())

    def _but_this(self, names: Iterable[bytes]) -> list[str]:
        return [name for name in map(bytes.decode, names) if name != self.name]

    def _left_over_words(self, after: str) -> list[Any]:
        who = ("GROUP", self.group, self.name, "COUNT", _LOT)
        return ["XREADGROUP", *who, "STREAMS", self.stream.name, after]


def groups(stream: Stream) -> dict[str, str]:
    """{group: the last entry that it gave to anybody}; without counting what they have not read."""
    with reached():
        if not stream.client.exists(stream.name):
            return {}
        found = stream.client.xinfo_groups(stream.name)
    return {each["name"].decode(): each["last-delivered-id"].decode() for each in found}


def make_group(stream: Stream, group: str, start: str) -> bool:
    """Make the group, and the stream with it; returns whether it was not there."""
    import redis

    try:
        with reached():
            stream.client.xgroup_create(stream.name, group, start, mkstream=True)
    except CrmctlError as error:
        cause = error.__cause__
        if isinstance(cause, redis.ResponseError) and "BUSYGROUP" in str(cause):
            return False
        raise
    return True


def resume_at(stream: Stream, known: Collection[str]) -> str:
    """Where a lost group goes on: behind what each of its workers was done with.

    A stream that ends before that is another one, which nobody has read. What is read twice is
    known to the inbox.
    """
    first = min(known, key=order)
    return first if order(stream.end()) >= order(first) else START


def move_group(stream: Stream, group: str, to: str) -> None:
    """Have the group go on behind that entry."""
    with reached():
        stream.client.xgroup_setid(stream.name, group, to)


def _cut(about: Sequence[str], events: bytes) -> Iterator[Entry]:
    """The entries of which `about` tells the id and the size, in turns."""
    start = 0
    for entry, size in zip(about[::2], map(int, about[1::2]), strict=True):
        yield entry, events[start : start + size]
        start += size


def _entries(answer: Any) -> list[Entry]:
    lots = answer.values() if isinstance(answer, dict) else [each[1] for each in answer or ()]
    return [
        (at.decode(), first_value(fields) if fields else None)
        for lot in lots
        for at, fields in (lot[0] if lot and isinstance(lot[0], list) else lot)
    ]
