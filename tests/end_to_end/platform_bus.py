"""The platform's side of the bus: it publishes in its own format, and reads what crmctl says."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from tests.redis_server import STREAM, RedisServer


@dataclass(frozen=True)
class Bus:
    """A Redis that the platform and crmctl share."""

    server: RedisServer

    def publish(
        self, type_: str, data: dict[str, Any], workspace: str = "default", **over: Any
    ) -> dict[str, Any]:
        """Put an event on the stream, as the platform's own publisher writes it."""
        event = {
            "id": str(uuid.uuid4()),
            "type": type_,
            "source": "platform",
            "timestamp": "2026-11-23T10:15:00.123Z",
            "correlationId": f"corr-{uuid.uuid4().hex[:8]}",
            "tenantId": workspace,
            "userId": "u-platform",
            "version": "1.0",
            "data": data,
            **over,
        }
        self.again(event)
        return event

    def again(self, event: dict[str, Any]) -> None:
        """Put the very same event on the stream once more."""
        self.server.do("XADD", STREAM, "MAXLEN", "~", 2_592_000, "*", "event", json.dumps(event))

    def heard(self, prefix: str = "") -> list[dict[str, Any]]:
        """What crmctl has published, in order."""
        ours = [event for event in self.server.events() if event["source"] == "crm"]
        return [event for event in ours if event["type"].startswith(prefix)]
