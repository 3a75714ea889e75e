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
