"""Killed at any moment, an import has written all of it or none of it; then it is resumed.

Tried: kill -9 at five moments spread over the time that the import takes, from its first statement
to its commit, and SIGTERM and SIGINT at one each. `python -m tests.benchmarks.import_kill` does it
at fifty, and resumes each.
"""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database, counts

GENERATOR = Path(__file__).parents[3] / "shared" / "data" / "gen_contacts.py"
ROWS = 20_000
STOPS = (signal.SIGTERM, signal.SIGINT)
SETTLED = {"crm_workspaces", "crm_pipeline_stages", "crm_imports"}


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 lifelike rows, some of them bad and some of them twice."""
    path = tmp_path_factory.mktemp("killed") / "contacts.csv"
    if GENERATOR.exists():
        subprocess.run([sys.executable, GENERATOR, "--rows", str(ROWS), "--out", path],
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    else:
        path.write_text(
            "First Name,Last Name,Email,Company,Notes\n" + "".join(map(_row, range(ROWS)))
        )
    return path


def _row(n: int) -> str:
    email = "nobody" if n % 100 == 7 else f"p{n - n % 40 // 39}@firm{n % 900}.example"
    note = f'"Said: ""call me"".\nThen left, {n}"' if n % 50 == 3 else "Met at the fair"
    return f"Zoë,Ångström {n},{email},Firm {n % 900},{note}\n"


def _import(program: Program, contacts: Path, workspace: str) -> subprocess.Popen[bytes]:
    return program.start("--workspace", workspace, "import", contacts, "--yes", "--json")


def _complete(database: Database, workspace: str, report: dict[str, Any]) -> None:
    """Everything is there, each created contact with exactly one event, the import's own last."""
    created, *_, failed = counts(report)
    assert (report["totalRows"], report["status"]) == (ROWS, "completed")
    assert created > 0.9 * ROWS
    assert failed > 0
    sizes = database.sizes(workspace)
    assert (sizes["crm_contacts"], database.import_rows(workspace)) == (created, ROWS)
    events = database.events(workspace)
    told = Counter(
        each["data"]["contactId"] for each in events if each["type"] == "crm.contact.created"
    )
    mine = f"WHERE workspace_id = '{workspace}'"
    assert told == Counter(id_ for (id_,) in database.rows(f"SELECT id FROM crm_contacts {mine}"))
    assert events[-1]["type"] == "crm.import.completed"
    assert len(events) == created + sizes["crm_accounts"] + 1


def _nothing(database: Database, workspace: str) -> None:
    """Nothing but the workspace itself, and word of the import."""
    assert database.sizes(workspace).keys() <= SETTLED


def test_all_or_nothing(crmctl_on_both: Program, database: Database, contacts: Path) -> None:
    started = time.monotonic()
    out, err = _import(crmctl_on_both, contacts, "whole").communicate(timeout=120)
    took = time.monotonic() - started
    assert err == b""
    _complete(database, "whole", json.loads(out))

    signals = [signal.SIGKILL] * 5 + list(STOPS)
    # The first moment is after the start, the last in the commit.
    moments = [took * (0.1 + 0.9 * (n + random.random()) / 5) for n in range(5)]
    moments += [took * random.uniform(0.3, 0.6), took * random.uniform(0.6, 0.9)]
    ended = []
    for n, (number, moment) in enumerate(zip(signals, moments, strict=True)):
        running = _import(crmctl_on_both, contacts, f"w{n}")
        time.sleep(moment)
        running.send_signal(number)
        _, err = running.communicate(timeout=60)
        imported = "crm_contacts" in database.sizes(f"w{n}")
        ended.append((number.name, round(moment / took, 2), running.returncode, imported))
        if imported:
            assert database.sizes(f"w{n}") == database.sizes("whole"), ended
            continue
        _nothing(database, f"w{n}")
        assert running.returncode == (1 if number in STOPS else -9), (ended, err)
        if number in STOPS:
            begun = "crm_imports" in database.sizes(f"w{n}")
            cure = ". Nothing was written; " if begun else ": run it again to go on\n"
            assert err.decode().startswith(f"Error: Stopped{cure}")
            assert err.count(b"\n") == 1
    assert not all(imported for *_, imported in ended), ended

    # Who is killed between the last two steps leaves what was rejected, and all of that.
    whole, *left = sorted((crmctl_on_both.home / "imports").glob("*-rejects.csv"))
    assert {path.read_bytes() for path in left} <= {whole.read_bytes()}, ended
    known = {f"{id_}-rejects.csv" for (id_,) in database.rows("SELECT id FROM crm_imports")}
    assert {path.name for path in (whole, *left)} <= known
    missed = [f"w{n}" for n in range(len(ended)) if "crm_imports" in database.sizes(f"w{n}")]
    name = next(each for each in missed if "crm_contacts" not in database.sizes(each))
    (row,) = crmctl_on_both("--workspace", name, "imports", "list", "--json").json()["imports"]
    assert row["status"] == "interrupted"
    words = ("imports", "resume", row["importId"], "--json")
    _complete(database, name, crmctl_on_both("--workspace", name, *words, code=3).json())
    shutil.rmtree(crmctl_on_both.home)
