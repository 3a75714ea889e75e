"""Two hosts, which share a PostgreSQL, a key and a file store, and nothing else.

Tried: one makes what the other serves; one takes in what the other imports; a store that is away.
"""

import base64
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import Program, clean_environment
from tests.end_to_end.database import csv_of
from tests.end_to_end.test_export import free_port, people, table, wait_for


@pytest.fixture
def hosts(fresh_postgres: str, tmp_path: Path) -> tuple[Program, Program]:
    shared = {
        "CRMCTL_DATABASE_URL": fresh_postgres,
        "CRMCTL_ENCRYPTION_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
        "CRMCTL_FILE_STORE": f"file://{tmp_path / 'bucket'}",
    }
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(Program(folder / "home", clean_environment(folder / "home", **shared)))
    made[0]("init")
    return made[0], made[1]


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_one_makes_what_the_other_serves(hosts: tuple[Program, Program], tmp_path: Path) -> None:
    one, two = hosts
    people(one)
    port = free_port()
    one.environment["CRMCTL_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    made = one("export", "contacts", "--fields", "email", "--json").json()
    assert made["file"].startswith(f"file://{tmp_path / 'bucket'}/exports/{made['exportId']}")
    server = two.start("serve", "--port", port)
    wait_for(f"http://127.0.0.1:{port}/healthz")
    with urllib.request.urlopen(made["link"]) as answer:
        whole = answer.read()
    assert len(whole) == made["bytes"]
    assert len(table(whole.decode())) == 6
    part = urllib.request.Request(made["link"], headers={"Range": "bytes=-5"})
    with urllib.request.urlopen(part) as answer:
        assert (answer.status, answer.read()) == (206, whole[-5:])
    two("exports", "delete", made["exportId"], "--yes")
    assert held(tmp_path / "bucket") == []
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(made["link"])
    assert gone.value.code == 410
    gone.value.close()
    server.terminate()
    server.communicate(timeout=20)


def test_one_takes_in_what_the_other_imports(
    hosts: tuple[Program, Program], tmp_path: Path
) -> None:
    one, two = hosts
    # A worker of the other host's, as a service manager has it.
    worker = two.start("jobs", "run")
    file = one.file("people.csv", csv_of(("email",), *((f"p{at}@x.example",) for at in range(9))))
    one.environment["PATH"] = "/nowhere"
    queued = one("import", file, "--yes", "--background", "--json").json()
    file.unlink()
    done = one("imports", "watch", queued["importId"], "--json").json()
    assert (done["status"], done["created"]) == ("completed", 9)
    ends = time.monotonic() + 10
    while held(tmp_path / "bucket"):
        assert time.monotonic() < ends
        time.sleep(0.05)
    worker.terminate()
    worker.communicate(timeout=20)


def test_a_store_that_is_away(hosts: tuple[Program, Program]) -> None:
    one, _ = hosts
    people(one)
    one.environment["CRMCTL_FILE_STORE"] = "ftp://crm:geheim@127.0.0.1:9/x"
    failed = one("export", "contacts", "--fields", "email", code=4)
    assert "The file store ftp://crm:***@127.0.0.1:9/x/exports does not work" in failed.err
    assert "geheim" not in failed.err + failed.out
    assert "geheim" not in one("settings", "show").out
    kept = one("exports", "list", "--json").json()["exports"]
    assert [each["status"] for each in kept] == ["failed"]
