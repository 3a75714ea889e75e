"""A user of the platform becomes a contact once, whatever the event looks like.

Tried: every real type, payloads with parts missing, null, blank, of wrong types or of another
workspace, an address in other letters, the same event twice, two deliveries at once, a new address,
a contact that was there before, a setting that is off.
"""

import threading

import pytest

from crmctl.errors import PermanentError
from crmctl.platform.user_created import HANDLER
from crmctl.records import editing, registry, workspace_settings
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from tests.conftest import Workspace, envelopes
from tests.platform.delivering import USERS, Post

CONTACTS = registry.kind("contacts")
NINA = {"userId": "u-9", "email": "Nina@Ourfirm.example", "name": "Nina New",
        "workspaceId": "w-test"}  # fmt: skip


@pytest.fixture
def post(engine, workspace):
    with workspace.open() as session:
        workspace_settings.change(session, "team-members-as-contacts", "on")
    return Post(engine)


@pytest.fixture
def people(engine):
    def found():
        with Workspace(engine).open(write=False) as session:
            return queries.find(session, tables.contacts, order=[Order(Place("id"))])

    return found


def brief(row):
    user = (row["custom_fields"] or {}).get("user_id")
    return row["first_name"], row["last_name"], row["email"], row["tags"], user


NEW = ("Nina", "New", "nina@ourfirm.example", ["internal"], "u-9")


@pytest.mark.parametrize("type_", USERS)
def test_every_real_type_makes_one_contact(post, people, engine, type_):
    first = post.deliver(HANDLER, type_, NINA)
    post.deliver(HANDLER, type_, NINA)
    assert [brief(row) for row in people()] == [NEW]
    (told,) = envelopes(engine)
    assert told["type"] == "crm.contact.created"
    assert told["correlationId"] == first.correlation
    assert told["userId"] == "u-platform"
    assert told["data"]["source"] == "team"


def test_nothing_happens_where_it_is_not_wanted(engine, workspace, people):
    Post(engine).deliver(HANDLER, "user.created", NINA)
    Post(engine).deliver(HANDLER, "user.created", {})
    assert people() == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"email": "a@b.example"}, (None, None, "a@b.example", ["internal"], None)),
        (
            {"email": " A@B.Example ", "name": None, "workspaceId": None, "userId": None},
            (None, None, "a@b.example", ["internal"], None),
        ),
        ({"userId": 9, "email": None, "name": "Cher"}, ("Cher", None, None, ["internal"], "9")),
        ({"email": "", "name": "New, Nina"}, ("Nina", "New", None, ["internal"], None)),
        (
            {"email": "a@b.example", "name": {"first": "x"}, "userId": ["u"]},
            (None, None, "a@b.example", ["internal"], None),
        ),
        (
            {"email": "a@b.example", "firstName": "Ann", "lastName": "Lee", "name": "Other"},
            ("Ann", "Lee", "a@b.example", ["internal"], None),
        ),
        ({"id": "u-1", "displayName": "Bo  Li"}, ("Bo", "Li", None, ["internal"], "u-1")),
    ],
)
def test_it_makes_what_it_can_of_a_loose_payload(post, people, data, expected):
    post.deliver(HANDLER, "auth.user.created", data)
    assert [brief(row) for row in people()] == [expected]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "neither an email nor a name"),
        ({"userId": "u-1", "name": "  ", "email": True}, "neither an email nor a name"),
        ({"email": "secret(at)b.example"}, "data.email is no email address"),
        ({"email": "a@b.example", "name": "Nul\0"}, "data.name: .*NUL"),
        ({"email": "a@b.example", "workspaceId": "w-other"}, "'w-test', but its data is of"),
    ],
)
def test_what_can_never_be_a_contact_is_refused_for_good(post, people, data, why):
    with pytest.raises(PermanentError, match=why) as caught:
        post.deliver(HANDLER, "user.created", data)
    # Personal data stays out of logs.
    assert "secret" not in str(caught.value)
    assert people() == []


def test_a_contact_that_was_there_is_taken_over_with_what_it_has(post, people, workspace):
    words = [
        "email=nina@ourfirm.example",
        "first_name=N.",
        "tags=vip",
        "custom.shoe=39",
        "job_title=CTO",
    ]
    with workspace.open() as session:
        editing.add(session, CONTACTS, words)
    post.deliver(HANDLER, "user.joined", NINA)
    (row,) = people()
    assert brief(row) == ("Nina", "New", "nina@ourfirm.example", ["vip", "internal"], "u-9")
    assert row["custom_fields"] == {"shoe": "39", "user_id": "u-9"}
    assert (row["job_title"], row["source"]) == ("CTO", None)


def test_another_address_of_a_contact_counts_and_stays_another(post, people, workspace):
    words = ["email=n@home.example", "other_email=nina@ourfirm.example"]
    with workspace.open() as session:
        editing.add(session, CONTACTS, words)
    post.deliver(HANDLER, "user.created", NINA)
    (row,) = people()
    assert brief(row) == ("Nina", "New", "n@home.example", ["internal"], "u-9")


def test_a_changed_user_is_found_by_who_it_is(post, people, engine):
    post.deliver(HANDLER, "auth.user.created", NINA)
    changed = {**NINA, "email": "nina.old@ourfirm.example", "name": "Nina Old"}
    post.deliver(HANDLER, "workspace.member.added", changed)
    (row,) = people()
    assert brief(row)[:3] == ("Nina", "Old", "nina.old@ourfirm.example")
    assert [event["type"] for event in envelopes(engine)] == [
        "crm.contact.created",
        "crm.contact.updated",
    ]


def test_a_repeated_user_with_less_to_say_loses_nothing(post, people, engine):
    post.deliver(HANDLER, "auth.user.created", NINA)
    post.deliver(HANDLER, "user.joined", {"userId": "u-9", "name": None})
    assert [brief(row) for row in people()] == [NEW]
    assert len(envelopes(engine)) == 1


def test_deliveries_at_once_make_one_contact(post, people):
    def deliver():
        start.wait()
        post.deliver(HANDLER, "user.created", NINA)

    start = threading.Barrier(6)
    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [brief(row) for row in people()] == [NEW]


def test_the_first_event_of_a_workspace_finds_it_unmade(engine):
    with Workspace(engine, "w-fresh").open() as session:
        workspace_settings.change(session, "team-members-as-contacts", "on")
    data = {**NINA, "workspaceId": "w-fresh"}
    Post(engine).deliver(HANDLER, "user.created", data, "w-fresh")
    with Workspace(engine, "w-fresh").open(write=False) as session:
        assert queries.count(session, tables.contacts) == 1
        assert queries.count(session, tables.pipeline_stages) == 6
