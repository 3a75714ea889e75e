"""Imports that others follow, give up and take up again.

Tried: kill -9 half-way and resume, two resumes at once, cancel from another process and resume,
Ctrl-C, a copy that was damaged, the same file again, cron's worker beside a dead foreground import,
an undo killed half-way, an undo and an import at once.
"""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect
import psycopg
import pytest

from crmctl.errors import CancelledError, ServiceUnavailableError
from crmctl.importing.planning import Limits, prepare
from crmctl.importing.request import Request
from crmctl.wiring import Toolbox
from jobs import cancel_import, import_file, look_at_imports
from tests.conftest import CRMCTL, Program, open_toolbox
from tests.end_to_end.database import Database, counts, csv_of, records

ROWS = 12_000


@pytest.fixture
def people(crmctl_on_both: Program) -> Path:
    """Enough rows to be caught among them."""
    rows = [
        (f"p{n}@x.example", f"P{n}", f"Firm {n % 300}", "Met\nat the fair") for n in range(ROWS)
    ]
    header = ("email", "first_name", "account_name", "notes")
    return crmctl_on_both.file("people.csv", csv_of(header, *rows, ("bad", "B", "", "")))


@pytest.fixture
def eye(crmctl_on_both: Program) -> Iterator[Toolbox]:
    """Sees what a command would, as soon as it is there."""
    url = crmctl_on_both.environment.get("CRMCTL_DATABASE_URL")
    given = {"database": url} if url else {}
    made = open_toolbox(crmctl_on_both.home, workspace="default", **given)
    yield made
    made.close()


def one(eye: Toolbox) -> dict[str, Any]:
    """The latest import."""
    return look_at_imports.listed(eye, 1)[0]


def wait(holds: Callable[[], Any], seconds: float = 40) -> Any:
    ends = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends
        time.sleep(0.01)
    return found


def under_way(eye: Toolbox) -> str:
    """Wait till an import has told of its first rows; returns its id."""

    def rows() -> Any:
        listed = look_at_imports.listed(eye, 1)
        if not listed or listed[0]["status"] in ("queued", "cancelled"):
            return None
        seen = look_at_imports.one(eye, listed[0]["importId"])
        assert seen["status"] == "running", seen
        return seen["progress"] and seen["progress"]["rows"] and seen["importId"]

    return str(wait(rows))


def killed(program: Program, eye: Toolbox, people: Path) -> str:
    """An import that was killed half-way."""
    running = program.start("import", people, "--yes", "--json")
    import_id = under_way(eye)
    running.kill()
    running.communicate()
    wait(lambda: one(eye)["status"] == "interrupted")
    return import_id


class Held:
    """An import in this process, which stands still after its first rows till it may go on."""

    def __init__(self, eye: Toolbox, people: Path) -> None:
        self._may_go_on = threading.Event()
        plan = prepare(Request(people, people.name), Limits(10**8, 10**6))
        self._pool = ThreadPoolExecutor(1)
        self.future = self._pool.submit(import_file.run, eye, plan, self._stand)
        self.id = under_way(eye)

    def _stand(self, rows: int) -> None:
        assert not rows or self._may_go_on.wait(60)

    def go_on(self) -> None:
        self._may_go_on.set()
        self._pool.shutdown(wait=False)


def complete(program: Program, database: Database, report: dict[str, Any]) -> None:
    assert (report["status"], counts(report)) == ("completed", (ROWS, 0, 0, 0, 1))
    sizes = database.sizes()
    assert sizes["crm_contacts"] == len({each["email"] for each in records(program, "contacts")})
    assert (sizes["crm_contacts"], sizes["crm_accounts"]) == (ROWS, 300)
    assert database.import_rows() == ROWS + 1
    assert database.events()[-1]["type"] == "crm.import.completed"
    assert database.event_types()["crm.contact.created"] == ROWS
    left = sorted(path.name for path in (program.home / "imports").iterdir())
    assert left == [f"{report['importId']}-rejects.csv"]
    assert not list(program.home.glob("*.progress"))
    assert not list(program.home.glob("*.lock"))


def test_killed_it_is_interrupted_and_resumed(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    """By its own copy of the file; two resumes at once do it once, and a third finds it done."""
    import_id = killed(crmctl_on_both, eye, people)
    assert "crm_contacts" not in database.sizes()
    people.unlink()
    listed = crmctl_on_both("imports", "list")
    assert "interrupted" in listed.out
    assert f"crmctl imports resume {import_id}" in listed.err
    watched = crmctl_on_both("imports", "watch", import_id, code=1)
    assert f"crmctl imports resume {import_id}" in watched.err
    # Nobody asked a worker to do it.
    assert crmctl_on_both("jobs", "run", "--once", "--json").json() == {"done": 0, "failed": 0}
    both = [crmctl_on_both.start("imports", "resume", import_id, "--json") for _ in range(2)]
    ended = [(*each.communicate(timeout=120), each.returncode) for each in both]
    reports = [json.loads(out) for out, _, _ in ended]
    done = next(each for each in reports if each["status"] == "completed")
    for report, (_, err, code) in zip(reports, ended, strict=True):
        finished = report["status"] == "completed"
        assert code == (3 if finished else 0), err
        assert finished or b"Another process is at it: crmctl imports watch" in err
    complete(crmctl_on_both, database, done)
    again = crmctl_on_both("imports", "resume", import_id, "--json", code=3).json()
    complete(crmctl_on_both, database, again)


def test_resumed_it_says_why_rows_were_skipped(crmctl_on_both: Program, eye: Toolbox) -> None:
    file = crmctl_on_both.file("twice.csv", "Email\na@x.example\nA@x.example\n")
    queued = import_file.queue(eye, prepare(Request(file, file.name), Limits(10**8, 10**6)))
    resumed = crmctl_on_both("imports", "resume", queued["importId"])
    assert "Skipped rows: 1 like another row of the file" in resumed.err
    assert f"crmctl imports rows {queued['importId']} --outcome skipped names them" in resumed.err


def test_cancelled_from_another_process_it_rolls_back_whole(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    held = Held(eye, people)
    cancel = crmctl_on_both.start("imports", "cancel", held.id, "--json")

    def asked() -> bool:
        with eye.lock("cancel", held.id) as free:
            return not free

    wait(asked)
    held.go_on()
    out, err = cancel.communicate(timeout=60)
    assert (cancel.returncode, json.loads(out)["status"]) == (0, "cancelled"), err
    with pytest.raises(CancelledError, match=f"Import {held.id} was cancelled. Nothing was writt"):
        held.future.result(60)
    assert "crm_contacts" not in database.sizes()
    assert one(eye)["status"] == "cancelled"
    assert database.event_types() == {}
    again = crmctl_on_both("imports", "cancel", held.id, "--json").json()
    assert again["status"] == "cancelled"
    report = crmctl_on_both("imports", "resume", held.id, "--json", code=3).json()
    complete(crmctl_on_both, database, report)
    over = crmctl_on_both("imports", "cancel", held.id, code=2)
    assert f"crmctl imports undo {held.id}" in over.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_how_to_go_on(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path, number: signal.Signals
) -> None:
    running = crmctl_on_both.start("import", people, "--yes", "--json")
    import_id = under_way(eye)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (1, b"")
    assert err.decode() == (
        f"Error: Stopped. Nothing was written; crmctl imports resume {import_id} goes on\n"
    )
    assert one(eye)["status"] == "interrupted"
    report = crmctl_on_both("imports", "resume", import_id, "--json", code=3).json()
    complete(crmctl_on_both, database, report)


def test_watched_from_another_process(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    """Rows, rows a second and the time that is left, then the report."""
    held = Held(eye, people)
    watch = crmctl_on_both.start("imports", "watch", held.id, "--json")
    assert watch.stderr
    line = watch.stderr.readline().decode()
    assert re.fullmatch(r"running: 5,000 rows, [\d,]+ a second, \d+ s left\n", line), line
    shown = crmctl_on_both("imports", "show", held.id)
    assert "running: 5,000 rows, " in shown.err
    held.go_on()
    out, _ = watch.communicate(timeout=60)
    assert watch.returncode == 3
    complete(crmctl_on_both, database, json.loads(out))
    assert held.future.result(60)["status"] == "completed"


def test_a_worker_whose_import_is_cancelled_leaves_nothing(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    """Before a worker is at it, and while one is."""
    plan = prepare(Request(people, people.name), Limits(10**8, 10**6))
    waits = import_file.queue(eye, plan)["importId"]
    told = crmctl_on_both("jobs", "cancel", waits)
    assert told.out == f"job {waits} cancelled\n"
    assert "no job" in crmctl_on_both("jobs", "cancel", waits, code=2).err
    import_id = import_file.queue(eye, plan)["importId"]
    worker = crmctl_on_both.start("jobs", "run", "--once", "--json")
    assert under_way(eye) == import_id
    cancel_import.run(eye, import_id)
    out, _ = worker.communicate(timeout=60)
    assert (worker.returncode, json.loads(out)) == (0, {"done": 0, "failed": 0})
    assert "crm_contacts" not in database.sizes()
    assert {each["status"] for each in look_at_imports.listed(eye, 9)} == {"cancelled"}
    assert database.event_types() == {}


def test_a_workers_import_that_was_killed_is_taken_over(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    plan = prepare(Request(people, people.name), Limits(10**8, 10**6))
    import_id = import_file.queue(eye, plan)["importId"]
    worker = crmctl_on_both.start("jobs", "run", "--once")
    assert under_way(eye) == import_id
    worker.kill()
    worker.communicate()
    wait(lambda: one(eye)["status"] == "interrupted")
    done = crmctl_on_both("jobs", "run", "--once", "--json").json()
    assert done == {"done": 1, "failed": 0}
    complete(crmctl_on_both, database, look_at_imports.one(eye, import_id))


def test_a_damaged_copy_is_not_imported(
    crmctl_on_both: Program, eye: Toolbox, people: Path
) -> None:
    import_id = killed(crmctl_on_both, eye, people)
    copy = crmctl_on_both.home / "imports" / f"{import_id}.upload"
    copy.write_bytes(copy.read_bytes()[:-9])
    refused = crmctl_on_both("imports", "resume", import_id, code=1)
    assert "damaged: import the file again" in refused.err
    copy.unlink()
    assert "is gone" in crmctl_on_both("imports", "resume", import_id, code=1).err
    assert one(eye)["status"] == "failed"
    assert records(crmctl_on_both, "contacts") == []


def test_an_undo_that_was_killed_is_run_again(
    crmctl_on_both: Program, database: Database, eye: Toolbox, people: Path
) -> None:
    import_id = crmctl_on_both("import", people, "--yes", "--json", code=3).json()["importId"]
    before = database.contents()
    took = time.monotonic()
    crmctl_on_both("imports", "undo", import_id, "--dry-run")
    took = time.monotonic() - took
    for share in (0.5, 0.8):
        undo = crmctl_on_both.start("imports", "undo", import_id, "--yes", "--json")
        time.sleep(took * share)
        undo.kill()
        undo.communicate()
        if one(eye)["status"] == "completed":
            assert database.contents() == before
    report = crmctl_on_both("imports", "undo", import_id, "--yes", "--json").json()
    assert report["status"] == "undone"
    assert records(crmctl_on_both, "contacts") == records(crmctl_on_both, "accounts") == []
    assert database.event_types()["crm.contact.deleted"] == ROWS
    assert database.event_types()["crm.import.undone"] == 1


def test_an_undo_and_an_import_at_once(crmctl_on_both: Program, people: Path) -> None:
    """Whoever comes first: no contact belongs to an account that has gone."""
    import_id = crmctl_on_both("import", people, "--yes", "--json", code=3).json()["importId"]
    rows = [(f"q{n}@x.example", f"Firm {n % 300}") for n in range(3_000)]
    more = crmctl_on_both.file("more.csv", csv_of(("email", "account_name"), *rows))
    both = [
        crmctl_on_both.start("imports", "undo", import_id, "--yes", "--json"),
        crmctl_on_both.start("import", more, "--yes", "--json"),
    ]
    for each in both:
        _, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
    accounts = {each["id"] for each in records(crmctl_on_both, "accounts")}
    people_left = records(crmctl_on_both, "contacts")
    assert len(people_left) == 3_000
    assert {each["accountId"] for each in people_left} == accounts
    assert len(accounts) == 300


def test_the_same_file_again_is_pointed_out(crmctl: Program) -> None:
    """Not under another type, not once it was undone, not where --again says it is on purpose."""
    file = crmctl.file("people.csv", "email\na@x.example\n")
    first = crmctl("import", file, "--yes", "--json")
    assert (first.json()["sameAs"], first.err) == (None, "")
    import_id = first.json()["importId"]
    copy = shutil.copy(file, crmctl.home.parent / "copy.csv")
    second = crmctl("import", copy, "--yes", "--json")
    assert second.json()["sameAs"] == import_id
    assert second.err.startswith(f"copy.csv is the very file of import {import_id} of 20")
    assert second.err.endswith(" UTC (--again: on purpose)\n")
    assert crmctl("import", file, "--dry-run").err.startswith("people.csv is the very file of")
    quiet = crmctl("import", file, "--yes", "--json", "--again")
    assert (quiet.json()["sameAs"], quiet.err) == (second.json()["importId"], "")
    for done in (quiet, second, first):
        crmctl("imports", "undo", done.json()["importId"], "--yes")
    assert crmctl("import", file, "--yes", "--json").json()["sameAs"] is None


def test_undo_asks_first_and_names_what_stays(crmctl: Program) -> None:
    file = crmctl.file("people.csv", "email,first_name\na@x.example,Ann\nb@x.example,Bob\n")
    import_id = crmctl("import", file, "--yes", "--json").json()["importId"]
    refused = crmctl("imports", "undo", import_id, code=2, stdin="y\n")
    assert "--yes" in refused.err
    (ann,) = records(crmctl, "contacts", "--filter", "first_name=Ann")
    crmctl("contacts", "update", ann["id"], "job_title=CEO")
    done = crmctl("imports", "undo", import_id, "--yes")
    assert "0 records were put back, 1 were removed, 1 stay as they are" in done.out
    assert all(word in done.out for word in (ann["id"], "Ann", "it was changed since"))
    shown = crmctl("imports", "show", import_id)
    assert "partly_undone" in shown.out
    assert ann["id"] in shown.out
    again = crmctl("imports", "undo", import_id, "--yes")
    assert "was undone before: nothing more was taken back" in again.err
    document = crmctl("imports", "show", import_id, "--json").json()["undo"]
    assert (document["kept"], document["removed"], document["user"]) == (1, 1, "u-test")


def test_what_flows_in_from_a_pipe_can_be_resumed_too(crmctl: Program) -> None:
    eye = open_toolbox(crmctl.home, workspace="default")
    rows = "".join(f"p{n}@x.example,P{n}\n" for n in range(ROWS))
    running = subprocess.Popen([CRMCTL, "import", "-", "--yes"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=crmctl.environment)  # fmt: skip
    assert running.stdin
    running.stdin.write(f"email,first_name\n{rows}".encode())
    running.stdin.close()
    running.stdin = None
    import_id = under_way(eye)
    running.kill()
    running.communicate()
    eye.close()
    report = crmctl("imports", "resume", import_id, "--json").json()
    assert (report["file"], report["created"]) == ("stdin", ROWS)


def test_on_a_terminal_one_line_changes(crmctl: Program) -> None:
    eye = open_toolbox(crmctl.home, workspace="default")
    file = crmctl.file("people.csv", "email\na@x.example\n")
    plan = prepare(Request(file, file.name), Limits(10**6, 10**6))
    waits = import_file.queue(eye, plan)["importId"]
    screen = pexpect.spawn(str(CRMCTL), ["imports", "watch", waits], env=crmctl.environment,
                           encoding="utf-8", timeout=60)  # fmt: skip
    screen.expect("queued")
    cancel_import.run(eye, waits)
    screen.expect("contacts from people.csv: cancelled")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 1
    eye.close()


def test_on_a_terminal_the_same_file_and_an_undo_are_asked_about(crmctl: Program) -> None:
    file = crmctl.file("people.csv", "email\na@x.example\n")
    import_id = crmctl("import", file, "--yes", "--json").json()["importId"]
    for words, question in (
        (["import", str(file)], "Import it again?"),
        (["imports", "undo", import_id], "1 created, 0 updated"),
    ):
        screen = pexpect.spawn(str(CRMCTL), words, env=crmctl.environment, encoding="utf-8",
                               timeout=60, dimensions=(24, 200))  # fmt: skip
        screen.expect_exact(question)
        screen.sendline("n")
        screen.expect_exact("Stopped. Nothing was written")
        screen.expect(pexpect.EOF)
        screen.close()
        assert screen.exitstatus == 1
    assert len(records(crmctl, "contacts")) == 1


def test_cut_off_by_the_server_it_is_interrupted(fresh_postgres: str, tmp_path: Path) -> None:
    """The connection of its transaction ends; that of its lock, and the server, live on."""
    eye = open_toolbox(tmp_path / "home", database=fresh_postgres)
    people = tmp_path / "people.csv"
    rows = [(f"p{n}@x.example", f"P{n}") for n in range(ROWS)]
    people.write_text(csv_of(("email", "first_name"), *rows))
    held = Held(eye, people)
    with psycopg.connect(fresh_postgres.replace("//app@", "//postgres@")) as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND state = 'idle in transaction'"
        ).fetchall()
    assert cut == [(True,)]
    held.go_on()
    with pytest.raises(ServiceUnavailableError, match=f"crmctl imports resume {held.id} goes on"):
        held.future.result(60)
    assert one(eye)["status"] == "interrupted"
    done = import_file.resume(eye, held.id)
    assert done is not None
    assert counts(done) == (ROWS, 0, 0, 0, 0)
    eye.close()


def test_where_another_holds_the_pen_nothing_is_begun(crmctl: Program) -> None:
    crmctl("contacts", "list")
    crmctl.environment["CRMCTL_BUSY_TIMEOUT"] = "1"
    file = crmctl.file("people.csv", "email\na@x.example\n")
    with closing(sqlite3.connect(crmctl.home / "crmctl.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = crmctl("import", file, "--yes", code=4)
    assert refused.err.count("\n") == 1
    assert crmctl("imports", "list", "--json").json() == {"imports": []}
    assert list((crmctl.home / "imports").iterdir()) == []
