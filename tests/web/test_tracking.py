"""Pixels and links over real HTTP: always the same bytes, and nowhere but the stored URL.

Tried: forged, shortened and replayed tokens; open redirects by every trick; HEAD; machines; the
database away for a while; a server killed with hits it had answered; many at once.
"""

import threading
import time
from datetime import timedelta

import pytest

from crmctl.gmail import tracking
from crmctl.gmail.tracking import Token
from crmctl.storage import queries, tables
from crmctl.web.tracking import _PIXEL
from tests.conftest import envelopes_in
from tests.exporting import making
from tests.gmail.test_machines import CHROME, MACHINES
from tests.web import serving

PIXEL, ONE, ODD = "p" * 22, "1" * 22, "o" * 22
URL = "https://a.example/~x;y?q=1&r=%20#top"
TOKENS = [Token(PIXEL, 0, None), Token(ONE, 1, URL), Token(ODD, 2, 'https://ü.example/ä b?"<>')]


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url)
    making.add_people(made, 1)
    send(made)
    yield made
    made.close()


def send(toolbox):
    """A tracked mail of a minute ago."""
    with toolbox.transaction() as session:
        sent_at = session.now() - timedelta(minutes=1)
        tracking.keep(session, "s1", "c1", TOKENS, sent_at)
        tracking.put_on_time_line(session, "s1", "a1", sent_at)


@pytest.fixture
def server(toolbox):
    with serving.running(toolbox) as made:
        yield made


def get(server, path, method="GET", agent=CHROME, **headers):
    return server(path, method, User_Agent=agent, **headers)


def stored(toolbox):
    with toolbox.transaction(write=False) as session:
        return [(row["token"][0], row["class"]) for row in queries.find(session, tables.hits)]


def told(toolbox):
    with toolbox.transaction(write=False) as session:
        events = envelopes_in(session)
    return sorted(
        (e["type"], e["userId"], e["data"].get("url"))
        for e in events
        if e["type"].startswith("crm.email.")
    )


def wait(holds, seconds=90):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.mark.parametrize("token", [PIXEL, ONE, "x" * 22, "x", "A" * 500, "%00", "p" * 21])
def test_the_pixel_is_always_the_same(server, token):
    answer = get(server, f"/t/o/{token}.gif")
    assert (answer.status, answer.body) == (200, _PIXEL)
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_leads_to_where_it_was_meant_to(server):
    answer = get(server, f"/t/c/{ONE}")
    assert (answer.status, answer.headers["Location"], answer.body) == (302, URL, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert get(server, f"/t/c/{ODD}").headers["Location"] == (
        'https://%C3%BC.example/%C3%A4%20b?"<>'
    )


@pytest.mark.parametrize(
    "way",
    ["{pixel}", "{one}?url=https://evil.example", "{short}", "{one}x", "{upper}", "{one}/",
     "{one}%00",
     "{one}%0d%0aLocation:%20https://evil.example", "https://evil.example", "//evil.example",
     "https:%2f%2fevil.example", "%2f%2fevil.example", "..//evil.example", "{one}@evil.example",
     "{one}.evil.example", "{one}%2f..%2f..%2fevil.example", "\\\\evil.example", "x" * 22, "",
     "{one}%23@evil.example", "%F0%9F%92%A9"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(server, way):
    path = way.format(pixel=PIXEL, one=ONE, short=ONE[:-1], upper="P" * 22)
    answer = get(server, f"/t/c/{path}", Host="evil.example", X_Forwarded_Host="evil.example")
    if answer.status == 302:
        assert answer.headers["Location"] == URL
        assert way.startswith("{one}?")
    else:
        assert (answer.status, answer.headers["Location"]) == (404, None)
    assert "evil" not in str(answer.headers)


def test_one_open_and_one_click_by_a_person(toolbox):
    with serving.running(toolbox) as server:
        for _ in range(3):
            get(server, f"/t/o/{PIXEL}.gif")
        get(server, f"/t/c/{ONE}")
        get(server, f"/t/c/{ONE}", "HEAD")
        get(server, f"/t/o/{'x' * 22}.gif")
        wait(lambda: len(stored(toolbox)) == 5)
        assert told(toolbox) == [
            ("crm.email.clicked", "u-test", URL), ("crm.email.opened", "u-test", None),
        ]  # fmt: skip
    assert sorted(stored(toolbox)) == [("1", "bot"), ("1", "human"), *[("p", "human")] * 3]
    assert list((toolbox.settings.home / "hits").iterdir()) == []


def test_machines_are_no_people(toolbox):
    with serving.running(toolbox) as server:
        for agent in MACHINES:
            get(server, f"/t/o/{PIXEL}.gif", agent=agent)
            get(server, f"/t/c/{ONE}", agent=agent)
    assert len(stored(toolbox)) == 2 * len(MACHINES)
    assert "human" not in {name for _, name in stored(toolbox)}
    assert told(toolbox) == []


def test_a_scanner_that_follows_everything(toolbox):
    with serving.running(toolbox) as server:
        for token in (ONE, ODD, ONE):
            get(server, f"/t/c/{token}")
    assert [name for _, name in stored(toolbox)] == ["bot"] * 3
    assert told(toolbox) == []


def test_the_last_hits_are_stored_before_the_server_ends(toolbox):
    with serving.running(toolbox) as server:
        get(server, f"/t/o/{PIXEL}.gif")
    assert stored(toolbox) == [("p", "human")]


def test_hits_wait_while_the_database_is_away(tmp_path):
    toolbox = making.open_toolbox(tmp_path / "home", f"sqlite:///{tmp_path}/data.db")
    send(toolbox)
    with serving.running(toolbox) as server:
        assert get(server, f"/t/c/{ONE}").status == 302
        toolbox.bare_engine.dispose()
        away = [path.rename(path.with_suffix(path.suffix + ".away"))
                for path in tmp_path.glob("data.db*")]  # fmt: skip
        (tmp_path / "data.db").mkdir()
        assert [get(server, f"/t/o/{PIXEL}.gif").status for _ in range(20)] == [200] * 20
        # A link that was asked for before is known still.
        assert get(server, f"/t/c/{ONE}").status == 302
        assert get(server, f"/t/c/{ODD}").status == 503
        time.sleep(5)
        (tmp_path / "data.db").rmdir()
        for path in away:
            path.rename(path.with_suffix(""))
        wait(lambda: len(stored(toolbox)) == 22)
    toolbox.close()


def test_another_server_takes_what_a_killed_one_had_answered(toolbox):
    """The kill itself: a spool whose process is gone, as test_spool has it."""
    from crmctl.clock import SystemClock
    from crmctl.gmail.hits import Hit
    from crmctl.gmail.machines import Visit
    from crmctl.gmail.spool import Spool

    left = Spool(toolbox.settings.home / "hits", SystemClock())
    made = Hit("h1", PIXEL, toolbox.clock.now(), Visit("GET", CHROME, "198.51.100.7", {}))
    left.add(made.line())
    left.add(made.line()[:-20])
    left.turn()
    with serving.running(toolbox):
        wait(lambda: stored(toolbox) == [("p", "human")])
    assert told(toolbox) == [("crm.email.opened", "u-test", None)]


def test_many_at_once_are_all_kept(toolbox):
    with serving.running(toolbox) as server:

        def ask():
            for _ in range(50):
                assert get(server, f"/t/o/{PIXEL}.gif").status == 200

        threads = [threading.Thread(target=ask) for _ in range(10)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert stored(toolbox) == [("p", "human")] * 500
    assert len(told(toolbox)) == 1
