"""Kill the installed sync at random moments: `python -m tests.benchmarks.sync_kill [TIMES]`.

On SQLite and PostgreSQL, with mail arriving, the cursor lost and Google failing meanwhile:
afterwards each matching mail is on a time line once, and the audit finds no hole.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.servers import postgres, say
from tests.conftest import Program, clean_environment
from tests.end_to_end import connecting
from tests.end_to_end.database import Database
from tests.google_standin import running
from tests.google_standin.running import ANN, Google

KIM = "kim@buyer.example"


def receive(google: Google, chance: random.Random, number: int) -> list[str]:
    """Some mails, of which the ones from Kim are to be logged; returns the subjects of those."""
    wanted = []
    for at in range(chance.randint(1, 12)):
        matches = chance.random() < 0.5
        subject = f"Mail {number}-{at}"
        google.add_message(ANN, from_=KIM if matches else "x@y.example", to=ANN, subject=subject)
        wanted += [subject] if matches else []
    return wanted


def kill_somewhere(program: Program, google: Google, chance: random.Random) -> bool:
    """Start a sync and kill it: mostly between two of its calls; whether it was at work."""
    google.clear_log()
    started = program.start("gmail", "sync")
    calls = chance.randint(0, 12)
    deadline = time.monotonic() + (8 if chance.random() < 0.8 else chance.uniform(0, 1.5))
    while time.monotonic() < deadline and started.poll() is None:
        if len(google.log()) >= calls:
            break
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.05))
    with suppress(ProcessLookupError):
        os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    return started.returncode == -signal.SIGKILL and bool(google.log())


def torture(name: str, times: int, home: Path, **database: str) -> None:
    """Mail comes, a sync is killed, and so on; then one run to the end."""
    url = {f"CRMCTL_{key.upper()}_URL": value for key, value in database.items()}
    program = Program(home, clean_environment(home, **url))
    program("init")
    chance = random.Random(7)
    wanted: list[str] = []
    midway = 0
    with running.populated() as google:
        google.rules(user_units_a_minute=10**9)
        connecting.connect(program, connecting.lead_to(program, google))
        program("contacts", "add", f"email={KIM}")
        for number in range(times):
            wanted += receive(google, chance, number)
            if chance.random() < 0.1:
                google.forget_history(ANN)
            if chance.random() < 0.2:
                google.fault("messages.get", status=503, skip=chance.randint(0, 5))
            midway += kill_somewhere(program, google, chance)
        google.clear_faults()
        program("gmail", "sync")
        program("gmail", "audit", "--since", "400d")
    held = Database(program)
    found = Counter(row[0] for row in held.rows("SELECT subject FROM crm_activities"))
    assert found == Counter(wanted), found - Counter(wanted)
    events = Counter(each["type"] for each in held.events())
    assert events["crm.activity.logged"] == len(wanted), events
    assert "crm.activity.updated" not in events, events
    say(f"{name}: {times} kills, {midway} of them at work; {len(wanted)} mails, each once")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as temporary, postgres() as server:
        torture("SQLite", times, Path(temporary) / "a")
        torture("PostgreSQL", times, Path(temporary) / "b", database=server.url("app", "crm"))


if __name__ == "__main__":
    main()
