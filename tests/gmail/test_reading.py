"""The light client of the Gmail API keeps to Google's own description, and gives up in time."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from crmctl.errors import NotFoundError, ServiceUnavailableError
from crmctl.gmail import reading, retry_after
from crmctl.gmail.api import LimitError
from crmctl.gmail.line import Line
from crmctl.gmail.quota import UNITS, Bucket, Purse
from crmctl.gmail.reading import Reader
from crmctl.gmail.transport import Timeout, Transport
from tests.conftest import NOON
from tests.gmail import connecting
from tests.gmail.syncing import KIM
from tests.google_standin.running import ANN


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def reader(google, tmp_path, pauses):
    url = f"sqlite:///{tmp_path}/test.db"
    toolbox = connecting.open_toolbox(google, tmp_path / "home", url)
    row = connecting.connect(toolbox, google)[0].row
    from jobs import open_mailbox

    google.clear_log()
    bucket = Bucket(10**6, Purse(None), lambda: 0.0, pauses.append)
    made = Reader(
        Line(Transport(), Timeout(5, 1)),
        google.base,
        lambda rejected: open_mailbox.access_token(toolbox, row["id"], rejected),
        bucket,
        lambda: datetime.now(UTC),
        pauses.append,
    )
    yield made
    made.line.close()
    toolbox.close()


def test_the_paths_are_those_of_googles_description():
    from googleapiclient.discovery_cache import get_static_doc

    document = json.loads(get_static_doc("gmail", "v1"))

    def method(name):
        found = document["resources"]["users"]
        *folders, last = name.split(".")
        for folder in folders:
            found = found["resources"][folder]
        return found["methods"][last]

    for name, path in reading.PATHS.items():
        described = method(name)
        assert described["httpMethod"] == "GET"
        assert path.replace("users/me", "users/{userId}") == described["path"]
        assert name in UNITS
    taken = {
        "history.list": "startHistoryId historyTypes maxResults pageToken",
        "messages.list": "q maxResults pageToken",
        "messages.get": "format metadataHeaders",
    }
    for name, words in taken.items():
        assert set(words.split()) <= method(name)["parameters"].keys()


def test_each_call_costs_what_google_counts(reader, google):
    sent = google.add_message(ANN, from_=KIM, to=ANN)
    start = reader.history_id()
    reader.labels()
    list(reader.history(start))
    reader.ids("")
    reader.get([sent["id"]] * 2, {})
    assert reader.bucket.spent == google.quota()["users"][ANN]["units"]


def test_a_list_of_many_pages_is_read_to_its_end(reader, google):
    google.add_messages(ANN, [{"from": KIM, "to": ANN}] * 1001)
    assert len(reader.ids("")) == 1001
    asked = [entry["details"]["query"] for entry in google.log("messages.list")]
    assert ["pageToken" in query for query in asked] == [False, True, True]


def test_an_outage_is_waited_for_longer_and_longer_and_not_for_ever(reader, google, pauses):
    google.fault("messages.list", status=503, times=None)
    with pytest.raises(ServiceUnavailableError):
        reader.ids("")
    assert len(google.log("messages.list")) == 4
    assert len(pauses) == 3
    assert 0.25 <= pauses[0] <= 0.75 < pauses[2] <= 3


@pytest.mark.parametrize("kind", ["cut", "hang"])
def test_a_line_that_dies_is_tried_again(reader, google, kind):
    google.fault("messages.list", kind=kind, seconds=2 if kind == "hang" else 0)
    assert reader.ids("") == []


def test_a_near_deadline_is_waited_for_and_a_far_one_ends_the_run(reader, google, pauses):
    google.fault("messages.list", status=429, retry_after=5)
    assert reader.ids("") == []
    assert 3 < pauses[0] < 5.1
    google.fault("messages.list", status=403, reason="userRateLimitExceeded", retry_after=900)
    with pytest.raises(LimitError) as raised:
        reader.ids("")
    assert raised.value.until > datetime.now(UTC)


def test_a_cursor_that_google_has_forgotten_is_not_found(reader, google):
    google.forget_history(ANN)
    with pytest.raises(NotFoundError):
        list(reader.history("1"))


def test_no_token_is_in_an_error(reader, google):
    google.fault("messages.list", kind="cut", times=None)
    with pytest.raises(ServiceUnavailableError) as raised:
        reader.ids("")
    assert not any(secret in str(raised.value) for secret in google.issued())
    assert not re.search(r"\?q=", str(raised.value))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("900", 900),
        ("0", 0),
        ("99999999999999999999", 86_400),
        ("Mon, 23 Nov 2026 12:15:00 GMT", 900),
        ("Mon, 23 Nov 2026 12:15:00 -0000", 900),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_the_header_says_till_when_as_well(said, seconds):
    until = retry_after.moment({"Retry-After": said}, NOON)
    assert until == (None if seconds is None else NOON + timedelta(seconds=seconds))


def test_a_deadline_in_a_header_ends_the_run_too(reader, google):
    google.fault("messages.list", status=429, headers={"Retry-After": "900"})
    with pytest.raises(LimitError, match="run it again after 20") as raised:
        reader.ids("")
    assert raised.value.until > datetime.now(UTC) + timedelta(minutes=14)
