"""Kill the installed import at random moments and resume it each time.

`python -m tests.benchmarks.import_kill [TIMES] [ROWS]`, on SQLite and PostgreSQL: the database is
the same as after an import that nobody disturbed, row by row, but for ids and moments.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.benchmarks import importing
from tests.benchmarks.servers import postgres, say
from tests.conftest import Program, clean_environment
from tests.end_to_end.database import Database

# Made anew by every run, or moved by a resume.
PASSING = ("id", "created_at", "updated_at", "last_event_id", "last_run_id", "made_in_run",
           "workspace_id", "account_id", "parent_id", "primary_contact_id", "record_ids",
           "import_id", "correlation_id", "duration_ms", "rejects_file", "same_as")  # fmt: skip


def shape(database: Database, workspace: str) -> dict[str, Counter[str]]:
    """What a workspace holds, without what no two runs have in common."""
    mine = f"WHERE workspace_id = '{workspace}'"
    found: dict[str, Counter[str]] = {}
    for table in ("crm_contacts", "crm_accounts", "crm_imports", "crm_import_lots"):
        rows = database.dicts(f"SELECT * FROM {table} {mine}")
        lasting = ({k: v for k, v in row.items() if k not in PASSING} for row in rows)
        found[table] = Counter(repr(sorted(row.items(), key=str)) for row in lasting)
    linked = database.rows(
        "SELECT c.email, a.name FROM crm_contacts AS c JOIN crm_accounts AS a "
        f"ON a.workspace_id = c.workspace_id AND a.id = c.account_id WHERE c.workspace_id = "
        f"'{workspace}'"
    )
    found["links"] = Counter(map(repr, linked))
    found["events"] = Counter(map(repr, map(_lasting, database.events(workspace))))
    return found


def _lasting(event: dict[str, Any]) -> Any:
    data = {k: v for k, v in event["data"].items() if not k.endswith(("Id", "durationMs"))}
    return event["type"], sorted(data.items(), key=str)


def torture(program: Program, file: Path, times: int) -> tuple[int, int]:
    """Kill and resume in a workspace after another; returns how many were killed half-way."""
    database = Database(program)
    report = program("--workspace", "whole", "import", file, "--yes", "--json").json()
    work = report["durationMs"] / 1000
    whole = shape(database, "whole")
    chance = random.Random(5)
    resumed = twice = 0
    for at in range(times):
        name = ("--workspace", f"w{at}")
        running = program.start(*name, "import", file, "--yes")
        # Most of them at work, the others anywhere from the start on.
        if chance.random() < 0.8:
            _wait_for_row(database, f"w{at}")
            _kill(running, chance.uniform(0, 1.1) * work)
        else:
            _kill(running, chance.uniform(0, 1))
        listed = program(*name, "imports", "list", "--json").json()["imports"]
        if not listed:
            # Killed before it had said that it was there: the user runs it again.
            program(*name, "import", file, "--yes")
        elif listed[0]["status"] == "interrupted":
            resumed += 1
            import_id = listed[0]["importId"]
            if chance.random() < 0.3:
                twice += 1
                running = program.start(*name, "imports", "resume", import_id)
                _kill(running, chance.uniform(0.3, 0.9) + chance.uniform(0, 1.1) * work)
            program(*name, "imports", "resume", import_id)
        else:
            assert listed[0]["status"] == "completed", listed
        found = shape(database, f"w{at}")
        assert found == whole, (at, {key: found[key] - whole[key] for key in whole})
        halves = [each.name for each in (program.home / "imports").glob("*.part")]
        # Of one that was killed before it had said that it was there, purge takes it away.
        left = [name for name in halves if any(each["importId"] in name for each in listed)]
        assert left == [], left
    return resumed, twice


def _wait_for_row(database: Database, workspace: str) -> None:
    """Till the import has said that it is there."""
    query = f"SELECT count(*) FROM crm_imports WHERE workspace_id = '{workspace}'"
    ends = time.monotonic() + 60
    while not database.one(query):
        assert time.monotonic() < ends
        time.sleep(0.005)


def _kill(running: subprocess.Popen[bytes], after: float) -> None:
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGKILL)
    running.communicate()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 12_000
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        folder = Path(temporary)
        file = folder / "contacts.csv"
        importing.make(file, importing.stored(rows))
        for name, url in (("SQLite", {}), ("PostgreSQL", {
            "CRMCTL_DATABASE_URL": server.url("app", "crm")})):  # fmt: skip
            home = folder / name
            program = Program(home, clean_environment(home, **url))
            program("init")
            resumed, twice = torture(program, file, times)
            say(f"{name}: {times} kills, {resumed} of them half-way, {twice} killed once more in "
                "the resume; each time the same database as unbroken")  # fmt: skip


if __name__ == "__main__":
    main()
