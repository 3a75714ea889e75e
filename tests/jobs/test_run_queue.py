"""The background work: every job is done once, whoever dies on the way.

Tried: a job left running, kill -9 of a worker half-way, cancelled before and while it is made, a
job that fails between two others, two workers at once, and the lock of a job held by another.
"""

import csv
import hashlib
import json
import shutil
import signal
import subprocess
import time
from collections import Counter

import pytest

from crmctl.exporting import history
from crmctl.importing.planning import Limits, prepare
from crmctl.importing.request import Request as Import
from jobs import export_records, import_file, run_queue
from tests.conftest import CRMCTL, clean_environment, own_database
from tests.exporting import making
from tests.exporting.making import asked, export, told

ROWS = 12_000
# Slow enough to be caught half-way.
SLOW = ("email", "first_name", "last_name", "notes", "tags", "created_at", "job_title", "phone")


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url)
    making.add_people(made, 3)
    yield made
    made.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request, tmp_path_factory):
    """The URL of a database with many contacts."""
    folder = tmp_path_factory.mktemp("crowd")
    file = folder / "in.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["email", "first_name", "last_name", "notes"])
        writer.writerows([f"p{at}@x.example", "P", at, "Met at the fair"] for at in range(ROWS))

    def fill(url):
        toolbox = making.open_toolbox(folder / "home", url)
        import_file.run(toolbox, prepare(Import(file=file, name="in.csv"), Limits(10**8, ROWS)))
        toolbox.close()
        return url

    if request.param == "sqlite":
        yield fill(f"sqlite:///{folder}/crowd.db")
        return
    server, template = map(request.getfixturevalue, ("postgres", "made_postgres"))
    with own_database(server, template) as url:
        yield fill(url)


@pytest.fixture
def busy(crowd, tmp_path):
    """A toolbox on many contacts."""
    made = making.open_toolbox(tmp_path / "home", crowd)
    yield made
    with made.transaction() as session:
        for row in history.unfinished(session):
            history.mark(session, row["id"], history.CANCELLED)
    made.close()
    shutil.rmtree(tmp_path / "home")


def worker(toolbox):
    """The installed program, doing what is queued."""
    url = toolbox.settings["database"]
    environment = clean_environment(
        toolbox.settings.home, CRMCTL_DATABASE_URL=url, CRMCTL_ENCRYPTION_KEY=making.KEY
    )
    return subprocess.Popen([CRMCTL, "jobs", "run", "--once", "--json"], env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def ended(process):
    """What it printed, and its code."""
    out, err = process.communicate(timeout=60)
    assert b"Traceback" not in err, err
    return process.returncode, out.decode(), err.decode()


def wait(holds, seconds=30):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def half_way(toolbox, export_id):
    row = export(toolbox, export_id)
    assert row["status"] in history.OPEN, row
    return 0 < row["rows"] < ROWS


def whole(toolbox, export_id, rows):
    """The export is there, as its row says, and nothing of it lies about."""
    row = export(toolbox, export_id)
    assert (row["status"], row["rows"]) == ("completed", rows)
    path = toolbox.exports.file(row)
    data = path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (row["bytes"], row["sha256"])
    assert not list(path.parent.glob(f".{path.name}*"))


def test_nothing_to_do(toolbox):
    assert run_queue.run(toolbox) == run_queue.Report()


def test_every_workspace_each_as_the_user_who_asked(toolbox):
    from dataclasses import replace

    other = toolbox.in_workspace("w-other")
    other.actor = replace(other.actor, user="u-other", correlation="corr-other")
    making.add_people(other, 2)
    with other.transaction() as session:
        from crmctl.records import editing

        editing.add(session, making.CONTACTS, ["email=mine@x.example", "owner=me"])
    ours = export_records.queue(toolbox, asked())["exportId"]
    theirs = export_records.queue(other, asked(filters=("owner=me",)))["exportId"]
    assert run_queue.run(toolbox) == run_queue.Report(done=2)
    whole(toolbox, ours, 3)
    whole(other, theirs, 1)
    assert told(other) == [("crm.export.completed", theirs)]
    assert export(other, theirs)["user_id"] == "u-other"
    assert run_queue.run(toolbox) == run_queue.Report()


def test_a_job_left_running_is_taken_over(toolbox):
    left = export_records.queue(toolbox, asked())["exportId"]
    with toolbox.transaction() as session:
        history.mark(session, left, history.RUNNING, rows=2)
    folder = toolbox.exports.shelf.path
    folder.mkdir(parents=True)
    (folder / f".{left}-ab.csv.99999.part").write_text("half")
    (folder / f"{left}-ab.csv").write_text("whole, but nobody's")
    assert run_queue.run(toolbox).done == 1
    whole(toolbox, left, 3)
    assert [each.name for each in folder.iterdir()] == [export(toolbox, left)["file"]]
    assert told(toolbox) == [("crm.export.completed", left)]


def test_a_job_that_fails_does_not_stop_the_next(toolbox):
    first, bad, last = (export_records.queue(toolbox, asked())["exportId"] for _ in range(3))
    with toolbox.transaction() as session:
        history.mark(session, bad, history.QUEUED, fields=["gone"])
    assert run_queue.run(toolbox) == run_queue.Report(done=2, failed=1)
    whole(toolbox, first, 3)
    whole(toolbox, last, 3)
    row = export(toolbox, bad)
    assert row["status"] == "failed"
    assert "There is no field 'gone'" in row["error"]
    assert Counter(type_ for type_, _ in told(toolbox)) == {
        "crm.export.completed": 2,
        "crm.export.failed": 1,
    }
    assert run_queue.run(toolbox) == run_queue.Report()


def test_cancelled_before(toolbox):
    job = export_records.queue(toolbox, asked())["exportId"]
    assert run_queue.cancel(toolbox, job)
    assert not run_queue.cancel(toolbox, job)
    assert run_queue.run(toolbox) == run_queue.Report()
    assert export(toolbox, job)["status"] == "cancelled"
    assert told(toolbox) == []
    assert not run_queue.cancel(toolbox, "nosuch")


def test_a_done_job_cannot_be_cancelled(toolbox):
    job = export_records.run(toolbox, asked())["exportId"]
    assert not run_queue.cancel(toolbox, job)
    whole(toolbox, job, 3)


def test_a_job_that_another_is_at_is_left_to_it(toolbox):
    job = export_records.queue(toolbox, asked())["exportId"]
    with toolbox.lock("job", job) as ours:
        assert ours
        assert run_queue.run(toolbox) == run_queue.Report()
        assert export(toolbox, job)["status"] == "queued"
    assert run_queue.run(toolbox).done == 1


def test_killed_half_way_and_then_done_whole_with_one_event(busy):
    before = told(busy)
    job = export_records.queue(busy, asked(*SLOW, format="xlsx"))["exportId"]
    first = worker(busy)
    wait(lambda: half_way(busy, job))
    first.kill()
    assert ended(first)[0] == -signal.SIGKILL
    assert export(busy, job)["status"] == "running"
    assert told(busy) == before
    assert [path.suffix for path in busy.exports.shelf.path.iterdir()] == [".part"]
    # On PostgreSQL the server has to notice first.
    wait(lambda: run_queue.run(busy).done == 1)
    whole(busy, job, ROWS)
    assert told(busy) == [*before, ("crm.export.completed", job)]


def test_stopped_half_way_is_left_for_the_next(busy):
    before = told(busy)
    job = export_records.queue(busy, asked(*SLOW, format="xlsx"))["exportId"]
    first = worker(busy)
    wait(lambda: half_way(busy, job))
    first.terminate()
    code, _, err = ended(first)
    assert (code, err.count("\n")) == (1, 1)
    assert list(busy.exports.shelf.path.iterdir()) == []
    assert export(busy, job)["status"] == "running"
    assert run_queue.run(busy).done == 1
    whole(busy, job, ROWS)
    assert told(busy) == [*before, ("crm.export.completed", job)]


def test_cancelled_while_it_is_made(busy):
    before = told(busy)
    job = export_records.queue(busy, asked(*SLOW, format="xlsx"))["exportId"]
    first = worker(busy)
    wait(lambda: half_way(busy, job))
    assert run_queue.cancel(busy, job)
    code, out, _ = ended(first)
    assert (code, json.loads(out)) == (0, {"done": 0, "failed": 0})
    assert export(busy, job)["status"] == "cancelled"
    assert list(busy.exports.shelf.path.iterdir()) == []
    assert told(busy) == before


def test_two_workers_at_once(busy):
    """No job is done twice; on PostgreSQL they share them."""
    before = told(busy)
    jobs = [export_records.queue(busy, asked(*SLOW))["exportId"] for _ in range(8)]
    workers = [worker(busy) for _ in range(2)]
    done = []
    for each in workers:
        code, out, _ = ended(each)
        assert code == 0
        done.append(json.loads(out)["done"])
    assert sum(done) == len(jobs)
    if busy.engine.dialect.name == "postgresql":
        assert min(done) > 0
    for job in jobs:
        whole(busy, job, ROWS)
    assert Counter(told(busy)[len(before) :]) == Counter(
        ("crm.export.completed", job) for job in jobs
    )
    assert len(list(busy.exports.shelf.path.iterdir())) == len(jobs)
