"""Every address of a contact is found by its key, whatever door it came through."""

import pytest
from sqlalchemy import inspect, text

from crmctl.records import contact_addresses, contacts, editing, writing
from crmctl.records.contact_addresses import key_of
from crmctl.storage import bulk, email_waves
from tests.conftest import Workspace


def kept(session):
    rows = session.connection.execute(
        text("SELECT contact_id, address, key FROM crm_contact_addresses ORDER BY address")
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Ann@Acme.example", "ann@acme.example"),
        ("ann+crm@acme.example", "ann@acme.example"),
        ("a.n.n@acme.example", "a.n.n@acme.example"),
        ("A.n.n+x+y@googlemail.com", "ann@gmail.com"),
        ("+@acme.example", "+@acme.example"),
        ("...@gmail.com", "...@gmail.com"),
        ('"a@b"@acme.example', '"a@b"@acme.example'),
    ],
)
def test_the_key_is_what_two_ways_to_write_have_in_common(address, key):
    assert key_of(address) == key


def test_adding_changing_and_deleting_a_contact_is_followed(work):
    words = ["email=ann.lee@gmail.com", "other_email=ann@home.example; a@lee.example"]
    made = editing.add(work, contacts.KIND, words)["id"]
    assert kept(work) == [
        (made, "a@lee.example", "a@lee.example"),
        (made, "ann.lee@gmail.com", "annlee@gmail.com"),
        (made, "ann@home.example", "ann@home.example"),
    ]
    editing.change(work, contacts.KIND, made, ["email=ann@acme.example", "other_email="])
    assert kept(work) == []
    assert found(work, "ann@acme.example", "a@lee.example") == [(made, "ann@acme.example")]
    editing.change(work, contacts.KIND, made, ["email=ann+crm@acme.example"])
    editing.change(work, contacts.KIND, made, ["notes=only a note"])
    assert kept(work) == [(made, "ann+crm@acme.example", "ann@acme.example")]
    editing.remove(work, contacts.KIND, made)
    assert kept(work) == []


def found(session, *addresses):
    """Who has which of them."""
    owned = contact_addresses.owners(session, map(key_of, addresses))
    return sorted((each.contact_id, each.address) for each in owned)


def test_a_contact_is_found_by_its_own_email_which_is_not_written_beside(work):
    made = editing.add(work, contacts.KIND, ["email=a@x.example", "other_email=o@x.example"])["id"]
    assert kept(work) == [(made, "o@x.example", "o@x.example")]
    assert found(work, "A+tag@x.example", "o@x.example") == [
        (made, "a@x.example"),
        (made, "o@x.example"),
    ]
    wave = contact_addresses.newest_wave(work)
    editing.change(work, contacts.KIND, made, ["email=b@x.example"])
    assert found(work, "a@x.example", "b@x.example") == [(made, "b@x.example")]
    assert contact_addresses.between(work, wave, contact_addresses.newest_wave(work)) == [
        "b@x.example"
    ]
    assert kept(work) == [(made, "o@x.example", "o@x.example")]
    editing.change(work, contacts.KIND, made, ["email=a@x.example"])
    assert found(work, "a@x.example", "b@x.example") == [(made, "a@x.example")]
    editing.remove(work, contacts.KIND, made)
    assert found(work, "a@x.example", "b@x.example", "o@x.example") == []
    assert contact_addresses.between(work, -1, contact_addresses.newest_wave(work)) == []


def test_an_email_that_becomes_the_other_one_and_back_is_found_all_the_while(work):
    made = editing.add(work, contacts.KIND, ["email=a@x.example"])["id"]
    for email, other in (("b", "a"), ("a", "b"), ("b", "a"), ("c", "a;b"), ("a", "a;c"), ("c", "")):
        others = ";".join(f"{each}@x.example" for each in other.split(";") if each)
        words = [f"email={email}@x.example", f"other_email={others}"]
        editing.change(work, contacts.KIND, made, words)
        mine = sorted({email, *filter(None, other.split(";"))})
        everyone = [f"{each}@x.example" for each in "abc"]
        assert found(work, *everyone) == [(made, f"{each}@x.example") for each in mine]
    assert kept(work) == []


def test_a_contact_without_an_email_brings_no_wave_and_a_deleted_one_leaves_none(work):
    editing.add(work, contacts.KIND, ["first_name=Ann"])
    assert not contact_addresses.has_newer(work, 0)
    made = writing.create(work, contacts.KIND, {"email": [f"c{n}@m.example" for n in range(200)]})
    alone = editing.add(work, contacts.KIND, ["email=ann@m.example"])["id"]
    assert contact_addresses.has_newer(work, 0)
    editing.remove(work, contacts.KIND, alone)
    rows = bulk.lookup(work, contacts.KIND.table, {"id": made}, contacts.KIND.table.c.keys())
    writing.delete(work, contacts.KIND, [row._asdict() for row in rows])
    assert not contact_addresses.has_newer(work, 0)


def test_what_one_contact_loses_another_keeps(work):
    first = editing.add(work, contacts.KIND, ["email=a@x.example", "other_email=b@x.example"])
    other = editing.add(work, contacts.KIND, ["email=b@x.example", "other_email=a@x.example"])
    editing.change(work, contacts.KIND, first["id"], ["other_email="])
    editing.change(work, contacts.KIND, other["id"], ["other_email="])
    assert found(work, "a@x.example", "b@x.example") == sorted(
        [(first["id"], "a@x.example"), (other["id"], "b@x.example")]
    )


def test_many_at_once_are_kept_and_found(work):
    emails = [f"c{at}@many.example" for at in range(1200)]
    made = writing.create(work, contacts.KIND, {"email": list(emails)})
    found = contact_addresses.owners(
        work, [key_of(f"C{at}+tag@Many.example") for at in range(1200)]
    )
    assert {(each.contact_id, each.address) for each in found} == set(
        zip(made, emails, strict=True)
    )


def test_what_is_restored_is_found_again(work):
    made = editing.add(work, contacts.KIND, ["email=a@x.example"])["id"]
    before, _ = editing.change_from(work, contacts.KIND, made, ["email=b@x.example"])
    now = editing.get(work, contacts.KIND, made, lock=True)
    marks = {"updated_at": [before["updated_at"]], "last_run_id": [before["last_run_id"]]}
    writing.restore(work, contacts.KIND, [now], {"email": ["a@x.example"]}, marks)
    assert found(work, "a@x.example", "b@x.example") == [(made, "a@x.example")]


def test_another_workspace_finds_none_of_it(engine, workspace):
    with workspace.open() as session:
        editing.add(session, contacts.KIND, ["email=a@x.example"])
    with Workspace(engine, "w-other").open() as session:
        assert contact_addresses.owners(session, ["a@x.example"]) == []
        assert not contact_addresses.has_newer(session, 0)


def test_new_addresses_come_in_waves_and_no_wave_is_called_like_an_earlier_one(work):
    assert not contact_addresses.has_newer(work, 0)
    editing.add(work, contacts.KIND, ["email=a@x.example"])
    assert contact_addresses.has_newer(work, 0)
    first = contact_addresses.newest_wave(work)
    assert contact_addresses.newest_wave(work) == first
    assert not contact_addresses.has_newer(work, first)
    made = editing.add(work, contacts.KIND, ["email=b@x.example"])["id"]
    second = contact_addresses.newest_wave(work)
    assert second > first
    assert contact_addresses.between(work, first, second) == ["b@x.example"]
    assert contact_addresses.between(work, 0, second) == ["a@x.example", "b@x.example"]
    editing.remove(work, contacts.KIND, made)
    editing.add(work, contacts.KIND, ["email=c@x.example"])
    assert contact_addresses.newest_wave(work) >= second


def test_the_look_up_uses_its_index(engine, workspace):
    with workspace.open() as session:
        writing.create(session, contacts.KIND, {"email": [f"c{n}@m.example" for n in range(2000)]})
    if engine.dialect.name != "sqlite":
        names = [index["name"] for index in inspect(engine).get_indexes("crm_contact_addresses")]
        assert "crm_contact_addresses_wave_idx" in names
        return
    with engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT address FROM crm_contact_addresses "
                "WHERE workspace_id = 'w-test' AND key IN ('a', 'b')"
            )
        ).all()
        waves = connection.execute(
            text(f"EXPLAIN QUERY PLAN {email_waves._EMAILS}"),
            {"workspace": "w-test", "after": 0, "up_to": 1},
        ).all()
    assert "workspace_id=? AND key=?" in str(plan)
    assert "crm_contact_waves_wave_idx" in str(waves)
    assert "workspace_id=? AND id>? AND id<?" in str(waves)
