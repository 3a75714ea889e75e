"""The names of the product's plan, and what stands on the wire in their place.

Table: shared/platform-events.md. Both are accepted wherever a handler says which events it takes.
"""

from collections.abc import Iterable

# Not in the plan, but without it no decision leads to the action that it decides.
APPROVAL_REQUESTED = "approval.requested"

_ON_THE_WIRE = {
    "user.created": (
        "auth.user.created",
        "user.created",
        "user.joined",
        "workspace.member.added",
    ),
    "business.created": ("business.created", "workspace.workspace.created"),
    "approval.completed": (
        "approval.item.approved",
        "approval.item.auto_approved",
        "approval.item.rejected",
        "approval.item.cancelled",
        "approval.item.expired",
        "approval.completed",
        "approval.granted",
        "approval.rejected",
    ),
    APPROVAL_REQUESTED: ("approval.item.requested",),
}


def expand(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns, with every name of the plan as the types that it means."""
    named = [type_ for each in patterns for type_ in _ON_THE_WIRE.get(each, (each,))]
    return tuple(dict.fromkeys(named))
