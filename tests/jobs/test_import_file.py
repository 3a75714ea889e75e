"""An import that is stopped after its commit was done; one that is stopped before it, resumes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crmctl.errors import Stopped, UsageError
from crmctl.importing.planning import Limits, Plan, prepare
from crmctl.importing.request import Request
from crmctl.settings import Settings
from crmctl.storage import queries, schema, tables
from crmctl.storage.session import Session
from crmctl.wiring import Toolbox
from jobs import import_file, look_at_imports
from tests.conftest import NOON, ONE_PROCESSOR
from tests.importing.importer import TickingClock


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
    """A toolbox whose second commit, that of the import itself, is followed by Ctrl-C."""

    commits = 0

    @contextmanager
    def transaction(self, *, write: bool = True, keep: bool = True) -> Iterator[Session]:
        with super().transaction(write=write, keep=keep) as session:
            yield session
        self.commits += write
        if write and self.commits == 2:
            raise Stopped


def test_a_stop_after_the_commit_is_no_failure(toolbox: Toolbox, tmp_path: Path) -> None:
    """The report is given, and the rejected rows are kept: they are gone from nowhere else."""
    stopped = StoppedOnce(toolbox.settings, toolbox.clock)
    report = import_file.run(stopped, a_plan(tmp_path, "a@x.example", "bad"))
    stopped.close()
    assert stopped.commits > 2
    assert (report["status"], report["created"], report["failed"]) == ("completed", 1, 1)
    assert Path(report["rejectsFile"]).exists()
    assert [each["status"] for each in look_at_imports.listed(toolbox, 9)] == ["completed"]
    assert not list((tmp_path / "home" / "imports").glob("*.upload"))


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text("email\nother@x.example\n"),
        lambda file: file.write_text(""),
        lambda file: file.unlink(),
    ],
    ids=["written anew", "emptied", "gone"],
)
def test_a_file_that_changes_while_it_is_read_is_not_imported(
    toolbox: Toolbox, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """Part of it might be as it was, part as it is."""
    plan = a_plan(tmp_path, *(f"p{n}@x.example" for n in range(20)))
    with pytest.raises(UsageError, match=r"was changed while it was read\. Nothing was written"):
        import_file.run(toolbox, plan, lambda done: change(plan.request.file) if done else None)
    with toolbox.transaction(write=False) as session:
        assert queries.count(session, tables.contacts) == 0


@pytest.mark.parametrize("rows", [1, 6000])
def test_a_stop_before_it_leaves_nothing_but_what_resume_needs(
    toolbox: Toolbox, tmp_path: Path, rows: int
) -> None:
    def stop(done: int) -> None:
        if done:
            raise Stopped

    plan = a_plan(tmp_path, "bad", *(f"p{n}@x.example" for n in range(rows)))
    with pytest.raises(Stopped, match="imports resume"):
        import_file.run(toolbox, plan, stop)
    (copy,) = (tmp_path / "home" / "imports").iterdir()
    with toolbox.transaction(write=False) as session:
        assert queries.count(session, tables.contacts) == 0
        assert queries.count(session, tables.import_lots) == 0
    (left,) = look_at_imports.listed(toolbox, 9)
    assert (left["status"], left["importId"]) == ("interrupted", copy.stem)
    (tmp_path / "in.csv").unlink()
    done = import_file.resume(toolbox, left["importId"])
    assert done is not None
    assert (done["status"], done["created"], done["failed"]) == ("completed", rows, 1)
    assert Path(done["rejectsFile"]).exists()
    assert not copy.exists()


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


def test_how_fast_it_is_says_nothing_of_how_long_it_has_waited(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    """An hour behind another import, then two seconds at work."""
    clock = SetClock()
    waiting = Toolbox(toolbox.settings, clock)
    passes = iter([3600, 2, 0, 0])
    seen = []

    def tell(rows: int) -> None:
        clock.moment += timedelta(seconds=next(passes))
        if rows:
            (listed,) = look_at_imports.listed(toolbox, 1)
            seen.append(look_at_imports.one(toolbox, listed["importId"])["progress"])

    people = [f"p{at}@x.example" for at in range(6_000)]
    report = import_file.run(waiting, a_plan(tmp_path, *people), tell)
    waiting.close()
    assert report["created"] == 6_000
    assert (seen[0]["rows"], seen[0]["rowsPerSecond"]) == (5_000, 2_500)
    assert seen[0]["secondsLeft"] == 0.4


@pytest.mark.skipif(ONE_PROCESSOR, reason="needs two processors")
@pytest.mark.parametrize("seconds", [1, 3], ids=["at once", "behind another import"])
def test_a_file_is_read_while_the_database_is_opened_and_anew_after_a_wait(
    toolbox: Toolbox, tmp_path: Path, seconds: int
) -> None:
    """Else records would be of a time before those that others have made meanwhile."""
    toolbox.clock = TickingClock()
    rows = (f"p{at}@x.example,{'x' * 4_000}" for at in range(320))
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["email,notes", *rows, ""]))
    limits = Limits(10_000_000, 100_000)
    plan = prepare(Request(file, file.name, duplicates="create"), limits)
    import_file.run(toolbox, plan)
    opened_at = []

    def open_slowly(_: object) -> None:
        toolbox.clock.moment += timedelta(seconds=seconds)
        opened_at.append(toolbox.clock.moment)

    report = import_file.run(toolbox, plan, point_out=open_slowly)
    assert report["created"] == 320
    with toolbox.transaction(write=False) as session:
        found = queries.find(session, tables.contacts)
    made = [row["created_at"] for row in found if row["last_run_id"] == report["importId"]]
    assert len(made) == 320
    assert (max(made) < opened_at[0]) == (seconds == 1)
    assert (min(made) > opened_at[0]) == (seconds == 3)
