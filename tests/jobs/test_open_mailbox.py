"""The way into a mailbox: its token is renewed in time, by one for all, and its end is told once.

Tried: many threads and processes at once, tokens that Google refuses early, logins that are over,
clients that are gone, Google away, keys that are lost, rows that are tampered with.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmctl.errors import ConfigurationError, NotAuthorisedError, ServiceUnavailableError
from crmctl.gmail import api, mailboxes
from crmctl.storage import queries, tables
from jobs import open_mailbox
from tests.conftest import FixedClock, envelopes
from tests.exporting.making import new_key
from tests.gmail import connecting
from tests.google_standin.running import ANN, READONLY

HOUR = 3_700


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def toolbox(google, made_url, tmp_path, clock):
    made = connecting.open_toolbox(google, tmp_path / "home", made_url, clock)
    yield made
    made.close()


@pytest.fixture
def mailbox(toolbox, google):
    report, _ = connecting.connect(toolbox, google)
    google.clear_log()
    return report.row["id"]


def refreshes(google):
    return [entry["status"] for entry in google.log("token")]


def get(toolbox, id_):
    with toolbox.transaction(write=False) as session:
        return mailboxes.get(session, id_)


def told(toolbox):
    return [event["type"] for event in envelopes(toolbox.engine)]


def later(google, clock, seconds=HOUR):
    clock.move(seconds=seconds)
    google.advance(seconds)


def test_one_token_serves_until_shortly_before_its_end(toolbox, google, clock, mailbox):
    first = open_mailbox.access_token(toolbox, mailbox)
    later(google, clock, 3_290)
    assert open_mailbox.access_token(toolbox, mailbox) == first
    assert refreshes(google) == []
    later(google, clock, 10)
    second = open_mailbox.access_token(toolbox, mailbox)
    assert second != first
    assert open_mailbox.access_token(toolbox, mailbox) == second
    assert refreshes(google) == [200]


def test_the_service_works_through_the_end_of_a_token(toolbox, google, clock, mailbox):
    profile = open_mailbox.service(toolbox, mailbox).users().getProfile(userId="me")
    assert api.call(profile)["emailAddress"] == ANN
    # Google's clock is ahead of ours: it refuses what we hold for good.
    google.advance(HOUR)
    assert api.call(profile)["emailAddress"] == ANN
    assert refreshes(google) == [200]


def test_threads_at_once_renew_it_once(toolbox, google, clock, mailbox):
    later(google, clock)
    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(lambda _: open_mailbox.access_token(toolbox, mailbox), range(8)))
    assert len(tokens) == 1
    assert refreshes(google) == [200]


def test_threads_that_were_refused_at_once_renew_it_once(toolbox, google, mailbox):
    held = open_mailbox.access_token(toolbox, mailbox)
    google.advance(HOUR)
    with ThreadPoolExecutor(8) as threads:
        tokens = set(
            threads.map(lambda _: open_mailbox.access_token(toolbox, mailbox, held), range(8))
        )
    assert len(tokens) == 1
    assert held not in tokens
    assert refreshes(google) == [200]


NAMES = ("home", "database", "gmail-api-url", "google-revoke-url", "encryption-key")
PROCESS = """
import sys
from crmctl.settings import Settings
from crmctl.wiring import Toolbox
from jobs import open_mailbox
from datetime import timedelta

class Later:
    def now(self):
        from tests.conftest import NOON
        return NOON + timedelta(seconds=3700)

from tests.jobs.test_open_mailbox import NAMES
options = dict(zip(NAMES, sys.argv[1:], strict=False))
toolbox = Toolbox(Settings.load({**options, "workspace": "w-test", "user": "u-test"}, {}), Later())
toolbox.engine
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
open_mailbox.access_token(toolbox, sys.argv[-1])
toolbox.close()
"""


def test_processes_at_once_renew_it_once(toolbox, google, clock, mailbox, request):
    google.advance(HOUR)
    google.fault("token", kind="hang", seconds=0.5)
    values = (str(toolbox.settings[name]) for name in NAMES)
    command = [sys.executable, "-c", PROCESS, *values, mailbox]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, cwd=request.config.rootpath)
        for _ in range(3)
    ]  # fmt: skip
    for each in running:
        assert each.stdout.readline() == "ready\n"
    ended = []
    for each in running:
        each.stdin.write("\n")
        each.stdin.flush()
    for each in running:
        ended.append((each.communicate(timeout=60)[1], each.returncode))
    assert ended == [("", 0)] * 3
    assert refreshes(google) == [200]


def test_the_end_of_a_login_is_noted_and_told_once(toolbox, google, clock, mailbox):
    eve = connecting.another(toolbox, user="eve")
    hers, _ = connecting.connect(eve, google)
    (grant,) = [each for each in google.grants("refresh") if each["alive"]][:1]
    google.ask("POST", "/revoke", {"token": grant["token"]})
    later(google, clock)

    def attempt(_):
        with pytest.raises(NotAuthorisedError, match="connect"):
            open_mailbox.access_token(toolbox, mailbox)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(attempt, range(4)))
    row = get(toolbox, mailbox)
    assert (row["status"], row["refresh_token"]) == ("needs_reconnect", None)
    assert "Google has ended the login of ann@acme.example" in row["last_error"]
    assert told(toolbox).count("crm.gmail.reconnect_required") == 1
    # Google was asked once, and the other's mailbox is left alone.
    assert refreshes(google).count(400) == 1
    assert open_mailbox.access_token(eve, hers.row["id"])
    again, _ = connecting.connect(toolbox, google)
    assert again.row["id"] == mailbox
    assert open_mailbox.access_token(toolbox, mailbox)


def test_a_client_that_is_gone_is_no_end_of_the_login(toolbox, google, clock, mailbox):
    (client,) = google.ask("GET", "/client-secrets").values()
    google.remove_client(client["client_id"])
    later(google, clock)
    with pytest.raises(ConfigurationError, match="--client-secrets"):
        open_mailbox.access_token(toolbox, mailbox)
    row = get(toolbox, mailbox)
    assert (row["status"], "OAuth client" in row["last_error"]) == ("connected", True)
    assert told(toolbox) == ["crm.gmail.connected"]
    google.add_client(client["client_id"], secret=client["client_secret"])
    assert open_mailbox.access_token(toolbox, mailbox)
    assert get(toolbox, mailbox)["last_error"] is None


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"kind": "cut"}, {"status": 429}, {"kind": "garbage", "status": 200}]
)
def test_google_away_passes(toolbox, google, clock, mailbox, fault):
    later(google, clock)
    google.fault("token", **fault)
    with pytest.raises(ServiceUnavailableError):
        open_mailbox.access_token(toolbox, mailbox)
    assert get(toolbox, mailbox)["status"] == "connected"
    assert open_mailbox.access_token(toolbox, mailbox)
    assert told(toolbox) == ["crm.gmail.connected"]


def test_a_lost_key_is_named_and_nothing_is_wiped(toolbox, google, mailbox, tmp_path):
    """Cron may only have been started without it."""
    url = toolbox.settings["database"]
    other = connecting.open_toolbox(google, tmp_path / "home", url, encryption_key=new_key())
    with pytest.raises(NotAuthorisedError, match="which is not here"):
        open_mailbox.access_token(other, mailbox)
    other.close()
    assert get(toolbox, mailbox)["status"] == "connected"
    assert refreshes(google) == []
    assert open_mailbox.access_token(toolbox, mailbox)


def test_a_row_that_was_tampered_with_opens_nothing(toolbox, google, mailbox):
    google.decide("ben@acme.example")
    other, _ = connecting.connect(connecting.another(toolbox, user="eve"), google)
    with toolbox.transaction() as session:
        stolen = {name: other.row[name] for name in mailboxes.SECRETS}
        where = [mailboxes._is("id", mailbox)]
        queries.change(session, tables.mailboxes, where, stolen)
    google.clear_log()
    with pytest.raises(NotAuthorisedError, match="altered, or belongs elsewhere"):
        open_mailbox.access_token(toolbox, mailbox)
    assert google.log() == []


def test_what_is_not_connected_is_said_to_be_so(toolbox, google, mailbox):
    with toolbox.transaction() as session:
        mailboxes.keep_disconnected(session, mailboxes.get(session, mailbox))
    with pytest.raises(NotAuthorisedError, match="is not connected"):
        open_mailbox.access_token(toolbox, mailbox)


def test_scopes_that_were_taken_back_are_noticed(toolbox, google, clock, mailbox):
    (token,) = [each for each in google.grants("refresh") if each["alive"]]
    assert len(get(toolbox, mailbox)["scopes"]) == 2
    later(google, clock)
    # As where an administrator has narrowed what the app may do.
    google.ask("POST", "/narrow", {"token": token["token"], "scopes": [READONLY]})
    open_mailbox.access_token(toolbox, mailbox)
    assert get(toolbox, mailbox)["scopes"] == [READONLY]
