"""Import thousands of damaged exports: `python -m tests.benchmarks.import_fuzz [RUNS] [SEED]`.

Each run takes the header row of a real product, fills in plausible and implausible cells, lets a
few accidents happen to the bytes, and imports them with any options, rolled back. What fails is
kept in a folder, to be looked at; a seed gives the same files again.
"""

import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from crmctl.records import pipeline
from crmctl.storage import engine as engines
from crmctl.storage import schema
from tests.benchmarks.servers import say
from tests.conftest import Workspace
from tests.importing import attempts

HEADERS = Path(__file__).parents[1] / "importing"
FIXED = Path(__file__).parents[1] / "data"


def main(runs: int, seed: int) -> int:
    """Do the runs; returns how many went wrong."""
    folder = Path(tempfile.mkdtemp(prefix="crmctl-fuzz-"))
    workspace = _workspace(folder)
    products = [row for name in ("header_rows", "more_header_rows") for row in _read(name)]
    real = [path.read_bytes() for path in sorted(FIXED.glob("*.csv"))]
    ended: Counter[str] = Counter()
    slowest, started = 0.0, time.monotonic()
    for run in range(runs):
        chance = random.Random(seed * 1_000_003 + run)
        whole = attempts.lifelike(chance, chance.choice(products))
        data = chance.choice([whole, whole, whole, *real])
        file = folder / "in.csv"
        file.write_bytes(attempts.mutated(data, chance))
        chosen = attempts.options(chance)
        begun = time.monotonic()
        ended[_one(workspace, file, chosen, run)] += 1
        slowest = max(slowest, time.monotonic() - begun)
        if run % 500 == 499:
            say(f"{run + 1} runs, {time.monotonic() - started:.0f} s, {dict(ended)}")
    say(f"slowest run {slowest:.1f} s; {dict(ended)}; what went wrong is in {folder}")
    return ended["wrong"]


def _one(workspace: Workspace, file: Path, chosen: dict[str, Any], run: int) -> str:
    try:
        return attempts.attempt(workspace, file, chosen)
    except Exception as error:  # whatever it is, it is to be found
        kept = file.with_name(f"run-{run}.csv")
        kept.write_bytes(file.read_bytes())
        say(f"run {run}: {type(error).__name__}: {str(error)[:200]} with {chosen}; {kept}")
        say("".join(traceback.format_exc().splitlines(keepends=True)[-4:]))
        return "wrong"


def _workspace(folder: Path) -> Workspace:
    engine = engines.open_engine(engines.parse_url(f"sqlite:///{folder}/fuzz.db"), busy_seconds=30)
    schema.upgrade(engine)
    made = Workspace(engine)
    with made.open() as session:
        pipeline.ensure_workspace(session)
    return made


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((HEADERS / f"{name}.json").read_text("utf-8"))
    return rows


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:3]]
    sys.exit(bool(main(*asked, *(10_000, 1)[len(asked) :])))
