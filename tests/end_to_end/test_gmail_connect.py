"""Connecting mailboxes with the installed program, against a stand-in for Google over HTTP.

Tried: no browser, a browser that prints and stays, ssh and a pasted address, a port that is taken,
nobody at the page, refusal and part of a consent, strangers at the port, Ctrl-C, kill -9 between
the token and its storage, Google away at each step, a lost key, cron without a keyring, and other
users.
"""

import os
import pty
import re
import signal
import socket
import stat
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crmctl.events.catalogue import KINDS
from crmctl.gmail.consent import READONLY, SEND
from tests.conftest import CRMCTL, Program
from tests.end_to_end import connecting
from tests.end_to_end.connecting import Pressed, begin, connect
from tests.end_to_end.database import Database
from tests.exporting.making import new_key
from tests.gmail import browsing
from tests.google_standin.running import ANN, BEN, Google


@pytest.fixture
def file(crmctl: Program, google: Google) -> Path:
    return connecting.lead_to(crmctl, google)


def accounts(program: Program, *words: object) -> list[dict]:
    return program(*words, "gmail", "status", "--json").json()["accounts"]


def alive(google: Google) -> list[str]:
    return [token["kind"] for token in google.grants() if token["alive"]]


def test_a_whole_life(crmctl_on_both: Program, google: Google, database: Database) -> None:
    """Connect, look, renew, connect again, disconnect: on either database."""
    crmctl = crmctl_on_both
    file = connecting.lead_to(crmctl, google)
    ended, shown = connect(crmctl, file, "--json")
    told = ended.json()
    assert (told["email"], told["status"], told["scopes"]) == (ANN, "connected", [READONLY, SEND])
    assert f"<h1>{ANN} is connected</h1>" in shown.text
    assert accounts(crmctl) == [{
        "user": "u-test", "email": ANN, "status": "connected", "scopes": [READONLY, SEND],
        "lastSyncAt": None, "lastError": None, "messagesLogged": 0,
    }]  # fmt: skip
    google.advance(3_700)
    assert "connected" in crmctl("gmail", "status", "--check").out
    assert [entry["status"] for entry in google.log("token")] == [200, 200]
    # The OAuth client is known from before.
    ended, _ = connect(crmctl, None)
    assert f"{ANN} is connected again" in ended.out
    assert [token["alive"] for token in google.grants("refresh")] == [False, True]
    ended = crmctl("gmail", "disconnect", "--yes", "--json").json()
    assert ended == {"user": "u-test", "email": ANN, "status": "disconnected", "revoked": True,
                     "forgotten": 0, "cancelled": 0}  # fmt: skip
    assert alive(google) == []
    assert accounts(crmctl)[0]["status"] == "disconnected"
    assert database.event_types() == {"crm.gmail.connected": 2, "crm.gmail.disconnected": 1}
    for event in database.events():
        Draft202012Validator(KINDS[event["type"]].schema()).validate(event)
    assert database.rows("SELECT client, refresh_token, access_token FROM crm_mailboxes") == [
        (None, None, None)
    ]


def test_the_address_stands_alone_with_the_way_by_ssh(crmctl: Program, file: Path) -> None:
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    assert made.said[-2:] == ["\n", f"{made.address}\n"]
    browsing.visit(made.address)
    ended = made.end()
    assert f"ssh -L {made.port}:127.0.0.1:{made.port} " in ended.err
    assert ended.out == f"{ANN} is connected\n"


def test_a_browser_is_opened_and_kept_off_the_output(
    crmctl: Program, google: Google, file: Path
) -> None:
    """One that prints, and stays till it has its page."""
    script = crmctl.file("browser", (
        f"#!{sys.executable}\nimport sys, urllib.request\nprint('noise')\n"
        "print('noise', file=sys.stderr)\n"
        "open(sys.argv[0] + '.shown', 'wb').write(urllib.request.urlopen(sys.argv[1]).read())\n"
    ))  # fmt: skip
    script.chmod(0o700)
    crmctl.environment |= {"BROWSER": str(script), "CRMCTL_GMAIL_CLIENT_SECRETS": str(file)}
    ended = crmctl("--json", "gmail", "connect")
    assert ended.json()["email"] == ANN
    assert "noise" not in ended.err
    shown = script.with_name("browser.shown")
    for _ in range(100):
        if shown.exists() and shown.stat().st_size:
            break
        time.sleep(0.05)
    assert "is connected" in shown.read_text()


def test_without_any_browser_the_address_is_enough(crmctl: Program, file: Path) -> None:
    made = begin(crmctl, browser=True, BROWSER="/nowhere/browser", DISPLAY="",
                 CRMCTL_GMAIL_CLIENT_SECRETS=str(file))  # fmt: skip
    browsing.visit(made.address)
    made.end()


def test_the_address_can_be_pasted_back(crmctl: Program, file: Path) -> None:
    """The browser is on another machine, and ends on a page that does not open."""
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    assert made.process.stdin is not None
    made.process.stdin.write(b"what now?\nhttp://127.0.0.1:1/?state=x&code=y\n")
    made.process.stdin.flush()
    made.process.stdin.write(browsing.led_to(made.address).encode() + b"\n")
    made.process.stdin.flush()
    ended = made.end()
    assert ended.err.count("That is not the address that answers this login") == 2
    assert ended.out == f"{ANN} is connected\n"


def test_a_program_that_pastes_it_may_leave_the_line_unended(crmctl: Program, file: Path) -> None:
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    assert made.process.stdin is not None
    made.process.stdin.write(browsing.led_to(made.address).encode())
    made.process.stdin.close()
    made.process.stdin = None
    assert made.end().out == f"{ANN} is connected\n"


def test_it_can_be_pasted_into_a_terminal(crmctl: Program, file: Path) -> None:
    import pexpect

    child = pexpect.spawn(
        str(CRMCTL), ["gmail", "connect", "--no-browser", "--client-secrets", str(file)],
        env=crmctl.environment, cwd=str(crmctl.home.parent), dimensions=(40, 600), timeout=60,
    )  # fmt: skip
    child.expect(r"(http://127\.0\.0\.1:\d+/o/oauth2\S+)")
    address = child.match[1].decode()
    child.expect("paste here")
    child.sendline(browsing.led_to(address))
    child.expect("is connected")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_first_time_is_guided(crmctl: Program, file: Path) -> None:
    ended = crmctl("gmail", "connect", "--no-browser", code=2)
    assert ended.err.count("https://console.cloud.google.com/") == 4
    assert "7 days" in ended.err
    assert ended.err.splitlines()[-1].startswith("Error: Say --client-secrets FILE")
    assert ended.out == ""
    wrong = crmctl.file("web.json", '{"web": {}}')
    told = crmctl("gmail", "connect", "--client-secrets", wrong, code=2).err
    assert 'of the type "Web application"' in told
    assert told.count("\n") == 1
    # In crmctl's home it is found by its name.
    crmctl.home.mkdir(exist_ok=True)
    (crmctl.home / "client_secrets.json").write_bytes(file.read_bytes())
    connect(crmctl, None)


def test_a_part_of_the_consent(crmctl: Program, google: Google, file: Path) -> None:
    google.decide(ANN, scopes=[READONLY])
    ended, shown = connect(crmctl, file)
    assert "Read only: sending was not ticked" in ended.err
    assert "cannot send" in shown.text
    assert accounts(crmctl)[0]["scopes"] == [READONLY]
    google.decide(ANN, scopes=[SEND])
    ended, shown = connect(crmctl, file, code=5)
    assert "Reading the mailbox was not ticked" in ended.err
    assert "<h1>Not connected</h1>" in shown.text
    assert accounts(crmctl)[0]["status"] == "connected"
    assert alive(google) == ["refresh", "access"]


def test_a_refusal(crmctl: Program, google: Google, file: Path) -> None:
    google.decide(ANN, "refuse")
    ended, shown = connect(crmctl, file, code=5)
    assert ended.err.splitlines()[-1].startswith("Error: Google was told not to let crmctl in")
    assert "<h1>Not connected</h1>" in shown.text
    assert accounts(crmctl) == []


def test_nobody_at_the_page(crmctl: Program, file: Path) -> None:
    began = time.monotonic()
    ended = crmctl(
        "gmail", "connect", "--no-browser", "--timeout", 1, "--client-secrets", file, code=5
    )
    assert "within 1 seconds" in ended.err
    assert time.monotonic() - began < 30


def test_a_port_of_ones_own_and_one_that_is_taken(crmctl: Program, file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ("gmail", "connect", "--no-browser", "--client-secrets", file, "--port", port)
        ended = crmctl(*words, code=2)
        assert f"Port {port}" in ended.err
        assert "choose another --port" in ended.err
    process = crmctl.start(*words)
    made = connecting.Connecting(process)
    made.read_address()
    assert made.port == port
    browsing.visit(made.address)
    made.end()


def test_strangers_at_the_port_end_nothing(crmctl: Program, file: Path) -> None:
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    here = f"http://127.0.0.1:{made.port}"
    for path in ("/favicon.ico", "/", "/?code=x&state=y", "/?error=access_denied"):
        assert browsing.visit(here + path).status in (400, 404)
    with socket.create_connection(("127.0.0.1", made.port)) as line:
        line.sendall(b"\x16\x03\x01")
    tab = browsing.led_to(made.address)
    assert browsing.visit(tab).status == 200
    made.end()


def test_ctrl_c_while_waiting(crmctl: Program, google: Google, file: Path) -> None:
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    made.process.send_signal(signal.SIGINT)
    ended = made.end(1)
    assert ended.err.splitlines()[-1].startswith("Error: Stopped")
    assert accounts(crmctl) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_between_the_token_and_its_storage(
    crmctl: Program, google: Google, file: Path, number: int
) -> None:
    """Nothing is half-stored, the login from before works on, and the next run connects."""
    connect(crmctl, file)
    google.clear_log()
    google.fault("getProfile", kind="hang", seconds=2)
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(file))
    pressed = Pressed(google, "getProfile", made.process, number)
    connecting.answer_without_waiting(made.address)
    made.end(-9 if number == signal.SIGKILL else 1)
    pressed.thread.join(10)
    google.clear_faults()
    assert google.log("token")[0]["status"] == 200
    assert accounts(crmctl)[0]["status"] == "connected"
    assert "connected" in crmctl("gmail", "status", "--check").out
    if number == signal.SIGINT:
        # The new one, stored nowhere, is not left open at Google.
        assert len(alive(google)) == 2
    connect(crmctl, file)


def test_a_disconnect_that_does_not_wait_for_google_says_where_to_look(
    crmctl: Program, google: Google, file: Path
) -> None:
    connect(crmctl, file)
    google.fault("revoke", kind="hang", seconds=20)
    run = crmctl.start("gmail", "disconnect", "--yes")
    pressed = Pressed(google, "revoke", run, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    pressed.thread.join(10)
    google.clear_faults()
    assert run.returncode == 1
    assert err.decode() == (
        f"Error: Stopped. {ANN} is disconnected here, but perhaps not at Google: see "
        "https://myaccount.google.com/connections\n"
    )
    assert accounts(crmctl)[0]["status"] == "disconnected"


@pytest.mark.parametrize("method", ["token", "getProfile", "settings.sendAs.list"])
def test_google_away(crmctl: Program, google: Google, file: Path, method: str) -> None:
    google.fault(method, kind="cut")
    ended, shown = connect(crmctl, file, code=4)
    assert "Error: Google could not be reached (127.0.0.1: no connection)" in ended.err
    assert "Not connected" in shown.text
    assert accounts(crmctl) == []
    connect(crmctl, file)


def test_a_wrong_secret_and_a_login_that_is_over(
    crmctl: Program, google: Google, file: Path
) -> None:
    (client,) = google.ask("GET", "/client-secrets").values()
    wrong = crmctl.file("wrong.json", file.read_text().replace(client["client_secret"], "no"))
    ended, _ = connect(crmctl, wrong, code=2)
    assert "invalid_client" in ended.err
    connect(crmctl, file)
    google.revoke_person(ANN)
    ended = crmctl("gmail", "status", "--check", "--json", code=5)
    (account,) = ended.json()["accounts"]
    assert account["status"] == "needs_reconnect"
    assert account["lastError"] == (
        "Google has ended the login of ann@acme.example: run crmctl gmail connect again"
    )
    assert Database(crmctl).event_types()["crm.gmail.reconnect_required"] == 1
    crmctl("gmail", "status", "--check", code=5)
    assert Database(crmctl).event_types()["crm.gmail.reconnect_required"] == 1
    # The client is still known.
    connect(crmctl, None)
    assert accounts(crmctl)[0]["status"] == "connected"


def test_disconnected_while_google_is_away(crmctl: Program, google: Google, file: Path) -> None:
    connect(crmctl, file)
    google.fault("revoke", kind="cut", times=None)
    assert "Say --yes" in crmctl("gmail", "disconnect", code=2).err
    ended = crmctl("gmail", "disconnect", "--yes")
    assert f"{ANN} is disconnected" in ended.out
    assert "gone from here, but not at Google" in ended.err
    assert "https://myaccount.google.com/connections" in ended.err
    assert accounts(crmctl)[0]["status"] == "disconnected"


def test_each_to_their_own(crmctl: Program, google: Google, file: Path) -> None:
    connect(crmctl, file, "--user", "ann")
    google.decide(BEN)
    connect(crmctl, file, "--user", "ben")
    connect(crmctl, file, "--user", "ben", "--workspace", "other")
    shown = [(each["user"], each["email"]) for each in accounts(crmctl, "--user", "eve")]
    assert shown == [("ann", ANN), ("ben", BEN)]
    assert "connected no mailbox" in crmctl("--user", "eve", "gmail", "disconnect", "--yes",
                                            code=1).err  # fmt: skip
    told = crmctl("--user", "eve", "gmail", "disconnect", "--mailbox", ANN, "--yes", code=1).err
    assert "You have connected no such mailbox" in told
    # Nor does a check by eve ask Google anything about them.
    google.clear_log()
    crmctl("--user", "eve", "gmail", "status", "--check")
    assert google.log() == []
    crmctl("--user", "ben", "gmail", "disconnect", "--yes")
    assert [each["status"] for each in accounts(crmctl)] == ["connected", "disconnected"]
    assert accounts(crmctl, "--workspace", "other")[0]["status"] == "connected"


def test_testing_is_said_at_once_and_again_in_time(
    crmctl: Program, google: Google, file: Path
) -> None:
    google.rules(testing=True)
    ended, _ = connect(crmctl, file)
    assert "The consent screen is in Testing: Google ends this login on" in ended.err
    assert crmctl("gmail", "status").err == ""
    five_days_ago = "strftime('%Y-%m-%dT%H:%M:%fZ', login_ends_at, '-5 days')"
    Database(crmctl).run(f"UPDATE crm_mailboxes SET login_ends_at = {five_days_ago}")
    warned = crmctl("gmail", "status").err
    assert warned.startswith(f"Warning: {ANN}: Google ends this login on ")
    integrations = crmctl("settings", "integrations", "--json").json()["integrations"]
    assert "Google ends this login" in integrations[0]["accounts"][0]["warnings"][0]
    assert crmctl("settings", "integrations").err == warned


def test_where_the_key_is(crmctl: Program, google: Google, file: Path) -> None:
    def entry() -> dict:
        shown = crmctl("settings", "show", "--json").json()["settings"]
        return next(each for each in shown if each["name"] == "encryption-key")

    assert entry()["source"] == "default"
    assert not (crmctl.home / "encryption.key").exists()
    connect(crmctl, file)
    key = crmctl.home / "encryption.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert entry()["source"] == "file"
    assert key.read_text() not in str(entry())
    (name,) = [each["name"] for each in crmctl("keys", "show", "--json").json()["keys"]]
    assert name in entry()["value"]
    assert f"the key {name} (in encryption.key in crmctl's home)" in crmctl("gmail", "status").out
    crmctl.environment["CRMCTL_ENCRYPTION_KEY"] = new_key()
    assert entry()["source"] == "environment"
    shown = accounts(crmctl)[0]
    assert (shown["status"], f"the key {name}, which is not here" in shown["lastError"]) == (
        "needs_reconnect", True
    )  # fmt: skip
    assert f"the key {name}" in crmctl("gmail", "status", "--check", code=5).err
    connect(crmctl, file)
    assert accounts(crmctl)[0]["status"] == "connected"


def test_keys_are_rotated(crmctl: Program, google: Google, file: Path) -> None:
    connect(crmctl, file)
    crmctl("contacts", "add", "email=a@b.example")
    link = crmctl("export", "contacts", "--fields", "email", "--json").json()["link"]
    told = crmctl("keys", "rotate", "--json").json()
    assert (told["new"], told["resealed"]) == (True, 3)
    assert crmctl("gmail", "status", "--check").err == ""
    keys = crmctl("keys", "show", "--json").json()["keys"]
    assert [(each["encrypts"], each["sealed"]) for each in keys] == [(True, 3), (False, 0)]
    export = crmctl("exports", "list", "--json").json()["exports"][0]
    assert crmctl("exports", "link", export["exportId"]).out.strip() != link
    told = crmctl("keys", "rotate", "--forget-old", "--yes", "--json").json()
    assert (told["resealed"], told["forgotten"]) == (3, 2)
    assert crmctl("gmail", "status", "--check").err == ""


MODULE = """
import json, os
from pathlib import Path
from keyring.backend import KeyringBackend


class Drawer(KeyringBackend):
    '''A keyring in a file, that can be reached where DESKTOP is set.'''

    priority = 1

    def _held(self):
        if not os.environ.get("DESKTOP"):
            raise RuntimeError("no D-Bus")
        path = Path(os.environ["DRAWER"])
        return path, json.loads(path.read_text()) if path.exists() else {}

    def get_password(self, service, username):
        return self._held()[1].get(username)

    def set_password(self, service, username, password):
        path, held = self._held()
        path.write_text(json.dumps({**held, username: password}))
"""


def test_cron_without_the_desktops_keyring(crmctl: Program, google: Google, file: Path) -> None:
    """It says what to do, makes no second key, spoils nothing, and works once that is done."""
    crmctl.file("drawer.py", MODULE)
    crmctl.environment |= {
        "PYTHON_KEYRING_BACKEND": "drawer.Drawer",
        "PYTHONPATH": str(crmctl.home.parent),
        "DRAWER": str(crmctl.home.parent / "drawer.json"),
        "DESKTOP": "1",
    }
    connect(crmctl, file)
    assert not (crmctl.home / "encryption.key").exists()
    assert "in the OS keyring" in crmctl("gmail", "status").out
    del crmctl.environment["DESKTOP"]
    told = crmctl("gmail", "status", "--check", code=2).err
    assert "run crmctl keys move-to-file" in told
    assert accounts(crmctl)[0]["status"] == "connected"
    # What needs no key goes on.
    crmctl("exports", "purge", "--yes")
    crmctl("contacts", "add", "email=a@b.example")
    assert not (crmctl.home / "encryption.key").exists()
    crmctl.environment["DESKTOP"] = "1"
    crmctl("keys", "move-to-file")
    del crmctl.environment["DESKTOP"]
    assert crmctl("gmail", "status", "--check").err == ""
    assert crmctl("keys", "move-to-file", code=2).err.startswith("Error: The keys are not in a")


def test_a_keyring_that_only_pretends(crmctl: Program, google: Google, file: Path) -> None:
    """It takes a key and gives back none: the key is in the file, and the login opens."""
    crmctl.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    connect(crmctl, file)
    assert (crmctl.home / "encryption.key").exists()
    assert crmctl("gmail", "status", "--check").err == ""


def test_in_the_background_of_a_shell_it_waits_quietly(crmctl: Program, file: Path) -> None:
    """`crmctl gmail connect &`: reading the terminal from there would stop it."""
    master, slave = pty.openpty()
    import subprocess

    process = subprocess.Popen(
        [CRMCTL, "gmail", "connect", "--no-browser", "--client-secrets", file],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=crmctl.environment,
        cwd=crmctl.home.parent, process_group=0,
    )  # fmt: skip
    made = connecting.Connecting(process)
    made.read_address()
    os.write(master, b"something for the shell\n")
    browsing.visit(made.address)
    made.end()
    os.close(master)
    os.close(slave)


def test_the_stand_in_runs_by_hand(crmctl: Program, request: pytest.FixtureRequest) -> None:
    """As the README says: what it prints leads crmctl there."""
    import subprocess

    secrets = crmctl.home.parent / "demo.json"
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.google_standin", "--port", "0", "--secrets", secrets],
        cwd=request.config.rootpath, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    printed = ""
    while "Ctrl-C" not in printed:
        printed += running.stdout.readline()
    exports = re.findall(r"export (\w+)=(\S+)", printed)
    crmctl.environment |= {
        **dict(exports),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    made = begin(crmctl, CRMCTL_GMAIL_CLIENT_SECRETS=str(secrets))
    # A person fills in the page.
    form = urllib.parse.urlencode({"account": ANN, "scopes": READONLY, "decision": "accept"})
    with urllib.request.urlopen(made.address, form.encode(), timeout=60) as shown:
        assert b"is connected" in shown.read()
    made.end()
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=30)[1] == ""
    assert running.returncode == 0
