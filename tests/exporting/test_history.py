"""What is known of every export there was."""

from datetime import timedelta

import pytest

from crmctl.errors import NotFoundError
from crmctl.exporting import history
from crmctl.exporting.request import Request
from crmctl.storage import ids
from tests.conftest import NOON, Workspace, envelopes

STATUSES = ("queued", "completed", "running", "failed", "cancelled", "deleted", "expired")
ASKED = Request(
    "contacts", ("email", "custom.ß"), ("email~x",), "acme", "-email", raw=True, mark=True
)


def new(session, minutes=0, **values):
    at = NOON + timedelta(minutes=minutes)
    row = history.new_row(session.actor, ASKED, ids.new(at), at) | values
    history.save(session, row)
    return row


def test_what_was_asked_for_comes_back(work):
    row = new(work)
    kept = history.get(work, row["id"])
    assert {name: kept[name] for name in row} == row
    assert Request.of_row(kept) == ASKED
    assert kept["created_at"].tzinfo is not None


def test_the_latest_first_and_the_oldest_job_first(work):
    rows = [new(work, at, status=status) for at, status in enumerate(STATUSES)]
    names = [row["id"] for row in rows]
    assert [row["id"] for row in history.listed(work, 3)] == names[:-4:-1]
    assert [row["id"] for row in history.unfinished(work)] == [names[0], names[2]]


def test_completed_is_told_once_with_what_was_made(workspace):
    with workspace.open() as session:
        row = new(session)
        done = row | {"rows": 3, "bytes": 99, "sha256": "ab", "expires_at": NOON}
        history.keep_completed(session, done)
        assert history.get(session, row["id"])["status"] == "completed"
    (event,) = envelopes(workspace.engine)
    assert event["type"] == "crm.export.completed"
    expected = {"exportId": row["id"], "objectType": "contacts", "format": "csv", "rows": 3,
                "bytes": 99, "expiresAt": "2026-11-23T12:00:00.000Z"}  # fmt: skip
    assert expected.items() <= event["data"].items()


def test_failed_says_why(workspace):
    with workspace.open() as session:
        row = new(session)
        history.keep_failed(session, row, "no room")
        kept = history.get(session, row["id"])
        assert (kept["status"], kept["error"]) == ("failed", "no room")
    (event,) = envelopes(workspace.engine)
    assert event["type"] == "crm.export.failed"
    assert event["data"]["error"] == "no room"


def test_nothing_of_another_workspace(workspace):
    with workspace.open() as session:
        row = new(session, status="completed", expires_at=NOON)
    with Workspace(workspace.engine, "w-other").open() as other:
        assert history.find(other, row["id"]) is None
        assert history.listed(other, 9) == []
        assert history.files(other) == set()
        assert history.expired(other, NOON) == []
        with pytest.raises(NotFoundError, match="exports list"):
            history.get(other, row["id"])


def test_expired_from_the_moment_on(work):
    row = new(work, status="completed", expires_at=NOON)
    new(work, 1, status="completed")
    new(work, 2, status="deleted", expires_at=NOON)
    for moment, there in [(-1, []), (0, [row["id"]]), (1, [row["id"]])]:
        found = history.expired(work, NOON + timedelta(milliseconds=moment))
        assert [each["id"] for each in found] == there


def test_only_exports_that_are_done_keep_a_file(work):
    """A file of any other was left by a crash, and the purge may take it."""
    for at, status in enumerate(STATUSES):
        new(work, at, status=status, file=f"{status}.csv")
    new(work, len(STATUSES), status="completed", file=None)
    assert history.files(work) == {"completed.csv"}


def test_a_document_in_the_form_of_the_contract(work):
    row = new(work, rows=3, bytes=9)
    made = history.document(row, "http://x", "/f")
    names = ["exportId", "status", "type", "format", "fields", "rows", "bytes", "file", "link"]
    assert [made[name] for name in names] == [
        row["id"], "queued", "contacts", "csv", ["email", "custom.ß"], 3, 9, "/f", "http://x",
    ]  # fmt: skip
    assert made["query"]["filters"] == ["email~x"]
    assert made["user"] == "u-test"
