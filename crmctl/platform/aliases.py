"""The names of the product's plan, and the types that are really on the wire.

The table of shared/platform-events.md, from the platform's own code.
"""

from collections.abc import Iterable, Iterator

REAL_TYPES = {
    "user.created": ("auth.user.created", "user.created", "user.joined", "workspace.member.added"),
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
}


def expanded(patterns: Iterable[str]) -> Iterator[str]:
    """The patterns with every plan name replaced by the types that it stands for."""
    for pattern in patterns:
        yield from REAL_TYPES.get(pattern, (pattern,))


def matches(pattern: str, type_: str) -> bool:
    """Whether an expanded pattern takes events of that type."""
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return type_.startswith(pattern[:-1])
    return pattern == type_
