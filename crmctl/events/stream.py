"""The platform's stream on Redis: what the relay writes, and what everyone reads."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crmctl.errors import ConfigurationError, CrmctlError, ServiceUnavailableError

START = "0-0"
FIELD = "event"

# All of a lot or nothing, in one piece, and only for the relay that leads: a command of an earlier
# leader that is still on its way finds another mark under the key and is refused. The mark names
# the last entry too: a Redis that came back without it refuses what would hide the gap.
_APPEND = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
    return redis.error_reply('FENCED another relay leads')
end
local made = {}
for i = 3, #ARGV do made[i - 2] = redis.call('XADD', KEYS[1], '*', 'event', ARGV[i]) end
redis.call('SET', KEYS[2], ARGV[2] .. ' ' .. made[#made])
return made
"""
_OURS = re.compile(rb'\{"id":"([0-9a-f-]{36})"').match


class UnknownOutcomeError(ServiceUnavailableError):
    """The connection to Redis broke while events were being sent: the next run looks for them."""


class FencedError(ServiceUnavailableError):
    """Another relay has taken over, or Redis has lost its data: run it again."""


class NoGroupError(CrmctlError):
    """The group of the stream is gone, or the stream itself: events listen makes it again."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of consumers: how far behind it is (entries), and what it has not acknowledged."""

    name: str
    last_id: str
    pending: int
    oldest_pending: str | None
    lag: int


@dataclass(slots=True)
class Lead:
    """The right to write, as long as the mark stands under the leader's key."""

    token: str
    mark: str


class Stream:
    """One stream of one server."""

    def __init__(self, client: Any, name: str) -> None:
        """The client must not send a command again by itself: see `connecting.open_client`."""
        self.client = client
        self.name = name
        self._append = self.client.register_script(_APPEND)

    @property
    def _leader_key(self) -> str:
        return f"{self.name}:relay"

    @property
    def nudges(self) -> str:
        """The channel on which those who have written wake the relay."""
        return f"{self.name}:nudge"

    def lead(self, token: str) -> Lead:
        """From here on, only the holder of this token writes."""
        with reached():
            self.client.set(self._leader_key, token)
        return Lead(token, token)

    def check(self, lead: Lead) -> None:
        """Raise FencedError when another leads by now, or Redis has lost what was written."""
        with reached():
            mark = self.client.get(self._leader_key)
        if mark != lead.mark.encode():
            raise FencedError

    def append(self, lead: Lead, envelopes: Sequence[str]) -> list[str]:
        """Write the events in order; returns the id of each entry.

        Raises UnknownOutcomeError when the answer was lost, FencedError as `check` does.
        """
        import redis

        keys = [self.name, self._leader_key]
        try:
            with reached():
                made = self._append(keys=keys, args=[lead.mark, lead.token, *envelopes])
        except ServiceUnavailableError as error:
            if isinstance(error.__cause__, (redis.ConnectionError, redis.TimeoutError)):
                raise UnknownOutcomeError from error
            raise
        entries = [entry.decode() for entry in made]
        lead.mark = f"{lead.token} {entries[-1]}"
        return entries

    def end(self) -> str:
        """The id of the last entry that was ever written."""
        info = self._info()
        return info["last-generated-id"].decode() if info else START

    def has(self, entry: str) -> bool:
        """Whether the entry is there."""
        with reached():
            return bool(self.client.xrange(self.name, entry, entry))

    def present(self, entries: Sequence[str]) -> list[bool]:
        """Whether each entry is there."""
        with reached(), self.client.pipeline(transaction=False) as pipeline:
            for entry in entries:
                pipeline.xrange(self.name, entry, entry)
            return [bool(found) for found in pipeline.execute()]

    def ids_after(self, entry: str) -> dict[str, str]:
        """{event: entry} of what stands after the entry, for the events that crmctl wrote."""
        found: dict[str, str] = {}
        for at, value in self.entries(f"({entry}"):
            ours = _OURS(value)
            if ours:
                found[ours[1].decode()] = at
        return found

    def entries(
        self, start: str = "-", lot: int = 1_000, end: str = "+"
    ) -> Iterator[tuple[str, bytes]]:
        """(id, event) from the start on, up to the end; `(id` leaves that one out."""
        while True:
            with reached():
                found = self.client.xrange(self.name, start, end, count=lot)
            yield from ((at.decode(), first_value(fields)) for at, fields in found)
            if len(found) < lot:
                return
            start = f"({found[-1][0].decode()}"

    def next_entries(
        self, after: str, block_ms: int, count: int = 1_000
    ) -> list[tuple[str, bytes]]:
        """What comes after the entry, waited for at most so long."""
        with reached():
            answer = self.client.xread({self.name: after}, count=count, block=block_ms)
        lots = answer.values() if isinstance(answer, dict) else [each[1] for each in answer or ()]
        return [(at.decode(), first_value(fields)) for lot in lots for at, fields in _flat(lot)]

    def length(self) -> int:
        """How many entries there are."""
        with reached():
            return int(self.client.xlen(self.name))

    def groups(self) -> list[Group]:
        """Every group that reads the stream."""
        if not self._info():
            return []
        with reached():
            return [self._group(info) for info in self.client.xinfo_groups(self.name)]

    def trim_below(self, entry: str) -> int:
        """Drop the entries before this one; returns how many."""
        with reached():
            return int(self.client.xtrim(self.name, minid=entry, approximate=False))

    def nudge(self) -> None:
        """Wake the relay that leads."""
        with reached():
            self.client.publish(self.nudges, "1")

    def _info(self) -> dict[str, Any] | None:
        import redis

        try:
            with reached():
                info: dict[str, Any] = self.client.xinfo_stream(self.name)
                return info
        except CrmctlError as error:
            cause = error.__cause__
            if isinstance(cause, redis.ResponseError) and "no such key" in str(cause):
                return None
            raise

    def _group(self, info: dict[str, Any]) -> Group:
        last = info["last-delivered-id"].decode()
        name = info["name"].decode()
        with reached():
            pending = self.client.xpending(self.name, name)
            # Redis before 7 keeps no count of what a group has not read.
            lag = info.get("lag")
            if lag is None:
                lag = sum(1 for _ in self.entries(f"({last}"))
        oldest = pending["min"].decode() if pending["min"] else None
        return Group(name, last, info["pending"], oldest, lag)


@contextmanager
def nudged(client: Any, channel: str) -> Iterator[Callable[[float], None]]:
    """Listen on the channel; yields a wait of at most so many seconds, ended by a nudge."""
    with reached(), client.pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe(channel)

        def wait(seconds: float) -> None:
            with reached():
                # The first call may return for the confirmation alone.
                listener.get_message(timeout=seconds)
                while listener.get_message(timeout=0):
                    pass

        yield wait


def first_value(fields: dict[bytes, bytes] | None) -> bytes:
    """The event of an entry: the value of its first field, whatever its name."""
    return next(iter(fields.values()), b"") if fields else b""


def order(entry: str) -> tuple[int, int]:
    """What entries' ids sort by."""
    milliseconds, _, number = entry.partition("-")
    return int(milliseconds), int(number or 0)


def _flat(lot: Any) -> Any:
    """RESP3 answers of some servers nest the entries once more."""
    return lot[0] if lot and isinstance(lot[0], list) else lot


@contextmanager
def reached() -> Iterator[None]:
    """Raise the errors of the tree in place of the client's, with the client's as their cause."""
    import redis

    try:
        yield
    except redis.AuthenticationError as error:
        raise ConfigurationError("Redis refuses this user or password (--redis)") from error
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise _unavailable(error) from error
    except redis.ResponseError as error:
        raise _refused(error) from error
    except redis.RedisClusterException as error:
        if "slot" in str(error):
            raise ConfigurationError(_REFUSALS["CROSSSLOT"][1]) from error
        raise _unavailable(error) from error
    except redis.RedisError as error:
        raise ConfigurationError(
            "What answers there does not speak as Redis does: see to its address "
            "(--redis, CRMCTL_REDIS_URL)"
        ) from error


def _unavailable(error: Any) -> ServiceUnavailableError:
    loading = getattr(error, "status_code", None) == "LOADING"
    reason = "it is loading its data" if loading else "no answer"
    return ServiceUnavailableError(
        f"Redis could not be reached ({reason}): events wait in the outbox; see that it runs "
        "and that its address is right (--redis, CRMCTL_REDIS_URL)"
    )


_REFUSALS = {
    "FENCED": (FencedError, ""),
    "NOGROUP": (NoGroupError, ""),
    "OOM": (ServiceUnavailableError, "Redis is out of memory: events wait in the outbox"),
    "READONLY": (ServiceUnavailableError, "This Redis is a read-only replica: name its master"),
    "LOADING": (ServiceUnavailableError, "Redis is loading its data: try again in a moment"),
    "NOREPLICAS": (ServiceUnavailableError, "Redis has too few replicas to take events"),
    "MASTERDOWN": (ServiceUnavailableError, "This Redis is a replica that has lost its master"),
    "CLUSTERDOWN": (ServiceUnavailableError, "The Redis cluster is down: try again in a moment"),
    "MISCONF": (
        ServiceUnavailableError,
        "Redis cannot save to its disk: events wait in the outbox",
    ),
    "WRONGTYPE": (
        ConfigurationError,
        "Another kind of value is under the stream's key: rename it, or set another stream",
    ),
    "NOAUTH": (ConfigurationError, "Redis asks for a password (--redis)"),
    "WRONGPASS": (ConfigurationError, "Redis refuses this user or password (--redis)"),
    "NOPERM": (ConfigurationError, "This Redis user may not do that: extend its rights"),
    "CROSSSLOT": (
        ConfigurationError,
        "On a cluster, put the same {tag} into the names of the stream and of the dead letters",
    ),
}


def _refused(error: Any) -> CrmctlError:
    # The client takes the sign off the errors that it knows, and keeps it beside.
    said = f"{error.status_code or ''} {error}".strip()
    for sign, (kind, message) in _REFUSALS.items():
        if sign in said:
            return kind(message)
    return CrmctlError(f"Redis refused: {said}")
