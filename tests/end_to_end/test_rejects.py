"""The rejects file: the rejected rows in the input's own columns; mended, it imports as it is."""

import csv
import io
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CRMCTL, Program
from tests.end_to_end.database import Database, by, counts, csv_of, records

HEADER = ("E-Mail", "Vorname", "Notiz")
ROWS = (
    HEADER,
    ("a@x.example", "Ann", ""),
    ("bad one", "Bob", 'zwei\nZeilen; und "Zitat"'),
    ("c@x.example", "Cleo", ""),
    ("bad two", "Dan", ""),
)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_mended_it_imports(crmctl: Program, delimiter: str, tmp_path: Path) -> None:
    """Multi-line cells come before the second bad row; its number is the line in the file."""
    file = crmctl.file("in.csv", csv_of(*ROWS, delimiter=delimiter))
    rejects = tmp_path / "new folder" / "rejects.csv"
    rejects.parent.mkdir()
    words = ("--yes", "--json", "--map", "Notiz=notes")
    report = crmctl("import", file, *words, "--rejects", rejects, code=3).json()
    assert (counts(report), report["rejectsFile"]) == ((2, 0, 0, 0, 2), str(rejects))
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        header, bob, dan = csv.reader(opened, delimiter=delimiter)
    assert header == ["_row", "_errors", *HEADER]
    assert (bob[0], bob[2:]) == ("3", list(ROWS[2]))
    assert (dan[0], dan[2:]) == ("6", list(ROWS[4]))
    assert bob[1] == "E-Mail: 'bad one' is not an email address"
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert [path.name for path in rejects.parent.iterdir()] == ["rejects.csv"]

    mended = (
        rejects.read_bytes().replace(b"bad one", b"b@x.example").replace(b"bad two", b"d@x.example")
    )
    again = crmctl("import", crmctl.file("mended.csv", mended), *words).json()
    assert counts(again) == (2, 0, 0, 0, 0)
    assert {again["mapping"]["_row"], again["mapping"]["_errors"]} == {None}
    assert by("email", records(crmctl, "contacts"))["b@x.example"]["notes"] == ROWS[2][2]


def test_ragged_rows_keep_every_cell(crmctl: Program) -> None:
    """A short row ends in empty cells; one with a cell too many is rejected, whole."""
    rows = "".join(f"p{n}@x.example,P{n},x\n" for n in range(20))
    content = f"email,first_name,city\n{rows}short@x.example,Sue\nlong@x.example,Lee,Bonn,Berlin\n"
    report = crmctl("import", crmctl.file("in.csv", content), "--yes", "--json", code=3).json()
    assert counts(report) == (21, 0, 0, 0, 1)
    (error,) = report["errors"]
    assert (error["row"], error["value"], error["code"]) == (23, "Berlin", "width")
    rejects = Path(report["rejectsFile"])
    assert rejects.parent == crmctl.home / "imports"
    assert (
        rejects.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .endswith("long@x.example,Lee,Bonn,Berlin")
    )
    assert stat.S_IMODE(rejects.parent.stat().st_mode) == 0o700
    mended = rejects.read_text(encoding="utf-8-sig").replace("Bonn,Berlin", '"Bonn,Berlin"')
    again = crmctl("import", crmctl.file("mended.csv", mended), "--yes", "--json").json()
    assert counts(again) == (1, 0, 0, 0, 0)


def test_without_a_rejected_row_there_is_no_file(crmctl: Program) -> None:
    file = crmctl.file("in.csv", "email\na@x.example\n")
    rejects = crmctl.home.parent / "rejects.csv"
    report = crmctl("import", file, "--yes", "--json", "--rejects", rejects).json()
    assert report["rejectsFile"] is None
    assert not rejects.exists()
    assert list((crmctl.home / "imports").iterdir()) == []


@pytest.mark.parametrize("place", ["/dev/full", "folder", "file/rejects.csv"])
def test_where_rejects_cannot_be_kept_nothing_is_imported(
    sqlite: Database, place: str, tmp_path: Path
) -> None:
    """A full disk, a folder, a path through a file; the older file beside them stays."""
    crmctl = sqlite.program
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    file = crmctl.file("in.csv", csv_of(*ROWS, delimiter=";"))
    rejects = place if place.startswith("/") else tmp_path / place
    code = 1 if place == "/dev/full" else 2
    refused = crmctl("import", file, "--yes", "--json", "--rejects", rejects, code=code)
    assert (refused.out, refused.err.count("\n")) == ("", 1)
    assert records(crmctl, "contacts") == []
    assert sqlite.event_types() == {"crm.import.failed": 1}
    assert (tmp_path / "file").read_text() == "mine"
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)  # noqa: PTH116
    assert not list(tmp_path.rglob("*.part"))


def test_rejects_may_flow_on_through_a_pipe(crmctl: Program) -> None:
    file = crmctl.file("in.csv", csv_of(*ROWS))
    ended = subprocess.run(
        f"{CRMCTL} import {file} --yes --json --rejects /dev/stderr",
        shell=True, env=crmctl.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 3
    assert ended.stderr.lstrip("\ufeff").startswith("_row,_errors,E-Mail")
    assert "bad two" in ended.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "mac-roman"])
def test_cells_come_back_as_they_were_whatever_the_file_is_in(
    crmctl: Program, encoding: str
) -> None:
    """Line breaks of every kind, quotes, blanks at the ends, letters of the old code page."""
    note = ' „Größe“ – 5 €\r\nzweite\nZeile; "so"\t, Übergröße für Köln '
    mails = [f"p{n}@x.example" if n % 3 else f"p{n} at home" for n in range(60)]
    rows = [(mail, f"Jürgen {n}", note) for n, mail in enumerate(mails)]
    content = csv_of(("E-Mail", "Vorname", "Notizen"), *rows, delimiter=";")
    file = crmctl.file("in.csv", content.encode(encoding))
    words = ("--yes", "--json", "--map", "Notizen=notes")
    report = crmctl("import", file, *words, "--encoding", encoding, code=3).json()
    assert counts(report) == (40, 0, 0, 0, 20)
    text = Path(report["rejectsFile"]).read_bytes().decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [tuple(row[2:]) for row in found[1:]] == rows[::3]
    mended = crmctl.file("mended.csv", text.replace(" at home;", "@x.example;"))
    assert counts(crmctl("import", mended, *words).json()) == (20, 0, 0, 0, 0)
    people = records(crmctl, "contacts")
    # As the rows that went in at once.
    assert len({each["notes"] for each in people}) == 1
    assert {each["firstName"] for each in people} == {name for _, name, _ in rows}


def mended(crmctl: Program, report: dict, **words: str) -> Path:
    """The rejects file of an import, each word in the place of another."""
    text = Path(report["rejectsFile"]).read_text(encoding="utf-8-sig")
    for wrong, right in words.items():
        text = text.replace(wrong, right)
    return crmctl.file("mended.csv", text)


def test_mended_rows_are_read_as_they_were_among_the_others(crmctl_on_both: Program) -> None:
    """Alone they would prove no order of dates and no decimal mark, nor where a column was sent."""
    crmctl = crmctl_on_both
    people = csv_of(
        ("Name", "Email", "Birthday", "Shoe size"),
        ("Ann", "ann@x.example", "25/12/1980", "38"),
        ("Bob", "BAD", "03/04/1980", "44"),
    )
    told = crmctl("import", crmctl.file("people.csv", people), "--yes", "--json",
                  "--map", "Shoe size=custom.shoe", code=3).json()  # fmt: skip
    file = mended(crmctl, told, BAD="bob@x.example")
    anew = crmctl("import", file, "--dry-run", "--mapping", "", "--json")
    assert anew.json()["failed"] == 1
    done = crmctl("import", file, "--yes", "--json")
    assert "Rows that were rejected: read as then" in done.err
    assert counts(done.json()) == (1, 0, 0, 0, 0)
    bob = by("email", records(crmctl, "contacts"))["bob@x.example"]
    assert (bob["birthday"], bob["customFields"]) == ("1980-04-03", {"shoe": "44"})
    deals = csv_of(("Deal", "Amount", "Owner"), ("A", "10.5", ""), ("", "1.234", "NOBODY"))
    told = crmctl("import", crmctl.file("deals.csv", deals), "--type", "deals", "--yes", "--json",
                  code=3).json()  # fmt: skip
    file = mended(crmctl, told, **{",,1.234": ",B,1.234"})
    done = crmctl("import", file, "--yes", "--json").json()
    assert (counts(done), done["type"]) == ((1, 0, 0, 0, 0), "deals")
    assert by("name", records(crmctl, "deals"))["B"]["value"] == "1.234"


def test_of_two_imports_with_one_header_only_what_they_agree_on_is_remembered(
    crmctl: Program,
) -> None:
    """The name of the file may tell which of them it was."""
    header = ("Name", "Email", "Birthday", "Shoe")
    british = csv_of(header, ("Ann", "ann@x.example", "25/12/1980", ""),
                     ("Bob", "BAD", "03/04/1980", ""))  # fmt: skip
    american = csv_of(header, ("Cy", "cy@x.example", "12/25/1980", ""),
                      ("Di", "WRONG", "03/04/1980", ""))  # fmt: skip
    own = [
        crmctl("import", crmctl.file("in.csv", text), "--yes", "--json",
               "--map", "Shoe=custom.shoe", code=3).json()
        for text in (british, american)
    ]  # fmt: skip
    doubtful = crmctl("import", mended(crmctl, own[0], BAD="bob@x.example"), "--dry-run", "--json")
    assert (counts(doubtful.json()), doubtful.json()["mapping"]["Shoe"]) == (
        (0, 0, 0, 0, 1), "custom.shoe",
    )  # fmt: skip
    for report, (wrong, right), day in zip(
        own, (("BAD", "b@x.example"), ("WRONG", "d@x.example")), ("1980-04-03", "1980-03-04"),
        strict=True,
    ):  # fmt: skip
        path = Path(report["rejectsFile"])
        path.write_text(path.read_text(encoding="utf-8-sig").replace(wrong, right), "utf-8")
        assert counts(crmctl("import", path, "--yes", "--json").json()) == (1, 0, 0, 0, 0)
        assert by("email", records(crmctl, "contacts"))[right]["birthday"] == day


def test_what_cannot_be_remembered_is_read_by_itself(crmctl: Program) -> None:
    """Columns without names, or with one name, and a memory that is broken or leads nowhere."""
    nameless = csv_of(
        ("ann@x.example", "Ann", "1"), ("bob@x", "Bob", "2"), ("c@x.example", "C", "3")
    )
    same = csv_of(("Email", "Phone", "phone"), ("ann@x.example", "1", "2"), ("bad", "3", "4"))
    for name, text, words in (("a.csv", nameless, ("--header-row", "0")), ("b.csv", same, ())):
        crmctl("import", crmctl.file(name, text), "--yes", *words, code=3)
    memory = crmctl.home / "mappings" / "rejects"
    assert not memory.exists()
    people = csv_of(("Name", "Email"), ("Ann", "ann@y.example"), ("Bob", "bad"))
    told = crmctl("import", crmctl.file("p.csv", people), "--yes", "--json", code=3).json()
    (kept,) = memory.iterdir()
    kept.write_text("nothing that TOML knows")
    (memory / "gone.toml").symlink_to(memory / "nowhere")
    again = crmctl("import", told["rejectsFile"], "--yes", "--json", code=3)
    assert "read as then" not in again.err
    assert counts(again.json()) == (0, 0, 0, 0, 1)


def test_rejected_rows_that_nobody_has_mended_are_rejected_again(crmctl_on_both: Program) -> None:
    """The email is not left out because none of them is one."""
    crmctl = crmctl_on_both
    people = csv_of(("Name", "Email"), ("Ann", "ann@x.example"), ("Bob", "bob(at)x"))
    told = crmctl("import", crmctl.file("p.csv", people), "--yes", "--json", code=3).json()
    for words in ((), ("--mapping", "")):
        again = crmctl("import", told["rejectsFile"], "--yes", "--json", *words, code=3).json()
        assert counts(again) == (0, 0, 0, 0, 1)
        assert again["errors"][0]["column"] == "Email"
