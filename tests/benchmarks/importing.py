"""Import time against raw loading of the same rows: `python -m tests.benchmarks.importing`.

    python -m tests.benchmarks.importing [ROWS] [--repeat N] [--million] [--only sqlite|postgresql]
                                         [--files STORED NEW]

`--files`: who is there before and who comes, in place of ROWS people of our own making; in UTF-8,
with the columns of INDEXED among others, all named in plain words.

Raw loading is COPY into a typed table with five indexes on PostgreSQL, and executemany into the
same on SQLite: no checks, no matching, no events. `sqlite-utils upsert` checks nothing either.
All of them load beside as many rows as the file has, of which it has one in ten itself.
Every measure is taken N times and the least is told: other work on the machine only adds to it.
"""

import argparse
import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from crmctl.importing.reading import table as reading
from tests.benchmarks.servers import postgres, say
from tests.conftest import CRMCTL, Server, clean_environment

HEADER = ("First Name", "Last Name", "Email", "Phone", "Job Title", "Company", "Street", "City",
          "Country", "Lifecycle Stage", "Source", "Tags", "Created Date", "Notes")  # fmt: skip
INDEXED = ("email", "phone", "company", "last_name", "created_date")
FIRST = ("Zoë", "Jürgen", "李", "Amelia", "Олена", "Siân", "José", "Małgorzata", "Björn", "Priya",
         "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda")  # fmt: skip
LAST = ("Smith", "Müller", "Nguyễn", "O’Connor", "García", "王", "Kowalski", "Шевченко", "Brown",
        "Jones", "Sjöström", "Lefèvre", "Rossi", "Silva", "Çelik", "Young")  # fmt: skip
TITLES = ("Account Manager", "VP Sales", "Engineer", "CFO", "Office Manager", "Founder", "")
FIRMS = [f"{a} {b} {c}" for a in ("Acme", "Globex", "Nordic", "Alpine", "Harbor", "Cedar", "Prime",
                                  "Apex", "Nova", "Quantum", "Maple", "Orbit", "Vertex", "Rapid")
         for b in ("Logistics", "Systems", "Foods", "Energy", "Media", "Health", "Robotics", "Labs",
                   "Capital", "Motors", "Travel", "Textiles", "Software", "Analytics", "Partners")
         for c in ("Inc", "LLC", "GmbH", "Ltd", "S.A.", "AB", "BV", "Co", "plc")]  # fmt: skip
CITIES = (("München", "Germany"), ("Portland", "United States"), ("Lyon", "France"),
          ("Kraków", "Poland"), ("東京", "Japan"), ("São Paulo", "Brazil"))  # fmt: skip
STAGES = ("subscriber", "lead", "opportunity", "customer", "evangelist", "other")
TAGS = ("newsletter", "vip", "trial", "partner", "renewal")
NOTES = (
    "Met at the fair in spring, asked for a quote for the whole team and for last year's rates",
    "Renewal in Q3; see the mail of last week, and send the deck before the call on Thursday",
    "Prefers phone, mornings only. Has two sites, the second one under another customer number",
    "Interested in the API – wants to talk to somebody technical before they decide",
    "",
    "",
)
MILLION = 1_000_000


def person(at: int, seed: int) -> list[str]:
    """One row: its firm is one of some two thousand, its email its own."""
    chance = random.Random(seed * 1_000_003 + at)
    first, last = chance.choice(FIRST), chance.choice(LAST)
    number = f"+1 {chance.randint(201, 989)}-{chance.randint(200, 999)}-{at % 10000:04d}"
    city, country = chance.choice(CITIES)
    note = chance.choice(NOTES)
    if chance.random() < 0.01:
        note = f'Said: "call me later", then left.\nCall back on {chance.randint(1, 28)} May'
    day = f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    return [
        first, last, f"p{at:x}.{seed}@firm{at % 999}.example", number * (chance.random() < 0.85),
        chance.choice(TITLES), chance.choice(FIRMS), f"{at % 9000} Main St", city, country,
        chance.choice(STAGES), "web", ";".join(chance.sample(TAGS, chance.choice((0, 0, 1, 2)))),
        day + "T08:15:00Z" * (chance.random() < 0.35), note,
    ]  # fmt: skip


def lifelike(rows: int, seed: int = 7) -> Iterator[list[str]]:
    """Three rows in a hundred are one of before in other letters, one has a bad email or none."""
    for at in range(rows):
        chance = random.Random(seed * 7_000_003 + at)
        luck = chance.random()
        repeated = luck < 0.03 and at > 100
        row = person(chance.randrange(max(0, at - 5000), at) if repeated else at, seed)
        if repeated:
            row[2] = chance.choice((row[2].upper(), f" {row[2]}"))
        elif luck < 0.04:
            row[2] = chance.choice(("", "n/a", row[2].replace("@", " at ")))
        yield row


def stored(rows: int) -> Iterator[list[str]]:
    """Who is there before: one in ten is in the lifelike file as well, and all have an email."""
    for at in range(rows):
        yield person(at, 7) if at % 10 == 3 else person(at, 8)


def make(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def columns_of(path: Path) -> dict[str, str]:
    """{column of a table: header}."""
    with path.open(encoding="utf-8", newline="") as file:
        return {title.lower().replace(" ", "_"): title for title in next(csv.reader(file))}


def rows_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def typed(columns: Iterable[str], date: str) -> str:
    return ", ".join(f"{c} {date if c == 'created_date' else 'text'}" for c in columns)


def raw_sqlite(files: list[Path], folder: Path) -> float:
    """Seconds for the last file, beside the rows of those before it."""
    (folder / "raw.db").unlink(missing_ok=True)
    columns = columns_of(files[0])
    marks = ", ".join("?" * len(columns))
    with closing(sqlite3.connect(folder / "raw.db")) as connection:
        connection.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {typed(columns, 'text')})")
        for column in INDEXED:
            connection.execute(f"CREATE INDEX i_{column} ON t ({column})")
        for path in files:
            start = time.perf_counter()
            with path.open(encoding="utf-8") as file, connection:
                rows = csv.reader(file)
                next(rows)
                connection.executemany(
                    f"INSERT INTO t ({', '.join(columns)}) VALUES ({marks})", rows
                )
    return time.perf_counter() - start


def raw_postgresql(files: list[Path], url: str) -> float:
    """The same with COPY."""
    columns = columns_of(files[0])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS t")
        connection.execute(
            "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
            f"{typed(columns, 'date')})"
        )
        for column in INDEXED:
            connection.execute(f"CREATE INDEX ON t ({column})")
        copying = f"COPY t ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, HEADER)"
        for path in files:
            start = time.perf_counter()
            with (
                path.open(encoding="utf-8") as file,
                connection.cursor() as cursor,
                cursor.copy(copying) as copy,
            ):
                while block := file.read(65_536):
                    copy.write(block)
    return time.perf_counter() - start


def upsert(files: list[Path], folder: Path) -> float:
    """By their emails into a table of sqlite-utils (`pip install crmctl[bench]`)."""
    database = folder / "upsert.db"
    database.unlink(missing_ok=True)
    program = Path(sys.executable).with_name("sqlite-utils")
    titles = columns_of(files[0])
    for path in files:
        start = time.perf_counter()
        command = [program, "upsert", database, "t", path, "--csv", "--pk", titles["email"]]
        subprocess.run(command, check=True, capture_output=True)
        took = time.perf_counter() - start
        with closing(sqlite3.connect(database)) as connection, connection:
            for column in INDEXED:
                connection.execute(
                    f'CREATE INDEX IF NOT EXISTS i_{column} ON t ("{titles[column]}")'
                )
    return took


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, seconds of CPU in the process itself, and its most megabytes."""

    wall: float
    cpu: float = 0.0
    memory: float = 0.0

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.cpu:.2f} s CPU, {self.memory:.0f} MB)"


def timed(work: Callable[[], object]) -> Took:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - start, time.process_time() - cpu)


@dataclass
class Importer:
    """crmctl as a user runs it, with a home and a database of its own."""

    home: Path
    database: str | None = None

    def __post_init__(self) -> None:
        limits = {"CRMCTL_IMPORT_MAX_ROWS": str(10**9), "CRMCTL_IMPORT_MAX_BYTES": str(2**40)}
        database = {"CRMCTL_DATABASE_URL": self.database} if self.database else {}
        self.environment = clean_environment(self.home, **limits, **database)
        subprocess.run([CRMCTL, "init"], env=self.environment, check=True, capture_output=True)

    def take(self, path: Path, expected: str) -> Took:
        """Import the file, start-up included; most rows must have that outcome."""
        command = [CRMCTL, "import", path, "--yes", "--json", "--again"]
        start = time.perf_counter()
        with subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            out = process.stdout.read() if process.stdout else b""
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        report = json.loads(out)
        if process.returncode not in (0, 3) or report[expected] < 0.8 * report["totalRows"]:
            raise SystemExit(f"the import went wrong: {report}")
        return Took(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(name: str, importer: Callable[[], Importer], files: list[Path], repeat: int) -> Took:
    """Import three times into one database: who is there, the file beside them, the file again."""
    before, mine = files
    runs: list[list[Took]] = []
    for _ in range(repeat):
        fresh = importer()
        runs.append([fresh.take(before, "created"), fresh.take(mine, "created"),
                     fresh.take(mine, "skipped")])  # fmt: skip
    first, beside, again = (min(each, key=lambda t: t.wall) for each in zip(*runs, strict=True))
    say(f"{name} into an empty database      {first}")
    say(f"{name} into as many existing rows  {beside}")
    say(f"{name} the same file again         {again}: {again.wall / beside.wall:.2f} of that")
    return beside


def sqlite_part(folder: Path, files: list[Path], options: argparse.Namespace) -> None:
    raw = min(raw_sqlite(files, folder) for _ in range(options.repeat))
    say(f"SQLite     bare executemany              {raw:.2f} s")
    slow = min(upsert(files, folder) for _ in range(options.repeat))
    say(f"SQLite     sqlite-utils upsert           {slow:.2f} s")
    homes = (folder / f"sqlite-{at}" for at in range(10**6))
    ours = compare("SQLite    ", lambda: Importer(next(homes)), files, options.repeat)
    say(f"SQLite     {ours.wall / raw:.1f} times executemany (at most 2)")
    say(f"SQLite     {slow / ours.wall:.1f} times faster than sqlite-utils (at least 3)")


def postgresql_part(
    server: Server, folder: Path, files: list[Path], options: argparse.Namespace
) -> None:
    url = server.url("app", "raw")
    raw = min(raw_postgresql(files, url) for _ in range(options.repeat))
    say(f"PostgreSQL COPY                          {raw:.2f} s")
    names = (f"crm{at}" for at in range(10**6))

    def fresh() -> Importer:
        name = next(names)
        server.run(f"CREATE DATABASE {name} OWNER app")
        return Importer(folder / name, server.url("app", name))

    ours = compare("PostgreSQL", fresh, files, options.repeat)
    say(f"PostgreSQL {ours.wall / raw:.1f} times COPY (at most 4.5)")


def linear(name: str, folder: Path, importer: Callable[[], Importer], few: Path) -> None:
    """A million rows: time for each against the smaller file's, and the most memory."""
    many = folder / "million.csv"
    if not many.exists():
        make(many, lifelike(MILLION))
    rows = rows_of(few)
    small, large = importer().take(few, "created"), importer().take(many, "created")
    ratio = (large.wall / MILLION) / (small.wall / rows)
    say(f"{name} a million rows {large}: {ratio:.2f} times the time for each (at most 1.15)")


def read_part(path: Path, repeat: int) -> None:
    """Reading alone, in CPU time."""

    def plainly() -> None:
        with path.open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file):
                pass

    def ours() -> None:
        for _ in reading.open_table(path).rows():
            pass

    bare, own = (min(timed(work).cpu for _ in range(repeat + 2)) for work in (plainly, ours))
    say(f"Reading    {own / bare:.1f} times csv.reader's CPU (at most 3)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=50_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--files", nargs=2, type=Path, metavar=("STORED", "NEW"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = options.files or [folder / "stored.csv", folder / "contacts.csv"]
        if not options.files:
            for path, rows in zip(files, (stored, lifelike), strict=True):
                make(path, rows(options.rows))
        size = files[1].stat().st_size / 10**6
        say(f"{rows_of(files[1]):,} rows, {size:.1f} MB, {len(columns_of(files[1]))} columns; the "
            f"least of {options.repeat} runs, start-up included")  # fmt: skip
        read_part(files[1], options.repeat)
        if options.only != "postgresql":
            sqlite_part(folder, files, options)
            if options.million:
                homes = (folder / f"linear-{at}" for at in range(2))
                linear("SQLite    ", folder, lambda: Importer(next(homes)), files[1])
        if options.only != "sqlite":
            with postgres() as server:
                postgresql_part(server, folder, files, options)
                if options.million:
                    names = iter(("few", "many"))

                    def fresh() -> Importer:
                        name = next(names)
                        server.run(f"CREATE DATABASE {name} OWNER app")
                        return Importer(folder / name, server.url("app", name))

                    linear("PostgreSQL", folder, fresh, files[1])


if __name__ == "__main__":
    main()
