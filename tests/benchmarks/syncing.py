"""What a sync costs, in quota units and CPU: `python -m tests.benchmarks.syncing [small]`.

Through the installed program, against the stand-in, on SQLite and PostgreSQL.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crmctl.records import contacts, writing
from crmctl.storage import bulk, ids, tables
from crmctl.wiring import Toolbox
from tests.benchmarks.servers import postgres, say
from tests.conftest import CRMCTL, Program, clean_environment, open_toolbox
from tests.end_to_end import connecting
from tests.end_to_end.database import Database
from tests.google_standin import running
from tests.google_standin.running import ANN, Google

SMALL = "small" in sys.argv[1:]
MAILS, PEOPLE, NEW = (1_000, 20, 50) if SMALL else (10_000, 200, 500)
ROWS, MANY = (20_000, 2_000) if SMALL else (1_000_000, 100_000)
LOT = 10_000


def sync(program: Program) -> tuple[dict, float]:
    """One run: what it tells, and the CPU it took, in seconds, start-up included."""
    started = subprocess.Popen(
        [CRMCTL, "gmail", "sync", "--json"], env=program.environment, stdout=subprocess.PIPE
    )
    assert started.stdout is not None
    told = json.loads(started.stdout.read())
    _, _, used = os.wait4(started.pid, 0)
    started.returncode = 0
    (account,) = told["accounts"]
    return account, used.ru_utime + used.ru_stime


def empty_runs(program: Program, runs: int = 7) -> tuple[dict, float]:
    """The cheapest of several: others use the machine too."""
    found = [sync(program) for _ in range(runs)]
    return found[-1][0], min(seconds for _, seconds in found)


def fill(google: Google, count: int, first: int, every: int) -> None:
    """Mails to Ann, one of so many from a contact."""
    now = int(time.time())
    mails = [
        {
            "from": f"p{at % PEOPLE}@buyer{at % PEOPLE}.example"
            if at % every == 0
            else f"n{at}@noise{at % 97}.example",
            "to": ANN,
            "subject": f"Mail {at}",
            "text": "words",
            "date": now - (first + count - at) % 2_000_000,
        }
        for at in range(first, first + count)
    ]
    for start in range(0, count, 500):
        google.add_messages(ANN, mails[start : start + 500])


def add_people(toolbox: Toolbox, emails: list[str]) -> None:
    for start in range(0, len(emails), LOT):
        with toolbox.transaction() as session:
            writing.create(session, contacts.KIND, {"email": emails[start : start + LOT]})


def add_history(toolbox: Toolbox, mailbox_id: str) -> None:
    """Messages that were seen long ago."""
    for start in range(0, ROWS, LOT):
        with toolbox.transaction() as session:
            made = ids.new_many(session.now(), LOT)
            bulk.insert(
                session,
                tables.mail_ledger,
                {"gmail_id": made, "mail_key": [f"{start + at}@old" for at in range(LOT)]},
                {"mailbox_id": mailbox_id, "outcome": "no_contact", "reason": "no contact",
                 "attempts": 0, "seen_at": session.now()},
            )  # fmt: skip


def measure(name: str, home: Path, google: Google, **database: str) -> None:
    environment = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    program = Program(home, clean_environment(home, **environment))
    program.environment |= {"CRMCTL_GMAIL_UNITS_A_MINUTE": "10000000", "CRMCTL_WORKSPACE": "w-test"}
    program("init")
    toolbox = open_toolbox(home, **database)
    add_people(toolbox, [f"p{at}@buyer{at}.example" for at in range(PEOPLE)])
    connecting.connect(program, connecting.lead_to(program, google))
    start = time.perf_counter()
    told, seconds = sync(program)
    wall = time.perf_counter() - start
    say(
        f"{name}: backfill of {told['seen']:,} messages, {told['logged']:,} logged: "
        f"{told['quotaUnits'] / told['logged']:.2f} units each, {wall:.0f} s, CPU {seconds:.1f} s"
    )
    told, alone = empty_runs(program)
    say(
        f"{name}: empty run: {told['apiCalls']} call, {told['quotaUnits']} units, "
        f"{alone:.2f} s of CPU"
    )
    fill(google, NEW, MAILS, 5)
    told, _ = sync(program)
    floor = NEW * 20 + 2
    say(
        f"{name}: {told['seen']} new messages: {told['quotaUnits']:,} units, "
        f"{told['quotaUnits'] / floor:.3f} of the floor"
    )
    add_people(toolbox, [f"c{at}@many.example" for at in range(MANY)])
    held = Database(program)
    # As after the search for their past mail, which is 5,000 calls.
    for table in ("crm_contact_addresses", "crm_contact_waves"):
        held.run(
            f"UPDATE {table} SET wave = (SELECT searched_wave FROM crm_mailboxes) WHERE wave = 0"
        )
    add_history(toolbox, str(held.one("SELECT id FROM crm_mailboxes")))
    _, beside = empty_runs(program)
    say(
        f"{name}: empty run beside {ROWS:,} rows of ledger and {MANY:,} contacts: {beside:.2f} s "
        f"of CPU, {beside / alone:.2f} of that without"
    )
    toolbox.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        for name, database in (
            ("SQLite", {}),
            ("PostgreSQL", {"database": server.url("app", "crm")}),
        ):
            with running.populated() as google:
                google.rules(user_units_a_minute=10**9)
                fill(google, MAILS, 0, 5)
                measure(name, Path(temporary) / name, google, **database)


if __name__ == "__main__":
    main()
