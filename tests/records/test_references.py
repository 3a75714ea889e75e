"""Records that others name: found by what tells most, made once."""

import pytest

from crmctl.records import editing, references, registry, spelling
from crmctl.storage import queries, tables

ACCOUNTS = registry.kind("accounts")


@pytest.fixture
def add(work):
    return lambda *words: editing.add(work, ACCOUNTS, words)["id"]


def all_accounts(work):
    return {row["id"]: (row["name"], row["domain"]) for row in queries.find(work, tables.accounts)}


def test_the_domain_decides_before_the_name(work, add):
    by_name, by_domain = add("name=Acme"), add("name=Other", "domain=acme.example")
    assert references.accounts_for(
        work,
        ["Acme", " ACME ", None, "Acme", None],
        ["acme.example", None, "acme.example", "no.example", None],
    ) == [by_domain, by_name, by_domain, by_name, None]
    assert len(all_accounts(work)) == 2


def test_the_oldest_of_several_is_taken_and_deleted_ones_are_not(work, add):
    gone, oldest, _ = (add("name=Acme", "domain=acme.example") for _ in range(3))
    editing.remove(work, ACCOUNTS, gone)
    for given in ((["Acme"],), ([None], ["acme.example"])):
        assert references.accounts_for(work, *given) == [oldest]


def test_a_missing_account_is_made_once(work):
    names = ["Acme", " acme", "Acme Inc", None, "Acme", "Solo", None, None, "Ａｃｍｅ"]
    domains = [None, None, "acme.example", "acme.example", "acme.example", None, "x.example"]
    domains += [None, None]
    found = references.accounts_for(work, names, domains)
    made = all_accounts(work)
    assert sorted(made.values()) == [
        ("Acme", None),
        ("Acme Inc", "acme.example"),
        ("Solo", None),
        ("x.example", "x.example"),
    ]
    assert [made.get(id_, (None,))[0] for id_ in found] == [
        *("Acme", "Acme", "Acme Inc", "Acme Inc", "Acme Inc", "Solo", "x.example", None, "Acme")
    ]
    assert references.accounts_for(work, names, domains) == found
    assert all_accounts(work) == made


def test_a_name_with_and_without_its_domain_is_one_account(work):
    first, second = references.accounts_for(work, ["Acme", "ACME"], [None, "acme.example"])
    assert first == second
    assert all_accounts(work) == {first: ("ACME", "acme.example")}


def test_accounts_that_were_made_tell_so(work):
    made = references.accounts_for(work, ["Acme"])
    (event,) = queries.find(work, tables.outbox)
    assert (event["type"], [event["entity_id"]]) == ("crm.account.created", made)


def test_known_accounts_are_found_and_never_made(work, add):
    acme = add("name=Acme")
    assert references.known_accounts(work, ["acme", "Other", None]) == [acme, None, None]
    assert len(all_accounts(work)) == 1


def test_contacts_go_by_email_or_else_by_full_name(work):
    contacts = registry.kind("contacts")
    ann = editing.add(work, contacts, ["full_name=Ann Lee", "email=ann@acme.example"])["id"]
    bob = editing.add(work, contacts, ["first_name=Bob"])["id"]
    assert references.contacts_for(
        work,
        ["ann@acme.example", None, None, "no@acme.example", None],
        [None, "ann  LEE", "bob", "Ann Lee", "Nobody"],
    ) == [ann, ann, bob, None, None]


@pytest.mark.parametrize("name", ["ACME ltd", " Acme  Ltd ", "Ａｃｍｅ\u00a0LTD"])
def test_spellings_of_a_name_have_one_key(name):
    assert spelling.key(name) == "acme ltd"


def test_what_is_known_is_not_looked_up_again(work, add):
    """An import asks for the same names lot by lot."""
    oldest, _ = add("name=Acme"), add("name=Acme")
    known = references.Known()
    first = references.accounts_for(work, ["Acme", "New"], [None, "new.example"], known)
    assert (first[0], known.several) == (oldest, {"acme"})
    editing.remove(work, ACCOUNTS, oldest)
    again = references.accounts_for(work, ["ACME", "new", None], [None, None, "new.example"], known)
    assert again == [*first, first[1]]
    assert references.accounts_for(work, ["Acme"]) != [oldest]
