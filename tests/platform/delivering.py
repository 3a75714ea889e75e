"""Events as other modules publish them, handed to a handler as the listener does."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from crmctl.clock import Clock, SystemClock
from crmctl.platform import aliases
from crmctl.platform.handling import Handler, Incoming
from crmctl.storage import ids
from tests.conftest import NOON, Workspace

USERS = aliases.expand(["user.created"])
BUSINESSES = aliases.expand(["business.created"])
DECISIONS = aliases.expand(["approval.completed"])


@dataclass
class Post:
    """Delivers events of one workspace, each in a transaction of its own."""

    engine: Engine
    workspace: str = "w-test"
    clock: Clock = field(default_factory=SystemClock)
    sent: list[Incoming] = field(default_factory=list)

    def incoming(self, type_: str, data: dict[str, Any], workspace: str | None = None) -> Incoming:
        name = workspace or self.workspace
        id_ = ids.new(NOON)
        envelope = {"id": id_, "type": type_, "tenantId": name, "data": data}
        return Incoming(
            id_, type_, "platform", name, "u-platform", f"corr-{id_}", NOON, data, envelope
        )

    def deliver(
        self, handler: Handler, type_: str, data: dict[str, Any], workspace: str | None = None
    ) -> Incoming:
        event = self.incoming(type_, data, workspace)
        self.hand_over(handler, event)
        return event

    def hand_over(self, handler: Handler, event: Incoming) -> None:
        place = Workspace(
            self.engine, event.workspace, event.user, event.correlation, clock=self.clock
        )
        with place.open() as session:
            handler.handle(session, event)
