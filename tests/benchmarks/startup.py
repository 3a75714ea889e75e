"""Start-up against a bare Typer program: `python -m tests.benchmarks.startup`."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.servers import say
from tests.conftest import CRMCTL

BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def one(): "Do one thing."
@app.command()
def other(): "Do another."
app()
"""


def milliseconds(command: list[str], runs: int = 21) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        reference = milliseconds([sys.executable, str(bare), "--help"])
        say(f"bare Typer --help {reference:.0f} ms")
        for words in (["--version"], ["--help"], ["import", "--help"]):
            ours = milliseconds([str(CRMCTL), *words])
            say(f"crmctl {' '.join(words)} {ours:.0f} ms: ratio {ours / reference:.2f}")


if __name__ == "__main__":
    main()
