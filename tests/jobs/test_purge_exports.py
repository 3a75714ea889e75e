"""The purge takes what expired and what crashes have left, and nothing else."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.exporting import history
from jobs import export_records, purge_exports, run_queue
from tests.conftest import NOON, FixedClock
from tests.exporting import making
from tests.exporting.making import asked, export


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url, FixedClock())
    making.add_people(made, 2)
    yield made
    made.close()


def names(toolbox):
    folder = toolbox.settings.home / "exports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def age(path, hours):
    then = (NOON - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))


def test_nothing_yet(toolbox):
    assert purge_exports.run(toolbox) == purge_exports.Report(0)


def test_what_expired_goes_in_every_workspace(toolbox, tmp_path):
    other = toolbox.in_workspace("w-other")
    making.add_people(other, 1)
    outside = tmp_path / "out.csv"
    old = [export_records.run(each, asked()) for each in (toolbox, other)]
    kept = export_records.run(toolbox, asked(output=str(outside)))
    toolbox.clock.move(hours=23)
    new = export_records.run(toolbox, asked())
    toolbox.clock.move(hours=1, milliseconds=-1)
    assert purge_exports.run(toolbox).removed == 0
    toolbox.clock.move(milliseconds=1)
    assert purge_exports.run(toolbox).removed == 2
    assert names(toolbox) == [Path(new["file"]).name]
    assert outside.exists()
    assert export(toolbox, old[0]["exportId"])["status"] == history.EXPIRED
    assert export(other, old[1]["exportId"])["status"] == history.EXPIRED
    for each in (kept, new):
        assert export(toolbox, each["exportId"])["status"] == history.COMPLETED
    assert purge_exports.run(toolbox).removed == 0


def test_strays_go_after_a_day(toolbox):
    made = export_records.run(toolbox, asked())
    cancelled = export_records.queue(toolbox, asked())["exportId"]
    run_queue.cancel(toolbox, cancelled)
    folder = toolbox.settings.home / "exports"
    for name, hours in (("stray.csv", 25), (".x.csv.1.part", 25), ("fresh.csv", 23),
                        (Path(made["file"]).name, 25), (f"{made['exportId']}-b.csv", 25),
                        (f"{cancelled}-a.csv", 25)):  # fmt: skip
        (folder / name).touch()
        age(folder / name, hours)
    assert purge_exports.run(toolbox).removed == 4
    assert names(toolbox) == sorted(["fresh.csv", Path(made["file"]).name])


def test_a_file_that_is_gone_already_is_no_matter(toolbox):
    made = export_records.run(toolbox, asked())
    Path(made["file"]).unlink()
    toolbox.clock.move(hours=24)
    assert purge_exports.run(toolbox).removed == 1
    assert export(toolbox, made["exportId"])["status"] == history.EXPIRED


def test_one_purge_at_a_time(toolbox):
    with toolbox.lock(purge_exports.LOCK) as ours:
        assert ours
        assert purge_exports.run(toolbox) == purge_exports.Report(busy=True)
    assert not purge_exports.run(toolbox).busy
