"""Old imports lose their row-by-row history, keep their reports; one run at a time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.importing import history
from crmctl.importing.planning import Limits, prepare
from crmctl.importing.request import Request
from crmctl.settings import Settings
from crmctl.storage import queries, schema, tables
from crmctl.wiring import Toolbox
from jobs import cancel_import, import_file, look_at_imports, purge_imports, undo_import
from tests.conftest import NOON


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def toolbox(database_url: str, clock: SetClock, tmp_path: Path) -> Toolbox:
    options = {"home": str(tmp_path), "database": database_url, "user": "u-test"}
    made = Toolbox(Settings.load(options, {}), clock)
    schema.upgrade(made.bare_engine)
    yield made
    made.close()


def imported(toolbox: Toolbox, folder: Path, name: str) -> str:
    file = folder / name
    file.write_text(f"email\n{name}@x.example\nbad\n")
    plan = prepare(Request(file=file, name=name), Limits(10_000, 100))
    return str(import_file.run(toolbox, plan)["importId"])


def rows_kept(toolbox: Toolbox) -> list[str]:
    with toolbox.transaction(write=False) as session:
        return sorted({row["import_id"] for row in queries.find(session, tables.import_lots)})


def test_rows_of_old_imports_are_forgotten_and_reports_kept(
    toolbox: Toolbox, clock: SetClock, tmp_path: Path
) -> None:
    """The setting's 90 days: to the millisecond, an import of just that age stays."""
    old = imported(toolbox, tmp_path, "old.csv")
    clock.moment += timedelta(milliseconds=1)
    young = imported(toolbox, tmp_path, "young.csv")
    clock.moment = NOON + timedelta(days=90)
    assert purge_imports.run(toolbox) == purge_imports.Report(0)
    assert rows_kept(toolbox) == sorted([old, young])
    clock.moment += timedelta(milliseconds=1)
    assert purge_imports.run(toolbox) == purge_imports.Report(2)
    assert rows_kept(toolbox) == [young]
    with toolbox.transaction(write=False) as session:
        assert [row["id"] for row in history.listed(session, 9)] == [young, old]
        assert history.get(session, old)["errors"][0]["value"] == "bad"
    with pytest.raises(UsageError, match="forgotten"):
        undo_import.run(toolbox, old)
    with pytest.raises(UsageError, match="forgotten"):
        look_at_imports.rows(toolbox, old, ["created"], 9)
    assert len(look_at_imports.rows(toolbox, young, ["created", "failed"], 9)) == 2
    assert undo_import.run(toolbox, young).removed == 1
    assert purge_imports.run(toolbox) == purge_imports.Report(0)


def test_a_run_that_finds_another_at_it_does_nothing(
    toolbox: Toolbox, clock: SetClock, tmp_path: Path
) -> None:
    kept = imported(toolbox, tmp_path, "old.csv")
    clock.moment += timedelta(days=100)
    other = Toolbox(toolbox.settings, clock)
    with other.lock(purge_imports.LOCK) as ours:
        assert ours
        assert purge_imports.run(toolbox) == purge_imports.Report(0, busy=True)
        assert rows_kept(toolbox) == [kept]
    assert purge_imports.run(toolbox) == purge_imports.Report(2)
    other.close()


def test_copies_go_when_their_imports_need_them_no_more(
    toolbox: Toolbox, clock: SetClock, tmp_path: Path
) -> None:
    """Those of a finished import and of none at all, a day later; of a cancelled one, with it."""
    done = imported(toolbox, tmp_path, "done.csv")
    file = tmp_path / "later.csv"
    file.write_text("email\na@x.example\n")
    plan = prepare(Request(file=file, name="later.csv"), Limits(10_000, 100))
    waits, given_up = (import_file.queue(toolbox, plan)["importId"] for _ in range(2))
    cancel_import.run(toolbox, given_up)
    for left in (done, "none"):
        toolbox.uploads.take(left, file)
    half = toolbox.uploads.folder / ".01a2.upload.1.part"
    half.write_text("an import that was killed before its file was kept")
    real = datetime.now(UTC)

    def kept() -> set[str]:
        return {import_id for import_id, _ in toolbox.uploads.kept()}

    clock.moment = real
    assert purge_imports.run(toolbox).files == 0
    clock.moment = real + timedelta(days=2)
    assert half.exists()
    assert purge_imports.run(toolbox).files == 3
    assert not half.exists()
    assert kept() == {waits, given_up}
    clock.moment = real + timedelta(days=100)
    assert purge_imports.run(toolbox).files == 1
    assert kept() == {waits}
