"""Importing accounts and deals, and the records that rows name."""

from typing import Any

from tests.conftest import Program
from tests.end_to_end.database import Database, by, counts, csv_of, records


def run(
    program: Program, type_: str, *rows: tuple[object, ...], words: tuple[object, ...] = (),
    code: int = 0,
) -> dict[str, Any]:  # fmt: skip
    file = program.file(f"{type_}.csv", csv_of(*rows))
    return program("import", file, "--type", type_, "--yes", "--json", *words, code=code).json()


def test_accounts_are_found_by_domain_or_name_or_made_once(
    crmctl_on_both: Program, database: Database
) -> None:
    """6,000 rows name one new account: it is one account and one event, over lots of rows too."""
    crmctl_on_both("accounts", "add", "name=Acme Inc", "domain=acme.example")
    people = [(f"p{n}@x.example", " new  CO " if n % 2 else "New Co", "") for n in range(6000)]
    report = run(
        crmctl_on_both, "contacts",
        ("email", "account_name", "account_domain"),
        ("a@acme.example", "Something else", "https://www.acme.example/about"),
        ("b@acme.example", "ACME  inc", ""),
        ("c@other.example", "", "other.example"),
        ("d@x.example", "", ""),
        *people,
    )  # fmt: skip
    assert counts(report) == (6004, 0, 0, 0, 0)
    accounts = by("name", records(crmctl_on_both, "accounts"))
    assert accounts.keys() == {"Acme Inc", "New Co", "other.example"}
    assert accounts["other.example"]["domain"] == "other.example"
    linked = by("email", records(crmctl_on_both, "contacts"))
    acme = accounts["Acme Inc"]["id"]
    assert [linked[f"{who}@acme.example"]["accountId"] for who in "ab"] == [acme, acme]
    assert linked["d@x.example"]["accountId"] is None
    assert {linked[email]["accountId"] for email, _, _ in people} == {accounts["New Co"]["id"]}
    assert database.event_types()["crm.account.created"] == 3
    assert database.event_types()["crm.contact.created"] == 6004


def test_parents_may_come_later_in_the_file(crmctl_on_both: Program, database: Database) -> None:
    """Also thousands of rows later, and when no row is the parent."""
    between = [(f"Firm {n}", "", "") for n in range(5200)]
    report = run(
        crmctl_on_both, "accounts",
        ("name", "parent_name", "domain"),
        ("Daughter", "mother", ""),
        ("Own parent", "Own Parent", ""),
        ("Orphan", "Not in the file", ""),
        *between,
        ("Mother", "", "www.mother.example"),
    )  # fmt: skip
    assert counts(report) == (5204, 0, 0, 0, 0)
    found = by(
        "name", records(crmctl_on_both, "accounts", "--filter", "name!=Firm", "--search", "o")
    )
    parents = by("id", found.values())
    assert parents[found["Orphan"]["parentId"]]["name"] == "Not in the file"
    assert found["Own parent"]["parentId"] is None
    (daughter,) = records(crmctl_on_both, "accounts", "--filter", "name=Daughter")
    assert parents[daughter["parentId"]]["domain"] == "mother.example"
    assert database.event_types()["crm.account.created"] == 5205
    assert database.events()[-1]["type"] == "crm.import.completed"


def test_an_account_that_is_there_gets_a_new_one_for_its_parent(
    crmctl_on_both: Program, database: Database
) -> None:
    """The row of the parent may come before or after: it is one change, and one event."""
    crmctl_on_both("accounts", "add", "name=First daughter")
    crmctl_on_both("accounts", "add", "name=Second daughter")
    report = run(
        crmctl_on_both, "accounts",
        ("name", "parent_name", "industry"),
        ("First daughter", "mother", "Mining"),
        ("Mother", "", ""),
        ("Second daughter", "MOTHER", "Mining"),
        words=("--duplicates", "update", "--diff"),
    )  # fmt: skip
    assert counts(report)[:3] == (1, 2, 0)
    assert {change["new"] for change in report["diff"]} == {"Mother", "Mining"}
    found = by("name", records(crmctl_on_both, "accounts"))
    for daughter in ("First daughter", "Second daughter"):
        assert found[daughter]["parentId"] == found["Mother"]["id"]
    assert database.event_types()["crm.account.updated"] == 2


def test_deals_with_money_stage_dates_and_the_contacts_they_name(
    crmctl_on_both: Program, database: Database
) -> None:
    """A contact that is not there rejects the row with code `reference`, and makes no account."""
    crmctl_on_both("contacts", "add", "first_name=Ann", "last_name=Lee", "email=ann@x.example")
    deals = (
        ("Deal Name", "Amount", "Stage", "Close Date", "Company", "Contact Email", "contact_name"),
        ("One", "€ 98.500,50", "Closed won", "31/01/2027", "Acme", "ANN@x.example", ""),
        ("Two", "$1,234.5", "", "", "acme", "", "ann  LEE"),
        ("Three", "(1 000)", "proposal", "2027-02-01", "", "", ""),
        ("Four", "12", "", "", "Left out", "nobody@x.example", ""),
        ("Five", "many", "sold", "1/13/2027", "", "", ""),
    )
    date_format = ("--date-format", "%d/%m/%Y")
    report = run(crmctl_on_both, "deals", *deals, words=date_format, code=3)
    assert counts(report) == (3, 0, 0, 0, 2)
    codes = [(each["row"], each["column"], each["code"]) for each in report["errors"]]
    assert codes == [
        (5, "Contact Email", "reference"),
        (6, "Amount", "number"),
        (6, "Stage", "choice"),
        (6, "Close Date", "date"),
    ]
    made = by("name", records(crmctl_on_both, "deals"))
    (ann,) = records(crmctl_on_both, "contacts")
    (acme,) = records(crmctl_on_both, "accounts")
    assert made["One"]["value"] == "98500.50"
    assert (made["One"]["currency"], made["One"]["stage"]) == ("EUR", "won")
    assert (made["One"]["expectedCloseDate"], made["One"]["probability"]) == ("2027-01-31", 100)
    assert (made["Two"]["value"], made["Two"]["currency"]) == ("1234.50", "USD")
    assert made["Two"]["stage"] == "lead"
    assert [made[name]["primaryContactId"] for name in ("One", "Two")] == [ann["id"]] * 2
    assert [made[name]["accountId"] for name in ("One", "Two")] == [acme["id"]] * 2
    assert (made["Three"]["value"], made["Three"]["currency"]) == ("-1000.00", None)

    before = len(database.events())
    again = run(
        crmctl_on_both, "deals",
        ("name", "account_name", "stage", "value"),
        ("one", "Acme", "lost", ""), ("One", "ACME", "lost", ""), ("Two", "", "lost", "5"),
        words=("--duplicates", "update"),
    )  # fmt: skip
    assert counts(again) == (1, 1, 0, 1, 0)
    (one,) = records(crmctl_on_both, "deals", "--filter", "value=98500.5")
    assert (one["stage"], one["currency"]) == ("lost", "EUR")
    told = [each["type"] for each in database.events()[before:]]
    assert sorted(told) == sorted([
        "crm.deal.created", "crm.deal.updated", "crm.deal.stage_changed", "crm.deal.lost",
        "crm.import.completed",
    ])  # fmt: skip


def test_on_error_blank_leaves_an_unknown_contact_out(crmctl: Program) -> None:
    deals = (("name", "contact_email"), ("One", "nobody@x.example"))
    report = run(crmctl, "deals", *deals, words=("--on-error", "blank"))
    assert (counts(report), report["warnings"]) == ((1, 0, 0, 0, 0), 1)
    assert report["warningDetails"][0]["code"] == "reference"
    assert records(crmctl, "deals")[0]["primaryContactId"] is None
