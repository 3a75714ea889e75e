"""From bytes to an event: what is made up for, and what is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crmctl.platform import opening
from crmctl.platform.handling import Incoming
from crmctl.platform.opening import PoisonError, UnreadableError

LEAST: dict[str, Any] = {"id": "e1", "type": "user.created", "data": {"tenantId": "w1"}}


def opened(event: Any, most: int = 1_000_000) -> Incoming:
    value = event if isinstance(event, bytes) else json.dumps(event).encode()
    return opening.opened("1795471866300-5", value, most)


def test_what_is_left_out_is_made_up_for() -> None:
    incoming = opened(LEAST)
    assert (incoming.workspace, incoming.user, incoming.correlation) == ("w1", "system", "e1")
    assert incoming.source == ""
    assert incoming.timestamp == datetime.fromtimestamp(1795471866.3, UTC)
    opening.refuse_unknown(incoming)


def test_a_whole_event_is_taken_at_its_word() -> None:
    whole = LEAST | {
        "source": "platform",
        "timestamp": "2026-11-23T10:15:00.123Z",
        "correlationId": "c1",
        "tenantId": "w2",
        "userId": "u1",
        "version": "1.7",
        "unknown": 5,
    }
    incoming = opened(whole)
    assert (incoming.workspace, incoming.user, incoming.correlation) == ("w2", "u1", "c1")
    assert incoming.timestamp == datetime(2026, 11, 23, 10, 15, 0, 123_000, UTC)
    assert incoming.envelope["unknown"] == 5
    opening.refuse_unknown(incoming)


@pytest.mark.parametrize(
    ("over", "workspace"),
    [
        ({"workspaceId": "a", "tenantId": "b"}, "a"),
        ({"workspaceId": None, "tenantId": "b"}, "b"),
        ({"workspaceId": "", "data": {"workspaceId": "c", "tenantId": "d"}}, "c"),
        ({"data": {}}, ""),
    ],
)
def test_where_the_workspace_stands(over: dict[str, Any], workspace: str) -> None:
    assert opened(LEAST | over).workspace == workspace


def test_a_republished_event_is_the_one_that_it_was() -> None:
    again = LEAST | {"data": {"tenantId": "w1", "__originalEventId": "first"}}
    assert opened(again).id == "first"
    assert opened(LEAST | {"__originalEventId": "first"}).id == "first"


def test_a_time_without_a_zone_is_utc() -> None:
    moment = opened(LEAST | {"timestamp": "2026-11-23T10:15:00"}).timestamp
    assert moment == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [b"", b"{not json", b"null", b"[]", b"7", b'"x"', b'{"id": "\xff"}', b'{"a":' * 5_000],
)
def test_what_is_no_event_is_unreadable_for_everybody(value: bytes) -> None:
    with pytest.raises(UnreadableError):
        opened(value)


@pytest.mark.parametrize(
    "over",
    [
        {"data": None}, {"data": []}, {"userId": 5}, {"correlationId": {}}, {"tenantId": 7},
        {"timestamp": "soon"}, {"timestamp": 5}, {"id": "x" * 201}, {"id": "a\x00b"},
        {"type": "a\nb"}, {"userId": "\u202e"},
    ],
)  # fmt: skip
def test_what_could_be_taken_for_something_else_is_poison(over: dict[str, Any]) -> None:
    with pytest.raises(PoisonError):
        opened(LEAST | over)


@pytest.mark.parametrize("key", ["id", "type"])
@pytest.mark.parametrize("value", [None, "", 5, {}])
def test_nobody_can_act_without_an_id_and_a_type(key: str, value: Any) -> None:
    with pytest.raises(UnreadableError, match=key):
        opened(LEAST | {key: value})


def test_what_is_too_large_is_not_even_read() -> None:
    with pytest.raises(PoisonError, match="event-max-bytes"):
        opened(b"{" * 101, most=100)


@pytest.mark.parametrize(
    "over", [{"version": "2.0"}, {"version": 1}, {"data": {}}, {"tenantId": "*"}]
)
def test_what_no_handler_could_do_right_by(over: dict[str, Any]) -> None:
    with pytest.raises(PoisonError):
        opening.refuse_unknown(opened(LEAST | over))


def test_no_message_quotes_the_event() -> None:
    for value in (b'{"email": "ann@acme.example"', b'{"id": "ann@acme.example\x01", "data": {}}'):
        with pytest.raises(PoisonError) as error:
            opened(value)
        assert "acme" not in str(error.value)
