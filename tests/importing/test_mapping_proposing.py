"""What is proposed for columns whose meaning hangs on neighbours, values or small words."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmctl.importing.mapping.proposing import propose

OBJECT_TYPES = ("contacts", "accounts", "deals")
FIELDS = {
    "contacts": """
        first_name last_name full_name email other_email phone mobile_phone other_phone job_title
        department account_name account_domain street city state postal_code country linkedin_url
        twitter website lifecycle lead_score source owner tags email_opt_in birthday notes
        external_id created_at
    """,
    "accounts": """
        name domain website industry employee_count annual_revenue phone street city state
        postal_code country type segment owner parent_name linkedin_url notes external_id
        created_at
    """,
    "deals": """
        name value currency stage probability expected_close_date actual_close_date lost_reason
        account_name contact_email contact_name owner source notes external_id created_at
    """,
}


def fields(
    header: Sequence[str], *rows: Sequence[str], object_type: str = "contacts"
) -> dict[str, str | None]:
    return {p.column: p.field for p in propose(object_type, header, rows)}


@pytest.mark.parametrize(
    "header",
    [
        *("Unsubscribed", "Email Opt Out", "Do not email", "Has opted out of email", "Abgemeldet"),
        *("Désabonné", "No enviar correo", "Disiscritto", "Uitgeschreven", "Wypisany", "配信停止"),
    ],
)
def test_inverse_consent_is_never_consent(header: str) -> None:
    assert fields(["Email", header])[header] is None


@pytest.mark.parametrize(
    "header",
    ["Email Opt In", "Accepts Email Marketing", "Newsletter abonniert", "Consentement marketing"],
)
def test_consent_is_found(header: str) -> None:
    assert fields(["Email", header])[header] == "email_opt_in"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name", "last_name"),
        ("Nom", "last_name"),
        ("Naam", "last_name"),
    ],
)
def test_a_name_beside_a_first_name_is_the_last_name(header: str, field: str) -> None:
    first = {"Name": "Vorname", "Nom": "Prénom", "Naam": "Voornaam"}[header]
    assert fields([first, header])[header] == field
    assert fields([header, "E-mail"])[header] == "full_name"


def test_a_name_that_holds_the_first_name_is_the_full_name() -> None:
    assert fields(["First name", "Name"], ["Ann", "Ann Hill"])["Name"] == "full_name"


def test_a_spanish_name_beside_surnames_is_the_first_name() -> None:
    assert fields(["Nombre", "Apellidos", "Correo"])["Nombre"] == "first_name"


def test_title_is_an_honorific_by_its_values_or_before_the_first_name() -> None:
    assert fields(["Title", "Name"], ["Ms", "Ann Hill"])["Title"] is None
    assert fields(["Title", "First Name", "Middle Name", "Last Name", "Suffix"])["Title"] is None


def test_title_is_a_job_by_its_values_or_beside_a_salutation() -> None:
    assert fields(["Title", "First Name"], ["Buyer", "Ann"])["Title"] == "job_title"
    assert fields(["Salutation", "First Name", "Title"])["Title"] == "job_title"


def test_work_addresses_win_and_home_addresses_stay_out() -> None:
    header = ["Home Street", "Home City", "Home Postal Code", "Business Street", "Business City"]
    found = fields([*header, "Business Postal Code"])
    assert found["Business Postal Code"] == "postal_code"
    assert [found[name] for name in header] == [None, None, None, "street", "city"]


def test_an_outlook_place_is_not_a_city_but_a_plain_one_is() -> None:
    assert fields(["Straße geschäftlich", "Ort geschäftlich", "Ort"])["Ort"] is None
    assert fields(["Straße", "PLZ", "Ort"])["Ort"] == "city"


def test_company_columns_beside_person_columns_stay_out() -> None:
    found = fields(["First Name", "City", "State", "Company City", "Company State", "Company"])
    assert found["City"] == "city"
    assert found["Company City"] is None
    assert found["Company"] == "account_name"


def test_a_second_email_is_the_other_one_and_a_third_stays_out() -> None:
    header = ["E-mail 1 - Value", "E-mail 2 - Value", "E-mail 3 - Value"]
    assert list(fields(header).values()) == ["email", "other_email", None]


def test_phones_are_told_apart() -> None:
    found = fields(["Home Phone", "Work Phone", "Mobile", "Fax", "Assistant's Phone"])
    assert list(found.values()) == ["other_phone", "phone", "mobile_phone", None, None]


def test_only_the_records_own_id_is_taken() -> None:
    assert fields(["Contact ID", "Account ID"]) == {"Contact ID": "external_id", "Account ID": None}
    assert fields(["Account ID"], object_type="accounts") == {"Account ID": "external_id"}


def test_created_by_is_no_date() -> None:
    assert fields(["Created By", "Created"]) == {"Created By": None, "Created": "created_at"}


def test_a_subscriber_state_is_no_place() -> None:
    assert fields(["email", "state"], ["a@b.example", "active"])["state"] is None
    assert fields(["email", "state"], ["a@b.example", "Ohio"])["state"] == "state"


def test_where_the_header_is_sure_bad_values_are_bad_and_no_contradiction() -> None:
    """Else the rows would be taken without them, in a file of rejected rows above all."""
    bad = ["ann(at)x.example", "someday", "none yet"]
    assert fields(["Email", "Birthday", "Mobile"], bad) == {
        "Email": "email", "Birthday": "birthday", "Mobile": "mobile_phone",
    }  # fmt: skip
    assert fields(["Deal", "Amount"], ["A", "TBD"], object_type="deals")["Amount"] == "value"


def test_a_made_up_name_says_nothing() -> None:
    row = ["ann@x.example", "Berlin", "bob@x.example"]
    names = fields(["Column 1", "Field_2", "X"], row, row)
    assert names == {"Column 1": "email", "Field_2": None, "X": None}


def test_what_looks_like_something_else_and_is_not() -> None:
    kept = fields(["Name", "Address", "ID"], ["Ann", "Main St 5", "1001"])
    assert kept["ID"] == "external_id"
    orders = [[f"C-{n % 2}", "Ann", "Hill"] for n in range(6)]
    assert fields(["ID", "First name", "Last name"], *orders)["ID"] == "external_id"
    names = fields(["First Name", "Full Name"], ["Bill", "William Gates"])
    assert names["Full Name"] == "full_name"
    team = fields(["Nom", "Ville", "Département"], ["Ann", "Lyon", "Ventes"])
    assert team["Département"] == "department"
    admins = [["Ann", "Admin"] for _ in range(5)]
    assert fields(["Name", "Job Title"], *admins)["Job Title"] == "job_title"
    assert fields(["Name", "Role"], *admins)["Role"] is None
    assert set(fields(["Billingname", "Mainstreet"]).values()) == {None}


def test_a_house_number_is_no_id() -> None:
    for header in (["Nombre", "Calle", "Número"], ["Nome", "Via", "Numero"]):
        assert fields(header, ["A", "B", "12"], ["C", "D", "7 bis"])[header[2]] is None
        assert fields(header, ["A", "B", "K-100-7"])[header[2]] == "external_id"


def test_what_repeats_is_no_id_unless_the_records_do() -> None:
    rows = [[f"p{n}@x.example", f"C-{n % 2}"] for n in range(8)]
    assert fields(["Email", "Customer ID"], *rows)["Customer ID"] is None
    orders = [[f"p{n % 2}@x.example", f"C-{n % 2}"] for n in range(8)]
    assert fields(["Email", "Customer ID"], *orders)["Customer ID"] == "external_id"


def test_a_column_without_values_loses_to_one_that_has_them() -> None:
    rows = [["Owner", "", "Ann", "Hill"] for _ in range(6)]
    found = fields(["Title", "Designation", "First Name", "Last Name"], *rows)
    assert (found["Title"], found["Designation"]) == ("job_title", None)


def test_names_of_companies_beside_those_of_people() -> None:
    rows = [["", "Acme"], ["", "Globex"], ["Rossi", "Initech"]]
    found = fields(["Nome", "Ragione Sociale"], *rows, object_type="accounts")
    assert found == {"Nome": None, "Ragione Sociale": "name"}
    for header in ("Nom / Raison sociale", "Ragione sociale o nominativo", "会社名・氏名"):
        assert fields([header], ["Acme"], object_type="accounts") == {header: "name"}


def test_a_full_name_beside_a_first_name_may_be_the_last() -> None:
    assert fields(["Nom contact", "Prénom"], ["Perrin", "Anne"])["Nom contact"] == "last_name"
    assert fields(["Full Name", "First Name"], ["Ann Hill", "Ann"])["Full Name"] == "full_name"


def test_a_deal_without_a_name_is_called_by_what_describes_it() -> None:
    rows = [["New kitchen", "100"]]
    found = fields(["Omschrijving", "Bedrag"], *rows, object_type="deals")
    assert found["Omschrijving"] == "name"
    named = fields(["Deal", "Description"], ["A", "B"], object_type="deals")
    assert named == {"Deal": "name", "Description": "notes"}


def test_a_department_behind_an_address_is_a_part_of_the_country() -> None:
    assert fields(["Adresse", "Ville", "Département", "Pays"])["Département"] == "state"
    assert fields(["Ciudad", "Departamento", "País"])["Departamento"] == "state"
    assert fields(["Puesto", "Departamento", "Ciudad"])["Departamento"] == "department"


def test_japan_honours_whom_it_asks() -> None:
    assert fields(["ご部署", "お役職", "御社名"]) == {
        "ご部署": "department", "お役職": "job_title", "御社名": "account_name",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["Unsubscribed at", "UNSUB_TIME", "Opt-out Date"])
def test_the_day_of_an_opt_out_is_heeded(header: str) -> None:
    proposals = propose("contacts", ["Email", header], [["a@x.example", "2026-01-02 10:00:00"]])
    assert proposals[1].heeded


def test_words_are_found_in_one_another_by_their_role() -> None:
    header = ["workphone", "homeemail", "workcity", "homepage"]
    assert fields(header) == {
        "workphone": "phone", "homeemail": "email", "workcity": "city", "homepage": "website",
    }  # fmt: skip


def test_values_that_contradict_the_header_win() -> None:
    assert fields(["Email"], ["yes"], ["no"])["Email"] is None
    assert fields(["Owner", "Owner ID"], ["Joe Ray", "17"])["Owner ID"] is None
    assert fields(["Created"], ["Joe Ray"])["Created"] is None


def test_values_speak_where_the_header_does_not() -> None:
    assert fields(["zzq"], ["ann@hill.example"])["zzq"] == "email"
    assert fields(["Name", "URL"], ["A B", "https://linkedin.com/in/ab"])["URL"] == "linkedin_url"
    assert fields(["Name", "Work"], ["A B", "+49 30 555 01 23"])["Work"] == "phone"


@pytest.mark.parametrize(
    "header",
    [
        *("\ufeffFirst Name", "'First Name", "firstName", "FIRST_NAME", "First-Name:"),
        *("first name*", "First&nbsp;Name", "Ｆｉｒｓｔ Name", "First Name [required]"),
        "First Name (auto-filled)",
    ],
)
def test_spelling_does_not_matter(header: str) -> None:
    assert fields([header]) == {header: "first_name"}


@pytest.mark.parametrize(
    ("object_type", "header"),
    [
        ("accounts", "Name"),
        ("accounts", "Company"),
        ("accounts", "Firma"),
        ("deals", "Title"),
        ("deals", "Titel"),
        ("deals", "Deal Name"),
        ("deals", "Opportunity"),
        ("deals", "商談名"),
    ],
)
def test_the_record_has_its_own_name(object_type: str, header: str) -> None:
    assert fields([header], object_type=object_type)[header] == "name"


def test_the_reason_names_the_language() -> None:
    reasons = {p.column: p.reason for p in propose("contacts", ["Nom", "Courriel"], [])}
    assert reasons["Courriel"] == 'header says "Courriel" (French: email)'


def test_left_out_columns_have_a_reason_and_no_confidence() -> None:
    (proposal,) = propose("contacts", ["Fax"], [])
    assert (proposal.field, proposal.confidence) == (None, 0.0)
    assert proposal.reason


def test_two_equal_columns_prefer_the_filled_one() -> None:
    proposals = propose("deals", ["Deal Name", "Deal Name"], [["", "Big one"]])
    assert [p.field for p in proposals] == [None, "name"]


cells = st.text(max_size=30)
known_words = st.sampled_from(
    ["Email", "Name", "Phone 2", "Nom", "PLZ", "Title", "ID", "会社名", "Work", "Home Phone", "URL"]
)


@given(
    object_type=st.sampled_from(OBJECT_TYPES),
    header=st.lists(st.one_of(cells, known_words), max_size=25),
    samples=st.lists(st.lists(cells, max_size=25), max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_any_table_gets_each_field_once(
    object_type: str, header: list[str], samples: list[list[str]]
) -> None:
    proposals = propose(object_type, header, samples)
    assert [p.column for p in proposals] == header
    assert [p.index for p in proposals] == list(range(len(header)))
    taken = Counter(p.field for p in proposals if p.field)
    assert set(taken) <= set(FIELDS[object_type].split())
    assert all(count == 1 for count in taken.values())
    assert all(0 <= p.confidence <= 1 and p.reason for p in proposals)


def test_very_wide_and_very_long_headers_end() -> None:
    header = ["Straße", "Vorname", "電話", "x" * 100_000, "会社" * 28, "電" * 60, "straße" * 10]
    proposals = propose("contacts", header * 10_000, [["a"] * 70_000] * 3)
    assert len(proposals) == 70_000
    assert proposals[1].field == "first_name"


@pytest.mark.parametrize(
    ("header", "field"), [("Firma", "account_name"), ("Telefon", "phone"), ("Kraj", None)]
)
def test_a_word_that_languages_share_is_known_where_they_agree(
    header: str, field: str | None
) -> None:
    """Whichever of them the row is in; "Kraj" is a country here and a part of one there."""
    values = {"Firma": "Acme", "Telefon": "030 1234567", "Kraj": "X"}[header]
    row = ["Ann Lee", "ann@x.example", values]
    assert propose("contacts", ("Name", "E-Mail", header), [row])[2].field == field


def test_a_word_before_many_headers_that_nobody_knows_says_nothing_of_them() -> None:
    """A product's own; but who is reached in an emergency is somebody else."""

    def found(word: str) -> list[str | None]:
        header = [f"{word}-{part}" for part in ("email", "first-name", "city", "zip", "country")]
        row = ["a@x.example", "Ann", "Rome", "00184", "Italy"]
        return [each.field for each in propose("contacts", ["Kind", *header], [["A", *row]])][1:]

    assert found("mepr") == ["email", "first_name", "city", "postal_code", "country"]
    assert found("emergency")[1:] == [None] * 4
    # What has a column of its own already is not there twice.
    header = ["Email", *(f"zqx {part}" for part in ("email", "city", "zip", "country"))]
    fields = [each.field for each in propose("contacts", header, [["a@x.example", *"bcde"]])]
    assert fields[:3] == ["email", None, "city"]


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        (("Clio ID", "Email"), ("1330298841", "a@x.example"), "external_id"),
        (("Clio ID", "Email"), ("not there", "a@x.example"), None),
        (("Email", "Name", "Clio ID"), ("a@x.example", "Ann Lee", "13302"), None),
        (("Campaign ID", "Email"), ("1330298841", "a@x.example"), None),
        (("Clio ID", "Record ID"), ("77", "78"), None),
    ],
)
def test_an_id_in_front_is_the_records_own(
    header: tuple[str, ...], cells: tuple[str, ...], field: str | None
) -> None:
    found = {each.column: each.field for each in propose("contacts", header, [cells])}
    assert next(found[name] for name in header if name.endswith(" ID")) == field


@pytest.mark.parametrize("firm", ["Lindqvist Bygg AB", "Baeza S.L.", "株式会社ハル", "A & B GmbH"])
def test_names_of_companies_are_known_by_their_legal_form(firm: str) -> None:
    header, row = ["Namn", "Ort", "Kontaktperson"], [firm, "Umeå", "Eva Ek"]
    fields = [each.field for each in propose("contacts", header, [row])]
    assert fields == ["account_name", "city", "full_name"]
    fields = [each.field for each in propose("contacts", header, [["Eva Ek", "Umeå", "Bo Ray"]])]
    assert fields == ["account_name", "city", "full_name"]
    assert [each.field for each in propose("contacts", header[:2], [["Eva Ek", "Umeå"]])] == [
        "full_name", "city",
    ]  # fmt: skip


def test_what_people_are_called_is_no_company() -> None:
    rows = [["Ann Lee", "ann"], ["Robert Ray", "bobby"], ["Eve Ek", "Eve Ek"]]
    assert [each.field for each in propose("contacts", ["Full Name", "Name"], rows)] == [
        "full_name", None,
    ]  # fmt: skip
    rows = [["Ann Lee", "Acme Foods"], ["Robert Ray", "Harbor Labs"]]
    assert [each.field for each in propose("contacts", ["Contact Person", "Name"], rows)] == [
        "full_name", "account_name",
    ]  # fmt: skip
