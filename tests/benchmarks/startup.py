"""What a run costs before its work, beside bare Typer: `python -m tests.benchmarks.startup`.

In milliseconds, the least and the median of many runs: by the clock, and of the processor.
The load of the machine stands beside them, for on a busy one all of them grow.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.benchmarks.servers import postgres, say
from tests.conftest import CRMCTL, Program, clean_environment
from tests.end_to_end import connecting
from tests.google_standin import running
from tests.google_standin.running import ANN, Google

RUNS = 21
BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def one(): "Do one thing."
@app.command()
def other(): "Do another."
app()
"""


def took(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """One run, in milliseconds: by the clock, and of the processor."""
    start = time.perf_counter()
    started = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(started.pid, 0)
    clock = time.perf_counter() - start
    started.returncode = os.waitstatus_to_exitcode(status)
    assert started.returncode == 0, command
    return clock * 1000, (used.ru_utime + used.ru_stime) * 1000


def measure(
    name: str, command: Callable[[int], list[str]], environment: Mapping[str, str] = os.environ
) -> float:
    """Show how long the command takes; returns the median of the processor's time."""
    clock, processor = zip(*(took(command(at), environment) for at in range(RUNS)), strict=True)
    middle = statistics.median(processor)
    say(
        f"{name:32} clock {min(clock):4.0f} {statistics.median(clock):4.0f}   "
        f"processor {min(processor):4.0f} {middle:4.0f}   load {os.getloadavg()[0]:.1f}"
    )
    return middle


def without_work(bare: float) -> None:
    """What loads nothing but the command line."""
    for words in (["--version"], ["--help"], ["import", "--help"]):
        ours = measure(f"crmctl {' '.join(words)}", lambda _, words=words: [str(CRMCTL), *words])
        say(f"{'':32} {ours / bare:.2f} of bare Typer")


def with_a_database(name: str, program: Program, google: Google) -> None:
    """An empty run of the sync, and imports of one new row each."""
    program("init")
    connecting.connect(program, connecting.lead_to(program, google))
    program("contacts", "add", "email=kim@buyer.example")
    google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject="Hello")
    program("gmail", "sync")

    def one_row(at: int) -> list[str]:
        file = program.file("one.csv", f"Email,First Name\n{name}{at}@buyer.example,Ann\n")
        return [str(CRMCTL), "import", str(file), "--yes"]

    measure(f"{name}: import of one row", one_row, program.environment)
    sync = [str(CRMCTL), "gmail", "sync"]
    measure(f"{name}: empty gmail sync", lambda _: sync, program.environment)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        measure("Python alone", lambda _: [sys.executable, "-c", "pass"])
        without_work(measure("bare Typer --help", lambda _: [sys.executable, str(bare), "--help"]))
        databases = {"SQLite": {}, "PostgreSQL": {"CRMCTL_DATABASE_URL": server.url("app", "crm")}}
        for name, database in databases.items():
            home = Path(folder) / name / "home"
            home.parent.mkdir()
            with running.populated() as google:
                google.rules(user_units_a_minute=10**9)
                with_a_database(name, Program(home, clean_environment(home, **database)), google)


if __name__ == "__main__":
    main()
