"""Choosing fields with the installed program, on a terminal of 80 columns and 24 lines."""

import csv
import re
import signal
from functools import partial
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Program
from tests.end_to_end.terminal import Dialog, end, press

READY = r"2 rows:"
USUAL = ["first_name", "last_name", "email", "phone", "job_title", "account_name", "lifecycle",
         "tags", "created_at"]  # fmt: skip


@pytest.fixture
def people(crmctl: Program) -> Program:
    """The program with two contacts."""
    rows = (
        "email,first_name,city,custom.shoe",
        "zoe@acme.example,Zoë,Graz,",
        "li@acme.example,李,,wide",
    )
    crmctl("import", crmctl.file("people.csv", "\n".join(rows)), "--yes")
    return crmctl


@pytest.fixture
def talk(talk: Dialog, people: Program) -> Dialog:
    """The same for the program with the two."""
    return partial(talk, people)


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def tick_only(child: "pexpect.spawn[str]", name: str) -> None:
    """Filter for it, go to the list, tick the first."""
    press(child, f"/{name}", rf"\] +{name}")
    press(child, "\r", "Export")
    child.send(" ")


def test_the_file_has_the_fields_that_were_ticked(talk: Dialog, people: Program) -> None:
    """None, two by the filter, one more, moved to the front, saved; then taken by name."""
    file = people.home.parent / "out.csv"
    child = talk("export", "contacts", "--sort", "email", "-o", file, "--save-fields", "mine")
    press(child, "", r"9 of \d+ fields", READY, "zoe@acme.example")
    press(child, "n", r"0 of \d+ fields", "No field is ticked")
    tick_only(child, "custom.shoe")
    press(child, "", r"1 of \d+ fields", "wide")
    press(child, "\x1b", "postal_code")
    tick_only(child, "email")
    press(child, "", r"2 of \d+ fields", "li@acme.example")
    press(child, "[")
    press(child, "\x1b", "postal_code")
    press(child, "\r")
    shown, code = end(child)
    assert code == 0
    assert "\x1b[?1049l" in shown
    wanted = [["email", "custom.shoe"], ["li@acme.example", "wide"], ["zoe@acme.example", ""]]
    assert table(file) == wanted
    people("export", "contacts", "--sort", "email", "-o", "by-name.csv", "--fields-from", "mine")
    assert table(file.with_name("by-name.csv")) == wanted


def test_no_color_means_none(talk: Dialog) -> None:
    child = talk("export", "contacts", "-o", "out.csv")
    press(child, "", r"9 of \d+ fields", READY)
    drawn = child.before
    press(child, " ", r"8 of \d+ fields")
    drawn += child.before
    press(child, "\x1b")
    numbers = {
        number
        for sequence in re.findall(r"\x1b\[([\d;]+)m", drawn + end(child)[0])
        for number in sequence.split(";")
    }
    assert not {number for number in numbers if re.fullmatch(r"[349][0-8]|10[0-7]", number)}
    assert "7" in numbers


@pytest.mark.parametrize("how", ["escape", "Ctrl-C", "SIGTERM", "SIGINT"])
def test_left_nothing_is_exported(talk: Dialog, people: Program, how: str) -> None:
    child = talk("export", "contacts", "-o", "out.csv", "--save-fields", "mine")
    press(child, "", r"9 of \d+ fields", READY)
    if how.startswith("SIG"):
        child.kill(signal.Signals[how])
    else:
        child.send("\x1b" if how == "escape" else "\x03")
    shown, code = end(child)
    assert code == 1
    assert shown.count("Error: ") == 1
    assert "\x1b[?1049l" in shown.split("Error: ")[0]
    assert not (people.home.parent / "out.csv").exists()
    assert not (people.home / "fields").exists()
    assert people("exports", "list", "--json").json() == {"exports": []}


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_plain_terminal_is_asked_for_numbers(
    talk: Dialog, people: Program, term: str | None
) -> None:
    child = talk("export", "contacts", "--sort", "email", "-o", "out.csv", TERM=term)
    child.expect("Fields:")
    assert "\x1b" not in child.before
    assert max(map(len, child.before.splitlines())) <= 80
    assert len(child.before.splitlines()) < 24
    child.sendline("3,99")
    child.expect(r"'99' is not a number, or a range of them, from 1 to \d+")
    child.sendline("3,1-2")
    assert end(child)[1] == 0
    header, *rows = table(people.home.parent / "out.csv")
    assert header == ["email", "first_name", "last_name"]
    assert rows == [["li@acme.example", "李", ""], ["zoe@acme.example", "Zoë", ""]]


def test_without_an_answer_the_usual_fields_go_out(talk: Dialog, people: Program) -> None:
    child = talk("export", "contacts", "-o", "out.csv", TERM="dumb")
    child.expect("Fields:")
    child.sendline("")
    assert end(child)[1] == 0
    assert table(people.home.parent / "out.csv")[0] == USUAL


def test_a_bad_filter_or_name_is_told_before_the_screen(talk: Dialog) -> None:
    for words in (["--filter", "nosuch=1"], ["--save-fields", "../x"]):
        shown, code = end(talk("export", "contacts", "-o", "out.csv", *words))
        assert (code, shown.count("Error: ")) == (2, 1)
        assert "\x1b[?1049h" not in shown


def test_without_a_terminal_nobody_is_asked(people: Program) -> None:
    people("export", "contacts", "-o", "out.csv")
    assert table(people.home.parent / "out.csv")[0] == USUAL


def test_sets_without_a_terminal(people: Program) -> None:
    people("export", "contacts", "-o", "-", "--fields", "email,city", "--save-fields", "mine")
    assert people("export", "contacts", "-o", "-", "--fields-from", "mine").out.startswith("email,")
    for words, told in (
        (["deals", "--fields-from", "mine"], "one of contacts, not of deals"),
        (["deals", "--save-fields", "mine"], "take another name"),
        (["contacts", "--fields-from", "yours"], "there are: mine"),
        (["contacts", "--fields-from", "mine", "--fields", "email"], "Say one of"),
        (["contacts", "--save-fields", "new", "--fields", "emial"], "did you mean email"),
    ):
        assert told in people("export", *words, "-o", "-", code=2).err
    assert [path.name for path in (people.home / "fields").iterdir()] == ["mine.toml"]
