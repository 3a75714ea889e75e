"""Records by hand, by section 4 of the contract: list, show, add, update, delete."""

from typing import Any

from tests.conftest import Program
from tests.end_to_end.database import Database, records


def one(program: Program, *words: object) -> dict[str, Any]:
    return program(*words, "--json").json()


def test_a_contact_from_its_first_day_to_its_last(
    crmctl_on_both: Program, database: Database
) -> None:
    """Each change is one event with what was there before; a change that is none is no event."""
    ann = one(
        crmctl_on_both, "contacts", "add", "full_name=Ann de Lee", "email=ANN@Acme.example",
        "phone=030 1234567", "country=Germany", "tags=vip,beta", "custom.shoe=39",
        "account_domain=https://acme.example/", "mobile_phone=0171 5550123", "lifecycle=lead",
    )  # fmt: skip
    assert (ann["firstName"], ann["lastName"], ann["email"]) == (
        "Ann de",
        "Lee",
        "ann@acme.example",
    )
    assert (ann["phone"], ann["phoneE164"]) == ("030 1234567", "+49301234567")
    assert (ann["tags"], ann["customFields"]) == (["vip", "beta"], {"shoe": "39"})
    assert (ann["lifecycle"], ann["deletedAt"]) == ("lead", None)
    words = ("job_title=CEO", "tags=", "custom.hat=58", "account_name=", "city=Bonn")
    changed = one(crmctl_on_both, "contacts", "update", ann["id"], *words)
    assert (changed["jobTitle"], changed["tags"], changed["accountId"]) == ("CEO", None, None)
    assert changed["customFields"] == {"shoe": "39", "hat": "58"}
    assert changed["address"] == {"country": "Germany", "city": "Bonn"}
    assert one(crmctl_on_both, "contacts", "update", ann["id"], "job_title=CEO") == changed
    shown = one(crmctl_on_both, "contacts", "show", ann["id"])
    assert shown == {**changed, "activities": []}
    assert crmctl_on_both("contacts", "delete", ann["id"], "--yes").out.endswith("deleted\n")
    for words in (
        ["show", ann["id"]],
        ["update", ann["id"], "city=X"],
        ["delete", ann["id"], "--yes"],
    ):
        assert ann["id"] in crmctl_on_both("contacts", *words, code=1).err

    made, created, updated, deleted = database.events()
    assert [each["type"] for each in (made, created, updated, deleted)] == [
        "crm.account.created", "crm.contact.created", "crm.contact.updated", "crm.contact.deleted",
    ]  # fmt: skip
    assert created["correlationId"] == made["correlationId"] != updated["correlationId"]
    assert created["userId"] == "u-test"
    assert created["data"]["email"] == "ann@acme.example"
    assert updated["data"]["changes"]["jobTitle"] == {"old": None, "new": "CEO"}
    assert updated["data"]["changes"]["tags"] == {"old": ["vip", "beta"], "new": None}
    assert set(updated["data"]["changedFields"]) == {
        "jobTitle", "tags", "customFields", "accountId", "address",
    }  # fmt: skip


def test_accounts_deals_and_activities(sqlite: Database) -> None:
    """With their links, the time line, money as text, and the events of a stage."""
    crmctl, database = sqlite.program, sqlite
    acme = one(crmctl, "accounts", "add", "name=Acme", "website=www.acme.example/x",
               "annual_revenue=1234567.89", "parent_name=Mother")  # fmt: skip
    assert (acme["domain"], acme["annualRevenue"]) == ("acme.example", "1234567.89")
    ann = one(crmctl, "contacts", "add", "first_name=Ann", f"account_id={acme['id']}")
    deal = one(crmctl, "deals", "add", "name=Big", "value=€ 12.400,00", "stage=proposal",
               f"account_id={acme['id']}", "contact_name=ann")  # fmt: skip
    assert (deal["value"], deal["currency"], deal["probability"]) == ("12400.00", "EUR", 50)
    assert (deal["accountId"], deal["primaryContactId"]) == (acme["id"], ann["id"])
    for subject, moment in (
        ("First", "2026-01-01T09:00:00Z"),
        ("Second", "2026-01-02T10:00:00+01:00"),
    ):
        made = one(crmctl, "activities", "add", "type=call", f"subject={subject}",
                   f"happened_at={moment}", f"contact_id={ann['id']}",
                   f"deal_id={deal['id']}")  # fmt: skip
    assert (made["happenedAt"], made["createdById"]) == ("2026-01-02T09:00:00.000Z", "u-test")
    line = one(crmctl, "contacts", "show", ann["id"])["activities"]
    assert [each["subject"] for each in line] == ["Second", "First"]
    assert one(crmctl, "deals", "show", deal["id"])["activities"] == line
    shown = crmctl("contacts", "show", ann["id"]).out
    assert shown.index("Time line") < shown.index("Second") < shown.index("First")

    before = len(database.events())
    won = one(crmctl, "deals", "update", deal["id"], "stage=Closed won")
    assert (won["stage"], won["probability"]) == ("won", 100)
    assert won["actualCloseDate"] is not None
    told = {each["type"]: each["data"] for each in database.events()[before:]}
    assert told.keys() == {"crm.deal.updated", "crm.deal.stage_changed", "crm.deal.won"}
    stage = told["crm.deal.stage_changed"]
    assert (stage["fromStage"], stage["toStage"], stage["value"]) == ("proposal", "won", "12400.00")
    for plural, id_ in (
        ("activities", made["id"]),
        ("deals", deal["id"]),
        ("accounts", acme["id"]),
    ):
        assert "--yes" in crmctl(plural, "delete", id_, code=2).err
        crmctl(plural, "delete", id_, "--yes")
        assert id_ not in {each["id"] for each in records(crmctl, plural)}


def test_a_stage_that_the_pipeline_does_not_have(crmctl: Program) -> None:
    refused = crmctl("deals", "add", "name=Big", "stage=sold", code=2)
    assert "'sold' is not one of lead, qualified" in refused.err


STOCK = """first_name,last_name,email,company,lead_score,tags,birthday,custom.shoe
Zoë,Ångström,zoe@acme.example,Acme,90,vip;beta,1979-03-14,39
Ann,Lee,ann@acme.example,Acme,10,,1990-01-01,
bob,Lee,bob@globex.example,Globex,,beta,,41
李,小龙,li@globex.example,Globex,55,vip,,
Per%cent,Under_score,per@x.example,,7,,,
Dan,,dan@x.example,,100,,,
"""


def test_filters_search_sort_and_limit(crmctl: Program) -> None:
    crmctl("import", crmctl.file("stock.csv", STOCK), "--yes")

    def names(*words: str) -> str:
        return " ".join(each["firstName"] for each in records(crmctl, "contacts", *words))

    assert names("--filter", "lead_score>=55", "--sort", "-lead_score") == "Dan Zoë 李"
    assert names("--filter", "last_name=LEE", "--filter", "tags=", "--sort", "email") == "Ann"
    assert names("--filter", "account_name=acme|Nobody", "--sort", "first_name") == "Ann Zoë"
    assert names("--filter", "custom.shoe!=", "--filter", "birthday<1980-01-01") == "Zoë"
    assert names("--filter", "first_name~%", "--filter", "last_name~_") == "Per%cent"
    assert names("--search", "ÅNGSTRÖM") == "Zoë"
    assert names("--search", "globex", "--sort", "first_name") == "bob 李"
    assert names("--sort", "lead_score").endswith("bob")
    page = crmctl("contacts", "list", "--limit", "2", "--sort", "first_name", "--json").json()
    assert ([each["firstName"] for each in page["contacts"]], page["total"]) == (["Ann", "bob"], 6)
    assert crmctl("contacts", "list", "--limit", "2").err == "2 of 6 contacts\n"


def test_another_workspace_sees_nothing(crmctl_on_both: Program) -> None:
    """Not in lists, not by id, not as a link; and an import there finds no duplicate here."""
    file = crmctl_on_both.file("one.csv", "email,company\nann@x.example,Acme\n")
    first = one(crmctl_on_both, "import", file, "--yes")
    (ann,) = records(crmctl_on_both, "contacts")
    other = ("--workspace", "other")
    for plural in ("contacts", "accounts"):
        assert crmctl_on_both(*other, plural, "list", "--json").json()["total"] == 0
    for words in (["contacts", "show", ann["id"]], ["contacts", "update", ann["id"], "city=X"],
                  ["contacts", "delete", ann["id"], "--yes"],
                  ["imports", "show", first["importId"]]):  # fmt: skip
        crmctl_on_both(*other, *words, code=1)
    link = f"account_id={ann['accountId']}"
    assert (
        "no such record"
        in crmctl_on_both(*other, "contacts", "add", "email=a@b.example", link, code=2).err
    )
    assert crmctl_on_both(*other, "import", file, "--yes", "--json").json()["created"] == 1
    assert records(crmctl_on_both, "contacts") == [ann]
