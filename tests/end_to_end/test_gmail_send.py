"""Sending with the installed program, against the stand-in: once, honestly, and on the time line.

Tried: an answer that is lost, Gmail away or asking to slow down, Ctrl-C among many mails, kill -9
before and after Gmail has the mail, opt-outs at every moment, gaps in templates, line breaks, files
and addresses that are none, approvals that are given and that are not, mails given up, and the
whole way from a mail to a click by a person.
"""

import email
import email.policy
import http.client
import json
import re
import signal
import time
import urllib.parse
from contextlib import closing

import pytest

from tests.end_to_end import connecting
from tests.end_to_end.platform_bus import Bus
from tests.end_to_end.test_approvals import decide
from tests.end_to_end.test_export import free_port, wait_for
from tests.gmail.test_machines import CHROME
from tests.google_standin.running import ANN

HTML = '<p>Hi</p><a href="https://shop.example/a?b=1">Shop</a> <a href="mailto:x@y.example">x</a>'


@pytest.fixture
def ready(crmctl_on_both, google):
    """The program, with Ann's mailbox connected."""
    file = connecting.lead_to(crmctl_on_both, google)
    connecting.connect(crmctl_on_both, file)
    return crmctl_on_both


@pytest.fixture
def on_sqlite(crmctl, google):
    connecting.connect(crmctl, connecting.lead_to(crmctl, google))
    return crmctl


def contact(program, *words):
    return program("contacts", "add", *words, "--json").json()["id"]


def wait(holds, seconds=60):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.1)


def send(program, *words, code=0, stdin="Hello\n"):
    return program("gmail", "send", "--body", "-", *words, "--json", code=code, stdin=stdin)


def sent(google):
    """The mails in Ann's mailbox, the oldest first."""
    return [
        email.message_from_bytes(each["raw"], policy=email.policy.default)
        for each in reversed(google.messages(ANN))
    ]


def time_line(program, id_):
    return program("contacts", "show", id_, "--json").json()["activities"]


def test_a_mail_and_an_answer(ready, google, database):
    kim = contact(ready, "email=kim@buyer.example", "first_name=Kim")
    deal = ready("deals", "add", "name=Big", f"primary_contact_id={kim}", "--json").json()["id"]
    file = ready.file("größe.pdf", b"%PDF")
    (told,) = send(ready, "--to", "KIM@buyer.example", "--subject", "Grüße", "--html",
                   ready.file("x.html", HTML), "--attach", file).json()["mails"]  # fmt: skip
    (mail,) = sent(google)
    assert (mail["From"], mail["To"], mail["Subject"]) == (ANN, "kim@buyer.example", "Grüße")
    assert mail["Message-ID"] == f"<{told['messageId']}>"
    assert mail["List-Unsubscribe"] is None
    assert mail.get_body(("html",)).get_content().strip() == HTML
    assert [each.get_filename() for each in mail.iter_attachments()] == ["größe.pdf"]
    (line,) = time_line(ready, kim)
    assert (line["type"], line["direction"], line["subject"]) == ("email", "outbound", "Grüße")
    assert (line["messageId"], line["dealId"]) == (told["messageId"], deal)
    assert line["id"] == told["activityId"]
    answer = send(ready, "--reply-to-message", line["id"], stdin="One more\n").json()["mails"][0]
    assert answer["threadId"] == told["threadId"]
    again = sent(google)[1]
    assert (again["Subject"], again["To"]) == ("Re: Grüße", "kim@buyer.example")
    assert again["In-Reply-To"] == again["References"] == mail["Message-ID"]
    for name in ("messageId", "gmailId"):
        (seen,) = send(ready, "--reply-to-message", told[name], "--dry-run").json()["mails"]
        assert (seen["to"], seen["subject"]) == ("kim@buyer.example", "Re: Grüße")
    # The sync knows both.
    (account,) = ready("gmail", "sync", "--backfill", "1d", "--json").json()["accounts"]
    assert account["logged"] == 0
    assert len(time_line(ready, kim)) == 2
    assert database.event_types()["crm.activity.logged"] == 2
    assert ready("gmail", "status", "--json").json()["accounts"][0]["messagesLogged"] == 2
    assert ready("gmail", "audit", "--json").json()["accounts"][0]["holes"] == []
    assert database.rows("SELECT raw FROM crm_sends WHERE raw IS NOT NULL") == []


def test_what_is_no_mail(on_sqlite, google):
    no = contact(on_sqlite, "first_name=Nomail")
    for words, said in (
        ((), "Say to whom"),
        (("--to", "nobody"), "neither an address nor the id"),
        (("--to", no), "no email address"),
        (("--to", "a b@x.example"), "is not an address"),
        (("--to", "a@x.example"), "Say --subject"),
        (("--to", "a@x.example", "--subject", "x\nBcc: evil@x.example"), "line break"),
        (("--to", "a@x.example", "--subject", "x", "--attach", "none.pdf"), "cannot be read"),
        (("--to", "a@x.example", "--subject", "x", "--deal", "none"), "no deal"),
        (("--to", "a@x.example", "--subject", "x", "--reply-to-message", "none"), "no activity"),
        (("--to", "a@x.example", "--template", "x"), "--template, or --body"),
    ):
        ended = send(on_sqlite, *words, code=1 if said in ("no deal", "no activity") else 2)
        assert said in ended.err, ended.err
        assert (ended.out, ended.err.count("\n")) == ("", 1)
    assert "Say what" in on_sqlite("gmail", "send", "--to", "a@x.example", code=2).err
    assert google.messages(ANN) == []


def test_a_dry_run_sends_nothing(on_sqlite, google, sqlite):
    contact(on_sqlite, "email=kim@buyer.example")
    told = send(on_sqlite, "--to", "kim@buyer.example", "--subject", "x", "--dry-run").json()
    assert [each["to"] for each in told["mails"]] == ["kim@buyer.example"]
    assert google.log("messages.send") == []
    assert sqlite.rows("SELECT id FROM crm_sends") == []


def test_many_each_their_own_and_none_who_does_not_want_it(ready, google):
    ids = [contact(ready, f"email=p{at}@buyer.example", f"first_name=P{at}") for at in range(3)]
    contact(ready, "email=no@buyer.example", "email_opt_in=no")
    contact(ready, "email=never@buyer.example", "marketing_consent=no")
    ready("gmail", "opt-outs", "add", "P2+news@buyer.example")
    assert ready("contacts", "show", ids[2], "--json").json()["emailOptIn"] is False
    (ready.home / "templates").mkdir()
    (ready.home / "templates" / "hi.txt").write_text(
        "Subject: Hi {{ first_name }}\n\nDear {{ first_name }}"
    )
    every = ",".join([*ids[:2], "p2@buyer.example", "no@buyer.example", "never@buyer.example"])
    ended = ready("gmail", "send", "--to", every, "--template", "hi", "--json", code=3)
    assert [each["status"] for each in ended.json()["mails"]] == ["sent", "sent"]
    assert {each["to"]: each["reason"].split(" (")[0] for each in ended.json()["skipped"]} == {
        "p2@buyer.example": "has opted out",
        "no@buyer.example": "wants no mail",
        "never@buyer.example": "has not agreed to mail that goes to many",
    }
    mails = sent(google)
    assert [(each["To"], each["Subject"]) for each in mails] == [
        ("p0@buyer.example", "Hi P0"), ("p1@buyer.example", "Hi P1"),
    ]  # fmt: skip
    leave = {each["List-Unsubscribe"] for each in mails}
    assert len(leave) == 2
    assert all(re.fullmatch(r"<http://127\.0\.0\.1:8765/u/[\w-]{22}>", each) for each in leave)
    alone = send(ready, "--to", "no@buyer.example", "--subject", "x", code=2)
    assert "Nobody may get this mail: no@buyer.example wants no mail" in alone.err


def test_a_gap_in_a_template_stops_all(on_sqlite, google):
    contact(on_sqlite, "email=a@buyer.example", "first_name=A")
    contact(on_sqlite, "email=b@buyer.example")
    (on_sqlite.home / "templates").mkdir()
    (on_sqlite.home / "templates" / "hi.txt").write_text("Subject: Hi\n\nDear {{ first_name }}")
    ended = on_sqlite("gmail", "send", "--to", "a@buyer.example", "--to", "b@buyer.example",
                      "--template", "hi", code=2)  # fmt: skip
    assert "first_name" in ended.err
    assert "b@buyer.example" in ended.err
    assert google.log("messages.send") == []


def test_a_lost_answer_is_looked_up(ready, google):
    kim = contact(ready, "email=kim@buyer.example")
    google.fault("messages.send", kind="cut_after", times=1)
    (told,) = send(ready, "--to", kim, "--subject", "x").json()["mails"]
    assert told["status"] == "sent"
    assert (len(sent(google)), len(time_line(ready, kim))) == (1, 1)


@pytest.mark.parametrize("kind", ["cut", "cut_after"])
def test_what_became_of_it_is_not_known_till_gmail_is_back(on_sqlite, google, kind):
    kim = contact(on_sqlite, "email=kim@buyer.example")
    google.fault("messages.send", kind=kind, times=1)
    google.fault("messages.list", status=503, times=50)
    ended = send(on_sqlite, "--to", kim, "--subject", "x", code=4)
    assert "--resume looks it up" in ended.err
    assert ended.json()["mails"][0]["status"] == "sending"
    assert len(sent(google)) == (kind == "cut_after")
    google.clear_faults()
    # The same again is the same mail.
    again = send(on_sqlite, "--to", kim, "--subject", "x").json()["mails"]
    assert [each["status"] for each in again] == ["sent"]
    assert (len(sent(google)), len(time_line(on_sqlite, kim))) == (1, 1)
    assert on_sqlite("gmail", "send", "--resume", "--json").json()["mails"] == []


def test_gmail_has_had_enough_for_a_day_and_the_rest_goes_later(on_sqlite, google, sqlite):
    ids = [contact(on_sqlite, f"email=p{at}@buyer.example") for at in range(3)]
    google.fault("messages.send", status=403, reason="dailyLimitExceeded", skip=1)
    ended = send(on_sqlite, *(w for id_ in ids for w in ("--to", id_)), "--subject", "x", code=4)
    assert [each["status"] for each in ended.json()["mails"]] == ["sent", "queued", "queued"]
    assert "enough for a day" in ended.err
    waiting = on_sqlite("gmail", "outbox", "list", "--json").json()["mails"]
    assert [each["status"] for each in waiting] == ["queued", "queued"]
    sqlite.run("UPDATE crm_mailboxes SET blocked_until = NULL")
    on_sqlite("gmail", "send", "--resume")
    assert sorted(each["To"] for each in sent(google)) == [
        f"p{at}@buyer.example" for at in range(3)
    ]


def test_before_gmails_deadline_it_is_not_asked_again(on_sqlite, google):
    contact(on_sqlite, "email=kim@buyer.example")
    google.fault("messages.send", status=429, retry_after=900)
    words = ("--to", "kim@buyer.example", "--subject", "x")
    assert "slow down" in send(on_sqlite, *words, code=4).err
    assert "before" in on_sqlite("gmail", "send", "--resume", code=4).err
    assert "before" in send(on_sqlite, *words, code=4).err
    assert len(google.log("messages.send")) == 1
    (account,) = on_sqlite("gmail", "status", "--json").json()["accounts"]
    assert "slow down" in account["lastError"]


def test_what_a_search_gives_wrongly_is_no_mail_that_went_out(on_sqlite, google):
    """It is looked at, or a mail that was lost would pass for sent."""
    google.rules(ignores_searches=True)
    kim = contact(on_sqlite, "email=kim@buyer.example")
    contact(on_sqlite, "email=lee@buyer.example")
    send(on_sqlite, "--to", "lee@buyer.example", "--subject", "x")
    google.add_message(ANN, from_=ANN, to="kim@buyer.example", subject="y", text="another")
    google.fault("messages.send", kind="cut")
    send(on_sqlite, "--to", kim, "--subject", "x", code=4)
    on_sqlite("gmail", "send", "--resume")
    assert [each["To"] for each in sent(google) if each["Subject"] == "x"] == [
        "lee@buyer.example",
        "kim@buyer.example",
    ]


def test_a_mail_that_gmail_does_not_take_is_kept_as_failed(on_sqlite, google):
    contact(on_sqlite, "email=kim@buyer.example")
    google.fault("messages.send", status=400, reason="invalidArgument", times=1)
    ended = send(on_sqlite, "--to", "kim@buyer.example", "--subject", "x", code=3)
    assert ended.json()["mails"][0]["status"] == "failed"
    assert "invalidArgument" in ended.json()["mails"][0]["error"]


def test_stopped_while_gmail_has_the_second_of_three(ready, google):
    """Nobody is told to run it again, which would send the first one twice."""
    to = [f"{name}@buyer.example" for name in ("kim", "lee", "max")]
    for each in to:
        contact(ready, f"email={each}")
    google.clear_log()
    google.fault("messages.send", kind="cut", seconds=20, skip=1)
    body = ready.file("hello.txt", "Hello\n")
    words = ("--to", ",".join(to), "--subject", "Hi", "--body", body)
    running = ready.start("gmail", "send", *words)
    try:
        wait(lambda: len(google.log("messages.send")) == 2)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    google.clear_faults()
    said = b"Error: Stopped; what is left goes with crmctl gmail send --resume\n"
    assert (running.returncode, out, err) == (1, b"", said)
    told = ready("gmail", "send", "--resume", "--json").json()["mails"]
    assert [each["status"] for each in told] == ["sent", "sent"]
    assert sorted(mail["To"] for mail in sent(google)) == to


def test_killed_while_gmail_has_it(on_sqlite, google, sqlite):
    """Gmail takes the mail when the process that would hear of it is dead, and its heir looks."""
    kim = contact(on_sqlite, "email=kim@buyer.example")
    google.fault("messages.send", kind="hang", seconds=5, times=1)
    body = on_sqlite.file("body.txt", "Hello\n")
    running = on_sqlite.start("gmail", "send", "--to", kim, "--subject", "x", "--body", body)
    wait(lambda: sqlite.rows("SELECT status FROM crm_sends") == [("sending",)])
    time.sleep(1)
    running.kill()
    running.communicate()
    assert not google.messages(ANN)
    for _ in range(2):
        on_sqlite("gmail", "send", "--resume")
    wait(lambda: all(each["status"] for each in google.log("messages.send")))
    assert (len(sent(google)), len(time_line(on_sqlite, kim))) == (1, 1)


@pytest.mark.parametrize("kind", ["cut", "cut_after"])
def test_a_mail_that_gmail_has_renamed_is_found_all_the_same(on_sqlite, google, kind):
    google.rules(rewrites_message_ids=True)
    kim = contact(on_sqlite, "email=kim@buyer.example")
    google.fault("messages.send", kind=kind)
    send(on_sqlite, "--to", kim, "--subject", "x", code=None)
    on_sqlite("gmail", "send", "--resume")
    (mail,) = sent(google)
    (line,) = time_line(on_sqlite, kim)
    assert f"<{line['messageId']}>" == mail["Message-ID"]


def test_read_only_and_not_connected(crmctl, google):
    file = connecting.lead_to(crmctl, google)
    assert (
        "crmctl gmail connect" in send(crmctl, "--to", "a@x.example", "--subject", "x", code=5).err
    )
    from crmctl.gmail.consent import READONLY

    google.decide(ANN, scopes=[READONLY])
    connecting.connect(crmctl, file)
    assert "read-only" in send(crmctl, "--to", "a@x.example", "--subject", "x", code=5).err


@pytest.fixture
def bus(redis_server, ready):
    ready.environment["CRMCTL_REDIS_URL"] = redis_server.url
    return Bus(redis_server)


def test_an_approval_for_more_than_so_many(ready, google, bus):
    ids = [contact(ready, f"email=p{at}@buyer.example") for at in range(2)]
    ready("settings", "set", "approve-sends-above", "1")
    to = [word for id_ in ids for word in ("--to", id_)]
    assert "--request-approval" in send(ready, *to, "--subject", "x", code=2).err
    asked = [
        send(ready, *to, "--subject", word, "--request-approval").json() for word in ("yes", "no")
    ]
    assert [each["status"] for each in asked] == ["pending"] * 2
    ready("gmail", "send", "--resume")
    assert google.messages(ANN) == []
    decide(ready, bus, asked[0])
    decide(ready, bus, asked[1], "approval.item.rejected")
    # As cron has it.
    ready.environment["CRMCTL_USER"] = "system"
    for _ in range(2):
        ready("jobs", "run", "--once")
        ready("gmail", "send", "--resume")
    assert [each["Subject"] for each in sent(google)] == ["yes", "yes"]
    assert [len(time_line(ready, id_)) for id_ in ids] == [1, 1]
    shown = [ready("approvals", "show", each["id"], "--json").json() for each in asked]
    assert [(each["status"], each["reason"]) for each in shown] == [
        ("done", "2 mails on their way: crmctl gmail send --resume"),
        ("rejected", "rejected by u-boss: 2 mails are not sent"),
    ]
    given_up = ready("gmail", "outbox", "list", "--status", "cancelled", "--json").json()["mails"]
    assert {(each["subject"], each["error"]) for each in given_up} == {
        ("no", "the approval was not given: rejected by u-boss")
    }


def test_what_waits_is_listed_and_given_up(on_sqlite, google):
    for at in range(3):
        to = f"p{at}@buyer.example"
        send(on_sqlite, "--to", to, "--subject", f"x{at}", "--request-approval")
    waiting = on_sqlite("gmail", "outbox", "list", "--json").json()["mails"]
    assert [each["subject"] for each in waiting] == ["x2", "x1", "x0"]
    assert "x1" in on_sqlite("gmail", "outbox", "list").out
    one = waiting[0]["sendId"]
    assert "--yes" in on_sqlite("gmail", "outbox", "cancel", one, code=2).err
    assert "Say which" in on_sqlite("gmail", "outbox", "cancel", "--yes", code=2).err
    assert "no mail 'x'" in on_sqlite("gmail", "outbox", "cancel", "x", "--yes", code=1).err
    (gone,) = on_sqlite("gmail", "outbox", "cancel", one, "--yes", "--json").json()["mails"]
    assert (gone["status"], gone["error"].split(" by ")[0]) == ("cancelled", "cancelled")
    assert "is cancelled" in on_sqlite("gmail", "outbox", "cancel", one, "--yes", code=2).err
    told = on_sqlite("gmail", "disconnect", "--yes", "--json")
    assert told.json()["cancelled"] == 2
    assert "2 mails that had not gone out" in told.err
    on_sqlite("gmail", "send", "--resume")
    assert on_sqlite("gmail", "outbox", "list", "--json").json()["mails"] == []


def ask(port, path, method="GET", agent=CHROME):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request(method, path, headers={"User-Agent": agent})
        answer = line.getresponse()
        return answer.status, answer.headers["Location"], answer.read()


def test_from_a_mail_to_an_open_a_click_and_a_goodbye(ready, google, database, bus):
    port = free_port()
    ready.environment |= {"CRMCTL_PUBLIC_URL": f"http://127.0.0.1:{port}",
                          "CRMCTL_TRACKING_GRACE_SECONDS": "0"}  # fmt: skip
    kim, lee = (contact(ready, f"email={name}@buyer.example") for name in ("kim", "lee"))
    html = ready.file("x.html", HTML)
    send(ready, "--to", kim, "--to", lee, "--subject", "x", "--html", html, "--track")
    server = ready.start("serve", "--port", port)
    wait_for(f"http://127.0.0.1:{port}/healthz")
    first, second = (each.get_body(("html",)).get_content() for each in sent(google))
    pixel = urllib.parse.urlsplit(re.search(r'src="([^"]+)"', first)[1]).path
    link = urllib.parse.urlsplit(re.search(r'href="(http[^"]+)"', first)[1]).path
    assert pixel not in second
    assert 'href="mailto:x@y.example"' in first
    assert ask(port, pixel)[0] == 200
    assert ask(port, pixel, agent="curl/8")[0] == 200
    time.sleep(0.1)
    assert ask(port, link)[:2] == (302, "https://shop.example/a?b=1")
    leave = sent(google)[1]["List-Unsubscribe"].strip("<>")
    assert b"<button>" in ask(port, urllib.parse.urlsplit(leave).path)[2]
    assert ready("gmail", "opt-outs", "list", "--json").json()["optOuts"] == []
    assert ask(port, urllib.parse.urlsplit(leave).path, "POST")[0] == 200
    # On the stream while the server runs, by its own doing.
    wait(lambda: len(bus.heard("crm.email.")) == 2, 60)
    assert [each["data"]["class"] for each in bus.heard("crm.email.")] == ["human", "human"]
    wait(lambda: bus.heard("crm.contact.updated"), 60)
    server.terminate()
    server.communicate(timeout=120)
    (line,) = time_line(ready, kim)
    told = line["tracking"]
    assert (told["likelyOpens"], told["opens"], told["likelyClicks"]) == (1, 2, 1)
    assert told["clicks"] == [{"url": "https://shop.example/a?b=1", "likely": 1, "all": 1}]
    assert time_line(ready, lee)[0]["tracking"]["hits"] == 0
    events = {e["type"]: e["data"] for e in database.events() if "crm.email" in e["type"]}
    assert {name: each["activityId"] for name, each in events.items()} == {
        "crm.email.opened": line["id"], "crm.email.clicked": line["id"],
    }  # fmt: skip
    assert ready("contacts", "show", lee, "--json").json()["emailOptIn"] is False
    assert "opted out" in send(ready, "--to", lee, "--subject", "y", code=2).err
    assert "tracking" in json.dumps(ready("activities", "show", line["id"], "--json").json())
    # What the sync keeps of it has no pixel of ours.
    (account,) = ready("gmail", "sync", "--backfill", "1d", "--json").json()["accounts"]
    assert account["logged"] == 0
