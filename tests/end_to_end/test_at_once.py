"""Several runs at once: what one makes the other finds, and nobody is turned away.

Tried: two imports of overlapping files, adds and updates beside an import, first commands of a
new home or a new workspace side by side.
"""

import json
from collections import Counter
from pathlib import Path
from subprocess import Popen

from tests.conftest import Program
from tests.end_to_end.database import Database, by, counts, csv_of, records


def _file(program: Program, name: str, numbers: range) -> Path:
    rows = [(f"p{n}@x.example", f"P{n}", f"Firm {n % 300}") for n in numbers]
    return program.file(name, csv_of(("email", "first_name", "account_name"), *rows))


def _ended(*running: Popen[bytes]) -> list[str]:
    """What each printed; every one of them succeeded in silence."""
    ended = [each.communicate(timeout=120) for each in running]
    assert [(each.returncode, err.decode()) for each, (_, err) in zip(running, ended, strict=True)
            ] == [(0, "")] * len(running)  # fmt: skip
    return [out.decode() for out, _ in ended]


def test_two_imports_and_adds_beside_them(crmctl_on_both: Program, database: Database) -> None:
    seed = _file(crmctl_on_both, "seed.csv", range(100))
    crmctl_on_both("import", seed, "--yes")
    first = records(crmctl_on_both, "contacts", "--filter", "email=p0@x.example")[0]["id"]
    one = _file(crmctl_on_both, "one.csv", range(7_000))
    two = _file(crmctl_on_both, "two.csv", range(9_999, 3_000, -1))
    words = ("--yes", "--json", "--duplicates", "update")
    imports = [crmctl_on_both.start("import", each, *words) for each in (one, two)]
    beside = [
        crmctl_on_both.start("contacts", "add", f"email=new{n}@x.example", "account_name=Firm 7")
        for n in range(3)
    ]
    beside.append(crmctl_on_both.start("contacts", "update", first, "job_title=CEO"))
    reports = [json.loads(out) for out in _ended(*imports)]
    _ended(*beside)
    made = [counts(report) for report in reports]
    assert sum(created for created, *_ in made) == 10_000 - 100
    assert all(failed == 0 for *_, failed in made)
    people = records(crmctl_on_both, "contacts")
    assert len(people) == len({each["email"] for each in people}) == 10_003
    accounts = by("name", records(crmctl_on_both, "accounts"))
    assert len(accounts) == 300
    firm = [each["accountId"] for each in people if each["email"].startswith("new")]
    assert firm == [accounts["Firm 7"]["id"]] * 3
    told = Counter(
        each["data"]["contactId"]
        for each in database.events()
        if each["type"] == "crm.contact.created"
    )
    assert told == Counter(each["id"] for each in people)
    assert by("id", people)[first]["jobTitle"] == "CEO"


def test_the_events_of_one_contact_stand_in_the_order_of_its_changes(
    crmctl_on_both: Program, database: Database
) -> None:
    ann = crmctl_on_both("contacts", "add", "first_name=Ann", "job_title=0", "--json").json()
    _ended(*(
        crmctl_on_both.start("contacts", "update", ann["id"], f"job_title={n}", "--json")
        for n in range(1, 4)
    ))  # fmt: skip
    created, *updates = database.events()
    assert created["type"] == "crm.contact.created"
    steps = [each["data"]["changes"]["jobTitle"] for each in updates]
    assert [step["old"] for step in steps] == ["0", *(step["new"] for step in steps[:-1])]
    assert {step["new"] for step in steps} == set("123")
    shown = crmctl_on_both("contacts", "show", ann["id"], "--json").json()
    assert shown["jobTitle"] == steps[-1]["new"]


def test_first_commands_side_by_side(crmctl: Program) -> None:
    """A home that nobody has used yet: all of them make it, and one of them wins."""
    _ended(*(
        crmctl.start("contacts", "add", f"first_name=P{n}", "account_name=Same", "--json")
        for n in range(4)
    ))  # fmt: skip
    assert len(records(crmctl, "contacts")) == 4
    assert len(records(crmctl, "accounts")) == 1


def test_first_commands_of_a_workspace_side_by_side(crmctl_on_both: Program) -> None:
    new = ("--workspace", "new", "contacts", "add", "account_name=Same", "--json")
    _ended(*(crmctl_on_both.start(*new, f"first_name=P{n}") for n in range(3)))
    assert len(crmctl_on_both(*new[:2], "contacts", "list", "--json").json()["contacts"]) == 3
    assert crmctl_on_both(*new[:2], "accounts", "list", "--json").json()["total"] == 1
