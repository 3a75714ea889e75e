"""Saved mappings, the diff and the report of the installed program, on both databases."""

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database, by, counts, csv_of, records

HEADER = ("Mail", "Vorname", "Kundennummer", "Wer weiß")
FIRST = csv_of(HEADER, ("ann@acme.example", "Ann", "K-1", "a"), ("bob@acme.example", "Bob", "", ""))
LATER = csv_of(HEADER[::-1], ("b", "K-1", "Anna", "ann@acme.example"))


def test_next_month_the_file_is_known_by_its_header(
    crmctl_on_both: Program, tmp_path: Path
) -> None:
    """Saved once; the header alone, a name, a path and the user's own words each do the rest."""
    crmctl = crmctl_on_both
    crmctl(
        "import", crmctl.file("first.csv", FIRST), "--yes", "--save-mapping", "monthly",
        "--map", "Wer weiß=custom.who", "--map", "Kundennummer=external_id",
        "--duplicates", "update",
    )  # fmt: skip
    later = crmctl.file("later.csv", LATER)
    seen = crmctl("import", later, "--dry-run", "--json")
    assert "The mapping 'monthly' knows this header" in seen.err
    assert counts(seen.json()) == (0, 1, 0, 0, 0)
    assert seen.json()["mapping"] == {
        "Wer weiß": "custom.who", "Kundennummer": "external_id", "Vorname": "first_name",
        "Mail": "email",
    }  # fmt: skip
    own = crmctl(
        "import", later, "--dry-run", "--json", "--map", "Wer weiß=", "--duplicates", "skip"
    )
    assert own.json()["mapping"]["Wer weiß"] is None
    assert counts(own.json()) == (0, 0, 0, 1, 0)
    none = crmctl("import", later, "--dry-run", "--json", "--mapping", "")
    assert none.json()["mapping"]["Wer weiß"] is None
    assert "monthly" not in none.err
    kept = crmctl.home / "mappings" / "monthly.toml"
    shared = tmp_path / "shared.toml"
    kept.rename(shared)
    assert "knows this header" not in crmctl("import", later, "--dry-run").err
    by_path = crmctl("import", later, "--yes", "--mapping", shared, "--json")
    assert counts(by_path.json()) == (0, 1, 0, 0, 0)
    assert by("email", records(crmctl, "contacts"))["ann@acme.example"]["firstName"] == "Anna"


def test_a_file_that_lost_a_column_says_so(crmctl: Program) -> None:
    crmctl("import", crmctl.file("a.csv", FIRST), "--yes", "--save-mapping", "m",
           "--map", "Kundennummer=external_id")  # fmt: skip
    less = crmctl.file(
        "b.csv", csv_of(("Vorname", "Mail", "Ort"), ("Ann", "x@acme.example", "Graz"))
    )
    said = crmctl("import", less, "--dry-run", "--mapping", "m", "--json")
    assert "misses in b.csv: 'Kundennummer'" in said.err
    assert "does not know, of b.csv: 'Ort'" in said.err
    assert said.json()["mapping"] == {"Vorname": "first_name", "Mail": "email", "Ort": "city"}
    other = crmctl.file("c.csv", "Name,Domain\nAcme,acme.example\n")
    assert (
        "made for another file"
        in crmctl("import", other, "--dry-run", "--mapping", "m", code=2).err
    )
    wrong = crmctl("import", less, "--dry-run", "--mapping", "m", "--type", "deals", code=2)
    assert "is one of contacts, not of deals" in wrong.err


def test_the_type_is_known_too_and_several_are_told(crmctl: Program) -> None:
    deals = crmctl.file("deals.csv", "Was,Wieviel\nRobots,100\n")
    words = ("--type", "deals", "--map", "Was=name", "--map", "Wieviel=value", "--yes")
    crmctl("import", deals, *words, "--save-mapping", "old")
    crmctl("import", deals, *words, "--again", "--save-mapping", "new")
    seen = crmctl("import", deals, "--dry-run", "--json")
    assert seen.json()["type"] == "deals"
    assert "'new' knows this header (instead: --mapping old, --mapping '' for none)" in seen.err
    listed = crmctl("imports", "mappings", "list", "--json").json()["mappings"]
    assert [each["name"] for each in listed] == ["new", "old"]
    shown = crmctl("imports", "mappings", "show", "old", "--json").json()
    assert shown["columns"] == {"Was": "name", "Wieviel": "value"}
    assert "say --yes" in crmctl("imports", "mappings", "delete", "old", code=2).err.lower()
    crmctl("imports", "mappings", "delete", "old", "--yes")
    assert "There is no mapping 'old'" in crmctl("imports", "mappings", "show", "old", code=2).err
    for name in ("../x", "a/b", ""):
        assert crmctl("import", deals, *words, "--again", "--save-mapping", name, code=2).err
    assert [path.name for path in (crmctl.home / "mappings").iterdir()] == ["new.toml"]


OLD = csv_of(
    ("email", "first_name", "account_name", "tags", "city", "mobile_phone", "custom.shoe"),
    ("ann@acme.example", "Ann", "Acme", "vip", "Graz", "+43 664 1234567", "39"),
    ("bob@acme.example", "Bob", "Acme", "", "", "", ""),
    ("cat@acme.example", "Cat", "", "", "", "", ""),
)
NEW = csv_of(
    ("email", "first_name", "account_name", "tags", "city", "mobile_phone", "custom.shoe", "owner"),
    ("ann@acme.example", "Anna", "Globex", "vip;new", "Wien", "+43 664 7654321", "40", ""),
    ("bob@acme.example", "Bob", "", "", "", "", "", "me"),
    ("cat@acme.example", "Cat", "", "", "", "", "", ""),
    ("dan@acme.example", "Dan", "Acme", "", "", "", "", ""),
    ("bad", "", "", "", "", "", "", ""),
)


def test_the_diff_is_what_the_update_then_does(crmctl_on_both: Program, database: Database) -> None:
    crmctl = crmctl_on_both
    crmctl("import", crmctl.file("old.csv", OLD), "--yes")
    people = by("email", records(crmctl, "contacts"))
    before = database.contents()
    new = crmctl.file("new.csv", NEW)
    trial = crmctl("import", new, "--dry-run", "--diff", "--duplicates", "update", "--json", code=0)
    assert database.contents() == before
    told = {
        (each["row"], each["field"]): (each["old"], each["new"]) for each in trial.json()["diff"]
    }
    assert told == {
        (2, "first_name"): ("Ann", "Anna"),
        (2, "account_name"): ("Acme", "Globex"),
        (2, "tags"): (["vip"], ["vip", "new"]),
        (2, "city"): ("Graz", "Wien"),
        (2, "mobile_phone"): (["+43 664 1234567"], ["+43 664 7654321"]),
        (2, "custom.shoe"): ("39", "40"),
        (3, "owner"): (None, "u-test"),
    }
    assert trial.json()["diffTotal"] == len(told)
    ids = {each["row"]: each["id"] for each in trial.json()["diff"]}
    assert ids == {2: people["ann@acme.example"]["id"], 3: people["bob@acme.example"]["id"]}
    real = crmctl("import", new, "--yes", "--diff", "--duplicates", "update", "--json", code=3)
    assert real.json()["diff"] == trial.json()["diff"]
    after = by("email", records(crmctl, "contacts"))["ann@acme.example"]
    assert (after["firstName"], after["tags"], after["address"]) == (
        "Anna", ["vip", "new"], {"city": "Wien"},
    )  # fmt: skip
    same = crmctl("import", new, "--dry-run", "--diff", "--duplicates", "update", code=0)
    assert "No record that is there would change" in same.out


def test_a_diff_for_people_and_a_parent_that_is_to_come(crmctl: Program) -> None:
    crmctl("import", crmctl.file("a.csv", "name,industry\nAcme,\x1b[31mred\n"), "--yes",
           "--type", "accounts")  # fmt: skip
    file = crmctl.file("b.csv", "name,industry,parent_name\nAcme,Robots,Big\nBig,,\n")
    words = ("--type", "accounts", "--duplicates", "update", "--diff")
    shown = crmctl("import", file, "--dry-run", *words).out
    assert "\x1b" not in shown
    assert re.search(r"2 .+ industry +\ufffd\[31mred +Robots", shown)
    assert re.search(r"2 .+ parent_name +\(empty\) +Big", shown)
    assert (
        "--background and --diff"
        in crmctl("import", file, *words, "--background", "--yes", code=2).err
    )


def test_a_long_diff_is_counted_to_its_end(crmctl: Program) -> None:
    rows = [(f"u{at}@acme.example", f"Name {at}") for at in range(1200)]
    crmctl("import", crmctl.file("a.csv", csv_of(("email", "first_name"), *rows)), "--yes")
    news = csv_of(("email", "first_name"), *((mail, f"New {name}") for mail, name in rows))
    words = ("--dry-run", "--diff", "--duplicates", "update")
    seen = crmctl("import", crmctl.file("b.csv", news), *words, "--json").json()
    assert (len(seen["diff"]), seen["diffTotal"], seen["updated"]) == (1000, 1200, 1200)
    assert "... and 200 more changes" in crmctl("import", crmctl.file("b.csv", news), *words).out


HOSTILE = csv_of(
    ('<script>alert("h")</script>', "first_name", "Größe"),
    ("bad<img src=x onerror=alert(1)>", "<b>B</b>", "\u202e\x1b[31m"),
    ("worse&amp;", "x", ""),
    ("ann@acme.example", "Ann", ""),
)


class Reader(HTMLParser):
    """A browser's view of a page: its elements, their attributes, and what is to be read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def text_of(path: Path) -> str:
    """What the page says; it is one of ours alone, and needs nothing from anywhere."""
    page = path.read_text(encoding="utf-8")
    read = Reader(page)
    assert read.elements <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "small",
        "div", "i", "table", "tr", "th", "td", "span",
    }  # fmt: skip
    assert read.attributes <= {
        "lang", "charset", "name", "content", "class", "style", "scope", "aria-hidden",
    }  # fmt: skip
    style = page.split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import|://", style)
    return " ".join(" ".join(read.said[2:]).split())


def test_the_report_tells_those_who_were_not_there(crmctl_on_both: Program) -> None:
    crmctl = crmctl_on_both
    file = crmctl.file("people<1>\x1b[2J.csv", HOSTILE)
    words = ("--map", '<script>alert("h")</script>=email', "--report", "told.html")
    told = crmctl.home.parent / "told.html"
    crmctl("import", file, "--dry-run", *words)
    trial = text_of(told)
    assert "A trial run, which wrote nothing, read 3 rows of contacts: 1 would make" in trial
    report = crmctl("import", file, "--yes", *words, "--json", code=3).json()
    page, text = told.read_text(encoding="utf-8"), text_of(told)
    for words_ in (
        "Import of people<1>\ufffd[2J.csv",
        "read 3 rows of contacts: 1 made new records, 2 could not be",
        "Not an email address: 2",
        '2 <script>alert("h")</script> bad<img src=x onerror=alert(1)>',
        "Größe left out", "By u-test", report["importId"], report["rejectsFile"],
        "passed over", "Between cells ,", "utf-8",
    ):  # fmt: skip
        assert words_.lower() in text.lower()
    assert re.search(r"SHA-256 [0-9a-f]{64}", text)
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert told.stat().st_mode & 0o777 == 0o600


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    sqlite: Database,
) -> None:
    file = sqlite.program.file("a.csv", FIRST)
    sqlite.program("init")
    before = sqlite.contents()
    refused = sqlite.program("import", file, "--yes", "--report", "no/such/told.html", code=2)
    assert "no/such/told.html cannot be written" in refused.err
    assert (
        "names a.csv itself"
        in sqlite.program("import", file, "--yes", "--report", file, code=2).err
    )
    assert sqlite.contents() == before
    assert file.read_text() == FIRST


def test_an_import_that_is_refused_leaves_the_report_of_another_alone(crmctl: Program) -> None:
    told = crmctl.home.parent / "told.html"
    told.write_text("of another")
    crmctl("import", crmctl.file("a.csv", "Foo\nbar\n"), "--yes", "--report", told, code=2)
    assert told.read_text() == "of another"
    assert [path.name for path in told.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("order", ["saved", "told"])
def test_an_import_in_the_background_writes_its_report_too(crmctl: Program, order: str) -> None:
    words = ["--map", "Wer weiß=custom.who", "--map", "Kundennummer=external_id"]
    if order == "saved":
        crmctl("import", crmctl.file("z.csv", LATER), "--yes", *words, "--save-mapping", "m")
        words = []
    told = crmctl.home.parent / "told.html"
    file = crmctl.file("a.csv", FIRST)
    queued = crmctl(
        "import", file, "--yes", "--background", "--report", told, *words, "--json"
    ).json()
    for _ in range(300):
        if told.exists():
            break
        time.sleep(0.1)
    text = text_of(told)
    assert "Import of a.csv" in text
    assert queued["importId"] in text
    assert 'Vorname first_name 95% header says "Vorname" (German: first name)' in text
    assert "Wer weiß custom.who 100%" in text
