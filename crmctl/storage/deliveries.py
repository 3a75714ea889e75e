"""An event on its way to one handler: the facts that the inbox and the queues keep of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

# {(entity, handler): the first position} of queues that are not empty.
Lanes = Mapping[tuple[str, str], str]


class Delivery(NamedTuple):
    """What is known before the handler has seen it; `event` is byte for byte what came."""

    workspace: str
    group: str
    event_id: str
    handler: str
    entity: str
    stream_id: str
    type: str
    correlation: str
    event: bytes

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others of its group."""
        return (self.workspace, self.event_id, self.handler)

    @property
    def lane(self) -> tuple[str, str]:
        """What must stay in order."""
        return (self.entity, self.handler)

    def is_behind(self, lanes: Lanes) -> bool:
        """Whether an earlier one waits in its lane; what waits behind it is no reason to wait."""
        first = lanes.get(self.lane)
        return first is not None and first < position(self.stream_id)

    def columns(self) -> dict[str, Any]:
        """As the queues keep it."""
        return {
            "workspace_id": self.workspace,
            "group_name": self.group,
            "event_id": self.event_id,
            "handler": self.handler,
            "entity": self.entity,
            "position": position(self.stream_id),
            "stream_id": self.stream_id,
            "type": self.type,
            "correlation_id": self.correlation,
            "event": self.event,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try came to nothing; `stack` is where."""

    type: str
    message: str
    stack: str | None = None


def position(stream_id: str) -> str:
    """An entry's id, written so that text sorts as the stream does."""
    milliseconds, _, number = stream_id.partition("-")
    return f"{int(milliseconds):020d}-{int(number or 0):020d}"


def of_row(row: Any) -> Delivery:
    """The delivery that a row of a queue keeps."""
    return Delivery(
        row["workspace_id"],
        row["group_name"],
        row["event_id"] or "",
        row["handler"],
        row["entity"],
        row["stream_id"],
        row["type"],
        row["correlation_id"],
        bytes(row["event"]),
    )
