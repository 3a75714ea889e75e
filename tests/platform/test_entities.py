"""What an event is about: the lane in which its order is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crmctl.platform import entities
from crmctl.platform.handling import Incoming


def about(type_: str, data: dict[str, Any], workspace: str = "w") -> str:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return entities.entity(Incoming("e1", type_, "", workspace, "u", "c", moment, data, {}))


@pytest.mark.parametrize(
    ("type_", "data", "name"),
    [
        ("a.b", {"entityId": "x", "contactId": "y"}, "x"),
        ("crm.deal.won", {"contactId": "c", "dealId": "d"}, "d"),
        ("auth.user.created", {"userId": "u-9", "workspaceId": "w"}, "u-9"),
        ("approval.item.approved", {"approvalId": "a", "dealId": "d"}, "a"),
        ("some.thing", {"contactId": 7}, "7"),
        ("some.thing", {"id": "i"}, "i"),
        # A whole workspace is too much to hold up.
        ("workspace.member.added", {"workspaceId": "w", "memberId": "m"}, "m"),
        ("some.thing", {"name": "Ann"}, "e1"),
        ("some.thing", {"contactId": {"not": "a name"}}, "e1"),
    ],
)
def test_the_nearest_id_names_it(type_: str, data: dict[str, Any], name: str) -> None:
    assert about(type_, data) == f"w {name}"


def test_workspaces_are_apart() -> None:
    assert about("a.b", {"id": "x"}, "w1") != about("a.b", {"id": "x"}, "w2")


@pytest.mark.parametrize("odd", ["x" * 10_000, "a\x00b", "a\nb", "\ud83d"])
def test_a_name_that_no_database_takes_is_still_the_same_each_time(odd: str) -> None:
    found = about("a.b", {"id": odd})
    assert found == about("a.c", {"id": odd})
    assert found.isprintable()
    assert len(found) < 100
    assert found != about("a.b", {"id": odd + "x"})
