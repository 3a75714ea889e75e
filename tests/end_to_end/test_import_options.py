"""The options of an import, through the installed program, and what a background worker keeps.

Tried to break it: options that say opposite things, columns whose names make one key, files of two
encodings and of a million columns, consent that a second file would bring back.
"""

from pathlib import Path

import pexpect
import pytest

from tests.conftest import Program
from tests.end_to_end.terminal import Dialog

HEAD = "email,first_name,job_title,Shoe size,shoe-size,Unsubscribed,Lead Status\n"
ROW = "a@x.example,Ann,CEO,39,40,yes,Alumni\n"
MEANING = ("--map-value", "lifecycle:alumni=customer")


def run(crmctl: Program, content: str | bytes, *words: str, code: int = 0) -> dict:
    file = crmctl.file("people.csv", content)
    return crmctl("import", file, "--yes", "--again", "--json", *words, code=code).json()


def contact(crmctl: Program) -> dict:
    (found,) = crmctl("contacts", "list", "--json").json()["contacts"]
    return found


def test_as_read_prints_what_is_in_the_file_and_makes_no_home(crmctl: Program) -> None:
    """A header of repeated and empty names, a title above, line breaks, rows of any width."""
    table = (
        'Email;Email;;Note\na@x.example;b@x.example;1;"two\nlines"\n;;;\nc@x.example;;;=1+1;more\n'
    )
    file = crmctl.file("odd.csv", ("Contacts of May\n\n" + table).encode("cp1252"))
    read = crmctl("import", file, "--as-read").out
    assert read == (
        'Email,Email,,Note\r\na@x.example,b@x.example,1,"two\nlines"\r\nc@x.example,,,=1+1,more\r\n'
    )
    file = crmctl.file("bare.csv", "a@x.example,Ann\nb@x.example,Ben\n")
    read = crmctl("import", file, "--as-read").out
    assert read == "a@x.example,Ann\r\nb@x.example,Ben\r\n"
    assert not crmctl.home.exists()


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_as_read_prints_nothing_of_an_empty_file_and_says_so(
    crmctl: Program, content: bytes
) -> None:
    file = crmctl.file("nothing.csv", content)
    done = crmctl("import", file, "--as-read")
    assert done.out == ""
    assert done.err.startswith("nothing.csv ")
    assert crmctl("import", file, "--yes", code=2).out == ""


def test_as_read_steers_no_terminal_but_gives_a_pipe_every_byte(
    talk: Dialog, crmctl: Program
) -> None:
    file = crmctl.file("odd.csv", "Name\x1b[2J,Age\nAnn\x1b]0;evil\x07,30\n")
    assert crmctl("import", file, "--as-read").out.count("\x1b") == 2
    child = talk(crmctl, "import", file, "--as-read")
    child.expect(pexpect.EOF)
    assert "Ann\ufffd]0;evil\ufffd,30" in child.before
    assert not {"\x1b", "\x07"}.intersection(child.before)


def test_unknown_columns_are_kept_and_opt_outs_heeded_unasked(crmctl_on_both: Program) -> None:
    told = run(crmctl_on_both, HEAD + ROW, "--keep-unmapped", *MEANING)
    assert told["mapping"] == {
        "email": "email",
        "first_name": "first_name",
        "job_title": "job_title",
        "Shoe size": "custom.shoe_size",
        "shoe-size": "custom.shoe-size",
        "Unsubscribed": None,
        "Lead Status": "lifecycle",
    }
    ann = contact(crmctl_on_both)
    assert ann["customFields"] == {"shoe_size": "39", "shoe-size": "40"}
    assert (ann["emailOptIn"], ann["lifecycle"]) == (False, "customer")
    again = run(crmctl_on_both, "email,email_opt_in\na@x.example,yes\n", "--duplicates", "update")
    assert (again["unchanged"], again["warnings"]) == (1, 1)
    run(crmctl_on_both, "email,email_opt_in\na@x.example,yes\n", "--duplicates", "update",
        "--resubscribe")  # fmt: skip
    assert contact(crmctl_on_both)["emailOptIn"] is True


def test_how_to_update_says_that_there_is_an_update(crmctl: Program) -> None:
    run(crmctl, HEAD + ROW, *MEANING)
    rest = HEAD + "a@x.example,Anna,CFO,,,,\n"
    assert run(crmctl, rest, "--update", "fill")["unchanged"] == 1
    told = run(crmctl, rest, "--update", "fill", "--update", "job_title=overwrite")
    assert told["updated"] == 1
    assert (contact(crmctl)["firstName"], contact(crmctl)["jobTitle"]) == ("Ann", "CFO")
    cleared = HEAD + "a@x.example,,NULL,,,,\n"
    assert run(crmctl, cleared, "--clear-with", "NULL")["updated"] == 1
    assert contact(crmctl)["jobTitle"] is None
    file = crmctl.file("people.csv", rest)
    for words in (
        ("--update", "fill", "--duplicates", "skip"),
        ("--clear-with", "-", "--duplicates", "create"),
        ("--update", "sometimes"),
        ("--map-value", "lifecycle=customer"),
        ("--in-file", "both"),
        ("--decimal-mark", ";"),
    ):
        refused = crmctl("import", file, "--yes", *words, code=2)
        assert words[0] in refused.err, refused


def test_a_dry_run_tells_the_same_counts_as_the_run(crmctl: Program) -> None:
    rows = "a@x.example,Ann,,,,,\nA@x.example,,CEO,,,,\nb@x.example,Bob,,,,,\n"
    for in_file, code, counts in (
        ("merge", 0, (2, 0, 1, 0)),
        ("last", 0, (0, 0, 3, 0)),
        ("reject", 3, (0, 0, 2, 1)),
    ):
        words = ("--in-file", in_file)
        file = crmctl.file("people.csv", HEAD + rows)
        tried = crmctl("import", file, "--dry-run", "--json", *words, code=None).json()
        told = run(crmctl, HEAD + rows, *words, code=code)
        for report in (tried, told):
            names = ("created", "updated", "skipped", "failed")
            assert tuple(report[name] for name in names) == counts, in_file


@pytest.mark.parametrize("strange", [b"c@x.example,Ren\xe9,,,,,\n"])
def test_a_line_of_another_encoding_is_read_and_named(crmctl: Program, strange: bytes) -> None:
    content = (HEAD + "b@x.example,Zoë,,,,,\n").encode() + strange
    told = run(crmctl, content)
    assert [(each["row"], each["code"]) for each in told["warningDetails"]] == [(3, "encoding")]
    names = {each["firstName"] for each in crmctl("contacts", "list", "--json").json()["contacts"]}
    assert names == {"Zoë", "René"}


def test_a_million_columns_are_refused_in_one_line(crmctl: Program, tmp_path: Path) -> None:
    header = ",".join(f"c{at}" for at in range(1_000_000))
    file = crmctl.file("wide.csv", f"email,{header}\na@x.example\n")
    refused = crmctl("import", file, "--yes", code=2)
    assert "1,000,001 columns" in refused.err
    assert len(refused.err.splitlines()) == 1


def test_a_worker_keeps_to_the_options(crmctl: Program) -> None:
    content = HEAD + "a@x.example,Ann,,,,yes,\na@x.example,,CEO,,,no,\n"
    file = crmctl.file("people.csv", content)
    queued = crmctl(
        "import", file, "--yes", "--background", "--json", "--in-file", "merge", "--keep-unmapped"
    ).json()
    crmctl("imports", "watch", queued["importId"], "--json")
    told = crmctl("imports", "show", queued["importId"], "--json").json()
    assert (told["created"], told["skipped"]) == (1, 1)
    assert told["mapping"]["Unsubscribed"] is None
    ann = contact(crmctl)
    assert (ann["jobTitle"], ann["emailOptIn"]) == ("CEO", False)


def test_what_became_of_each_row_is_told_with_its_reason(crmctl_on_both: Program) -> None:
    """In the order of the file, over several lots; which kinds, and how many, may be said."""
    crmctl = crmctl_on_both
    run(crmctl, "email,first_name\na@x.example,Ann\nb@x.example,Bob\n")
    people = [f"p{at}@x.example,P{at}" for at in range(5_998)]
    rows = ["a@x.example,Anna,030 1234567", *people, "bad,Eve", "P3@x.example,P", "b@x.example,Bob"]
    text = "\n".join(["email,first_name,phone", *rows])
    told = run(crmctl, text, "--duplicates", "update", code=3)
    (ann,) = crmctl("contacts", "list", "--filter", "email=a@x.example", "--json").json()[
        "contacts"
    ]
    every = crmctl("imports", "rows", told["importId"], "--limit", "9999", "--json").json()["rows"]
    assert [each["row"] for each in every] == list(range(2, 6004))
    because = "changed: first_name, phone"
    assert every[0] == {
        "row": 2, "outcome": "updated", "recordId": ann["id"], "because": because,
    }  # fmt: skip
    assert [(each["outcome"], each["because"]) for each in every[-3:]] == [
        ("failed", "email: 'bad' is not an email address"),
        ("skipped", "the same as line 6"),
        ("unchanged", ""),
    ]
    words = ("--outcome", "skipped", "--outcome", "failed", "--outcome", "skipped")
    few = crmctl("imports", "rows", told["importId"], *words, "--json").json()
    assert few == {"importId": told["importId"], "rows": every[-3:-1]}
    one = crmctl("imports", "rows", told["importId"], *words, "--limit", "1")
    assert "6001" in one.out
    assert "--limit" in one.err
    again = run(crmctl, "email,first_name\nb@x.example,Bob\n")
    (row,) = crmctl("imports", "rows", again["importId"], "--json").json()["rows"]
    assert row["because"] == f"the same as record {row['recordId']}"
    assert "no import 'nosuch'" in crmctl("imports", "rows", "nosuch", code=1).err


def test_a_dry_run_shows_where_the_columns_go_and_why_rows_are_skipped(crmctl: Program) -> None:
    file = crmctl.file("p.csv", "E-Mail,Vorname,xq\na@x.example,Ann,1\nA@x.example,Anna,2\n")
    tried = crmctl("import", file, "--dry-run")
    assert ["E-Mail", "email", "95%"] in [line.split()[:3] for line in tried.out.splitlines()]
    assert "1 like another row of the file" in tried.err
    assert "imports rows" not in tried.err
    details = crmctl("import", file, "--dry-run", "--json").json()["mappingDetails"]
    assert [(each["column"], each["field"]) for each in details] == [
        ("E-Mail", "email"), ("Vorname", "first_name"), ("xq", None),
    ]  # fmt: skip
    assert details[0]["confidence"] > 0.9
    assert "unsure" in details[2]["reason"]
    done = crmctl("import", file, "--yes", "--report", crmctl.home / "told.html")
    assert "--outcome skipped" in done.err
    page = (crmctl.home / "told.html").read_text(encoding="utf-8")
    assert "the same as line 2" in page
