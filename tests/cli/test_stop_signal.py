"""Where a signal meets the program: it stops there, except where that would break something.

Tried: a module in the midst of its loading (orjson crashes there), SQLite in the midst of one of
our functions (it forgets what was raised), PostgreSQL in the midst of a statement (it would go on
by itself), Redis silent after the commit, and a command that swallows every error on its way.
"""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from crmctl.storage import engine as engines
from tests.conftest import CRMCTL, Program

INSTALL = "import os, signal, sys, time; from crmctl.cli import stop_signal; stop_signal.install()"
TO_ITSELF = "os.kill(os.getpid(), signal.SIGTERM)"
TRANSACTION = """
from crmctl.clock import SystemClock
from crmctl.storage import engine, session
opened = engine.open_engine(engine.parse_url(sys.argv[1]), 5)
try:
    with session.transaction(opened, session.Actor("w", "u", "c"), SystemClock()) as work:
        print("begun", flush=True)
        work.connection.exec_driver_sql(sys.argv[2])
except Exception as error:
    print(f"swallowed {type(error).__name__}")
"""
MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
    "SELECT count(lower('A' || i)) FROM n"
)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, err


def begun(url: str, statement: str) -> subprocess.Popen[str]:
    """A process at that statement, or just before it."""
    process = subprocess.Popen(
        [sys.executable, "-c", INSTALL + TRANSACTION, url, statement],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def test_a_module_is_loaded_to_its_end_first(tmp_path: Path) -> None:
    (tmp_path / "half.py").write_text(f"import os, signal\n{TO_ITSELF}\nprint('whole')\n")
    code = f"{INSTALL}\ntry:\n    import half\n    time.sleep(30)\nexcept Exception: print('no')"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert ended(process) == (1, "whole\n", "Stopped: run it again to go on\n")


def test_a_second_signal_does_not_wait_for_a_module(tmp_path: Path) -> None:
    endless = f"import os, signal, time\n{TO_ITSELF}\n{TO_ITSELF}\ntime.sleep(30)"
    (tmp_path / "half.py").write_text(endless)
    process = subprocess.Popen(
        [sys.executable, "-c", f"{INSTALL}\nimport half"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert ended(process) == (-signal.SIGTERM, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_sqlite_in_one_of_our_functions(tmp_path: Path, number: int) -> None:
    process = begun(f"sqlite:///{tmp_path}/a.db", MANY)
    time.sleep(0.2)
    process.send_signal(number)
    assert ended(process) == (1, "", "Stopped: run it again to go on\n")


def test_postgresql_is_told_to_leave_off(fresh_postgres: str) -> None:
    process = begun(fresh_postgres, "SELECT pg_sleep(600)")
    at_it = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s"
    plain = engines.parse_url(fresh_postgres).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(False), autocommit=True) as looking:

        def sleepers() -> int:
            row = looking.execute(at_it, ["SELECT pg_sleep(%"]).fetchone()
            assert row is not None
            return int(row[0])

        deadline = time.monotonic() + 60
        while not sleepers():
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (1, "", "Stopped: run it again to go on\n")
        while sleepers():
            assert time.monotonic() < deadline


def test_a_redis_that_is_silent_after_the_commit(crmctl: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as redis:
        url = f"redis://127.0.0.1:{redis.getsockname()[1]}"
        process = subprocess.Popen(
            [CRMCTL, "--redis", url, "contacts", "add", "first_name=Ann", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=crmctl.environment,
        )
        redis.settimeout(60)
        asked, _ = redis.accept()
        with asked:
            assert process.stdout is not None
            assert process.stdout.readline() == "{\n"
            process.send_signal(signal.SIGINT)
            code, _, err = ended(process)
    assert (code, err) == (0, "")
    assert crmctl("contacts", "list", "--json").json()["total"] == 1
