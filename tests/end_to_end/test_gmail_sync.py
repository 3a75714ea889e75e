"""`crmctl gmail sync`, as cron runs it, against the stand-in on both databases."""

import json

import pytest

from tests.google_standin.running import ANN
from tests.end_to_end import connecting


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
    assert (first["mode"], first["seen"], first["matched"], first["logged"]) == ("backfill", 2, 1, 1)
    google.add_message(ANN, from_=ANN, to="kim@buyer.example", subject="Re: Hello", text="Hi Kim",
                       labels=["SENT"])
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
