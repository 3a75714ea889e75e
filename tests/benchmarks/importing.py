"""Import time against raw loading of the same rows: `python -m tests.benchmarks.importing [ROWS]`.

Raw loading is COPY into a typed table with five indexes on PostgreSQL, and executemany into the
same on SQLite: no checks, no matching, no events.
"""

import csv
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.benchmarks.servers import postgres, say
from tests.conftest import CRMCTL, clean_environment

COLUMNS = ("first_name", "last_name", "email", "phone", "job_title", "company", "street", "city",
           "country", "lifecycle", "source", "tags", "created", "notes")  # fmt: skip
HEADER = ("First Name", "Last Name", "Email", "Phone", "Job Title", "Company", "Street", "City",
          "Country", "Lifecycle Stage", "Source", "Tags", "Created Date", "Notes")  # fmt: skip
INDEXED = ("email", "phone", "company", "last_name", "created")
NAMES = ("Zoë", "Jürgen", "李", "Amelia", "Олена", "Siân", "José", "Małgorzata", "Björn", "Priya")
NOTES = ('Said: "later".\nFollow up', "Met at the fair, wants a quote", "", "", "")


def make(path: Path, rows: int) -> None:
    """A lifelike file: names in several scripts, quoted line breaks, ten rows to a firm."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for at in range(rows):
            firm = f"Firm {chance.randrange(max(rows // 10, 1))}"
            number = f"+1 {chance.randint(201, 989)}-{chance.randint(200, 999)}-{at % 10000:04d}"
            writer.writerow(
                [chance.choice(NAMES), f"Last{at}", f"user{at}@example{at % 999}.com", number,
                 "Manager", firm, f"{at} Main St", "München", "Germany", "lead", "web",
                 "vip;trial" if at % 3 else "", "2024-05-17", chance.choice(NOTES) * 3]
            )  # fmt: skip


def raw_sqlite(rows: list[list[str]], folder: Path) -> None:
    with sqlite3.connect(folder / "raw.db") as connection:
        connection.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {' TEXT, '.join(COLUMNS)})")
        for column in INDEXED:
            connection.execute(f"CREATE INDEX i_{column} ON t ({column})")
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(f"INSERT INTO t ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
    (folder / "raw.db").unlink()


def raw_postgresql(rows: list[list[str]], url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE IF EXISTS t")
        columns = ", ".join(f"{c} {'date' if c == 'created' else 'text'}" for c in COLUMNS)
        connection.execute(
            f"CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {columns})"
        )
        for column in INDEXED:
            connection.execute(f"CREATE INDEX ON t ({column})")
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY t ({', '.join(COLUMNS)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def crmctl(path: Path, home: Path, rows: int, **extra: str) -> float:
    limits = {"CRMCTL_IMPORT_MAX_ROWS": str(rows), "CRMCTL_IMPORT_MAX_BYTES": str(2**40)}
    environment = clean_environment(home, **limits, **extra)
    subprocess.run([CRMCTL, "init"], env=environment, check=True, capture_output=True)
    command = [CRMCTL, "import", path, "--yes", "--json"]
    return seconds(
        lambda: subprocess.run(command, env=environment, check=True, capture_output=True)
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        folder = Path(temporary)
        path = folder / "contacts.csv"
        make(path, rows)
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))[1:]
        say(f"{rows:,} rows, {path.stat().st_size / 2**20:.1f} MB, {len(COLUMNS)} columns")
        raw = seconds(lambda: raw_sqlite(table, folder))
        ours = crmctl(path, folder / "sqlite", rows)
        say(f"SQLite     executemany {raw:.2f} s, import {ours:.2f} s: ratio {ours / raw:.1f}")
        raw = seconds(lambda: raw_postgresql(table, server.url("app", "raw")))
        url = server.url("app", "crm")
        ours = crmctl(path, folder / "postgresql", rows, CRMCTL_DATABASE_URL=url)
        say(f"PostgreSQL COPY {raw:.2f} s, import {ours:.2f} s: ratio {ours / raw:.1f}")


if __name__ == "__main__":
    main()
