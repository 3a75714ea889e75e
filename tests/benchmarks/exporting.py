"""Export time against what the databases can do: `python -m tests.benchmarks.exporting [ROWS]`.

Contacts with ten fields go to a CSV file. The measures are PostgreSQL's own COPY TO of the same
columns to a file, and sqlite3 with csv.writer: no guard, no workspace, no history. From crmctl's
time its start-up is taken away: the same command with a filter that no record meets. Each is the
best of five. Then the peak memory of the export of MANY rows, of the process that makes it.
"""

import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg

from tests.benchmarks import importing
from tests.benchmarks.servers import postgres, say
from tests.conftest import CRMCTL, Server, clean_environment

MANY = 1_000_000
RUNS = 5
# Fields that are columns, so that COPY writes the same values.
FIELDS = ("first_name", "last_name", "email", "phone", "job_title", "lifecycle", "source", "tags",
          "notes", "created_at")  # fmt: skip
SELECT = (
    f"SELECT {', '.join(FIELDS)} FROM crm_contacts"
    " WHERE workspace_id = 'default' AND deleted_at IS NULL ORDER BY workspace_id, id"
)
NOBODY = "email=nobody@nowhere.example"


def best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def copy_to(url: str, path: Path) -> None:
    """The bytes as the server makes them, nothing done to them."""
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({SELECT}) TO STDOUT (FORMAT csv, HEADER)") as copy,
        path.open("wb") as file,
    ):
        for block in copy:
            file.write(block)


def write_csv(database: Path, path: Path) -> None:
    with (
        closing(sqlite3.connect(database)) as connection,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(connection.execute(SELECT))


def export(environment: dict[str, str], path: Path, *words: str) -> int:
    """Make the export; returns the peak memory of its process in bytes."""
    command = [CRMCTL, "export", "contacts", "--fields", ",".join(FIELDS), "-o", path, *words]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    assert started.returncode == 0
    # Bytes on macOS, kilobytes elsewhere.
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def compare(name: str, environment: dict[str, str], path: Path, raw: Callable[[], object]) -> None:
    """Their time and ours, by turns on the same rows."""
    theirs = best(raw)
    startup = best(lambda: export(environment, path, "--filter", NOBODY))
    ours = best(lambda: export(environment, path)) - startup
    say(f"{name} {theirs:.3f} s, export {ours:.3f} s beyond its start-up of {startup:.2f} s: "
        f"ratio {ours / theirs:.1f}")  # fmt: skip


def remember(name: str, environment: dict[str, str], path: Path, multiply: Callable[[int], int]
             ) -> None:  # fmt: skip
    rows = multiply(MANY)
    start = time.perf_counter()
    peak = export(environment, path)
    took = time.perf_counter() - start
    say(f"{name} {rows:,} rows in {took:.1f} s, peak memory {peak / 1e6:.0f} MB")


def multiplied(columns: list[str]) -> str:
    """The statement that copies every contact once more, under another id."""
    values = ["id || :n" if column == "id" else column for column in columns]
    return f"INSERT INTO crm_contacts ({', '.join(columns)}) SELECT {', '.join(values)} FROM first"


def many_in_sqlite(database: Path, most: int) -> int:
    with closing(sqlite3.connect(database)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(crm_contacts)")]
        # These rows are to be read only: they need no events.
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("CREATE TEMP TABLE first AS SELECT * FROM crm_contacts")
        rows = connection.execute("SELECT count(*) FROM first").fetchone()[0]
        for n in range(1, most // rows):
            connection.execute(multiplied(columns), {"n": f"-{n}"})
        connection.commit()
        return int(connection.execute("SELECT count(*) FROM crm_contacts").fetchone()[0])


def many_in_postgresql(server: Server, most: int) -> int:
    # Row-level security holds back everyone but a superuser.
    with psycopg.connect(server.url("postgres", "crm")) as connection:
        found = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'crm_contacts' AND is_generated = 'NEVER'"
        )
        columns = [name for (name,) in found]
        connection.execute("SET session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE first AS SELECT * FROM crm_contacts")
        rows = connection.execute("SELECT count(*) FROM first").fetchone()
        statement = multiplied(columns).replace(":n", "%(n)s::text")
        for n in range(1, most // rows[0] if rows else 0):
            connection.execute(statement, {"n": f"-{n}"})
        counted = connection.execute("SELECT count(*) FROM crm_contacts").fetchone()
        return int(counted[0]) if counted else 0


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        folder = Path(temporary)
        source, out = folder / "contacts.csv", folder / "out.csv"
        importing.make(source, importing.stored(rows))
        limits = {"CRMCTL_IMPORT_MAX_ROWS": str(rows), "CRMCTL_IMPORT_MAX_BYTES": str(2**40)}
        sqlite = clean_environment(folder / "sqlite", **limits)
        url = server.url("app", "crm")
        native = clean_environment(folder / "postgresql", CRMCTL_DATABASE_URL=url, **limits)
        for environment in (sqlite, native):
            for words in (["init"], ["import", source, "--yes"]):
                subprocess.run([CRMCTL, *words], env=environment, check=True, capture_output=True)
        server.run("VACUUM ANALYZE", "crm")
        database = folder / "sqlite" / "crmctl.db"
        say(f"{rows:,} contacts, {len(FIELDS)} fields, best of {RUNS}")
        theirs, superuser = folder / "theirs.csv", server.url("postgres", "crm")
        compare("SQLite     csv.writer", sqlite, out, lambda: write_csv(database, theirs))
        compare("PostgreSQL COPY TO   ", native, out, lambda: copy_to(superuser, theirs))
        remember("SQLite    ", sqlite, out, lambda most: many_in_sqlite(database, most))
        remember("PostgreSQL", native, out, lambda most: many_in_postgresql(server, most))


if __name__ == "__main__":
    main()
