"""Disconnecting: gone from here whatever Google says; what was logged stays, unless forgotten."""

import pytest

from crmctl.errors import NotFoundError, UsageError
from crmctl.gmail import ledger, mailboxes
from crmctl.records import editing, registry
from crmctl.storage import queries, tables
from jobs import disconnect_mailbox
from tests.conftest import NOON, envelopes
from tests.exporting.making import new_key
from tests.gmail import connecting
from tests.google_standin.running import ANN, BEN


@pytest.fixture
def toolbox(google, made_url, tmp_path):
    made = connecting.open_toolbox(google, tmp_path / "home", made_url)
    yield made
    made.close()


@pytest.fixture
def mailbox(toolbox, google):
    return connecting.connect(toolbox, google)[0].row


def alive(google):
    return [token["kind"] for token in google.grants() if token["alive"]]


def get(toolbox, row):
    with toolbox.transaction(write=False) as session:
        return mailboxes.get(session, row["id"])


def test_the_login_ends_here_and_at_google(toolbox, google, mailbox):
    report = disconnect_mailbox.run(toolbox, mailbox, forget=False)
    assert (report.email, report.not_revoked) == (ANN, None)
    assert alive(google) == []
    row = get(toolbox, mailbox)
    assert row["status"] == "disconnected"
    assert [row[name] for name in mailboxes.SECRETS] == [None] * 3
    told = [event["type"] for event in envelopes(toolbox.engine)]
    assert told == ["crm.gmail.connected", "crm.gmail.disconnected"]
    # Once more does no harm, and says nothing twice.
    disconnect_mailbox.run(toolbox, mailbox, forget=False)
    assert len(envelopes(toolbox.engine)) == 2


@pytest.mark.parametrize("fault", [{"kind": "cut"}, {"status": 503}])
def test_with_google_away_it_is_gone_from_here(toolbox, google, mailbox, fault):
    google.fault("revoke", **fault)
    report = disconnect_mailbox.run(toolbox, mailbox, forget=False)
    assert report.not_revoked
    assert get(toolbox, mailbox)["refresh_token"] is None
    assert alive(google) == ["refresh", "access"]


def test_a_login_that_google_has_ended_is_as_good(toolbox, google, mailbox):
    google.revoke_person(ANN)
    assert disconnect_mailbox.run(toolbox, mailbox, forget=False).not_revoked is None


def test_without_its_key_it_can_still_be_wiped(toolbox, google, mailbox, tmp_path):
    url = toolbox.settings["database"]
    other = connecting.open_toolbox(google, tmp_path / "home", url, encryption_key=new_key())
    report = disconnect_mailbox.run(other, mailbox, forget=False)
    other.close()
    assert "its key is gone" in report.not_revoked
    assert get(toolbox, mailbox)["status"] == "disconnected"


def test_only_ones_own(toolbox, google, mailbox):
    eve = connecting.another(toolbox, user="eve")
    for email in (None, ANN):
        with pytest.raises(NotFoundError):
            disconnect_mailbox.choose(eve, email)
    assert disconnect_mailbox.choose(toolbox, None)["id"] == mailbox["id"]
    assert disconnect_mailbox.choose(toolbox, "ANN@acme.example")["id"] == mailbox["id"]
    google.decide(BEN)
    connecting.connect(toolbox, google)
    with pytest.raises(UsageError, match=f"--mailbox: {ANN}, {BEN}"):
        disconnect_mailbox.choose(toolbox, None)
    disconnect_mailbox.run(toolbox, mailbox, forget=False)
    assert disconnect_mailbox.choose(toolbox, None)["email"] == BEN


def log(toolbox, mailbox, mail, *, known=False):
    """As the sync does it: an activity, and an entry in the ledger; `known`: from elsewhere."""
    with toolbox.transaction() as session:
        outcome = ledger.DUPLICATE if known else ledger.LOGGED
        entry = ledger.Entry(f"g-{mail}", outcome, "why", mail_key=mail, happened_at=NOON)
        ledger.write(session, mailbox["id"], [entry])
        if not known:
            words = ["type=email", f"subject={mail}"]
            activity = editing.add(session, registry.kind("activities"), words)["id"]
            row = {"mail_key": mail, "contact_id": "c", "activity_id": activity}
            queries.add(session, tables.mail_activities, [row])


def subjects(toolbox):
    with toolbox.transaction(write=False) as session:
        return sorted(row["subject"] for row in queries.find(session, tables.activities))


def test_what_was_logged_stays_unless_it_is_to_be_forgotten(toolbox, google, mailbox):
    other, _ = connecting.connect(connecting.another(toolbox, user="eve"), google)
    for n in range(3):
        log(toolbox, mailbox, f"mine {n}")
    log(toolbox, mailbox, "shared")
    log(toolbox, other.row, "shared", known=True)
    log(toolbox, other.row, "hers")
    assert disconnect_mailbox.run(toolbox, mailbox, forget=False).forgotten == 0
    assert len(subjects(toolbox)) == 5
    before = len(envelopes(toolbox.engine))
    assert disconnect_mailbox.run(toolbox, mailbox, forget=True).forgotten == 3
    assert subjects(toolbox) == ["hers", "shared"]
    told = [event["type"] for event in envelopes(toolbox.engine)][before:]
    assert told == ["crm.activity.deleted"] * 3
    # Not a word of them is left in the table.
    with toolbox.engine.connect() as connection:
        if toolbox.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('crmctl.workspace', 'w-test', true)")
        left = connection.exec_driver_sql("SELECT subject FROM crm_activities").scalars().all()
        assert sorted(left) == ["hers", "shared"]
    row = get(toolbox, mailbox)
    assert (row["cursor"], row["messages_logged"]) == (None, 0)
    # What is left is hers, and all of it.
    assert disconnect_mailbox.run(toolbox, mailbox, forget=True).forgotten == 0
    assert disconnect_mailbox.run(toolbox, other.row, forget=True).forgotten == 2
    assert subjects(toolbox) == []
