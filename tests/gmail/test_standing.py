"""The status says in time what Google will end by itself."""

from datetime import timedelta

import pytest

from crmctl.gmail import standing
from crmctl.gmail.consent import READONLY, SEND
from tests.conftest import NOON


def row(**changes):
    return {
        "user_id": "u", "email": "a@b.example", "status": "connected", "scopes": [READONLY, SEND],
        "aliases": [], "last_sync_at": None, "last_error": None, "messages_logged": 0,
        "connected_at": NOON, "login_ends_at": None, "login_used_at": NOON,
        "next_attempt_at": None, "blocked_until": None, **changes,
    }  # fmt: skip


def said(days, **changes):
    (warning,) = standing.warnings(row(**changes), NOON + timedelta(days=days)) or [""]
    return warning


def test_a_login_of_an_app_in_testing_is_warned_of_from_the_fifth_day():
    ends = NOON + timedelta(days=7)
    assert said(4.9, login_ends_at=ends) == ""
    for days in (5, 6.9, 8):
        told = said(days, login_ends_at=ends, login_used_at=NOON + timedelta(days=days))
        assert told.startswith("a@b.example: Google ends this login on 2026-11-30: publish the app")


def test_where_google_did_not_say_it_may_be():
    assert said(4.9) == ""
    for days in (5, 6.9):
        assert "if the consent screen is still in Testing" in said(days)
    # It has outlived its week: it was not.
    assert said(7) == ""
    assert said(100) == ""


def test_a_login_that_nobody_uses_is_warned_of_after_five_months():
    assert said(149.9) == ""
    assert said(150).startswith("a@b.example: not used since 2026-11-23")
    assert said(150, login_used_at=NOON + timedelta(days=10)) == ""


@pytest.mark.parametrize("status", ["disconnected", "needs_reconnect"])
def test_a_login_that_is_over_needs_no_warning(status):
    assert said(6, status=status, login_ends_at=NOON + timedelta(days=7)) == ""


def test_the_contracts_form_and_nothing_of_the_login():
    assert standing.document(row(client="s", refresh_token="s", access_token="s")) == {
        "user": "u", "email": "a@b.example", "status": "connected", "scopes": [READONLY, SEND],
        "lastSyncAt": None, "lastError": None, "messagesLogged": 0,
    }  # fmt: skip
    full = standing.full_document(row(client="s", refresh_token="s", access_token="s"), NOON)
    assert "s" not in full.values()
    assert (full["mayRead"], full["maySend"], standing.may(row())) == (True, True, "read, send")
    assert standing.may(row(scopes=[READONLY])) == "read"


def test_no_attempt_before_googles_own_deadline():
    later = NOON + timedelta(minutes=15)
    assert standing.next_attempt(row()) is None
    assert standing.next_attempt(row(next_attempt_at=NOON, blocked_until=later)) == later
    assert standing.next_attempt(row(next_attempt_at=NOON)) == NOON
