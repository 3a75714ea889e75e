"""Mailboxes in the database: whose they are, their sealed logins, and the events of what happens.

Tried: the same mailbox of two users, other workspaces, rows swapped past the program, a login that
ends while another is made, and the same end told twice.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from crmctl.errors import NotFoundError
from crmctl.gmail import access, mailboxes
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.mailboxes import Identity
from crmctl.gmail.token_endpoint import Grant
from crmctl.gmail.vault import SealedError, Vault
from crmctl.storage import queries, tables
from crmctl.storage.keys import Keys
from tests.conftest import NOON, FixedClock, Workspace, envelopes

CLIENT = ClientSecrets("id", "GOCSPX-hush", "https://a/", "https://t/")
WHO = Identity("Ann@Acme.example", ("sales@acme.example",))
ONE, TWO = bytes(32), bytes(range(32))
VAULT = Vault(Keys((ONE,), "file"))


def grant(n=1, **more):
    return Grant(f"ya29.access{n}", 3600, ("s1", "s2"), f"1//0refresh{n}", **more)


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def ann(engine, clock):
    return Workspace(engine, user="ann", clock=clock)


@pytest.fixture
def ben(engine, clock):
    return Workspace(engine, user="ben", clock=clock)


def keep(workspace, n=1, who=WHO, vault=VAULT, **more):
    with workspace.open() as session:
        return mailboxes.keep_connected(session, vault, who, CLIENT, grant(n, **more))


def get(workspace, id_):
    with workspace.open(write=False) as session:
        return mailboxes.get(session, id_)


def told(engine, workspace="w-test"):
    return [
        (event["type"], event["data"]["userId"], event["data"]["email"])
        for event in envelopes(engine, workspace)
    ]


def test_a_login_is_kept_sealed_and_told(engine, ann):
    row, before = keep(ann)
    assert before is None
    assert (row["email"], row["status"], row["aliases"]) == (
        "ann@acme.example", "connected", ["sales@acme.example"]
    )  # fmt: skip
    assert row["access_until"] == NOON + timedelta(seconds=3300)
    assert (row["cursor"], row["messages_logged"], row["login_ends_at"]) == (None, 0, None)
    for name in mailboxes.SECRETS:
        assert row[name].startswith("v1.")
    assert told(engine) == [("crm.gmail.connected", "ann", "ann@acme.example")]
    with ann.open(write=False) as session:
        assert access.login(session, VAULT, row) == (CLIENT, "1//0refresh1")
        assert access.kept(session, VAULT, row) == "ya29.access1"


def test_connecting_again_keeps_what_the_sync_knows(engine, ann, clock):
    first, _ = keep(ann)
    with ann.open() as session:
        queries.change(session, tables.mailboxes, [], {
            "cursor": "99", "messages_logged": 7, "last_sync_at": NOON, "last_error": "x",
        })  # fmt: skip
    clock.move(days=1)
    second, before = keep(ann, 2, ends_in=604_799)
    assert (second["id"], before["id"]) == (first["id"], first["id"])
    assert (second["cursor"], second["messages_logged"], second["last_sync_at"]) == ("99", 7, NOON)
    assert (second["last_error"], second["connected_at"]) == (None, clock.now())
    assert second["login_ends_at"] == clock.now() + timedelta(seconds=604_799)
    with ann.open(write=False) as session:
        assert access.login(session, VAULT, second)[1] == "1//0refresh2"
        assert access.login(session, VAULT, before)[1] == "1//0refresh1"


def test_each_user_and_workspace_has_their_own(engine, ann, ben, clock):
    hers, _ = keep(ann)
    his, before = keep(ben, 2)
    assert (before, hers["id"] == his["id"]) == (None, False)
    other = Workspace(engine, "w-other", "ann", clock=clock)
    theirs, before = keep(other, 3)
    assert before is None
    with ann.open(write=False) as session:
        assert [row["user_id"] for row in mailboxes.listed(session)] == ["ann", "ben"]
        assert [row["id"] for row in mailboxes.listed(session, "ann")] == [hers["id"]]
        assert mailboxes.find(session, "ann", "ANN@acme.example")["id"] == hers["id"]
        assert mailboxes.find(session, "eve", "ann@acme.example") is None
        with pytest.raises(NotFoundError):
            mailboxes.get(session, theirs["id"])


def test_two_at_once_are_one_after_the_other(engine, ann):
    """Of two terminals, the second to store knows the login that it replaces."""
    keep(ann, 9, Identity("other@acme.example", ()))
    barrier = threading.Barrier(4)

    def connect(n):
        barrier.wait()
        return keep(ann, n)

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(connect, range(4)))
    assert len({row["id"] for row, _ in made}) == 1
    assert sum(before is None for _, before in made) == 1
    replaced = {before["refresh_token"] for _, before in made if before}
    stored = {row["refresh_token"] for row, _ in made}
    assert (len(replaced), replaced < stored) == (3, True)
    assert told(engine).count(("crm.gmail.connected", "ann", "ann@acme.example")) == 4


@pytest.mark.parametrize("name", mailboxes.SECRETS)
def test_a_secret_in_another_row_opens_nothing(ann, ben, name):
    """Whoever can write to the database still cannot read a mailbox of somebody else."""
    hers, _ = keep(ann)
    his, _ = keep(ben, 2, Identity("ben@acme.example", ()))
    stolen = {**his, name: hers[name]}
    with ben.open(write=False) as session:
        if name == "access_token":
            assert access.kept(session, VAULT, stolen) is None
        else:
            with pytest.raises(SealedError):
                access.login(session, VAULT, stolen)
        swapped = {**his, "refresh_token": his["access_token"], "access_token": None}
        with pytest.raises(SealedError):
            access.login(session, VAULT, swapped)


def test_an_access_token_is_used_until_a_while_before_its_end(ann, clock):
    row, _ = keep(ann)

    def kept(**changes):
        with ann.open(write=False) as session:
            return access.kept(session, VAULT, {**row, **changes})

    clock.move(seconds=3299)
    assert kept() == "ya29.access1"
    clock.move(seconds=1)
    assert kept() is None
    assert kept(access_until=None) is None
    clock.move(seconds=-60)
    with ann.open(write=False) as session:
        assert access.kept(session, VAULT, row, rejected="ya29.access1") is None
        assert access.kept(session, VAULT, row, rejected="ya29.other") == "ya29.access1"


def test_a_short_lived_token_is_used_for_half_its_life(ann):
    with ann.open() as session:
        short = Grant("ya29.x", 60, ("s1",), "1//0x")
        row, _ = mailboxes.keep_connected(session, VAULT, WHO, CLIENT, short)
    assert row["access_until"] == NOON + timedelta(seconds=30)


def test_the_end_of_a_login_is_told_once_and_of_that_login_alone(engine, ann):
    row, _ = keep(ann)
    for first in (True, False):
        with ann.open() as session:
            assert mailboxes.keep_ended(session, row, "over") is first
    ended = get(ann, row["id"])
    assert (ended["status"], ended["last_error"]) == ("needs_reconnect", "over")
    assert (ended["refresh_token"], ended["access_token"]) == (None, None)
    # Which client it was is known for the next time.
    assert ended["client"]
    assert told(engine)[1:] == [("crm.gmail.reconnect_required", "ann", "ann@acme.example")]
    keep(ann, 2)
    with ann.open() as session:
        assert mailboxes.keep_ended(session, row, "over") is False
        mailboxes.keep_access(session, VAULT, row, Grant("ya29.late", 3600, ("s1",)))
    again = get(ann, row["id"])
    assert again["status"] == "connected"
    with ann.open(write=False) as session:
        assert access.kept(session, VAULT, again) == "ya29.access2"


def test_a_new_access_token_changes_no_more_than_it_must(ann, clock):
    row, _ = keep(ann)
    clock.move(hours=1)
    with ann.open() as session:
        mailboxes.keep_access(session, VAULT, row, Grant("ya29.new", 3600, ("s1",), "1//0rotated"))
    now = get(ann, row["id"])
    assert (now["scopes"], now["login_used_at"], now["connected_at"]) == (["s1"], clock.now(), NOON)
    with ann.open(write=False) as session:
        assert access.kept(session, VAULT, now) == "ya29.new"
        assert access.login(session, VAULT, now) == (CLIENT, "1//0rotated")
    with ann.open() as session:
        mailboxes.keep_access(session, VAULT, now, Grant("ya29.newer", 3600, ()))
    assert get(ann, row["id"])["scopes"] == ["s1"]


def test_disconnecting_wipes_the_login_and_keeps_the_rest(engine, ann):
    row, _ = keep(ann)
    with ann.open() as session:
        mailboxes.keep_disconnected(session, row)
    now = get(ann, row["id"])
    assert now["status"] == "disconnected"
    assert [now[name] for name in mailboxes.SECRETS] == [None] * 3
    assert told(engine)[1:] == [("crm.gmail.disconnected", "ann", "ann@acme.example")]


def test_resealing_takes_what_opens_and_leaves_what_does_not(ann, ben):
    row, _ = keep(ann)
    lost, _ = keep(ben, 2, vault=Vault(Keys((bytes([7] * 32),), "file")))
    both = Vault(Keys((TWO, ONE), "file"))
    for count in (3, 0):
        with ann.open() as session:
            assert mailboxes.reseal(session, both, row["id"]) == count
            assert mailboxes.reseal(session, both, lost["id"]) == 0
    now = get(ann, row["id"])
    assert all(both.is_newest(now[name]) for name in mailboxes.SECRETS)
    assert get(ann, lost["id"]) == lost
    with ann.open(write=False) as session:
        assert access.login(session, Vault(Keys((TWO,), "file")), now) == (CLIENT, "1//0refresh1")
