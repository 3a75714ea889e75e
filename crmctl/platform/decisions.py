"""A decision as the platform tells of it, under any of the names that it has for that."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crmctl.errors import PermanentError
from crmctl.platform import payload
from crmctl.platform.handling import Incoming
from crmctl.records import approvals

APPROVED = "approved"
_OUTCOMES = {
    "approved": APPROVED,
    "auto_approved": APPROVED,
    "granted": APPROVED,
    "rejected": approvals.REJECTED,
    "cancelled": approvals.CANCELLED,
    "canceled": approvals.CANCELLED,
    "expired": approvals.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom, and by which event that came."""

    outcome: str
    who: str | None
    notes: str | None
    event_id: str

    def as_json(self) -> dict[str, Any]:
        """To be kept until its request is seen."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Decision":
        """The decision that was kept."""
        return cls(**kept)


def read(incoming: Incoming) -> Decision | None:
    """The decision; None where the event's type says one thing and its data another.

    PermanentError when neither says anything.
    """
    by_type = _OUTCOMES.get(incoming.type.rpartition(".")[2])
    word = payload.text(incoming, "decision")
    by_data = _OUTCOMES.get(word.lower()) if word else None
    outcome = by_type or by_data
    if outcome is None:
        raise PermanentError("data.decision is missing or unknown: nobody can say what was decided")
    if word and by_data != outcome:
        return None
    who = payload.text(incoming, "decidedById", "decidedBy")
    return Decision(outcome, who, payload.text(incoming, "decisionNotes", "notes"), incoming.id)
