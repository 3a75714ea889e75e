"""An import that is stopped after its commit is an import that was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from crmctl.errors import StoppedError
from crmctl.importing import history
from crmctl.importing.planning import Limits, Plan, prepare
from crmctl.importing.request import Request
from crmctl.settings import Settings
from crmctl.storage import queries, schema, tables
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import import_file
from tests.conftest import NOON


class StandingClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOON


@pytest.fixture
def toolbox(database_url: str, tmp_path: Path) -> Iterator[Toolbox]:
    options = {"home": str(tmp_path / "home"), "database": database_url, "user": "u-test"}
    made = Toolbox(Settings.load(options, {}), StandingClock())
    schema.upgrade(made.bare_engine)
    yield made
    made.close()


def a_plan(folder: Path, *rows: str) -> Plan:
    file = folder / "in.csv"
    file.write_text("\n".join(["email", *rows, ""]))
    return prepare(Request(file=file, name="in.csv"), Limits(10_000_000, 100_000))


class StoppedOnce(Toolbox):
    """A toolbox whose first transaction ends in Ctrl-C, right after its commit."""

    done = False

    @contextmanager
    def transaction(self, *, write: bool = True, keep: bool = True) -> Iterator[Session]:
        with super().transaction(write=write, keep=keep) as session:
            yield session
        if not self.done:
            self.done = True
            raise StoppedError


def test_a_stop_after_the_commit_is_no_failure(toolbox: Toolbox, tmp_path: Path) -> None:
    """The report is given, and the rejected rows are kept: they are gone from nowhere else."""
    stopped = StoppedOnce(toolbox.settings, toolbox.clock)
    report = import_file.run(stopped, a_plan(tmp_path, "a@x.example", "bad"))
    stopped.close()
    assert stopped.done
    assert (report["status"], report["created"], report["failed"]) == ("completed", 1, 1)
    assert Path(report["rejectsFile"]).exists()
    with toolbox.transaction(write=False) as session:
        assert [each["status"] for each in history.listed(session, 9)] == ["completed"]


@pytest.mark.parametrize("rows", [1, 6000])
def test_a_stop_before_it_leaves_nothing(toolbox: Toolbox, tmp_path: Path, rows: int) -> None:
    def stop(_: int) -> None:
        raise StoppedError

    plan = a_plan(tmp_path, "bad", *(f"p{n}@x.example" for n in range(rows)))
    with pytest.raises(StoppedError):
        import_file.run(toolbox, plan, stop)
    assert not list((tmp_path / "home" / "imports").iterdir())
    with toolbox.transaction(write=False) as session:
        assert queries.count(session, tables.contacts) == 0
        assert queries.count(session, tables.import_rows) == 0
        assert history.listed(session, 9) == []
    assert import_file.run(toolbox, plan)["created"] == rows
