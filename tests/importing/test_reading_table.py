"""Header, layout and line numbers of a table, and what is said when there is none."""

from pathlib import Path
from typing import Any

import pytest

from crmctl.errors import UsageError
from crmctl.importing.reading.table import Table, open_table

CONTACTS = (
    "Name,Email,Created\nAnna,anna@acme.example,2024-05-01\nBob,bob@acme.example,2024-05-02\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "contacts.csv"


def opened(source: Path, text: str, **options: Any) -> Table:
    source.write_bytes(text.encode())
    return open_table(source, **options)


def read(source: Path, text: str) -> tuple[Table, list[tuple[int, list[str]]]]:
    table = opened(source, text)
    return table, list(table.rows())


def test_a_plain_file(source: Path) -> None:
    table, rows = read(source, CONTACTS)
    assert table.name == "contacts.csv"
    assert table.header == ("Name", "Email", "Created")
    assert (table.layout.delimiter, table.layout.quote, table.layout.escape) == (",", '"', "")
    assert (table.layout.header_line, table.layout.notes) == (1, ())
    assert rows[0] == (2, ["Anna", "anna@acme.example", "2024-05-01"])
    assert list(table.rows()) == rows


def test_one_column_of_emails(source: Path) -> None:
    table, rows = read(source, "anna@acme.example\nbob@acme.example\n")
    assert (table.header, table.layout.header_line) == (("Column 1",), 0)
    assert "The file has one column." in table.layout.notes
    assert rows == [(1, ["anna@acme.example"]), (2, ["bob@acme.example"])]
    table, rows = read(source, "Email\nanna@acme.example\n")
    assert (table.header, rows) == (("Email",), [(2, ["anna@acme.example"])])


def test_one_column_of_names_is_not_cut_at_blanks_or_commas(source: Path) -> None:
    companies = ["Company", "Acme Boots", "Lee Ltd", "Smith, Wood & Sons", "Hyvve Labs", "Foo Bar"]
    table, rows = read(source, "\n".join(companies))
    assert [table.header[0], *(cells[0] for _, cells in rows)] == companies


def test_decimal_commas_do_not_separate(source: Path) -> None:
    _, rows = read(source, "Deal;Value;Fee\nA;1,5;2,25\nB;3,5;4,75\n")
    assert rows == [(2, ["A", "1,5", "2,25"]), (3, ["B", "3,5", "4,75"])]


def test_names_are_made_unique(source: Path) -> None:
    table = opened(source, "Email,Name, Email ,,Column 4\na@b.example,Anna,,x,y\n")
    assert table.header == ("Email", "Name", "Email (2)", "Column 4 (2)", "Column 4")


def test_empty_columns_at_the_right_stay_when_they_hold_something(source: Path) -> None:
    table, rows = read(source, "Name,Email,,\nAnna,a@b.example,,\nBob,b@b.example,x,\n")
    assert table.header == ("Name", "Email", "Column 3")
    assert rows[1] == (3, ["Bob", "b@b.example", "x"])


def test_a_value_beyond_the_removed_columns_is_kept(source: Path) -> None:
    body = "Anna,a@b.example,,\n" * 500
    table, rows = read(source, f"Name,Email,,\n{body}Bob,b@b.example,,late\n")
    assert table.header == ("Name", "Email")
    assert rows[0] == (2, ["Anna", "a@b.example"])
    assert rows[-1] == (502, ["Bob", "b@b.example", "", "late"])


def test_ragged_rows_keep_their_own_width(source: Path) -> None:
    _, rows = read(source, CONTACTS + "Cid,cid@acme.example\nDee,d@acme.example,2024-05-04,more\n")
    assert [len(cells) for _, cells in rows] == [3, 3, 2, 4]


def test_lines_are_counted_as_an_editor_does(source: Path) -> None:
    text = 'Name,Note\r\nAnna,"one\r\ntwo\rthree\nfour"\r\n\r\nBob,x\rCid,y\n'
    _, rows = read(source, text)
    assert rows == [
        (2, ["Anna", "one\r\ntwo\rthree\nfour"]),
        (7, ["Bob", "x"]),
        (8, ["Cid", "y"]),
    ]


def test_what_was_passed_over_is_told(source: Path) -> None:
    table, rows = read(source, f"Our contacts\n\n{CONTACTS}Name,Email,Created\nTotal,2\n")
    assert table.layout.header_line == 3
    assert table.layout.notes == ("Lines 1 to 2 were passed over: the table starts below.",)
    assert [line for line, _ in rows] == [4, 5]
    assert [line for line, _ in table.skipped] == [6, 7]


def test_a_line_of_delimiters_sets_a_note_apart_as_a_blank_line_does(source: Path) -> None:
    text = CONTACTS + ",,\n,,\nEverything above was paid by the card of the team,,\n"
    table, rows = read(source, text)
    assert [line for line, cells in rows if any(cells)] == [2, 3]
    assert table.skipped == [(6, "a total or note after the data")]


def test_a_last_row_after_a_line_of_delimiters_is_still_a_row(source: Path) -> None:
    table, rows = read(source, CONTACTS + ",,\nCid,,\n")
    assert rows[-1] == (5, ["Cid", "", ""])
    assert table.skipped == []


def test_the_title_of_a_repeated_header_may_stand_between_lines_of_delimiters(
    source: Path,
) -> None:
    text = CONTACTS + ",,\nArchive,,\n,,\nName,Email,Created\nCid,c@acme.example,2024-05-03\n"
    table, rows = read(source, text)
    assert [line for line, _ in rows] == [2, 3, 8]
    assert [line for line, _ in table.skipped] == [5, 7]


def test_names_of_groups_above_the_names_are_no_header(source: Path) -> None:
    table, rows = read(source, "2023,,2024,\nSold,Price,Sold,Price\n7,1.50,9,1.75\n8,1.20,4,2\n")
    assert (table.layout.header_line, table.written) == (2, ("Sold", "Price", "Sold", "Price"))
    assert table.layout.notes == ("Line 1 was passed over: the table starts below.",)
    assert len(rows) == 2


def test_a_title_with_more_cells_than_the_table_is_no_header(source: Path) -> None:
    table, _ = read(source, "Visits,of,May\nDay,Count\n2024-05-01,12\n2024-05-02,7\n")
    assert (table.layout.header_line, table.header) == (2, ("Day", "Count"))


@pytest.mark.parametrize(
    "text",
    [
        ",Name,Age\n1,Ann,30\n2,Bob,40\n",
        "Name,Age,\nAnn,30,x\nBob,40,y\n",
        "Name,Age,Note\nn/a,30\nBob,40\n",
        "Name,Age,Note\nAnn,unknown\nBob,40\nCid,50\n",
        "Name,,Company\nAnn,CEO,Acme\nBob,CFO,Initech\n",
    ],
)
def test_a_header_with_a_gap_or_a_name_too_many_stays_one(source: Path, text: str) -> None:
    table, rows = read(source, text)
    assert (table.layout.header_line, len(rows)) == (1, text.count("\n") - 1)


def test_a_header_of_many_names_is_no_title_however_wide_its_rows(source: Path) -> None:
    names = ",".join(f"Answer {number}" for number in range(1, 31))
    rows = "".join(",".join(str(row * cell) for cell in range(90)) + "\n" for row in (1, 2, 3))
    table, found = read(source, f"{names}\n{rows}")
    assert (table.layout.header_line, len(table.header), len(found)) == (1, 30, 3)


@pytest.mark.parametrize("width", [4, 5, 9])
def test_a_header_of_few_names_is_no_title_when_nothing_below_names_more(
    source: Path, width: int
) -> None:
    rest = ",".join(["x"] * (width - 2))
    table, rows = read(
        source, f"Name,Email\nAnna,anna@acme.example,{rest}\nBob,bob@b.example,{rest}\n"
    )
    assert (table.layout.header_line, table.written) == (1, ("Name", "Email"))
    assert [line for line, _ in rows] == [2, 3]


@pytest.mark.parametrize("above", ["Exported,2024-05-01", "Contacts", "Office,Rome"])
def test_what_stands_above_rows_without_a_header_is_a_title(source: Path, above: str) -> None:
    rows = "Anna,Bell,anna@acme.example,Rome,5\nBob,Carr,bob@acme.example,Bern,7\n"
    table, found = read(source, f"{above}\n{rows}")
    assert (table.layout.header_line, [line for line, _ in found]) == (0, [2, 3])


BLOCKS = """\
Visits,,,,
Host,Month,Guest,Topic,
Anna Bell,early spring,Hill Farm,Prices,
,,Mill Ltd,,
Bob Carr,late autumn,Acme Boots,Delivery,
,,,,
Journeys,,,,
Host,Months of travel,Place,Topic,Transport
Anna Bell,whole summer,Rome,Talks,by rail
"""


def test_the_header_of_another_block_is_no_evidence_against_the_first(source: Path) -> None:
    """It shares words with the first header, as a row of the same data would."""
    table, rows = read(source, BLOCKS)
    assert table.layout.header_line == 2
    assert table.written == ("Host", "Month", "Guest", "Topic", "")
    assert [line for line, cells in rows if any(cells)] == [3, 4, 5, 7, 8, 9]


def test_sparse_rows_are_no_titles_within_the_data(source: Path) -> None:
    """One cell in every second row makes no titles of them, and no headers of those below."""
    text = "Anna,Rome,R-5\nBob,,\nCid,Rome,R-7\nDan,,\nEve,Rome,R-9\n"
    table, rows = read(source, text)
    assert (table.layout.header_line, len(rows)) == (0, 5)


def test_a_wide_table_is_found_below_notes_of_another_delimiter(source: Path) -> None:
    """Of the first lines most are notes, yet nearly all of the text is in the table."""
    notes = "".join(
        f"sensor {n}=[{','.join(str(n * at) for at in range(15))}]\n" for n in range(10)
    )
    lines = [[f"Value {at}" for at in range(600)], *([f"{at}.25"] * 600 for at in range(60))]
    table, rows = read(source, notes + "".join(";".join(line) + "\n" for line in lines))
    assert (table.layout.delimiter, table.layout.header_line) == (";", 11)
    assert (len(table.header), len(rows)) == (600, 60)


def test_the_rows_can_be_run_through_again_and_side_by_side(source: Path) -> None:
    table = opened(source, f"{CONTACTS}Name,Email,Created\n")
    assert next(table.rows())[0] == 2
    pairs = list(zip(table.rows(), table.rows(), strict=True))
    assert all(one == other for one, other in pairs)
    assert table.skipped == [(4, "the header once more")]


def test_a_quote_cannot_be_declared_a_separator(source: Path) -> None:
    _, rows = read(source, 'sep="\na,b\n1,2\n')
    assert rows[-1] == (3, ["1", "2"])


@pytest.mark.parametrize(
    "name", ["Total Wine", "Total Energies SE", "Summa Health", "Note Printing Australia"]
)
def test_a_name_that_begins_like_a_total_is_a_row(source: Path, name: str) -> None:
    _, rows = read(source, f"Company,Website,City\nAcme,acme.com,Rome\n{name},,\n")
    assert rows[-1] == (3, [name, "", ""])


@pytest.mark.parametrize(
    "said",
    [
        *("Total", "Grand Total:", "Totals: many", "Sum = 3", "Total rows 17", "Count (17)"),
        *("Totale generale", "Total général", "Total accounts", "Summe netto"),
    ],
)
def test_a_total_is_no_row(source: Path, said: str) -> None:
    table, rows = read(source, f"Company,Website,City\nAcme,acme.com,Rome\n{said},,\n")
    assert [line for line, _ in rows] == [2]
    assert table.skipped == [(3, "a total or note after the data")]


def test_a_company_called_total_is_a_row(source: Path) -> None:
    _, rows = read(source, "Company,City,Country\nAcme,Rome,Italy\nTotal,Paris,France\n")
    assert rows[-1] == (3, ["Total", "Paris", "France"])


def test_sparse_rows_without_a_header_are_no_titles(source: Path) -> None:
    sparse = ",,anna@acme.example,,\n"
    _, rows = read(source, sparse + "Bob,Li,bob@acme.example,Rome,5\n" * 3)
    assert [line for line, _ in rows] == [1, 2, 3, 4]


def test_labels_with_a_colon_are_no_header(source: Path) -> None:
    text = "Export\nDate:,12/05/2016\n\nAngle,Strength\n10.0,5\n10.1,6\n"
    table, rows = read(source, text)
    assert (table.header, table.layout.header_line) == (("Angle", "Strength"), 4)
    assert len(rows) == 2


def test_years_can_name_columns(source: Path) -> None:
    table, rows = read(source, "Country,2019,2020\nFR,2,3\nDE,5,6\n")
    assert (table.header, len(rows)) == (("Country", "2019", "2020"), 2)


def test_names_that_come_again_below_are_no_header(source: Path) -> None:
    table, rows = read(source, "Anna,Meier,Berlin\nBob,Li,Rome\nCid,Ray,Berlin\nAnna,Ott,Rome\n")
    assert (table.header, len(rows)) == (("Column 1", "Column 2", "Column 3"), 4)


def test_a_header_and_no_rows(source: Path) -> None:
    table, rows = read(source, "Name,Email,Created\n")
    assert (table.header, rows) == (("Name", "Email", "Created"), [])


def test_options_win_over_what_is_found(source: Path) -> None:
    table = opened(source, "a;b,c;d\n1;2,3;4\n", delimiter=",")
    assert table.header == ("a;b", "c;d")
    table = opened(source, "a b\tc,d\n1 2\t3,4\n", delimiter="tab")
    assert (table.header, table.layout.delimiter) == (("a b", "c,d"), "\t")
    table = opened(source, "a::b\n1::2\n", delimiter="::")
    assert [cells for _, cells in table.rows()] == [["1", "2"]]
    table = opened(source, CONTACTS, header_row=0)
    assert (table.header[0], len(list(table.rows()))) == ("Column 1", 3)
    table = opened(source, "x,y,z\n" + CONTACTS, header_row=2)
    assert (table.header[0], table.layout.header_line) == ("Name", 2)
    assert next(table.rows())[0] == 3


WRONG = {
    "empty": (b"", {}, "empty"),
    "blank": (b"\n \r\n", {}, "blank lines"),
    "workbook": (b"PK\x03\x04rest", {}, "Excel"),
    "web page": (b"\n<!DOCTYPE html><html>", {}, "web page"),
    "binary": (bytes(range(256)) * 8, {}, "binary"),
    "no such encoding": (b"a,b\n", {"encoding": "klingon"}, "--encoding"),
    "not that encoding": ("ü,b\n".encode("cp1252"), {"encoding": "utf-8"}, "--encoding"),
    "an encoding of bytes": (b"a,b\n", {"encoding": "base64"}, "--encoding"),
    "a word as delimiter": (b"a,b\n", {"delimiter": "x"}, "--delimiter"),
    "a quote as delimiter": (b"a,b\n", {"delimiter": '"'}, "--delimiter"),
    "no delimiter": (b"a,b\n", {"delimiter": ""}, "--delimiter"),
    "header beyond the end": (b"a,b\n1,2\n", {"header_row": 3}, "--header-row"),
    "header on a blank line": (b"a,b\n\n1,2\n", {"header_row": 2}, "--header-row"),
    "header before the file": (b"a,b\n", {"header_row": -1}, "--header-row"),
}


@pytest.mark.parametrize(("data", "options", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_read_says_so_in_one_line(
    source: Path, data: bytes, options: dict[str, Any], said: str
) -> None:
    source.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        open_table(source, **options)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        open_table(tmp_path / "missing.csv")
    with pytest.raises(UsageError, match="folder"):
        open_table(tmp_path)
