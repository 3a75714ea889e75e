"""How publishing stands, as JSON of the contract and as an exit code."""

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database
from tests.redis_server import STREAM, RedisServer, free_port


def test_all_is_well(crmctl_on_both: Program, redis_server: RedisServer) -> None:
    crmctl_on_both.environment["CRMCTL_REDIS_URL"] = redis_server.url
    crmctl_on_both("contacts", "add", "email=a@b.example")
    shown = crmctl_on_both("events", "status", "--json", code=0)
    assert shown.err == ""
    assert shown.json() == {
        "healthy": True,
        "outbox": {"pending": 0, "oldestSeconds": None, "repeated": 0},
        "stream": {"name": STREAM, "length": 1},
        "groups": [],
        "retries": {"waiting": 0, "due": 0},
        "deadLetters": {"count": 0},
    }


@pytest.mark.parametrize("protocol", [2, 3])
def test_groups_and_dead_letters(crmctl: Program, redis_server: RedisServer, protocol: int) -> None:
    crmctl.environment["CRMCTL_REDIS_URL"] = f"{redis_server.url}?protocol={protocol}"
    rows = "".join(f"p{at}@x.example\n" for at in range(4))
    crmctl("import", crmctl.file("p.csv", f"email\n{rows}"), "--yes")
    with redis_server.client() as client:
        client.xgroup_create(STREAM, "crmctl", "0")
        client.xreadgroup("crmctl", "one", {STREAM: ">"}, count=3)
        client.xadd("hyvve:events:crm:dlq", {"event": "{}"})
    oldest = redis_server.entries()[0][0]
    shown = crmctl("events", "status", "--json").json()
    assert shown["groups"] == [{"name": "crmctl", "lag": 2, "pending": 3, "oldestPending": oldest}]
    assert shown["deadLetters"] == {"count": 1}
    table = crmctl("events", "status").out
    assert "group crmctl" in table
    assert "2 not read, 3 not acknowledged" in table


def test_what_waits_for_too_long_is_not_healthy(crmctl: Program, redis_server: RedisServer) -> None:
    crmctl("contacts", "add", "email=a@b.example")
    crmctl.environment["CRMCTL_REDIS_URL"] = redis_server.url
    assert crmctl("events", "status", "--json", code=0).json()["outbox"]["pending"] == 1
    Database(crmctl).run("UPDATE crm_outbox SET created_at = '2020-01-01T00:00:00.000Z'")
    shown = crmctl("events", "status", "--json", code=3)
    assert shown.json()["healthy"] is False
    assert shown.json()["outbox"]["oldestSeconds"] > 1_000_000
    assert "not well" in crmctl("events", "status", code=3).out


@pytest.mark.parametrize("url", [None, f"redis://127.0.0.1:{free_port()}/0"])
def test_without_redis_the_json_comes_all_the_same(
    crmctl_on_both: Program, url: str | None
) -> None:
    if url:
        crmctl_on_both.environment["CRMCTL_REDIS_URL"] = url
    crmctl_on_both("contacts", "add", "email=a@b.example")
    shown = crmctl_on_both("events", "status", "--json", code=4)
    document = shown.json()
    assert document["healthy"] is False
    assert document["outbox"]["pending"] == 1
    assert document["outbox"]["oldestSeconds"] >= 0
    assert document["stream"] == {"name": None, "length": None}
    assert "events wait in the outbox" in shown.err
    assert shown.err.count("\n") == 1
    assert crmctl_on_both("events", "status", code=4).out


def test_events_that_were_sent_again_are_counted(
    crmctl: Program, redis_server: RedisServer
) -> None:
    crmctl.environment["CRMCTL_REDIS_URL"] = redis_server.url
    crmctl("contacts", "add", "email=a@b.example")
    redis_server.do("FLUSHALL")
    relayed = crmctl("events", "relay", "--once")
    assert "lost 1 events" in relayed.err
    assert crmctl("events", "status", "--json").json()["outbox"]["repeated"] == 1


def test_a_wrong_password_is_a_matter_of_configuration(
    crmctl: Program, redis_server: RedisServer
) -> None:
    redis_server.do("CONFIG", "SET", "requirepass", "right")
    redis_server.password = "right"
    crmctl.environment["CRMCTL_REDIS_URL"] = redis_server.url.replace("//", "//:s3cret@")
    crmctl("contacts", "add", "email=a@b.example")
    for words in (["status"], ["relay", "--once"], ["tail", "--no-follow"]):
        refused = crmctl("events", *words, code=2)
        assert "password" in refused.err
        assert "s3cret" not in refused.err + refused.out
