"""The full-screen import wizard of the installed program, on a terminal of 80 columns."""

import re
import signal
import time

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database, by, csv_of, records
from tests.end_to_end.terminal import Dialog, end, press

PEOPLE = csv_of(
    ("E-mail", "First Name", "Shoe size", "Company"),
    ("zoe@acme.example", "Zoë", "39", "Acme"),
    ("bad", "Bob", "41", "Globex"),
    ("li@acme.example", "李", "40", "\x1b]0;evil\x07[red]Acme"),
    ("ZOE@acme.example", "Again", "", ""),
)
FIRST_COUNTS = "4 rows: 1 new · 2 skipped · 1 fail"


def zoe_is_known(program: Program) -> None:
    program("contacts", "add", "email=zoe@acme.example", "first_name=Old")


def test_from_the_columns_to_the_last_word(
    talk: Dialog, crmctl_on_both: Program, database: Database
) -> None:
    """A field by typing, duplicates, the changes, the counts, a name for the mapping, yes."""
    zoe_is_known(crmctl_on_both)
    file = crmctl_on_both.file("people.csv", PEOPLE)
    child = talk(crmctl_on_both, "import", file, "--report", "told.html")
    press(child, "", "Import people.csv: contacts", FIRST_COUNTS)
    press(child, "\x1b[B\x1b[B\r", "Where does 'Shoe size' go")
    # All at once, as from the clipboard: nothing overtakes what was typed.
    press(child, "shoe\r", "as told")
    press(child, "4", "A record that is there")
    press(child, "\x1b[C", "1 new · 1 change · 1 skipped · 1 fail")
    press(child, "5", "Old", "Zoë")
    press(child, "i", r"Import people.csv\?", "1  records change")
    # One up to the name, which enter leaves for the button.
    press(child, "\x1b[Z")
    time.sleep(1)
    press(child, "monthly\r")
    time.sleep(1)
    press(child, "\r")
    shown, code = end(child)
    assert code == 3, shown[-500:]
    assert "\x1b]0;evil" not in shown
    assert "\x1b[?1049l" in shown
    assert "completed" in shown.split("\x1b[?1049l")[1]
    people = by("email", records(crmctl_on_both, "contacts"))
    assert people["zoe@acme.example"]["firstName"] == "Zoë"
    assert people["zoe@acme.example"]["customFields"] == {"shoe": "39"}
    assert people.keys() == {"zoe@acme.example", "li@acme.example"}
    assert (crmctl_on_both.home.parent / "told.html").exists()
    again = crmctl_on_both("import", file, "--yes", "--again", "--json", code=3)
    assert "'monthly' knows this header" in again.err
    assert again.json()["mapping"]["Shoe size"] == "custom.shoe"
    assert again.json()["unchanged"] == 2
    assert database.event_types()["crm.contact.updated"] == 1


@pytest.mark.parametrize("how", ["escape", "Ctrl-C", "no", "SIGTERM", "SIGINT"])
def test_left_nothing_is_written(talk: Dialog, sqlite: Database, how: str) -> None:
    zoe_is_known(sqlite.program)
    before = sqlite.contents()
    child = talk(
        sqlite.program, "import", sqlite.program.file("people.csv", PEOPLE),
        "--save-mapping", "mine", "--report", "told.html",
    )  # fmt: skip
    press(child, "", FIRST_COUNTS)
    if how.startswith("SIG"):
        child.kill(signal.Signals[how])
    elif how == "no":
        press(child, "i", r"Import people.csv\?")
        press(child, "\x1b", "1 Columns")
        child.send("\x1b")
    else:
        child.send("\x1b" if how == "escape" else "\x03")
    shown, code = end(child)
    assert code == 1
    assert shown.count("Error: ") == 1
    assert "Nothing was written" in shown or how.startswith("SIG")
    assert "\x1b[?1049l" in shown.split("Error: ")[0]
    assert sqlite.contents() == before
    assert not (sqlite.program.home / "imports").exists()
    assert not (sqlite.program.home / "mappings").exists()
    assert not (sqlite.program.home.parent / "told.html").exists()


@pytest.mark.parametrize("term", ["xterm-256color", "vt100"])
def test_no_color_means_none(talk: Dialog, crmctl: Program, term: str) -> None:
    child = talk(crmctl, "import", crmctl.file("people.csv", PEOPLE), TERM=term, NO_COLOR="1")
    press(child, "", "2 new · 1 skipped · 1 fail")
    drawn = child.before
    for page, words in (("3", "Not an email"), ("4", "Twice in the file"), ("5", "stay as they")):
        press(child, page, words)
        drawn += child.before
    child.send("\x1b")
    numbers = {
        number
        for sequence in re.findall(r"\x1b\[([\d;]+)m", drawn + end(child)[0])
        for number in sequence.split(";")
    }
    assert not {number for number in numbers if re.fullmatch(r"[349][0-8]|10[0-7]", number)}
    assert "7" in numbers


@pytest.mark.parametrize("extra", [{"TERM": "dumb"}, {"CRMCTL_PLAIN_PROMPTS": "yes"}])
def test_a_plain_terminal_or_a_wish_gets_plain_prompts(
    talk: Dialog, crmctl: Program, extra: dict[str, str]
) -> None:
    child = talk(crmctl, "import", crmctl.file("people.csv", PEOPLE), "--diff", **extra)
    child.expect("Enter to go on")
    assert "\x1b[?1049h" not in child.before
    child.sendline("")
    press(child, "", "Rows that are there already")
    child.sendline("u")
    press(child, "", "No record that is there would change", "Import now")
    child.sendline("y")
    shown, code = end(child)
    assert code == 3, shown[-500:]
    assert "\x1b[?1049h" not in shown
    assert len(records(crmctl, "contacts")) == 2


def test_the_same_wish_holds_for_exports(talk: Dialog, crmctl: Program) -> None:
    (crmctl.home).mkdir()
    (crmctl.home / "config.toml").write_text("plain-prompts = true\n")
    child = talk(crmctl, "export", "contacts", "-o", "out.csv")
    child.expect("Fields:")
    child.sendline("1")
    assert end(child)[1] == 0


def test_what_is_wrong_with_the_words_is_told_before_the_screen(
    talk: Dialog, crmctl: Program
) -> None:
    file = crmctl.file("people.csv", PEOPLE)
    for words in (["--map", "Nope=email"], ["--save-mapping", "../x"], ["--mapping", "nope"]):
        shown, code = end(talk(crmctl, "import", file, *words))
        assert (code, shown.count("Error: ")) == (2, 1)
        assert "\x1b[?1049h" not in shown
