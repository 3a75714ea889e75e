"""Connecting: all of it or nothing, whatever happens on the way.

Tried: refusals and parts of consent, Google away at each step, a database that fails at the end, a
user who does nothing, strangers who answer first, and a Google that takes the end of the old login
for the end of the new one.
"""

import urllib.parse

import pytest

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    ServiceUnavailableError,
)
from crmctl.gmail import mailboxes
from crmctl.gmail.consent import READONLY, SEND
from jobs import connect_mailbox, open_mailbox
from jobs.connect_mailbox import Asked
from tests.conftest import envelopes
from tests.gmail import browsing, connecting
from tests.google_standin.running import ANN, BEN


@pytest.fixture
def toolbox(google, made_url, tmp_path):
    made = connecting.open_toolbox(google, tmp_path / "home", made_url)
    yield made
    made.close()


def rows(toolbox):
    with toolbox.transaction(write=False) as session:
        return mailboxes.listed(session)


def told(toolbox):
    return [event["type"] for event in envelopes(toolbox.engine)]


def alive(google):
    return [token["kind"] for token in google.grants() if token["alive"]]


def test_a_mailbox_is_connected(toolbox, google):
    report, shown = connecting.connect(toolbox, google)
    row = report.row
    assert (row["email"], row["user_id"], row["aliases"]) == (ANN, "u-test", ["sales@acme.example"])
    assert (row["scopes"], row["status"]) == ([READONLY, SEND], "connected")
    assert (report.reconnected, report.can_send, report.notes) == (False, True, ())
    assert (shown.status, f"<h1>{ANN} is connected</h1>" in shown.text) == (200, True)
    assert told(toolbox) == ["crm.gmail.connected"]
    assert connect_mailbox.known_client(toolbox) == connecting.secrets_of(
        google, toolbox.settings.home
    )
    assert connect_mailbox.known_client(connecting.another(toolbox, user="eve")) is None


def test_sending_may_be_kept_back(toolbox, google):
    google.decide(ANN, scopes=[READONLY])
    report, shown = connecting.connect(toolbox, google)
    assert (report.can_send, report.row["scopes"]) == (False, [READONLY])
    assert "Sending was not ticked" in shown.text


def test_reading_may_not_and_nothing_is_left(toolbox, google):
    google.decide(ANN, scopes=[SEND])
    with pytest.raises(NotAuthorisedError, match="was not ticked"):
        connecting.connect(toolbox, google)
    assert (rows(toolbox), alive(google)) == ([], [])


def test_a_refusal_leaves_the_login_there_was(toolbox, google):
    first, _ = connecting.connect(toolbox, google)
    google.decide(ANN, "refuse")
    with pytest.raises(NotAuthorisedError, match="told not to let crmctl in"):
        connecting.connect(toolbox, google)
    assert rows(toolbox) == [first.row]
    assert open_mailbox.access_token(toolbox, first.row["id"])


def test_a_second_connect_ends_the_first_login(toolbox, google):
    first, _ = connecting.connect(toolbox, google)
    second, _ = connecting.connect(toolbox, google)
    assert (second.reconnected, second.row["id"]) == (True, first.row["id"])
    assert [token["alive"] for token in google.grants("refresh")] == [False, True]
    assert told(toolbox) == ["crm.gmail.connected"] * 2
    (profile,) = [google.log("getProfile")[-1]]
    assert profile["status"] == 200


def test_a_login_that_is_given_again_is_kept(toolbox, google):
    google.rules(repeats_refresh_tokens=True)
    connecting.connect(toolbox, google)
    report, _ = connecting.connect(toolbox, google)
    assert (report.reconnected, report.notes) == (True, ())
    assert [token["alive"] for token in google.grants("refresh")] == [True]


def test_an_old_login_that_cannot_be_ended_is_told(toolbox, google):
    connecting.connect(toolbox, google)
    google.fault("revoke", status=503)
    report, _ = connecting.connect(toolbox, google)
    assert report.notes[0].startswith("The login from before could not be ended at Google")
    assert open_mailbox.access_token(toolbox, report.row["id"])


def test_where_google_ends_both_once_more_is_enough(toolbox, google):
    connecting.connect(toolbox, google)
    google.rules(revokes_whole_grant=True)
    with pytest.raises(NotAuthorisedError, match="once more"):
        connecting.connect(toolbox, google)
    assert rows(toolbox)[0]["status"] == "needs_reconnect"
    connecting.connect(toolbox, google)
    assert rows(toolbox)[0]["status"] == "connected"
    assert told(toolbox)[-2:] == ["crm.gmail.reconnect_required", "crm.gmail.connected"]


def test_other_users_and_other_mailboxes_are_none_of_it(toolbox, google):
    connecting.connect(toolbox, google)
    eve = connecting.another(toolbox, user="eve")
    connecting.connect(eve, google)
    google.decide(BEN)
    connecting.connect(toolbox, google)
    found = [(row["user_id"], row["email"], row["status"]) for row in rows(toolbox)]
    assert found == [
        ("eve", ANN, "connected"), ("u-test", ANN, "connected"), ("u-test", BEN, "connected")
    ]  # fmt: skip
    assert len(alive(google)) == 6


@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        ("token", {"kind": "cut"}, ServiceUnavailableError),
        ("token", {"kind": "cut_after"}, ServiceUnavailableError),
        ("token", {"status": 500}, ServiceUnavailableError),
        ("token", {"kind": "oauth", "status": 401, "reason": "invalid_client"}, ConfigurationError),
        ("token", {"kind": "garbage", "status": 200}, ServiceUnavailableError),
        ("getProfile", {"kind": "cut"}, ServiceUnavailableError),
        ("getProfile", {"status": 503}, ServiceUnavailableError),
        ("getProfile", {"status": 403, "reason": "accessNotConfigured"}, ConfigurationError),
        ("getProfile", {"status": 400, "reason": "failedPrecondition"}, NotAuthorisedError),
        ("settings.sendAs.list", {"kind": "garbage", "status": 200}, ServiceUnavailableError),
    ],
)
def test_google_away_at_each_step(toolbox, google, method, fault, error):
    """Nothing is stored, the browser is told so, and no login is left open that we know of."""
    first, _ = connecting.connect(toolbox, google)
    open_before = len(alive(google))
    google.fault(method, **fault)
    shown = []

    def visit(url):
        shown.append(browsing.visit(url))
        return shown[0]

    with pytest.raises(error):
        connecting.connect(toolbox, google, visit=visit)
    # The browser's thread may be a moment behind.
    assert wait_for(lambda: shown)
    assert "<h1>Not connected</h1>" in shown[0].text
    assert rows(toolbox) == [first.row]
    # Of a login whose answer was lost, nobody but Google knows.
    lost = 2 if fault.get("kind") == "cut_after" else 0
    assert len(alive(google)) == open_before + lost
    connecting.connect(toolbox, google)


def wait_for(found, seconds=5):
    import time

    ends = time.monotonic() + seconds
    while not found() and time.monotonic() < ends:
        time.sleep(0.02)
    return found()


def test_a_database_that_fails_at_the_end_leaves_no_login_open(toolbox, google):
    with toolbox.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE crm_mailboxes RENAME TO elsewhere")
    with pytest.raises(CrmctlError):
        connecting.connect(toolbox, google)
    assert alive(google) == []


@pytest.mark.parametrize("status", [400, 403, 404])
def test_aliases_that_google_does_not_tell_hold_nobody_up(toolbox, google, status):
    google.fault("settings.sendAs.list", status=status)
    report, _ = connecting.connect(toolbox, google)
    assert report.row["aliases"] == []
    assert "other addresses" in report.notes[0]


def test_nobody_answers(toolbox, google):
    with pytest.raises(NotAuthorisedError, match=r"within 0\.2 seconds"):
        connecting.connect(toolbox, google, timeout=0.2, visit=lambda _url: None)
    assert rows(toolbox) == []


def test_a_stranger_who_answers_first_gets_nothing(toolbox, google):
    """With a state made up, with another login's state, and with Ben's code under a good state."""
    google.decide(BEN)
    bens = []

    def visit(url):
        told = browsing.words_of(url)
        here = told["redirect_uri"]
        for state in ("", "made-up", told["code_challenge"]):
            assert browsing.visit(f"{here}?state={state}&code=x").status == 400
        # A code that Google gave for a question of the stranger's own.
        other = {**told, "code_challenge": "w" * 43, "state": "strangers"}
        asked = url.partition("?")[0] + "?" + urllib.parse.urlencode(other)
        bens.append(browsing.words_of(browsing.led_to(asked))["code"])
        told_back = {"state": told["state"], "code": bens[0]}
        return browsing.visit(f"{here}?{urllib.parse.urlencode(told_back)}")

    with pytest.raises(NotAuthorisedError, match="does not take this code"):
        connecting.connect(toolbox, google, visit=visit)
    assert (rows(toolbox), alive(google)) == ([], [])


def test_the_address_may_be_pasted(toolbox, google):
    """As on ssh: Google's answer leads to a port where nobody listens."""
    asked = Asked(connecting.secrets_of(google, toolbox.settings.home), 0, 20)

    def invite(question, listener):
        ended = browsing.led_to(question.url)
        assert not listener.offer("https://evil.example/?code=x&state=y")
        assert listener.offer(f" {ended} \n")

    assert connect_mailbox.run(toolbox, asked, invite).row["email"] == ANN


def test_a_login_for_an_hour_only_is_none(toolbox, google):

    def visit(url):
        return browsing.visit(url.replace("access_type=offline", "access_type=online"))

    with pytest.raises(NotAuthorisedError, match="one hour only"):
        connecting.connect(toolbox, google, visit=visit)
    assert (rows(toolbox), alive(google)) == ([], [])


def test_a_port_that_is_taken_troubles_nobody(toolbox, google):
    import socket

    client = connecting.secrets_of(google, toolbox.settings.home)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asked = Asked(client, taken.getsockname()[1], 1)
        with pytest.raises(ConfigurationError, match="--port"):
            connect_mailbox.run(toolbox, asked, lambda *_: pytest.fail("nobody is invited"))
