"""What columns prove of their dates and numbers, and what a spreadsheet has done to them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.importing import planning, preparing
from crmctl.importing.request import Request
from tests.conftest import Workspace
from tests.importing.importer import LIMITS, Importer, codes, counts


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Importer:
    return Importer(workspace, tmp_path, lot_size=2)


def birthdays(take: Importer) -> list[str | None]:
    return [each["birthday"] and each["birthday"].isoformat() for each in take.records()]


def people(header: str, *cells: str) -> list[tuple[str, str]]:
    return [("email", header), *((f"p{n}@x.example", cell) for n, cell in enumerate(cells))]


APRIL_3, MARCH_4 = "2026-04-03", "2026-03-04"


@pytest.mark.parametrize(
    ("proof", "meant"),
    [("31/12/2026", APRIL_3), ("12/31/2026", MARCH_4), ("31.12.2026", APRIL_3)],
)
def test_one_row_decides_for_the_whole_column_however_late_it_comes(
    take: Importer, proof: str, meant: str
) -> None:
    told = take(*people("birthday", "03/04/2026", *[""] * 300, proof, "3/4/26"))
    assert (counts(told)[0], told["warnings"]) == (303, 0)
    assert [each for each in birthdays(take) if each] == [meant, "2026-12-31", meant]


def test_what_no_row_decides_is_not_guessed(take: Importer) -> None:
    rows = people("birthday", "03/04/2026", "05/05/2026", "2026-01-31", "")
    told = take(*rows)
    assert (counts(told), codes(told)) == ((3, 0, 0, 0, 1), [(2, "birthday", "date")])
    assert "--date-format %d/%m/%Y or %m/%d/%Y" in told["errors"][0]["message"]
    assert counts(take(*rows[:2], date_format="%m/%d/%Y")) == (1, 0, 0, 0, 0)
    assert birthdays(take) == ["2026-05-05", "2026-01-31", None, MARCH_4]


def test_rows_that_contradict_each_other_leave_only_what_is_one_day(take: Importer) -> None:
    told = take(*people("birthday", "31/12/2026", "12/31/2026", "03/04/2026", "04/04/2026"))
    assert codes(told) == [(4, "birthday", "date")]
    assert birthdays(take) == ["2026-12-31", "2026-12-31", "2026-04-04"]


def test_other_dates_of_the_file_the_language_and_the_country_decide_and_say_so(
    workspace: Workspace, take: Importer
) -> None:
    head = ("email", "birthday", "created_at")
    told = take(head, ("a@x.example", "03/04/2026", "12/31/2025 10:30 PM"))
    assert codes(told, "warning_details") == [(1, "birthday", "date_order")]
    told = take(("E-Mail", "Vorname", "Geburtstag"), ("b@x.example", "Ute", "03/04/2026"))
    assert codes(told, "warning_details") == [(1, "Geburtstag", "date_order")]
    assert "German" in told["warning_details"][0]["message"]
    told = take(*people("birthday", "03.04.2026"))
    assert told["warnings"] == 0
    workspace.country = "US"
    told = take(("email", "birthday"), ("c@x.example", "03/04/2026"), ("d@x.example", "3/4/99"))
    assert codes(told, "warning_details") == [(1, "birthday", "date_order")]
    assert birthdays(take) == [MARCH_4, APRIL_3, APRIL_3, MARCH_4, "1999-03-04"]


def test_a_birthday_of_two_digits_is_not_to_come(take: Importer) -> None:
    take(*people("birthday", "31.12.48", "31.12.05", "1.1.70", "0000-00-00"))
    assert birthdays(take) == ["1948-12-31", "2005-12-31", "1970-01-01", None]


def deals(take: Importer, *amounts: str, **options: object) -> tuple[list[str], list]:
    rows = [(f"D{n}", amount) for n, amount in enumerate(amounts)]
    told = take(("Deal Name", "Amount"), *rows, type="deals", duplicates="create", **options)
    new = take.records("deals")[-counts(told)[0] :] if counts(told)[0] else []
    return [f"{each['value']:f}" for each in new], [
        code for _, _, code in codes(told) + codes(told, "warning_details")
    ]


def test_a_column_decides_what_stands_before_decimals(take: Importer) -> None:
    assert deals(take, "1.234", "1.234,50") == (["1234.00", "1234.50"], [])
    assert deals(take, "1.234", "12.50") == (["1.234", "12.50"], [])
    assert deals(take, "1,234", "12,5") == (["1.234", "12.50"], [])
    assert deals(take, "1,234", "1,234,567") == (["1234.00", "1234567.00"], [])
    assert deals(take, "1.234", "99") == (["1234.00", "99.00"], ["decimal_mark"])
    assert deals(take, "1,5", "1.5", "1.234") == (["1.50", "1.50"], ["number"])
    assert deals(take, "1.234", "12,5", decimal_mark=".") == (["1.234"], ["number"])


def test_percents_money_currencies_and_choices_in_many_words(take: Importer) -> None:
    head = ("Deal Name", "Amount", "Probability", "Stage")
    rows = (
        ("A", "€1.234,50", "0.75", "Gewonnen"),
        ("B", "USD 5", "0", "qualification"),
        ("C", "¥1200", "1", "Devis"),
        ("D", "12", "0,5", "Ours"),
    )
    told = take(head, *rows, type="deals", map_values=("stage:ours=negotiation",))
    assert counts(told) == (4, 0, 0, 0, 0)
    made = take.records("deals")
    assert [each["probability"] for each in made] == [75, 0, 100, 50]
    assert [each["currency"] for each in made] == ["EUR", "USD", "JPY", None]
    assert [each["stage"] for each in made] == ["won", "qualified", "proposal", "negotiation"]
    assert made[0]["value"] == Decimal("1234.50")
    told = take(("Deal Name", "Stage"), ("E", "Unheard of"), type="deals")
    assert "--map-value 'stage:Unheard of=…'" in told["errors"][0]["message"]
    for word in ("stage", "stage:x", "nosuch:x=y", "stage:=won"):
        with pytest.raises(UsageError):
            take(head, rows[0], type="deals", map_values=(word,))


def test_lifecycles_in_the_words_of_other_products(take: Importer) -> None:
    words = {
        "Customer": "customer", "Kunde": "customer", "cliente": "customer", "顧客": "customer",
        "Marketing Qualified Lead": "marketing_qualified", "salesqualifiedlead": "sales_qualified",
        "Attempted to Contact": "lead", "Unqualified": "other", "MQL": "marketing_qualified",
    }  # fmt: skip
    told = take(*people("lifecycle", *words))
    assert (counts(told)[0], told["errors"]) == (len(words), [])
    assert [each["lifecycle"] for each in take.records()] == list(words.values())


def test_names_that_look_like_numbers_stay_as_they_are(take: Importer) -> None:
    head = ("external_id", "first_name", "phone", "postal_code", "custom.code")
    row = ("007", "Ann", "0049 (0)30-123", "01067", "1.50")
    take(head, row)
    (ann,) = take.records()
    assert (ann["external_id"], ann["phone"]) == ("007", "0049 (0)30-123")
    assert (ann["address"], ann["custom_fields"]) == ({"postalCode": "01067"}, {"code": "1.50"})


def test_what_a_spreadsheet_cut_is_left_out_and_told(take: Importer) -> None:
    head = ("external_id", "first_name", "phone", "notes", "job_title")
    rows = (
        ("1.23457E+11", "Ann", "5.55E+11", "5.55E+11 is a number", "#N/A"),
        ("1.23457E+11", "Bob", "4,915E+12", "#1 fan", "######"),
    )
    told = take(head, *rows)
    assert counts(told) == (2, 0, 0, 0, 0)
    assert {code for _, _, code in codes(told, "warning_details")} == {"damaged"}
    assert told["warnings"] == 6
    for made in take.records():
        assert [made[name] for name in ("external_id", "phone", "job_title")] == [None] * 3
    assert [each["notes"] for each in take.records()] == ["5.55E+11 is a number", "#1 fan"]


def damage(take: Importer, header: tuple[str, ...], *rows: tuple[str, ...]) -> list[str]:
    told = take(header, *rows, duplicates="create")
    return [each["message"] for each in told["warning_details"] if each["code"] == "damaged"]


def test_lost_noughts_and_rounded_numbers_are_told_of_whole_columns(take: Importer) -> None:
    head = ("first_name", "postal_code", "country")
    german = [(f"P{n}", f"8033{n}", "Germany") for n in range(5)]
    (found,) = damage(take, head, *german, ("Q", "1067", "Germany"))
    assert "1 codes have 4 digits, not 5" in found
    assert damage(take, head, *german, ("Q", "1067", "Austria")) == []
    french = [(f"P{n}", f"7501{n}", "République") for n in range(5)]
    (found,) = damage(take, head, *french, ("Q", "1000", "République"))
    assert "1 codes have 4 digits, 5 have 5" in found
    # That those of another country have theirs says nothing.
    assert len(damage(take, head, ("Q", "2134", "US"), ("R", "01067", "Germany"))) == 1
    # All of them are short.
    for country in ("USA", "us", "United States", "Vereinigte Staaten"):
        (found,) = damage(take, head, ("Q", "2134", country), ("R", "K1A 0B1", "Canada"))
        assert "1 codes have 4 digits, not 5" in found
    assert damage(take, head, *german, ("Q", "1067", "Germany"), ("R", "01067", "Germany")) == []
    ids = [(f"10203040506070{n}000", f"P{n}") for n in range(4)]
    (found,) = damage(take, ("external_id", "first_name"), *ids)
    assert "15 digits" in found
    assert damage(take, ("external_id", "first_name"), *ids, ("102030405060708123", "Q")) == []
    (found,) = damage(take, ("external_id", "first_name"), *((f"{n}.0", "P") for n in range(3)))
    assert ".0" in found


def test_codes_of_a_workspaces_own_country_may_all_be_short(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Where no column says which country they are of."""
    at_home = Importer(replace(workspace, country="US"), tmp_path)
    head, short = ("first_name", "postal_code"), [(f"P{n}", f"213{n}") for n in range(3)]
    (found,) = damage(at_home, head, *short)
    assert "3 codes have 4 digits, not 5" in found
    assert damage(at_home, head, *short[:2]) == []
    assert damage(at_home, head, *short, ("Q", "1234567")) == []
    assert damage(Importer(workspace, tmp_path), head, *short) == []


def test_the_apostrophe_that_marks_a_text_is_none_of_it(take: Importer) -> None:
    head = ("Record ID", "First Name", "Phone", "Postal Code", "Birthday", "City", "Job Title")
    row = ("'00015", "'t Jong", "'+49 30 1234567", " '01067", "'2001-02-03", "'s-Hertogenbosch",
           "'90s DJ")  # fmt: skip
    told = take(head, row, ("'tis'7", "Bob", "\t'030 123", *[""] * 4))
    assert counts(told) == (2, 0, 0, 0, 0)
    assert codes(told, "warning_details") == [
        (1, name, "damaged") for name in ("Record ID", "Phone", "Postal Code", "Birthday")
    ]  # fmt: skip
    ann, bob = take.records()
    assert (ann["external_id"], ann["first_name"], ann["phone"]) == (
        "00015", "'t Jong", "+49 30 1234567",
    )  # fmt: skip
    assert ann["address"] == {"postalCode": "01067", "city": "'s-Hertogenbosch"}
    assert ann["job_title"] == "'90s DJ"
    assert bob["phone"] == "030 123"
    assert (str(ann["birthday"]), bob["external_id"]) == ("2001-02-03", "'tis'7")
    # Found again, however it is written.
    assert counts(take(head[:2], ("00015", "Ann"))) == (0, 0, 0, 1, 0)


def test_owners_by_id_by_email_and_by_name(workspace: Workspace, take: Importer) -> None:
    """Those that nobody knows keep what the file calls them, and each is told once."""
    head = ("first_name", "last_name", "email", "source", "custom.user_id")
    take(head, ("Sam", "Rivera", "sam@team.example", "team", "user-7"))
    cells = ("SAM@team.example", "sam  rivera", "user-7", "me", "Nobody Here", "New@Team.example")
    told = take(*people("owner", *cells, "Nobody Here", "nobody"))["warning_details"]
    assert [(each["row"], each["value"], each["code"]) for each in told] == [
        (6, "Nobody Here", "owner"), (7, "New@Team.example", "owner"), (9, "nobody", "owner"),
    ]  # fmt: skip
    assert "--map-value 'owner:Nobody Here=…'" in told[0]["message"]
    assert [each["owner_id"] for each in take.records()][1:] == [
        "user-7", "user-7", "user-7", workspace.user, "Nobody Here", "new@team.example",
        "Nobody Here", "nobody",
    ]  # fmt: skip


def test_where_no_users_are_known_no_owner_is_strange(take: Importer) -> None:
    assert take(*people("owner", "sam@team.example", "Sam"))["warning_details"] == []


def test_of_very_many_unknown_owners_the_first_are_told(take: Importer) -> None:
    head = ("first_name", "last_name", "email", "source", "custom.user_id")
    take(head, ("Sam", "Rivera", "sam@team.example", "team", "user-7"))
    told = take(*people("owner", *(f"u{n}" for n in range(300))))
    assert told["warnings"] == 100


def test_what_is_open_can_be_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("email,birthday,created_at\na@x.example,03/04/2026,2026-01-01\n")
    plan = planning.prepare(Request(file=file, name="in.csv"), LIMITS)
    assert preparing.proof(plan, None).undecided_dates() == ["birthday"]
    known = replace(plan, request=replace(plan.request, proven={"birthday": "mdy"}))
    assert preparing.proof(known, None).undecided_dates() == []
    # What these dates cannot be is no answer.
    known = replace(plan, request=replace(plan.request, proven={"birthday": "ymd"}))
    assert preparing.proof(known, None).undecided_dates() == ["birthday"]
    file.write_text("email,birthday,created_at\na@x.example,03/04/2026,31/01/2026\n")
    plan = planning.prepare(Request(file=file, name="in.csv"), LIMITS)
    assert preparing.proof(plan, None).undecided_dates() == []
