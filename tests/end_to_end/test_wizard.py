"""The plain prompts, on a terminal of 80 columns and 24 lines that cannot move its cursor."""

import re
import signal
from functools import partial

import pytest

from tests.end_to_end.database import Database, by, csv_of, records
from tests.end_to_end.terminal import Dialog, end

PEOPLE = csv_of(
    ("E-mail", "First Name", "Shoe size", "Company"),
    ("zoe@acme.example", "Zoë", "39", "Acme"),
    ("bad", "Bob", "41", "Globex"),
    ("li@acme.example", "李", "40", "A name of a company that is much longer than it should be"),
    ("ZOE@acme.example", "Again", "", ""),
)
MAPPING = "Enter to go on"
DUPLICATES = "Rows that are there already"
LAST = "Import now"


@pytest.fixture
def talk(talk: Dialog, sqlite: Database) -> Dialog:
    """The same on a terminal that cannot move its cursor, with Zoë there already."""
    sqlite.program("contacts", "add", "email=zoe@acme.example", "first_name=Old")
    return partial(talk, sqlite.program, TERM="dumb")


def test_from_the_preview_to_the_last_word(talk: Dialog, sqlite: Database) -> None:
    """Preview, list of fields, a change by number, a bad one, duplicates, exact counts, yes."""
    child = talk("import", sqlite.program.file("people.csv", PEOPLE))
    child.expect("The first rows of people.csv")
    child.expect("Where the columns go")
    assert "Bob" in child.before
    child.expect(MAPPING)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", child.before)
    assert max(map(len, shown.splitlines())) <= 80
    child.sendline("?")
    child.expect(r"first_name, .*custom\.<key>")
    child.expect(MAPPING)
    child.sendline("3=custom.shoe")
    child.expect("custom.shoe")
    child.expect(MAPPING)
    child.sendline("9=nonsense")
    child.expect("there is no column '9'")
    child.expect(MAPPING)
    child.sendline("4=")
    child.expect(MAPPING)
    child.sendline("")
    child.expect(f"{DUPLICATES}, by email: skip, update or create")
    child.sendline("what")
    child.expect(DUPLICATES)
    child.sendline("update")
    child.expect("Of 4 rows: 1 created, 1 updated, 1 skipped, 1 failed")
    child.expect("line 3: E-mail: 'bad' is not an email address")
    child.expect(LAST)
    child.sendline("y")
    shown, code = end(child)
    assert code == 3
    assert "completed" in shown
    people = by("email", records(sqlite.program, "contacts"))
    assert people["zoe@acme.example"]["firstName"] == "Zoë"
    assert people["zoe@acme.example"]["customFields"] == {"shoe": "39"}
    assert people.keys() == {"zoe@acme.example", "li@acme.example"}
    assert records(sqlite.program, "accounts") == []


def test_declined_nothing_is_written(talk: Dialog, sqlite: Database) -> None:
    before = sqlite.contents()
    child = talk("import", sqlite.program.file("people.csv", PEOPLE))
    for question, answer in ((MAPPING, ""), (DUPLICATES, ""), (LAST, "n")):
        child.expect(question)
        child.sendline(answer)
    shown, code = end(child)
    assert code == 1
    assert "Nothing was written" in shown
    assert sqlite.contents() == before
    assert not (sqlite.program.home / "imports").exists()


@pytest.mark.parametrize(
    ("how", "question"),
    [
        ("Ctrl-C", MAPPING),
        ("Ctrl-D", DUPLICATES),
        ("SIGTERM", LAST),
    ],
)
def test_left_in_the_middle_nothing_is_written(
    talk: Dialog, sqlite: Database, question: str, how: str
) -> None:
    before = sqlite.contents()
    child = talk("import", sqlite.program.file("people.csv", PEOPLE))
    for asked in (MAPPING, DUPLICATES, LAST):
        child.expect(asked)
        if asked == question:
            break
        child.sendline("")
    if how == "SIGTERM":
        child.kill(signal.SIGTERM)
    else:
        child.sendcontrol(how[-1].lower())
    shown, code = end(child)
    assert code == 1
    assert shown.count("Error: ") == 1
    assert sqlite.contents() == before


def test_a_mapping_that_makes_no_record_is_not_let_through(talk: Dialog, sqlite: Database) -> None:
    child = talk("import", sqlite.program.file("people.csv", PEOPLE))
    for answer in ("1=", "2=", ""):
        child.expect(MAPPING)
        child.sendline(answer)
    child.expect("No column is known to hold first_name or email")
    child.expect(MAPPING)


def test_deleting_asks_on_a_terminal(talk: Dialog, sqlite: Database) -> None:
    (ann,) = records(sqlite.program, "contacts")
    for answer, code, left in (("n", 1, 1), ("y", 0, 0)):
        child = talk("contacts", "delete", ann["id"])
        child.expect(rf"Delete contacts {ann['id']}\?")
        child.sendline(answer)
        assert end(child)[1] == code
        assert len(records(sqlite.program, "contacts")) == left


def test_the_order_of_dates_is_asked_where_no_row_tells(talk: Dialog, sqlite: Database) -> None:
    file = sqlite.program.file("dates.csv", "Email,Birthday\nann@acme.example,03/04/1980\n")
    child = talk("import", file)
    for question, answer in ((MAPPING, ""), (DUPLICATES, "")):
        child.expect(question)
        child.sendline(answer)
    child.expect(r"03/04/1980 the \(d\) 03 April 1980 or the \(m\) 04 March 1980")
    child.sendline("x")
    child.expect(r"\(d/m\)")
    child.sendline("m")
    child.expect("Of 1 rows: 1 created")
    child.expect(LAST)
    child.sendline("y")
    assert end(child)[1] == 0
    (ann,) = records(sqlite.program, "contacts", "--filter", "email=ann@acme.example")
    assert ann["birthday"] == "1980-03-04"
