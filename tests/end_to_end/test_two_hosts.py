"""Two hosts, which share a PostgreSQL, a key and a file store, and nothing else.

Tried: one makes what the other serves; one takes in what the other imports; a store that is away;
both sync the same mailboxes, and one of them dies over it.
"""

import base64
import json
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Program, clean_environment
from tests.end_to_end import connecting
from tests.end_to_end.database import Database, csv_of
from tests.end_to_end.test_export import free_port, people, table, wait_for
from tests.gmail import front_end
from tests.google_standin.running import Google


@pytest.fixture
def hosts(fresh_postgres: str, tmp_path: Path) -> tuple[Program, Program]:
    shared = {
        "CRMCTL_DATABASE_URL": fresh_postgres,
        "CRMCTL_ENCRYPTION_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
        "CRMCTL_FILE_STORE": f"file://{tmp_path / 'bucket'}",
    }
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(Program(folder / "home", clean_environment(folder / "home", **shared)))
    made[0]("init")
    return made[0], made[1]


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_one_makes_what_the_other_serves(hosts: tuple[Program, Program], tmp_path: Path) -> None:
    one, two = hosts
    people(one)
    port = free_port()
    one.environment["CRMCTL_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    made = one("export", "contacts", "--fields", "email", "--json").json()
    assert made["file"].startswith(f"file://{tmp_path / 'bucket'}/exports/{made['exportId']}")
    server = two.start("serve", "--port", port)
    wait_for(f"http://127.0.0.1:{port}/healthz")
    with urllib.request.urlopen(made["link"]) as answer:
        whole = answer.read()
    assert len(whole) == made["bytes"]
    assert len(table(whole.decode())) == 6
    part = urllib.request.Request(made["link"], headers={"Range": "bytes=-5"})
    with urllib.request.urlopen(part) as answer:
        assert (answer.status, answer.read()) == (206, whole[-5:])
    two("exports", "delete", made["exportId"], "--yes")
    assert held(tmp_path / "bucket") == []
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(made["link"])
    assert gone.value.code == 410
    gone.value.close()
    server.terminate()
    server.communicate(timeout=20)


def test_one_takes_in_what_the_other_imports(
    hosts: tuple[Program, Program], tmp_path: Path
) -> None:
    one, two = hosts
    # A worker of the other host's, as a service manager has it.
    worker = two.start("jobs", "run")
    file = one.file("people.csv", csv_of(("email",), *((f"p{at}@x.example",) for at in range(9))))
    one.environment["PATH"] = "/nowhere"
    queued = one("import", file, "--yes", "--background", "--json").json()
    file.unlink()
    done = one("imports", "watch", queued["importId"], "--json").json()
    assert (done["status"], done["created"]) == ("completed", 9)
    ends = time.monotonic() + 10
    while held(tmp_path / "bucket"):
        assert time.monotonic() < ends
        time.sleep(0.05)
    worker.terminate()
    worker.communicate(timeout=20)


def test_a_store_that_is_away(hosts: tuple[Program, Program]) -> None:
    one, _ = hosts
    people(one)
    one.environment["CRMCTL_FILE_STORE"] = "ftp://crm:geheim@127.0.0.1:9/x"
    failed = one("export", "contacts", "--fields", "email", code=4)
    assert "The file store ftp://crm:***@127.0.0.1:9/x/exports does not work" in failed.err
    assert "geheim" not in failed.err + failed.out
    assert "geheim" not in one("settings", "show").out
    kept = one("exports", "list", "--json").json()["exports"]
    assert [each["status"] for each in kept] == ["failed"]


MAILBOXES = [f"u{number}@acme.example" for number in range(6)]
# So many a host has in hand at once.
AT_ONCE = 4


@dataclass
class Gate:
    """Holds back every call to Google, till it is opened."""

    base: str = ""
    waiting: list[int] = field(default_factory=list)
    opened: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        self.waiting.append(1)
        assert self.opened.wait(120)

    def wait_for(self, calls: int) -> None:
        until = time.monotonic() + 60
        while len(self.waiting) < calls:
            assert time.monotonic() < until
            time.sleep(0.02)


@pytest.fixture
def gate(google: Google) -> Iterator[Gate]:
    made = Gate()
    with front_end.running(google, made.hold) as made.base:
        try:
            yield made
        finally:
            made.opened.set()


@pytest.fixture
def syncing(hosts: tuple[Program, Program], google: Google, gate: Gate) -> tuple[Program, Program]:
    """Six people with a mailbox each and a mail in it; the first host stands before the gate."""
    one, two = hosts
    for host in hosts:
        file = connecting.lead_to(host, google)
    for email in MAILBOXES:
        google.add_person(email)
        google.decide(email)
        connecting.connect(two, file, "--user", email.partition("@")[0])
    two("contacts", "add", "email=kim@buyer.example")
    for email in MAILBOXES:
        google.add_message(email, from_="kim@buyer.example", to=email, subject=f"To {email}")
    google.clear_log()
    one.environment["CRMCTL_GMAIL_API_URL"] = gate.base
    return one, two


def states(said: dict[str, Any]) -> dict[str, tuple[str, int]]:
    return {each["email"]: (each["status"], each["logged"]) for each in said["accounts"]}


def subjects(program: Program) -> Counter[str]:
    return Counter(row[0] for row in Database(program).rows("SELECT subject FROM crm_activities"))


def test_mailboxes_are_shared_out_and_none_is_read_twice(
    syncing: tuple[Program, Program], google: Google, gate: Gate
) -> None:
    one, two = syncing
    first = one.start("gmail", "sync", "--json")
    try:
        gate.wait_for(AT_ONCE)
        done = states(two("gmail", "sync", "--json").json())
    finally:
        gate.opened.set()
        out, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, b"")
    theirs = states(json.loads(out))
    assert Counter(done.values()) == {("busy", 0): AT_ONCE, ("connected", 1): 2}
    # What the other has done meanwhile is not done again.
    assert theirs == {
        email: ("busy", 0) if told == ("connected", 1) else ("connected", 1)
        for email, told in done.items()
    }
    assert subjects(two) == {f"To {email}": 1 for email in MAILBOXES}
    read = Counter(call["user"] for call in google.log("messages.get"))
    assert read == dict.fromkeys(MAILBOXES, 1)


def test_mailboxes_of_a_host_that_died_are_taken_over(
    syncing: tuple[Program, Program], gate: Gate
) -> None:
    one, two = syncing
    first = one.start("gmail", "sync")
    try:
        gate.wait_for(AT_ONCE)
        said = two("gmail", "sync")
        assert (said.out, said.err) == ("", "")
        assert sum(subjects(two).values()) == 2
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=60)
    until = time.monotonic() + 60
    # The server has to see that nobody is there any more.
    while "busy" in {
        status for status, _ in states(two("gmail", "sync", "--json").json()).values()
    }:
        assert time.monotonic() < until
    assert subjects(two) == {f"To {email}": 1 for email in MAILBOXES}
    two("gmail", "audit")
