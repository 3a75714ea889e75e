"""A large file is read in a process of its own, and nothing shows it but the clock."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.importing import lifelike, make, person
from tests.conftest import CRMCTL, ONE_PROCESSOR, Program
from tests.end_to_end.database import Database

ROWS = 11_000
OWN = ("id", "workspaceId", "accountId", "updatedAt")
pytestmark = pytest.mark.skipif(ONE_PROCESSOR, reason="needs two processors")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some rows have a bad date, and some a cell too many."""
    path = tmp_path_factory.mktemp("apart") / "people.csv"
    rows = list(lifelike(ROWS))
    for at in range(50, ROWS, 997):
        rows[at][12] = "2024-13-45"
        rows[at + 1].append("one too many")
    make(path, rows)
    assert path.stat().st_size > 1024 * 1024
    return path


@contextmanager
def one_processor() -> Iterator[None]:
    """Where no process is started, for it would have nothing to run on."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def lasting(record: dict[str, Any]) -> Any:
    """What a record says, without ids and times of the run; the file has no day after 2025."""
    made_now = record["createdAt"] > "2026"
    own = (*OWN, "createdAt") if made_now else OWN
    return made_now, sorted((k, v) for k, v in record.items() if k not in own)


def outcome(program: Program, workspace: str, people: Path, *words: str) -> dict[str, Any]:
    """Everything that an import tells and leaves, but for ids and times."""
    database = Database(program)
    mine = ("--workspace", workspace)
    told = program(*mine, "import", people, "--yes", "--json", *words, code=3).json()
    everyone = ("--limit", 2 * ROWS)
    records = program(*mine, "contacts", "list", *everyone, "--json").json()["contacts"]
    return {
        "told": {k: told[k] for k in ("totalRows", "created", "updated", "skipped", "failed",
                                      "unchanged", "warnings", "errors", "mapping")},
        "rejects": Path(told["rejectsFile"]).read_bytes(),
        # In the order of their ids, which is that of the file.
        "records": list(map(lasting, records)),
        "events": database.event_types(workspace),
        "rows": database.import_rows(workspace),
    }  # fmt: skip


def test_a_file_may_be_named_by_a_descriptor(crmctl_on_both: Program, people: Path) -> None:
    """What is called so here is nothing to another process."""
    by_path = crmctl_on_both("import", people, "--as-read").out
    with people.open("rb") as file:
        for name in ("/dev/stdin", "/proc/self/fd/0", f"/dev/fd/{file.fileno()}"):
            for words in (("--as-read",), ("--dry-run", "--json")):
                ended = subprocess.run(
                    [CRMCTL, "import", name, *words], stdin=file, pass_fds=[file.fileno()],
                    env=crmctl_on_both.environment, capture_output=True, text=True, check=False,
                )  # fmt: skip
                assert ended.returncode == 0, ended.stderr
                if "--json" in words:
                    assert json.loads(ended.stdout)["totalRows"] == ROWS
                else:
                    assert ended.stdout.splitlines() == by_path.splitlines()


def test_a_database_that_is_away_ends_the_reading_too(crmctl: Program, people: Path) -> None:
    """It has begun by then. Who reads holds standard error, which is awaited here."""
    nowhere = "postgresql://app@127.0.0.1:1/crm"
    ended = crmctl("--database", nowhere, "import", people, "--yes", code=4)
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "could not be reached" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--duplicates", "update"),
        ("--duplicates", "create"),
        ("--in-file", "last", "--clear-with", "Founder"),
        ("--in-file", "merge", "--duplicates", "update"),
        ("--in-file", "reject", "--on-error", "blank", "--keep-unmapped"),
    ],
    ids=["first", "update", "create", "last", "merge", "reject"],
)
def test_it_comes_to_the_same_as_in_one_process(
    crmctl_on_both: Program, people: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Beside who is there before, with rows that make, change, repeat and do not fit."""
    before = tmp_path / "before.csv"
    there = [person(at, 7) for at in range(0, ROWS, 10)]
    make(before, ([*row[:6], "", *row[7:]] for row in there))
    found = []
    for workspace in ("apart", "alone"):
        crmctl_on_both("--workspace", workspace, "import", before, "--yes")
        if workspace == "alone":
            with one_processor():
                found.append(outcome(crmctl_on_both, workspace, people, *words))
        else:
            found.append(outcome(crmctl_on_both, workspace, people, *words))
    apart, alone = found
    for name, told in alone.items():
        assert apart[name] == told, name
    assert len(alone["records"]) < 2 * ROWS
    assert alone["told"]["failed"] > 100
    assert alone["told"]["created"] > 0.8 * ROWS
    # The street was not known. (With the last row, an import updates by default.)
    filled = 0.9 * len(there) if {"update", "last"} & {*words} else 0
    assert alone["told"]["updated"] >= filled
    assert bool(alone["told"]["updated"]) == bool(filled)
