"""Exports by the installed program: there and back, bad words, full disks, closed pipes, serving.

Tried: nasty cells and lists out, in and out again on both databases; no rows; /dev/full, folders
and read-only places; a reader that leaves; two servers on one port; SIGTERM.
"""

import csv
import io
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import openpyxl
import pytest

from crmctl.records import guarding
from tests.conftest import CRMCTL, Program
from tests.end_to_end.database import Database, csv_of

NASTY = ["=1+1", "+1 555 0100", "-12.50", "@cmd", "'=x", "''=x", "\tTab", "＝wide", 'a,b\n"c"',
         "a\r\nb", "plain", "'plain", " blank ", "Öß 李 🙂", "a; b", ""]  # fmt: skip
HEADER = ("first_name", "last_name", "email", "other_email", "phone", "mobile_phone", "other_phone",
          "job_title", "department", "account_name", "account_domain", "street", "city", "state",
          "postal_code", "country", "linkedin_url", "twitter", "website", "lifecycle", "lead_score",
          "source", "owner", "tags", "email_opt_in", "birthday", "notes", "external_id",
          "created_at", "custom.shoe", "custom.größe")  # fmt: skip


def person(at: int, nasty: str) -> list[object]:
    word = nasty.strip() or "x"
    line = " ".join(word.split())
    return [
        line, f"L{at}", f"p{at}@x.example", f"a{at}@x.example; b{at}@x.example",
        "+1 212 555 0100", "+1 212 555 0101; +1 212 555 0102", "+44 20 7946 0958; +1 212 555 0103",
        line, line, f"Firm {at}", f"firm{at}.example", line, line, line, line, "Germany",
        "https://linkedin.com/in/x", "@handle", "https://x.example/?a=b", "customer", -at, line,
        "me", "vip; =tag; @x", "yes" if at % 2 else "no", f"1980-01-{at + 1:02}",
        guarding.neutralise(nasty),
        f"=E{at}", f"2024-05-17T09:30:0{at % 10}.123Z", f"+{at}", f"'{at}",
    ]  # fmt: skip


def out(program: Program, *words: object, plural: str = "contacts") -> str:
    return program("export", plural, *words, "--output", "-").out


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def people(program: Program, count: int = 5) -> None:
    rows = [(f"p{at}@x.example", f"P{at}", "customer" if at % 2 else "lead") for at in range(count)]
    file = program.file("people.csv", csv_of(("email", "first_name", "lifecycle"), *rows))
    program("import", file, "--yes")


def left(program: Program) -> list[str]:
    """What lies beside the home, and in its store, that an export may have left."""
    folder = program.home / "exports"
    store = [path.name for path in folder.iterdir()] if folder.exists() else []
    return store + [path.name for path in program.home.parent.glob(".*")]


def test_a_round_trip_is_byte_for_byte_the_same(crmctl_on_both: Program) -> None:
    program = crmctl_on_both
    rows = [person(at, nasty) for at, nasty in enumerate(NASTY)]
    source = program.file("in.csv", csv_of(HEADER, *rows))
    made = program("--workspace", "w-a", "import", source, "--yes", "--json").json()
    assert (made["created"], made["failed"]) == (len(rows), 0), made["errors"]
    words = ("--fields", ",".join(HEADER), "--sort", "email")
    files = []
    for number, workspace in enumerate(("w-a", "w-b")):
        file = program.home.parent / f"{number}.csv"
        program("--workspace", workspace, "export", "contacts", *words, "-o", file)
        files.append(file.read_bytes())
        if number == 0:
            again = program("--workspace", "w-b", "import", file, "--yes", "--json").json()
            assert (again["created"], again["failed"]) == (len(rows), 0), again["errors"]
    assert files[0] == files[1]
    kept = {row["email"]: row for row in csv.DictReader(io.StringIO(files[0].decode(), newline=""))}
    for at, nasty in enumerate(NASTY):
        row = kept[f"p{at}@x.example"]
        assert row["notes"] == guarding.neutralise(nasty if nasty.strip() else "")
        assert row["mobile_phone"] == "'+1 212 555 0101; +1 212 555 0102"
        assert row["other_email"] == f"a{at}@x.example; b{at}@x.example"
        assert row["tags"] == "vip; =tag; @x"
        assert row["created_at"] == f"2024-05-17T09:30:0{at % 10}.123Z"
    # Read into the workspace that it came from, it changes nothing.
    first = program.home.parent / "0.csv"
    same = program("--workspace", "w-a", "import", first, "--yes", "--duplicates", "update",
                   "--match", "email", "--json").json()  # fmt: skip
    assert (same["unchanged"], same["updated"], same["created"]) == (len(rows), 0, 0), same


@pytest.mark.parametrize("plural", ["accounts", "deals"])
def test_a_round_trip_of_the_others(crmctl: Program, plural: str) -> None:
    cells = {
        "accounts": "name=+Firm,annual_revenue=-12.50,phone=+1 212 555 0100,notes='=x",
        "deals": "name==1+1,value=12.50,currency=EUR,probability=40,notes=''=x,account_name=@Firm",
    }[plural]
    for at in range(3):
        crmctl("--workspace", "w-a", plural, "add", *cells.split(","), f"external_id=e{at}")
    files = []
    for number, workspace in enumerate(("w-a", "w-b")):
        file = crmctl.home.parent / f"{number}.csv"
        crmctl("--workspace", workspace, "export", plural, "--all-fields", "--sort", "external_id",
               "-o", file)  # fmt: skip
        files.append(file.read_bytes())
        if number == 0:
            words = ("import", file, "--type", plural, "--yes", "--duplicates", "create", "--json")
            assert crmctl("--workspace", "w-b", *words).json()["failed"] == 0
    assert files[0] == files[1]
    assert files[0].count(b"\r\n") == 4
    assert (b",-12.50," if plural == "accounts" else b",12.50,") in files[0]


def test_filters_search_and_sort(crmctl: Program) -> None:
    people(crmctl)

    def emails(*words: object) -> list[str]:
        return [row[0] for row in table(out(crmctl, "--fields", "email", *words))]

    assert emails("--filter", "lifecycle=customer", "--sort", "-email") == [
        "email", "p3@x.example", "p1@x.example",
    ]  # fmt: skip
    assert emails("--filter", "email~p1", "--filter", "lifecycle=lead|customer")[1:] == [
        "p1@x.example"
    ]
    assert len(emails("--filter", "created_at>=2026-01-01")) == 6
    assert emails("--filter", "created_at<2026-01-01") == ["email"]
    assert emails("--search", "P4")[1:] == ["p4@x.example"]
    crmctl("contacts", "add", "email=mine@x.example", "owner=me")
    assert emails("--filter", "owner=me")[1:] == ["mine@x.example"]


def test_formats(crmctl: Program) -> None:
    people(crmctl)
    lines = out(crmctl, "--fields", "email,tags", "--format", "jsonl").splitlines()
    assert [sorted(json.loads(line)) for line in lines] == [["email", "tags"]] * 5
    path = crmctl.home.parent / "x.xlsx"
    crmctl("export", "contacts", "--fields", "email", "--format", "xlsx", "-o", path)
    assert openpyxl.load_workbook(path).active.max_row == 6
    assert out(crmctl, "--fields", "email", "--bom").startswith("\ufeffemail\r\n")


def test_no_rows_is_a_file_with_a_header_and_said_so(crmctl_on_both: Program) -> None:
    path = crmctl_on_both.home.parent / "out.csv"
    result = crmctl_on_both("export", "contacts", "--fields", "email,notes", "-o", path)
    assert path.read_bytes() == b"email,notes\r\n"
    assert result.err == "No record met the filters: the file has a header only\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fields", "emial"), "did you mean email"),
        (("--fields", "email", "--filter", "nosuch=1"), "nosuch"),
        (("--fields", "email", "--filter", "lifecycle"), "has no operator"),
        (("--fields", "email", "--filter", "created_at>=soon"), "'soon' is not a date"),
        (("--fields", "email", "--sort", "nosuch"), "nosuch"),
        (("--fields", "email", "--format", "pdf"), "pdf"),
        (("--fields", "email", "--json", "-o", "-"), "both want stdout"),
        (("--fields", "email", "--background", "-o", "x.csv"), "leave --output out"),
    ],
)
def test_words_that_do_not_hold(crmctl: Program, words: tuple[str, ...], said: str) -> None:
    result = crmctl("export", "contacts", *words, code=2)
    assert said in result.err
    assert (result.out, result.err.count("\n")) == ("", 1)
    assert left(crmctl) == []
    assert crmctl("exports", "list", "--json").json() == {"exports": []}


def test_places_that_take_no_file(crmctl: Program) -> None:
    people(crmctl, 300)
    (crmctl.home.parent / "folder").mkdir()
    old = crmctl.file("old.csv", "old")
    for place, code, said, *words in (
        ("folder", 2, "is a folder"),
        ("/dev/full", 1, "No space left on device", "--format", "xlsx"),
        ("nowhere/x.csv", 2, "cannot be written"),
        ("old.csv/x.csv", 2, "cannot be written"),
        ("/dev/full", 1, "No space left on device"),
        ("/proc/x.csv", 2, "cannot be written"),
    ):
        result = crmctl("export", "contacts", "--fields", "email", "-o", place, *words, code=code)
        assert said in result.err
        assert (result.out, result.err.count("\n")) == ("", 1)
    assert old.read_text() == "old"
    assert left(crmctl) == []
    assert [each.name for each in (crmctl.home.parent / "folder").iterdir()] == []
    kept = crmctl("exports", "list", "--json").json()["exports"]
    assert [each["status"] for each in kept] == ["failed"] * 6


def test_a_full_disk_behind_stdout(crmctl: Program) -> None:
    people(crmctl)
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [CRMCTL, "export", "contacts", "--fields", "email", "-o", "-"], stdout=full,
            stderr=subprocess.PIPE, env=crmctl.environment, check=False, timeout=60,
        )  # fmt: skip
    assert ended.returncode == 1
    assert b"No space left on device" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_a_reader_that_leaves(crmctl_on_both: Program) -> None:
    people(crmctl_on_both, 5_000)
    words = ("export", "contacts", "--fields", "email,first_name,created_at", "-o", "-")
    running = crmctl_on_both.start(*words)
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.read(5) == b"email"
    running.stdout.close()
    err = running.stderr.read()
    running.stderr.close()
    assert (running.wait(60), err) == (1, b"")


def test_stopped_half_way_nothing_is_left(crmctl_on_both: Program) -> None:
    people(crmctl_on_both, 9_000)
    path = crmctl_on_both.home.parent / "out.xlsx"
    words = ("--fields", ",".join(HEADER), "--format", "xlsx", "-o", path)
    running = crmctl_on_both.start("export", "contacts", *words)
    ends = time.monotonic() + 30
    while not list(path.parent.glob(".out.xlsx.*")):
        assert time.monotonic() < ends
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, err.count(b"\n")) == (1, 1)
    assert b"Traceback" not in err
    assert not path.exists()
    assert left(crmctl_on_both) == []


def test_large_goes_to_the_background(crmctl_on_both: Program, database: Database) -> None:
    program = crmctl_on_both
    people(program)
    program.environment["CRMCTL_EXPORT_BACKGROUND_ROWS"] = "4"
    queued = program("export", "contacts", "--fields", "email", "--json").json()
    assert queued["status"] in ("queued", "running", "completed")
    done = program("exports", "watch", queued["exportId"], "--json").json()
    assert (done["status"], done["rows"]) == ("completed", 5)
    assert Path(done["file"]).stat().st_size == done["bytes"]
    events = [each for each in database.events() if each["type"].startswith("crm.export.")]
    assert [(each["type"], each["data"]["exportId"]) for each in events] == [
        ("crm.export.completed", queued["exportId"])
    ]
    assert program("jobs", "list", "--json").json() == {"jobs": []}
    assert "done with" in program("jobs", "cancel", queued["exportId"], code=2).err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def wait_for(url: str) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            assert time.monotonic() < ends
            time.sleep(0.05)


def test_serve_until_it_is_stopped(crmctl: Program) -> None:
    people(crmctl)
    port = free_port()
    crmctl.environment["CRMCTL_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    made = crmctl("export", "contacts", "--fields", "email", "--json").json()
    server = crmctl.start("serve", "--port", port)
    wait_for(f"http://127.0.0.1:{port}/healthz")
    with urllib.request.urlopen(made["link"]) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        assert len(table(answer.read().decode())) == 6
    taken = crmctl("serve", "--port", port, code=2)
    assert f"127.0.0.1:{port} cannot be listened on" in taken.err
    assert taken.err.count("\n") == 1
    assert crmctl("exports", "link", made["exportId"]).out.strip() == made["link"]
    crmctl("exports", "delete", made["exportId"], "--yes")
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(made["link"])
    assert gone.value.code == 410
    gone.value.close()
    server.send_signal(signal.SIGTERM)
    said, err = server.communicate(timeout=20)
    assert (server.returncode, said) == (0, b"")
    assert err.decode() == f"Serving on http://127.0.0.1:{port}\n"
