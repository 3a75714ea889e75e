"""`crmctl gmail sync`, as cron runs it, against the stand-in on both databases."""

import json
import signal

import pytest

from tests.end_to_end import connecting
from tests.google_standin.running import ANN, BEN


@pytest.fixture
def ready(crmctl_on_both, google):
    """The program, with Ann's mailbox connected."""
    file = connecting.lead_to(crmctl_on_both, google)
    connecting.connect(crmctl_on_both, file)
    return crmctl_on_both


def account(result):
    (one,) = result.json()["accounts"]
    return one


def test_the_first_sync_logs_what_is_there_and_the_next_what_is_new(ready, google, database):
    contact = ready("contacts", "add", "email=kim@buyer.example", "--json").json()["id"]
    google.add_message(ANN, from_="Kim <kim@buyer.example>", to=ANN, subject="Hello", text="Hi Ann")
    google.add_message(ANN, from_="x@other.example", to=ANN, subject="Private", text="secret")
    first = account(ready("gmail", "sync", "--json"))
    assert (first["mode"], first["seen"], first["matched"], first["logged"]) == (
        "backfill",
        2,
        1,
        1,
    )
    google.add_message(
        ANN, from_=ANN, to="kim@buyer.example", subject="Re: Hello", text="Hi Kim", labels=["SENT"]
    )
    google.clear_log()
    second = account(ready("gmail", "sync", "--json"))
    assert (second["mode"], second["logged"], second["quotaUnits"]) == ("incremental", 1, 22)
    google.clear_log()
    third = account(ready("gmail", "sync", "--json"))
    assert (third["seen"], third["apiCalls"], third["quotaUnits"]) == (0, 1, 2)
    mails = ready("activities", "list", "--json").json()["activities"]
    told = {(each["subject"], each["direction"], each["contactId"]) for each in mails}
    assert told == {("Hello", "inbound", contact), ("Re: Hello", "outbound", contact)}
    logged = [e["data"] for e in database.events() if e["type"] == "crm.activity.logged"]
    assert {each["direction"] for each in logged} == {"inbound", "outbound"}
    assert all(each["messageId"] and each["threadId"] for each in logged)
    assert "secret" not in json.dumps(database.contents(), default=str)
    quiet = ready("gmail", "sync")
    assert (quiet.out, quiet.err) == ("", "")
    assert ready("gmail", "audit", "--json").json()["accounts"][0]["holes"] == []


def test_two_runs_at_once_log_each_mail_once(ready, google, database):
    ready("contacts", "add", "email=kim@buyer.example")
    for at in range(15):
        google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject=f"Mail {at}")
    runs = [ready.start("gmail", "sync") for _ in range(3)]
    assert [(run.communicate(), run.returncode) for run in runs] == [((b"", b""), 0)] * 3
    ready("gmail", "sync")
    assert database.one("SELECT count(*) FROM crm_activities") == 15
    assert sum(e["type"] == "crm.activity.logged" for e in database.events()) == 15


@pytest.mark.parametrize("after", [0, 3, 9])
def test_a_run_that_is_killed_leaves_nothing_half_done(ready, google, database, after):
    ready("contacts", "add", "email=kim@buyer.example")
    for at in range(12):
        google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject=f"Mail {at}")
    google.clear_log()
    google.fault("messages.get", kind="hang", seconds=30, skip=after)
    run = ready.start("gmail", "sync")
    connecting.Pressed(google, "messages.get", run, signal.SIGKILL)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    assert database.one("SELECT cursor FROM crm_mailboxes") is None
    google.clear_faults()
    ready("gmail", "sync")
    assert database.one("SELECT count(*) FROM crm_activities") == 12
    ready("gmail", "audit")


def test_a_run_that_is_stopped_blames_no_message(ready, google, database):
    """Ctrl-C while Google is slow: the run ends, and the message it was at is not held bad."""
    ready("contacts", "add", "email=kim@buyer.example")
    google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject="Mail")
    google.clear_log()
    google.fault("messages.get", kind="hang", seconds=20)
    run = ready.start("gmail", "sync")
    connecting.Pressed(google, "messages.get", run, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 1
    assert err == b"Error: Stopped: run it again to go on\n"
    assert database.one("SELECT count(*) FROM crm_mail_ledger") == 0
    google.clear_faults()
    assert account(ready("gmail", "sync", "--json"))["logged"] == 1


def test_how_it_ends_says_how_it_went(crmctl, google):
    crmctl("init")
    assert crmctl("gmail", "sync", "--json").json() == {"accounts": []}
    connecting.connect(crmctl, connecting.lead_to(crmctl, google))
    crmctl("contacts", "add", "email=kim@buyer.example")
    assert "no connected mailbox" in crmctl("gmail", "sync", "--mailbox", "x@y.z", code=2).err
    assert "--backfill" in crmctl("gmail", "sync", "--backfill", "soon", code=2).err
    crmctl("gmail", "sync", "--mailbox", ANN.upper())
    sent = google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject="Mail")
    assert sent["id"] in crmctl("gmail", "audit", code=3).out
    dry = crmctl("gmail", "sync", "--dry-run")
    assert "logged: on the time line of one" in dry.out
    assert "Nothing was changed" in dry.out
    assert "No sync has seen" in crmctl("gmail", "log", sent["id"], code=1).err
    assert sent["id"] in crmctl("gmail", "sync", "--explain").out
    (told,) = crmctl("gmail", "log", sent["messageId"], "--json").json()["messages"]
    assert (told["gmailId"], told["outcome"], len(told["activities"])) == (sent["id"], "logged", 1)
    assert "logged" in crmctl("gmail", "log", sent["id"]).out
    google.fault("history.list", status=429, retry_after=900)
    blocked = crmctl("gmail", "sync", code=3)
    assert "slow down" in blocked.err
    (line,) = [line for line in crmctl("gmail", "status").out.splitlines() if ANN in line]
    assert "slow down" in line
    assert crmctl("gmail", "sync").err == ""
    google.revoke_person(ANN)
    crmctl("gmail", "privacy", "body", "--mailbox", ANN)
    assert crmctl("gmail", "privacy", "--mailbox", ANN, "--json").json()["level"] == "body"
    assert "--mailbox EMAIL or" in crmctl("gmail", "privacy", "body", code=2).err


def test_a_login_that_ended_asks_for_a_new_one(crmctl, google):
    crmctl("init")
    connecting.connect(crmctl, connecting.lead_to(crmctl, google))
    crmctl("gmail", "sync")
    google.revoke_person(ANN)
    ended = crmctl("gmail", "sync", "--json", code=5)
    assert account(ended)["status"] == "needs_reconnect"
    assert "gmail connect" in ended.err
    crmctl("gmail", "sync", code=5)


def test_with_google_out_of_reach_it_says_so(crmctl, google):
    crmctl("init")
    connecting.connect(crmctl, connecting.lead_to(crmctl, google))
    crmctl("gmail", "sync")
    crmctl.environment["CRMCTL_GMAIL_API_URL"] = "http://127.0.0.1:1"
    assert "could not be reached" in crmctl("gmail", "sync", code=4).err


def test_an_import_brings_its_contacts_past_mail(ready, google):
    google.add_message(ANN, from_="lee@buyer.example", to=ANN, subject="Long ago")
    assert account(ready("gmail", "sync", "--json"))["logged"] == 0
    file = ready.file("people.csv", "email,first_name\nlee@buyer.example,Lee\n")
    ready("import", file, "--yes")
    assert account(ready("gmail", "sync", "--json"))["logged"] == 1
    (mail,) = ready("activities", "list", "--json").json()["activities"]
    assert mail["subject"] == "Long ago"


def test_every_workspace_is_synced_and_none_sees_another(ready, google):
    file = connecting.lead_to(ready, google)
    google.decide(BEN)
    connecting.connect(ready, file, "--workspace", "other")
    for name in ("default", "other"):
        ready("--workspace", name, "contacts", "add", "email=kim@buyer.example")
    for box in (ANN, BEN):
        google.add_message(box, from_="kim@buyer.example", to=box, subject=f"To {box}")
    accounts = ready("gmail", "sync", "--json").json()["accounts"]
    assert {(each["email"], each["logged"]) for each in accounts} == {(ANN, 1), (BEN, 1)}
    for name, box in (("default", ANN), ("other", BEN)):
        told = ready("--workspace", name, "activities", "list", "--json").json()
        assert [mail["subject"] for mail in told["activities"]] == [f"To {box}"]


PRIVATE = (
    b"From: =?utf-8?q?Dr_Zqxhushname?= <zqxhushfrom@zqxhushclinic.example>\r\n"
    b"To: zqxhushto@zqxhushhome.example, %s\r\nCc: zqxhushcc@zqxhushhome.example\r\n"
    b"Reply-To: zqxhushreply@zqxhushclinic.example\r\nDate: zqxhushdate\r\n"
    b"Subject: zqxhushsubject\r\nMessage-ID: <zqxhushid%d@zqxhushclinic.example>\r\n"
    b"In-Reply-To: <zqxhushparent@zqxhushclinic.example>\r\nList-Id: %s\r\nAuto-Submitted: %s\r\n"
    b"Content-Type: text/plain; charset=zqxhushcharset; name=zqxhushname\r\n\r\nzqxhushbody\r\n"
)


def test_nothing_of_a_private_mail_is_kept_or_logged_and_who_has_it_can_ask(
    ready, google, database
):
    """One with strangers alone, one left out, one in Spam, one a draft, one that is deleted."""
    ready("contacts", "add", "email=kim@buyer.example")
    ann = ANN.encode()
    plain = google.add_message(ANN, raw=PRIVATE % (ann, 1, b"", b"zqxhushauto"))
    ready("gmail", "sync")
    for number, (listed, labels) in enumerate(
        [(b"<zqxhush.list>", ["INBOX"]), (b"", ["SPAM"]), (b"", ["DRAFT"]), (b"", []), (b"", [])], 2
    ):
        last = google.add_message(ANN, raw=PRIVATE % (ann, number, listed, b"no"), labels=labels)
    google.delete(ANN, last["id"])
    said = [
        ready("--debug", "gmail", "sync", "--dry-run"),
        ready("--debug", "gmail", "sync", "--explain"),
        ready("--debug", "gmail", "sync", "--backfill", "300d", "--explain"),
        ready("gmail", "audit", "--since", "300d"),
        ready("gmail", "status"),
        ready("gmail", "log", plain["id"]),
    ]
    assert "zqxhush" not in "".join(each.out + each.err for each in said).lower()
    assert "zqxhush" not in json.dumps(database.contents(), default=str).lower()
    files = [path for path in ready.home.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"zqxhush" in path.read_bytes().lower()]
    for number in range(1, 6):
        (found,) = ready(
            "gmail", "log", f"<zqxhushid{number}@zqxhushclinic.example>", "--json"
        ).json()["messages"]
        assert found["outcome"] == ("left_out" if number < 5 else "no_contact")
        assert found["activities"] == []
