"""Which handlers take which type."""

import pytest

from crmctl.platform import registry
from crmctl.platform.handling import Handler, Incoming
from crmctl.platform.registry import Registry
from crmctl.storage.session import Session


def nothing(_session: Session, _incoming: Incoming) -> None:
    """No matter."""


def named(name: str, *patterns: str) -> Handler:
    return Handler(name, patterns, nothing)


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ("*", ["a", "a.b", "*"], []),
        ("a.b", ["a.b"], ["a", "a.b.c", "a.bc", "A.B"]),
        ("a.*", ["a.b", "a.b.c"], ["a", "ab.c", "b.a.c"]),
        ("a.b.*", ["a.b.c"], ["a.b", "a.bc.d"]),
    ],
)
def test_patterns(pattern: str, taken: list[str], left: list[str]) -> None:
    assert [each for each in taken + left if registry.matches(pattern, each)] == taken


def test_handlers_act_in_the_order_in_which_they_are_given() -> None:
    found = Registry((named("b", "x.*"), named("a", "*"), named("c", "y.z", "x.y")))
    assert [each.name for each in found.of("x.y")] == ["b", "a", "c"]
    assert [each.name for each in found.of("q")] == ["a"]
    assert set(found.by_name) == {"a", "b", "c"}


def test_a_name_of_the_plan_stands_for_the_real_types() -> None:
    found = Registry((named("a", "user.created"),))
    assert found.of("workspace.member.added") == found.of("user.joined") != ()
    assert found.of("user.deleted") == ()


def test_types_from_outside_do_not_fill_the_memory() -> None:
    found = Registry((named("a", "x.*"),))
    for at in range(20_000):
        found.of(f"y.{at}")
    assert len(found.of("x.late")) == 1
    assert len(found.__dict__["_known"]) <= 10_000


def test_crmctls_own_come_first() -> None:
    names = [each.name for each in registry.handlers()]
    assert names[:3] == ["user_created", "business_created", "approval_completed"]
