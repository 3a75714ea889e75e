"""Importing contacts, by section 2 of the contract: counts, lines, mapping, events, duplicates."""

from typing import Any

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database, by, counts, csv_of, records

HEADER = ("First Name", "Last Name", "E-mail", "Phone", "Company", "Shoe size")
PEOPLE = csv_of(
    HEADER,
    ("Zoë", "Ångström", " Zoe@Acme.example ", "+1 415 555 0100", "Acme", "39"),
    ("李", "小龙", "li@globex.example", "0049 30 1234567", "Globex\nGmbH\n& Co", "41"),
    ("Bad", "Mail", "not-an-address", "", "Acme", ""),
    ("Zoe", "Again", "zoe@ACME.example", "", "Acme", ""),
    ("", "", "", "", "Nobody", ""),
    ("Ann", "", "", "", "", ""),
)


def run(program: Program, content: str, *words: object, code: int = 0) -> dict[str, Any]:
    file = program.file("people.csv", content)
    return program("import", file, "--yes", "--json", *words, code=code).json()


@pytest.mark.parametrize("crmctl_on_both", ["postgresql"], indirect=True)
def test_letters_are_kept_whatever_the_server_is_told_that_we_write(
    crmctl_on_both: Program,
) -> None:
    """PGCLIENTENCODING is for programs that have only one alphabet."""
    crmctl_on_both.environment["PGCLIENTENCODING"] = "LATIN1"
    names = ["Шевченко", "王", "Ångström"]
    rows = [(names[at % 3], f"p{at}@x.example", f"{names[at % 2]} AG") for at in range(200)]
    report = run(crmctl_on_both, csv_of(("Last Name", "Email", "Company"), *rows))
    assert counts(report) == (200, 0, 0, 0, 0)
    found = {each["email"]: each["lastName"] for each in records(crmctl_on_both, "contacts")}
    assert found == {email: name for name, email, _ in rows}


def test_counts_lines_mapping_and_events(crmctl_on_both: Program, database: Database) -> None:
    """The bad rows stand below a cell of three lines: their numbers are the file's own."""
    report = run(crmctl_on_both, PEOPLE, code=3)
    assert counts(report) == (3, 0, 0, 1, 2)
    assert report["status"] == "completed"
    assert (report["type"], report["file"], report["totalRows"]) == ("contacts", "people.csv", 6)
    assert report["mapping"] == {
        "First Name": "first_name",
        "Last Name": "last_name",
        "E-mail": "email",
        "Phone": "phone",
        "Company": "account_name",
        "Shoe size": None,
    }
    mail, nobody = report["errors"]
    assert (mail["row"], mail["column"], mail["value"]) == (6, "E-mail", "not-an-address")
    assert mail["code"] == "email"
    assert "not-an-address" in mail["message"]
    assert (nobody["row"], nobody["column"], nobody["code"]) == (8, None, "required")

    people = by("email", records(crmctl_on_both, "contacts"))
    assert people.keys() == {"zoe@acme.example", "li@globex.example", None}
    zoe = people["zoe@acme.example"]
    assert (zoe["firstName"], zoe["lastName"]) == ("Zoë", "Ångström")
    assert (zoe["phone"], zoe["phoneE164"]) == ("+1 415 555 0100", "+14155550100")
    named = by("id", records(crmctl_on_both, "accounts"))
    assert named[zoe["accountId"]]["name"] == "Acme"
    assert named[people["li@globex.example"]["accountId"]]["name"] == "Globex\nGmbH\n& Co"
    assert len(named) == 2

    events = database.events()
    created = [each for each in events if each["type"] == "crm.contact.created"]
    assert {each["data"]["contactId"] for each in created} == {
        each["id"] for each in people.values()
    }
    assert len(created) == 3
    assert database.event_types()["crm.account.created"] == 2
    assert len({each["correlationId"] for each in events}) == 1
    assert events[-1]["type"] == "crm.import.completed"
    assert database.event_types()["crm.import.completed"] == 1
    told = events[-1]["data"]
    assert (told["importId"], told["totalRows"], told["failed"]) == (report["importId"], 6, 2)

    history = crmctl_on_both("imports", "show", report["importId"], "--json").json()
    del report["mappingDetails"]
    assert {key: history[key] for key in report} == report


def test_skip_update_and_create(crmctl_on_both: Program, database: Database) -> None:
    """Inside the file the first row wins; an empty cell wipes nothing; no change is no event."""
    run(crmctl_on_both, PEOPLE, code=3)
    again = csv_of(
        ("Email", "Job Title", "First Name", "Notes"),
        ("ZOE@acme.example", "CEO", "", ""),
        ("zoe@acme.example", "Second in the file", "", ""),
        ("li@globex.example", "", "李", ""),
        ("new@acme.example", "CFO", "New", "two\nlines"),
    )
    before = len(database.events())
    assert counts(run(crmctl_on_both, again)) == (1, 0, 0, 3, 0)
    assert [each["type"] for each in database.events()[before:]] == [
        "crm.contact.created",
        "crm.import.completed",
    ]

    before = len(database.events())
    assert counts(run(crmctl_on_both, again, "--duplicates", "update")) == (0, 1, 2, 1, 0)
    updated, completed = database.events()[before:]
    zoe = by("email", records(crmctl_on_both, "contacts"))["zoe@acme.example"]
    assert (zoe["firstName"], zoe["jobTitle"]) == ("Zoë", "CEO")
    assert (updated["type"], updated["data"]["contactId"]) == ("crm.contact.updated", zoe["id"])
    assert updated["data"]["changes"] == {"jobTitle": {"old": None, "new": "CEO"}}
    assert updated["data"]["changedFields"] == ["jobTitle"]
    assert completed["data"]["updated"] == 1

    assert counts(run(crmctl_on_both, again, "--duplicates", "create")) == (4, 0, 0, 0, 0)
    emails = [each["email"] for each in records(crmctl_on_both, "contacts")]
    assert emails.count("zoe@acme.example") == 3


def test_a_dry_run_tells_the_same_and_writes_nothing(
    crmctl_on_both: Program, database: Database
) -> None:
    """Database, home and an older file of rejected rows stay as they are."""
    run(crmctl_on_both, csv_of(("email",), ("zoe@acme.example",)))
    rejects = crmctl_on_both.file("rejects.csv", "mine")
    before, files = database.contents(), sorted(crmctl_on_both.home.rglob("*"))
    told = run(crmctl_on_both, PEOPLE, "--dry-run", "--rejects", rejects)
    assert database.contents() == before
    assert sorted(crmctl_on_both.home.rglob("*")) == files
    assert rejects.read_text() == "mine"
    assert (told["status"], told["rejectsFile"]) == ("validated", None)
    done = run(crmctl_on_both, PEOPLE, "--rejects", rejects, code=3)
    assert counts(told) == counts(done) == (2, 0, 0, 2, 2)
    assert told["errors"] == done["errors"]


def test_map_and_leave_out(crmctl: Program) -> None:
    words = ("--map", "Shoe size=custom.shoe", "--map", "Company=", "--map", "phone=mobile_phone")
    report = run(crmctl, PEOPLE, *words, code=3)
    assert report["mapping"]["Shoe size"] == "custom.shoe"
    assert report["mapping"]["Company"] is None
    assert report["mapping"]["Phone"] == "mobile_phone"
    zoe = by("email", records(crmctl, "contacts"))["zoe@acme.example"]
    assert (zoe["customFields"], zoe["accountId"], zoe["phone"]) == ({"shoe": "39"}, None, None)
    assert zoe["phones"] == [{"type": "mobile", "value": "+1 415 555 0100", "e164": "+14155550100"}]
    assert records(crmctl, "accounts") == []
    found = records(crmctl, "contacts", "--filter", "custom.shoe=41")
    assert [each["firstName"] for each in found] == ["李"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "E-mail=job_titel"], "did you mean job_title?"),
        (["--map", "Nowhere=email"], "'Nowhere'"),
        (["--map", "E-mail=account_id"], "account_id"),
        (["--map", "E-mail=email", "--map", "Phone=email"], "both"),
        (["--map", "E-mail=", "--map", "First Name="], "first_name or email"),
        (["--match", "job_title"], "job_title"),
        (["--rejects", "people.csv"], "another file"),
    ],
)
def test_words_that_do_not_fit_the_file_are_refused(
    crmctl: Program, words: list[str], said: str
) -> None:
    file = crmctl.file("people.csv", PEOPLE)
    refused = crmctl("import", file, "--yes", "--json", *words, code=2)
    assert said in refused.err
    assert (refused.out, refused.err.count("\n")) == ("", 1)
    assert file.read_text() == PEOPLE
    assert not crmctl.home.exists()


def test_what_tells_contacts_apart(crmctl: Program) -> None:
    """Keys in their order, `+` for both together; phones by number, not by spelling."""
    run(crmctl, csv_of(
        ("external_id", "email", "first_name", "last_name", "phone", "account_name"),
        ("7", "ann@x.example", "Ann", "Lee", "+1 (415) 555-0100", "Acme"),
        ("8", "bob@x.example", "Bob", "Lee", "", "Acme"),
    ))  # fmt: skip
    for words, row in (
        ((), {"external_id": "7", "first_name": "Ann", "job_title": "A"}),
        (("--match", "email"), {"email": "ANN@x.example", "external_id": "9", "job_title": "B"}),
        (
            ("--match", "phone"),
            {"phone": "+1 415.555.0100", "email": "z@x.example", "job_title": "C"},
        ),
        (
            ("--match", "first_name+last_name"),
            {"first_name": "Ann", "last_name": "Lee", "job_title": "D"},
        ),
        (
            ("--match", "email,first_name+account_name"),
            {
                "email": "new@x.example",
                "first_name": "Ann",
                "account_name": "ACME",
                "job_title": "E",
            },
        ),
    ):
        file = csv_of(tuple(row), tuple(row.values()))
        report = run(crmctl, file, "--duplicates", "update", *words)
        assert counts(report) == (0, 1, 0, 0, 0), words
    titles = by("firstName", records(crmctl, "contacts"))
    assert (titles["Ann"]["jobTitle"], titles["Bob"]["jobTitle"]) == ("E", None)
    assert titles["Ann"]["externalId"] == "9"


def test_of_several_that_match_the_oldest_is_updated_with_a_warning(crmctl: Program) -> None:
    same = csv_of(("email", "first_name"), ("a@x.example", "One"), ("a@x.example", "Two"))
    run(crmctl, same, "--duplicates", "create")
    new = csv_of(("email", "job_title"), ("a@x.example", "CEO"))
    report = run(crmctl, new, "--duplicates", "update")
    assert (counts(report), report["warnings"]) == ((0, 1, 0, 0, 0), 1)
    assert report["warningDetails"][0]["code"] == "several"
    titles = {each["firstName"]: each["jobTitle"] for each in records(crmctl, "contacts")}
    assert titles == {"One": "CEO", "Two": None}


def test_on_error_blank_takes_the_row_without_the_value(crmctl: Program) -> None:
    content = csv_of(("email", "first_name", "birthday"), ("bad", "Ann", "11/12/1990"))
    assert counts(run(crmctl, content, code=3)) == (0, 0, 0, 0, 1)
    report = run(crmctl, content, "--on-error", "blank")
    assert (counts(report), report["warnings"], report["rejectsFile"]) == ((1, 0, 0, 0, 0), 2, None)
    assert [each["column"] for each in report["warningDetails"]] == ["email", "birthday"]
    (ann,) = records(crmctl, "contacts")
    assert (ann["firstName"], ann["email"], ann["birthday"]) == ("Ann", None, None)
    again = run(crmctl, content, "--on-error", "blank", "--date-format", "%d/%m/%Y")
    assert again["warnings"] == 1
    assert {each["birthday"] for each in records(crmctl, "contacts")} == {None, "1990-12-11"}


def test_tags_phones_emails_address_and_consent(crmctl_on_both: Program) -> None:
    content = csv_of(
        ("email", "other_email", "phone", "mobile_phone", "other_phone", "tags", "city", "country",
         "email_opt_in", "lead_score", "lifecycle", "owner", "created_at", "custom.shoe"),
        ("a@x.example", "b@x.example; c@x.example", "030 1234567", "0171 5550123",
         "030 1111111;030 2222222", "vip; beta;vip", "Berlin", "Germany", "ja", "1,200",
         "Marketing Qualified", "me", "2020-02-29", "39"),
    )  # fmt: skip
    assert counts(run(crmctl_on_both, content)) == (1, 0, 0, 0, 0)
    (made,) = records(crmctl_on_both, "contacts", "--filter", "tags=BETA")
    assert made["tags"] == ["vip", "beta"]
    assert [each["value"] for each in made["emails"]] == ["b@x.example", "c@x.example"]
    assert made["phoneE164"] == "+49301234567"
    assert [(each["type"], each["e164"]) for each in made["phones"]] == [
        ("mobile", "+491715550123"),
        ("other", "+49301111111"),
        ("other", "+49302222222"),
    ]
    assert made["address"] == {"city": "Berlin", "country": "Germany"}
    assert (made["emailOptIn"], made["leadScore"]) == (True, 1200)
    assert (made["lifecycle"], made["ownerId"]) == ("marketing_qualified", "u-test")
    assert made["createdAt"].startswith("2020-02-29T00:00:00")


def test_standard_input_and_a_pipe(crmctl: Program) -> None:
    content = csv_of(("email", "first_name"), *((f"p{n}@x.example", "P") for n in range(2000)))
    report = crmctl("import", "-", "--yes", "--json", stdin=content).json()
    assert (report["file"], counts(report)) == ("stdin", (2000, 0, 0, 0, 0))
    again = crmctl("import", "/dev/stdin", "--yes", "--json", stdin=content).json()
    assert counts(again) == (0, 0, 0, 2000, 0)
    listed = crmctl("imports", "list", "--json").json()["imports"]
    assert [each["importId"] for each in listed] == [again["importId"], report["importId"]]


def test_people_read_the_report_as_a_table(crmctl: Program) -> None:
    shown = crmctl("import", crmctl.file("people.csv", PEOPLE), "--yes", code=3)
    assert "contacts from people.csv: completed" in shown.out
    assert "'not-an-address' is not an email address" in shown.out
    assert "Mend the rejected rows in " in shown.out
    assert "Not imported: 'Shoe size'" in shown.err


def test_when_the_database_refuses_half_way_the_failure_is_kept_and_told(
    crmctl_on_both: Program, database: Database
) -> None:
    """A guard in the database throws out row 6,001; 5,000 rows were written by then."""
    crmctl_on_both("contacts", "list")
    if database.is_postgresql:
        database.run("CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                     "$$ BEGIN RAISE EXCEPTION 'no room for 6000'; END $$")  # fmt: skip
        act = "EXECUTE FUNCTION no_room()"
        when = "FOR EACH ROW WHEN (NEW.email = 'p6000@x.example')"
    else:
        act, when = (
            "BEGIN SELECT RAISE(ABORT, 'no room for 6000'); END",
            "WHEN NEW.email = 'p6000@x.example'",
        )
    database.run(f"CREATE TRIGGER no_room BEFORE INSERT ON crm_contacts {when} {act}")
    rows = [(f"p{n}@x.example", "Acme") for n in range(7000)]
    file = crmctl_on_both.file("people.csv", csv_of(("email", "Company"), ("bad", ""), *rows))
    refused = crmctl_on_both("import", file, "--yes", "--json", code=1)
    assert (refused.out, refused.err.count("\n")) == ("", 1)
    assert "The database refused: no room for 6000" in refused.err
    sizes = database.sizes()
    assert (sizes.pop("crm_imports"), sizes.pop("crm_outbox")) == (1, 1)
    assert sizes.keys() <= {"crm_workspaces", "crm_pipeline_stages"}
    (event,) = database.events()
    assert event["type"] == "crm.import.failed"
    assert "no room for 6000" in event["data"]["error"]
    (kept,) = crmctl_on_both("imports", "list", "--json").json()["imports"]
    assert (kept["status"], kept["importId"]) == ("failed", event["data"]["importId"])
    assert "no room for 6000" in kept["error"]
    assert (
        f"Nothing was written: {kept['error']}"
        in crmctl_on_both("imports", "show", kept["importId"]).err
    )
    table = " ON crm_contacts" if database.is_postgresql else ""
    database.run(f"DROP TRIGGER no_room{table}")
    done = crmctl_on_both("imports", "resume", kept["importId"], "--json", code=3).json()
    assert (done["status"], done["error"], done["created"]) == ("completed", None, 7000)
    assert not list((crmctl_on_both.home / "imports").glob("*.upload"))
