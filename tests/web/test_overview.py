"""The status page: for whoever runs crmctl and nobody else, and without a customer on it.

Tried: other hosts' names (DNS rebinding), proxies, wrong and old tokens, markup in what it shows,
a Redis and a database that are away.
"""

from datetime import timedelta

import pytest

from crmctl.gmail import mailboxes
from crmctl.storage import queries, tables
from crmctl.web import overview
from jobs import export_records
from tests.exporting import making
from tests.web import serving
from tests.web.test_pages import Reader


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url)
    yield made
    made.close()


@pytest.fixture
def server(toolbox):
    with serving.running(toolbox) as made:
        yield made


def words(answer):
    assert answer.status == 200
    return Reader(answer.body.decode()).words


def mailbox(toolbox, **values):
    with toolbox.transaction() as session:
        row = {
            "id": "m1", "user_id": "<b>ann</b>", "email": "ann.lee@acme.example", "aliases": [],
            "scopes": ["https://www.googleapis.com/auth/gmail.readonly"],
            "status": mailboxes.NEEDS_RECONNECT, "connected_at": session.now(),
            "last_error": "Google has ended the login of ann.lee@acme.example",
            "last_sync_at": session.now() - timedelta(hours=1), "messages_logged": 7,
        }  # fmt: skip
        queries.add(session, tables.mailboxes, [row | values])


def test_before_there_is_anything(server):
    found = words(server("/"))
    assert "How things stand" in found
    assert "No mailbox is connected: crmctl gmail connect" in found
    assert found.count("There was none yet.") == 2


def test_how_things_stand_without_a_customer(toolbox, server):
    making.add_people(toolbox, 3)
    mailbox(toolbox)
    export_records.run(toolbox, making.asked(filters=("email~p1",)))
    answer = server("/")
    found = words(answer)
    for each in ("<b>ann</b>", "a…@acme.example", "needs reconnect", "read", "completed",
                 "Google has ended the login of a…@acme.example", "1", "not well"):  # fmt: skip
        assert each in found, each
    for each in (b"ann.lee", b"x.example", b"p1@", b"<b>ann", b"http://", b"/exports/"):
        assert each not in answer.body, each
    assert not {"script", "form", "a", "img"} & set(Reader(answer.body.decode()).tags)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.0.0.1:8765", "[::1]:8765"])
def test_by_the_names_of_this_machine(server, name):
    assert server("/", Host=name).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "10.0.0.1"},
        {"X_Forwarded_For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"Host": "evil.example", "Cookie": "crmctl=x"},
    ],
)
def test_nobody_else_sees_it(server, headers):
    answer = server("/", **headers)
    assert answer.status == 404
    assert b"How things stand" not in answer.body


def test_a_token_opens_it_from_anywhere(toolbox, server):
    good = overview.token(toolbox)
    answer = server(f"/?token={good}", Host="crm.example")
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    kept = cookie.partition(";")[0]
    assert server("/", Host="crm.example", Cookie=kept).status == 200
    for bad in (good[:-1], good + "0", good.upper(), "", "é"):
        assert server("/", Host="crm.example", Cookie=f"crmctl={bad}").status == 404
    assert server(f"/?token={good[:-1]}", Host="crm.example").status == 404
    assert server("/", "POST", Host="crm.example", Cookie=kept).status == 404


def test_a_page_made_a_moment_ago_serves_again(toolbox, server):
    first = server("/").body
    mailbox(toolbox)
    assert server("/").body == first


def test_a_redis_that_is_away_is_said(database_url, tmp_path):
    toolbox = making.open_toolbox(tmp_path / "home", database_url, redis="redis://127.0.0.1:9/0")
    with serving.running(toolbox) as server:
        found = words(server("/"))
    toolbox.close()
    assert "not well" in found
    assert any("Redis" in each and "reached" in each for each in found)
