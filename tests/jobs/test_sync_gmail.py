"""The sync against a stand-in for Google, on both databases.

Tried: each fault of the issue's list, mail that nobody should have sent, mail that is nobody's
business, two mailboxes with one mail, addresses that come later, and budgets that end too soon.
"""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import event

from crmctl.gmail import explaining, ledger, privacy_levels
from crmctl.storage import queries, tables
from tests.conftest import envelopes
from tests.gmail.syncing import KIM
from tests.google_standin.running import ANN, BEN

MONTH = timedelta(days=30)


@pytest.fixture
def kim(scene):
    """A contact, and a mailbox that was synced once."""
    made = scene.add("contacts", f"email={KIM}", "first_name=Kim")
    scene.sync_one()
    return made


def logged(scene):
    told = envelopes(scene.toolbox.engine)
    return [event["data"] for event in told if event["type"] == "crm.activity.logged"]


def test_a_mail_is_one_activity_with_all_that_a_reader_wants(scene, kim, google):
    sent = scene.receive("Hi", from_=f"Kim <{KIM.upper()}>", cc="x@y.example", text="a & b",
                         messageId="<A.b@Buyer.Example>")  # fmt: skip
    assert scene.sync_one()["logged"] == 1
    (mail,) = scene.mails()
    assert mail["type"] == "email"
    assert (mail["subject"], mail["body"], mail["direction"]) == ("Hi", "a & b", "inbound")
    assert (mail["contactId"], mail["messageId"]) == (kim, "A.b@buyer.example")
    assert mail["threadId"] == sent["threadId"]
    assert mail["createdById"] == "u-test"
    assert mail["metadata"]["addresses"] == {"from": [KIM], "to": [ANN], "cc": ["x@y.example"]}
    sighting = {"mailbox": ANN, "gmailId": sent["id"], "threadId": sent["threadId"]}
    assert mail["metadata"]["sightings"] == [sighting]
    (event,) = logged(scene)
    assert event["contactId"] == kim
    assert (event["type"], event["direction"]) == ("email", "inbound")
    assert (event["messageId"], event["threadId"]) == (mail["messageId"], mail["threadId"])
    assert scene.row()["messages_logged"] == 1


def test_an_alias_sends_and_several_contacts_each_get_the_mail(scene, kim):
    lee = scene.add("contacts", "email=lee@gmail.com", "other_email=lee@home.example")
    scene.receive("Both", from_="sales@acme.example", to=[f"kim+crm@{KIM.split('@')[1]}"],
                  cc="L.E.E+x@googlemail.com", labels=["SENT"])  # fmt: skip
    scene.sync_one()
    assert {(m["contactId"], m["direction"]) for m in scene.mails()} == {
        (kim, "outbound"), (lee, "outbound")}  # fmt: skip


def test_the_very_address_comes_before_one_that_means_the_same(scene, kim):
    tagged = scene.add("contacts", "email=kim+private@buyer.example")
    scene.receive("Exact", from_="kim+private@buyer.example")
    scene.receive("Other", from_="kim+other@buyer.example")
    scene.sync_one()
    by_subject = {}
    for mail in scene.mails():
        by_subject.setdefault(mail["subject"], set()).add(mail["contactId"])
    assert by_subject == {"Exact": {tagged}, "Other": {kim, tagged}}


def test_one_open_deal_is_linked_and_two_are_not(scene, kim):
    deal = scene.add("deals", "name=One", f"contact_email={KIM}")
    scene.add("deals", "name=Won", "stage=won", f"contact_email={KIM}")
    scene.receive("First")
    scene.sync_one()
    scene.add("deals", "name=Two", f"contact_email={KIM}")
    scene.receive("Second")
    scene.sync_one()
    assert {m["subject"]: m["dealId"] for m in scene.mails()} == {"First": deal, "Second": None}


def test_two_mailboxes_with_one_mail_are_two_sightings_of_one_activity(scene, kim):
    scene.connect("u-ben", BEN)
    for box in (ANN, BEN):
        scene.receive("Shared", to=[ANN, BEN], messageId="<one@x.example>", into=box)
    results = {r.account.email: r.document() for r in scene.sync().results}
    assert sum(each["logged"] for each in results.values()) == 1
    assert sum(each["duplicates"] for each in results.values()) == 1
    (mail,) = scene.mails()
    assert {each["mailbox"] for each in mail["metadata"]["sightings"]} == {ANN, BEN}
    assert len(logged(scene)) == 1
    with scene.toolbox.transaction(write=False) as session:
        found = explaining.explain(session, "<ONE@X.EXAMPLE>") or explaining.explain(
            session, "<one@x.example>"
        )
    assert {each.mailbox for each in found} == {ANN, BEN}
    assert all(each.activities == [mail["id"]] for each in found)


def test_the_database_refuses_a_second_activity_of_a_mail_and_contact(scene, kim):
    scene.receive("Once")
    scene.sync_one()
    with scene.toolbox.transaction(write=False) as session:
        (row,) = queries.find(session, tables.mail_activities)
    del row["workspace_id"]
    with pytest.raises(Exception, match=r"(?i)unique"), scene.toolbox.transaction() as session:
        queries.add(session, tables.mail_activities, [{**row, "activity_id": "another"}])


def test_the_same_id_five_times_is_one_message(scene, kim, google):
    sent = scene.receive("Starred")
    for label in ("STARRED", "IMPORTANT", "CATEGORY_PERSONAL", "Label_1"):
        google.relabel(ANN, sent["id"], [label], [])
    told = scene.sync_one()
    assert (told["seen"], told["logged"], told["quotaUnits"]) == (1, 1, 22)
    google.relabel(ANN, sent["id"], [], ["STARRED"])
    google.relabel(ANN, sent["id"], ["STARRED"], [])
    assert scene.sync_one()["quotaUnits"] == 2
    assert len(scene.mails()) == 1


def test_an_empty_page_that_leads_on_is_followed(scene, kim, google):
    old = scene.receive("Old")
    scene.sync_one()
    for _ in range(260):
        google.relabel(ANN, old["id"], ["STARRED"], [])
        google.relabel(ANN, old["id"], [], ["STARRED"])
    google.delete(ANN, old["id"])
    scene.receive("New")
    assert scene.sync_one()["logged"] == 1
    assert google.log("history.list")[-1]["details"]["query"].count("pageToken") == 1
    # Deleting mail at Google never deletes history.
    assert scene.subjects() == ["New", "Old"]


def test_a_lost_cursor_means_a_list_by_date_and_no_doubles(scene, kim, google):
    scene.receive("Before")
    scene.sync_one()
    scene.receive("Meanwhile")
    google.forget_history(ANN)
    told = scene.sync_one()
    assert (told["mode"], told["seen"], told["logged"]) == ("resync", 1, 1)
    assert "after%3A" in google.log("messages.list")[-1]["details"]["query"]
    scene.receive("After")
    assert scene.sync_one()["mode"] == "incremental"
    assert scene.subjects() == ["After", "Before", "Meanwhile"]
    assert scene.holes() == []


def test_ids_of_21_digits_are_ids(scene, kim):
    sent = scene.receive("Long", id="123456789012345678901")
    assert scene.sync_one()["logged"] == 1
    assert scene.mails()[0]["metadata"]["sightings"][0]["gmailId"] == sent["id"]


FAULTS = {
    "history answers 500": [{"method": "history.list", "status": 500, "times": 2}],
    "a get answers 503": [{"method": "messages.get", "status": 503, "times": 3, "skip": 2}],
    "a batch answers 500": [{"method": "batch", "status": 500}],
    "a batch is cut": [{"method": "batch", "kind": "cut"}],
    "a batch is cut after its work": [{"method": "batch", "kind": "cut_after"}],
    "no batch is offered": [{"method": "batch", "status": 404, "times": None}],
    "a batch with mixed answers": [
        {"method": "messages.get", "status": 500, "skip": 1},
        {"method": "messages.get", "status": 429, "skip": 1},
        {"method": "messages.get", "status": 403, "reason": "userRateLimitExceeded", "skip": 1},
    ],
    "a list is cut": [{"method": "history.list", "kind": "cut"}],
    "an answer is no JSON": [{"method": "messages.get", "kind": "garbage", "status": 200}],
    "a limit without a deadline": [{"method": "history.list", "status": 429, "times": 2}],
    "the token has expired in the middle": [
        {"method": "messages.get", "status": 401, "reason": "authError", "skip": 3}],
    "the token has expired at first": [
        {"method": "history.list", "status": 401, "reason": "authError"}],
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes_costs_nothing_but_time(scene, kim, google, name):
    for at in range(8):
        scene.receive(f"Mail {at}")
    for fault in FAULTS[name]:
        google.fault(**fault)
    told = scene.sync_one()
    assert (told["seen"], told["logged"]) == (8, 8)
    assert scene.subjects() == [f"Mail {at}" for at in range(8)]
    assert len(logged(scene)) == 8
    assert scene.holes() == []


@pytest.mark.parametrize("kind", [{"status": 503}, {"kind": "cut"}])
def test_google_away_loses_nothing_and_the_next_run_goes_on(scene, kim, google, kind):
    for at in range(12):
        scene.receive(f"Mail {at:02}")
    google.fault("messages.get", times=None, skip=5, **kind)
    google.fault("getProfile", times=None, **kind)
    before = scene.row()["cursor"]
    (result,) = scene.sync().results
    assert result.account.status == "unavailable"
    assert scene.row()["cursor"] == before
    assert scene.row()["last_error"]
    google.clear_faults()
    scene.sync_one()
    assert scene.subjects() == [f"Mail {at:02}" for at in range(12)]
    assert scene.row()["last_error"] is None
    assert scene.holes() == []


def test_a_deadline_is_kept_across_runs(scene, kim, google):
    scene.receive("Later")
    google.fault("messages.get", status=429, retry_after=900, times=None)
    (result,) = scene.sync().results
    assert (result.account.status, result.failed) == ("waiting", True)
    until = scene.row()["blocked_until"]
    assert timedelta(minutes=14) < until - scene.toolbox.clock.now() < timedelta(minutes=16)
    google.clear_faults()
    google.clear_log()
    (result,) = scene.sync().results
    assert (result.account.status, result.failed, scene.calls()) == ("waiting", False, [])
    with scene.toolbox.transaction() as session:
        queries.change(session, tables.mailboxes, [], {"blocked_until": session.now()})
    assert scene.sync_one()["logged"] == 1
    assert scene.row()["blocked_until"] is None


@pytest.mark.parametrize("reason", ["domainPolicy", "insufficientPermissions"])
def test_what_waiting_does_not_mend_is_not_tried_again(scene, kim, google, reason):
    google.fault("history.list", status=403, reason=reason, times=None)
    google.clear_log()
    (result,) = scene.sync().results
    assert result.account.status == "failed"
    assert reason in result.account.error
    assert scene.calls().count("history.list") == 1


def test_one_of_three_mailboxes_is_revoked(scene, kim, google):
    google.add_person("eve@acme.example", "Eve")
    scene.connect("u-ben", BEN)
    scene.connect("u-eve", "eve@acme.example")
    scene.sync()
    google.revoke_person(BEN)
    for box in (ANN, BEN, "eve@acme.example"):
        scene.receive(f"To {box}", to=box, into=box)
    results = {r.account.email: r for r in scene.sync().results}
    assert results[BEN].account.status == "needs_reconnect"
    assert (
        results[ANN].document()["logged"] == results["eve@acme.example"].document()["logged"] == 1
    )
    told = [event["type"] for event in envelopes(scene.toolbox.engine)]
    scene.sync()
    assert told.count("crm.gmail.reconnect_required") == 1
    scene.connect("u-ben", BEN)
    scene.sync()
    assert scene.subjects() == sorted(f"To {box}" for box in (ANN, BEN, "eve@acme.example"))


def test_a_message_that_is_gone_is_no_fault(scene, kim, google):
    first, _ = scene.receive("Gone"), scene.receive("There")
    google.fault("messages.get", status=404, reason="notFound")
    told = scene.sync_one()
    assert (told["seen"], told["logged"]) == (2, 1)
    assert any("gone" in reason for reason in scene.reasons().values())
    assert scene.sync_one()["seen"] == 0
    assert first["id"] in scene.reasons()


def test_one_bad_message_stops_nothing_and_is_named_in_the_end(scene, kim, google):
    scene.receive("Good")
    before = scene.row()["cursor"]
    bad = scene.receive("Bad", id="bad0")
    for attempt in range(1, 6):
        google.clear_faults()
        google.fault("messages.get", status=400, reason="failedParse", times=None,
                     skip=0 if attempt > 1 else 1)  # fmt: skip
        (result,) = scene.sync().results
        assert result.account.failed == 1
        if attempt < 5:
            assert scene.row()["cursor"] == before
    google.clear_faults()
    assert scene.row()["cursor"] != before
    (failed,) = [r for r in scene.reasons().values() if r.startswith("failed")]
    assert "attempt 5 of 5" in failed
    assert len(scene.holes()) == 1
    assert scene.sync_one(backfill=MONTH)["logged"] == 1
    assert scene.subjects() == ["Bad", "Good"]
    assert scene.holes() == []
    assert bad["id"] in scene.reasons()


def test_a_budget_ends_the_run_newest_first_and_the_next_goes_on(scene, google):
    scene.add("contacts", f"email={KIM}")
    now = int(scene.toolbox.clock.now().timestamp())
    for at in range(10):
        scene.receive(f"Mail {at}", date=now - at * 3600)
    (result,) = scene.sync(max_units=100).results
    assert (result.units <= 100, result.cut_short, result.failed) == (True, True, False)
    newest = scene.subjects()
    assert newest == [f"Mail {at}" for at in range(len(newest))]
    assert newest
    for _ in range(8):
        scene.sync(max_units=100)
    assert len(scene.mails()) == 10
    assert scene.holes() == []


def test_even_a_small_budget_gets_on_where_bodies_are_kept(scene, kim):
    scene.settle("gmail-privacy", "body")
    for at in range(6):
        scene.receive(f"Mail {at}")
    for _ in range(8):
        (result,) = scene.sync(max_units=250).results
        assert result.units <= 250
    assert len(scene.mails()) == 6


def test_a_dry_run_shows_all_and_changes_nothing(scene, google):
    scene.add("contacts", f"email={KIM}")
    scene.receive("Would be")
    scene.receive("Would not", from_="x@y.example")
    before = scene.contents()
    told = scene.sync_one(dry_run=True)
    assert (told["seen"], told["logged"]) == (2, 1)
    assert told["quotaUnits"] > 40
    assert scene.contents() == before
    assert scene.sync_one()["quotaUnits"] == told["quotaUnits"]


def test_addresses_that_come_later_bring_their_past_mail(scene, kim, google):
    scene.receive("Long ago", from_="lee@buyer.example")
    scene.receive("With Kim", cc="lee@buyer.example")
    scene.sync_one()
    assert scene.subjects() == ["With Kim"]
    lee = scene.add("contacts", "email=someone@else.example")
    scene.sync_one()
    scene.change("contacts", lee, "other_email=lee@buyer.example")
    google.clear_log()
    assert scene.sync_one()["logged"] == 2
    # A search, and the two messages: nothing else is looked at again.
    assert scene.calls().count("messages.get") == 2
    assert {(m["subject"], m["contactId"]) for m in scene.mails()} == {
        ("Long ago", lee), ("With Kim", kim), ("With Kim", lee)}  # fmt: skip
    assert scene.sync_one()["quotaUnits"] == 2
    assert scene.row()["messages_logged"] == 2


RAW = (
    b"From: kim@buyer.example\r\nTo: ann@acme.example\r\nSubject: Confidential\r\n"
    b"Message-ID: <raw@buyer.example>\r\n%s\r\n\r\nvery private\r\n"
)
LEFT_OUT = {
    "draft": {"labels": ["DRAFT"]},
    "spam": {"labels": ["SPAM"]},
    "trash": {"labels": ["TRASH"]},
    "chat": {"labels": ["CHAT"]},
    "bulk": {"headers": {"List-Id": "<news.buyer.example>"}},
    "bulk 2": {"headers": {"List-Unsubscribe": "<mailto:x@buyer.example>"}},
    "bulk 3": {"headers": {"Precedence": "Bulk"}},
    "bulk 4": {"headers": {"Auto-Submitted": "auto-replied (vacation)"}},
    "calendar": {"raw": RAW % b"Content-Class: urn:content-classes:calendarmessage"},
    "calendar 2": {"raw": RAW % b"Content-Type: text/calendar; method=REQUEST"},
    "calendar 3": {"raw": RAW % b"Sender: Google Calendar <calendar-notification@google.com>"},
    "internal": {"from_": "cfo@acme.example", "to": ANN},
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_mail_that_is_no_business_of_a_time_line_is_left_out_and_explained(scene, kim, name):
    scene.add("contacts", "email=cfo@acme.example")
    scene.sync_one()
    sent = scene.receive("Confidential", text="very private", **LEFT_OUT[name])
    told = scene.sync_one()
    assert (told["seen"], told["matched"], scene.mails()) == (1, 0, [])
    assert f"left_out {name.split()[0]}" in scene.reasons()[sent["id"]]
    assert "private" not in str(scene.contents())
    assert "Confidential" not in str(scene.contents())


def test_a_rule_can_be_switched_off(scene, kim):
    scene.settle("gmail-leave-out", "drafts, spam, trash, chats, calendar")
    scene.receive("News", headers={"List-Id": "<news.buyer.example>"})
    scene.sync_one()
    assert scene.subjects() == ["News"]


def test_an_invitation_in_a_part_is_left_out(scene, kim):
    ics = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    sent = scene.receive("Meet", attachments=[
        {"name": "invite.ics", "type": "text/calendar", "content": ics}])  # fmt: skip
    scene.receive("Plan", attachments=[{"name": "plan.pdf", "type": "application/pdf",
                                        "content": ics}])  # fmt: skip
    scene.sync_one()
    assert scene.subjects() == ["Plan"]
    assert "calendar" in scene.reasons()[sent["id"]]


def test_a_search_that_finds_anything_makes_no_invitations_of_mails(scene, kim, google):
    """As where `filename:` is not understood: every mail has a file that is called so."""
    file = {"name": "list.ics", "type": "application/pdf", "content": "eA=="}
    for at in range(9):
        scene.receive(f"Mail {at}", attachments=[file])
    scene.sync_one()
    assert len(scene.mails()) == 9
    full = [each for each in google.log("messages.get") if "format=full" in str(each)]
    assert len(full) == 3


def test_what_lay_in_spam_and_in_the_bin_before_the_first_run_is_explained_without_a_look(
    scene, google
):
    scene.add("contacts", f"email={KIM}")
    spam, gone = scene.receive("Spam", labels=["SPAM"]), scene.receive("Bin", labels=["TRASH"])
    scene.sync_one()
    assert "messages.get" not in scene.calls()
    assert "left_out spam" in scene.reasons()[spam["id"]]
    assert "left_out trash" in scene.reasons()[gone["id"]]
    google.relabel(ANN, gone["id"], ["INBOX"], ["TRASH"])
    google.forget_history(ANN)
    assert scene.sync_one()["logged"] == 1
    assert scene.subjects() == ["Bin"]


def test_what_is_rescued_from_spam_is_logged(scene, kim, google):
    sent = scene.receive("Rescued", labels=["SPAM"])
    scene.sync_one()
    assert scene.mails() == []
    google.relabel(ANN, sent["id"], ["INBOX"], ["SPAM"])
    assert scene.sync_one()["logged"] == 1
    assert scene.subjects() == ["Rescued"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [("gmail-blocked-addresses", f"boss@law.example, {KIM}"), ("gmail-blocked-domains", "example"),
     ("gmail-blocked-domains", "buyer.example")],
)  # fmt: skip
def test_blocked_addresses_and_domains(scene, kim, setting, value):
    if value == "example":
        with pytest.raises(Exception, match="cannot be"):
            scene.settle(setting, value)
        return
    scene.settle(setting, value)
    sent = scene.receive("Blocked")
    scene.sync_one()
    assert scene.mails() == []
    assert "blocked" in scene.reasons()[sent["id"]]


def test_a_label_opts_in_later_and_another_keeps_out(scene, kim, google):
    scene.settle("gmail-only-labels", "IMPORTANT")
    scene.settle("gmail-blocked-labels", "STARRED")
    first, second = scene.receive("First"), scene.receive("Second", labels=["IMPORTANT", "STARRED"])
    scene.sync_one()
    assert scene.mails() == []
    assert "label:" in scene.reasons()[first["id"]]
    assert "blocked" in scene.reasons()[second["id"]]
    google.relabel(ANN, first["id"], ["IMPORTANT"], [])
    scene.sync_one()
    assert scene.subjects() == ["First"]


LEVELS = {
    "headers": (None, None),
    "subject": ("Secret plan", None),
    "snippet": ("Secret plan", "Hello Ann -- Kim Signature"),
    "body": ("Secret plan", "Hello Ann\n[signature folded]"),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("whose", ["workspace", "mailbox", "contact"])
def test_no_more_is_kept_than_the_level_lets(scene, kim, level, whose):
    if whose == "workspace":
        scene.settle("gmail-privacy", level)
    else:
        scene.settle("gmail-privacy", "body")
        with scene.toolbox.transaction() as session:
            if whose == "mailbox":
                privacy_levels.of_mailbox(session, ANN, level)
            else:
                privacy_levels.of_contact(session, kim, level)
    file = {"name": "plan.pdf", "content": base64.b64encode(b"attached secret").decode()}
    scene.receive("Secret plan", text="Hello Ann\n-- \nKim Signature\n", attachments=[file])
    scene.sync_one()
    (mail,) = scene.mails()
    assert (mail["subject"], mail["body"]) == LEVELS[level]
    assert mail["metadata"].get("attachments") == (["plan.pdf"] if level == "body" else None)
    assert "attached secret" not in str(scene.contents())
    full = [each for each in scene.google.log("messages.get") if "format=full" in str(each)]
    assert bool(full) == (level == "body")


def test_contacts_and_accounts_come_from_mail_only_if_that_is_switched_on(scene, kim):
    acme = scene.add("accounts", "name=New", "domain=new.example")
    scene.receive("One", from_="Eve New <eve@new.example>")
    scene.sync_one()
    assert scene.mails() == []
    scene.settle("gmail-accounts-by-domain", "on")
    scene.receive("Two", from_="Eve New <eve@new.example>")
    scene.sync_one()
    (mail,) = scene.mails()
    assert (mail["subject"], mail["accountId"], mail["contactId"]) == ("Two", acme, None)
    scene.settle("gmail-create-contacts", "on")
    scene.receive("Three", from_="Eve New <eve@new.example>")
    scene.receive("Four", from_="noreply@new.example")
    scene.sync_one()
    with scene.toolbox.transaction(write=False) as session:
        found = queries.find(session, tables.contacts)
    eve = next(each for each in found if each["email"] == "eve@new.example")
    assert (eve["first_name"], eve["last_name"], eve["source"]) == ("Eve", "New", "gmail")
    assert len(found) == 2
    assert ("Three", eve["id"]) in {(m["subject"], m["contactId"]) for m in scene.mails()}


def test_mail_without_a_message_id_is_logged_once(scene, kim, google):
    scene.receive("No id", messageId=None)
    scene.sync_one()
    google.forget_history(ANN)
    scene.sync_one()
    (mail,) = scene.mails()
    assert (mail["subject"], mail["messageId"]) == ("No id", None)
    assert "messageId" not in logged(scene)[0]


def test_a_mail_of_40_megabytes_is_not_fetched(scene, kim, google):
    content = base64.b64encode(b"x" * 30_000_000).decode()
    scene.receive("Huge", attachments=[{"name": "huge.bin", "content": content}])
    scene.sync_one()
    assert scene.subjects() == ["Huge"]
    assert all("format=metadata" in str(each) for each in google.log("messages.get"))


def test_search_or_list_whichever_costs_less(scene, google):
    scene.add("contacts", f"email={KIM}")
    now = int(scene.toolbox.clock.now().timestamp())
    noise = [{"from_": f"n{at}@noise.example", "to": ANN, "subject": "Noise", "date": now - at}
             for at in range(300)]  # fmt: skip
    google.add_messages(ANN, noise)
    scene.receive("Found")
    scene.receive("Tagged", from_="kim+tag@buyer.example")
    told = scene.sync_one()
    assert (told["seen"], told["logged"]) == (302, 2)
    assert told["quotaUnits"] < 100
    assert sum("Google finds none" in reason for reason in scene.reasons().values()) == 300
    assert scene.holes() == []


def test_no_more_than_five_requests_are_in_flight(scene, kim, google):
    google.rules(concurrent_calls=5)
    for at in range(30):
        scene.receive(f"Mail {at}")
    assert scene.sync_one()["logged"] == 30
    batches = [entry for entry in google.log("messages.get") if entry["batch"]]
    assert len(batches) == 30


def test_whoever_comes_second_leaves_quietly(scene, kim):
    scene.receive("Mail")
    with scene.toolbox.lock("sync-mailbox", scene.row()["id"]):
        (result,) = scene.sync().results
        assert (result.account.status, result.failed, result.calls) == ("busy", False, 0)
    assert scene.sync_one()["logged"] == 1


def test_ledger_entries_know_what_another_label_may_change():
    for reason in ("spam: x", "label: y", "blocked: it bears z"):
        assert ledger.is_by_label({"outcome": ledger.LEFT_OUT, "reason": reason})
    assert not ledger.is_by_label({"outcome": ledger.LEFT_OUT, "reason": "bulk: x"})


def test_a_small_budget_gets_on_where_invitations_come(scene, kim):
    file = {"name": "invite.ics", "type": "text/calendar", "content": "eA=="}
    for at in range(4):
        scene.receive(f"Mail {at}", attachments=[file] if at % 2 else None)
    for _ in range(8):
        (result,) = scene.sync(max_units=60).results
        assert result.units <= 60
    assert scene.subjects() == ["Mail 0", "Mail 2"]
    assert scene.holes() == []


def test_what_is_to_be_tried_again_is_found_without_a_look_at_the_rest(scene):
    """By the database's own plan: a mailbox has a million messages, and next to none of these."""
    if scene.toolbox.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows by its statistics")
    said = []

    def ask(_connection, cursor, statement, values, *_):
        if "outcome =" in statement:
            said.extend(cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())

    event.listen(scene.toolbox.engine, "before_cursor_execute", ask)
    with scene.toolbox.transaction(write=False) as session:
        assert ledger.to_retry(session, scene.row()["id"]) == []
    (plan,) = (row[3] for row in said)
    assert "crm_mail_ledger_retry_idx" in plan
