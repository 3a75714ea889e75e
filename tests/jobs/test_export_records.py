"""One export: to a stream, a file or the store, in the background when it is large."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.errors import CancelledError, Stopped, UsageError
from crmctl.exporting import history
from jobs import export_records, run_queue
from tests.conftest import NOON, FixedClock
from tests.exporting import making
from tests.exporting.making import asked, export, told


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(
        tmp_path / "home", database_url, FixedClock(), export_background_rows="5",
        export_link_hours="2",
    )  # fmt: skip
    making.add_people(made, 5)
    yield made
    made.close()


def test_to_a_stream(toolbox):
    out = io.BytesIO()
    report = export_records.run(toolbox, asked(output="-", sort="email"), out)
    data = out.getvalue()
    assert data.startswith(b"email,first_name\r\np0@x.example,P0\r\n")
    assert (report["rows"], report["bytes"], report["file"]) == (5, len(data), "-")
    assert report["sha256"] == hashlib.sha256(data).hexdigest()
    assert (report["link"], report["expiresAt"]) == (None, None)


def test_to_a_file(toolbox, tmp_path):
    path = tmp_path / "out.csv"
    report = export_records.run(toolbox, asked(output=str(path)))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == report["sha256"]
    assert (report["status"], report["file"], report["link"]) == ("completed", str(path), None)


def test_to_the_store(toolbox):
    report = export_records.run(toolbox, asked(format="jsonl"))
    path = Path(report["file"])
    assert path.parent == toolbox.settings.home / "exports"
    assert path.name.startswith(report["exportId"])
    assert path.suffix == ".jsonl"
    assert path.stat().st_size == report["bytes"]
    assert report["expiresAt"] == NOON + timedelta(hours=2)
    assert report["link"].startswith("http://127.0.0.1:8765/exports/")
    assert told(toolbox) == [("crm.export.completed", report["exportId"])]
    # What the run said is what the history says.
    row = export(toolbox, report["exportId"])
    assert toolbox.exports.document(row) == report


def test_large_is_what_the_setting_says(toolbox):
    assert not export_records.is_large(toolbox, asked())
    making.add_people(toolbox, 1)
    assert export_records.is_large(toolbox, asked())
    assert not export_records.is_large(toolbox, asked(filters=("email=p1@x.example",)))


def test_words_that_do_not_hold_leave_no_trace(toolbox):
    for words in (asked("emial"), asked(filters=("lifecycle",)), asked(sort="x")):
        for job in (export_records.run, export_records.queue, export_records.is_large):
            with pytest.raises(UsageError):
                job(toolbox, words)
    with toolbox.transaction(write=False) as session:
        assert history.listed(session, 9) == []
    assert told(toolbox) == []


@pytest.mark.parametrize("where", ["folder", "nowhere/out.csv"])
def test_what_fails_is_kept_and_told(toolbox, tmp_path, where):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError):
        export_records.run(toolbox, asked(output=str(tmp_path / where)))
    with toolbox.transaction(write=False) as session:
        (row,) = history.listed(session, 9)
    assert row["status"] == "failed"
    assert where.partition("/")[0] in row["error"]
    assert told(toolbox) == [("crm.export.failed", row["id"])]


def test_a_full_disk(toolbox):
    with pytest.raises(OSError, match="No space"):
        export_records.run(toolbox, asked(output="/dev/full"))
    assert [type_ for type_, _ in told(toolbox)] == ["crm.export.failed"]


class Stopping(io.BytesIO):
    """A stream at which somebody presses Ctrl-C."""

    def write(self, data):
        raise Stopped


def test_stopped_is_not_failed(toolbox):
    with pytest.raises(Stopped):
        export_records.run(toolbox, asked(output="-"), Stopping())
    assert told(toolbox) == []


def test_queued_waits_and_is_then_made(toolbox):
    report = export_records.queue(toolbox, asked(sort="email"))
    assert (report["status"], report["link"], report["file"]) == ("queued", None, None)
    toolbox.clock.move(hours=5)
    export_records.finish(toolbox, export(toolbox, report["exportId"]))
    row = export(toolbox, report["exportId"])
    assert (row["status"], row["rows"]) == ("completed", 5)
    # Its time begins when it is there.
    assert row["expires_at"] == NOON + timedelta(hours=7)
    assert told(toolbox) == [("crm.export.completed", report["exportId"])]


def test_cancelled_before_it_begins(toolbox):
    report = export_records.queue(toolbox, asked())
    row = export(toolbox, report["exportId"])
    assert run_queue.cancel(toolbox, report["exportId"])
    with pytest.raises(CancelledError):
        export_records.finish(toolbox, row)
    assert export(toolbox, report["exportId"])["status"] == "cancelled"
    assert told(toolbox) == []
    folder = toolbox.settings.home / "exports"
    assert not folder.exists() or not list(folder.iterdir())


def test_what_another_has_finished_meanwhile_keeps_its_file(toolbox):
    """A lock can be lost with its connection: the second to finish takes nothing away."""
    report = export_records.queue(toolbox, asked())
    row = export(toolbox, report["exportId"])
    export_records.finish(toolbox, row)
    with pytest.raises(CancelledError):
        export_records._make(toolbox, asked(), row, None, lambda _: None)
    done = export(toolbox, report["exportId"])
    data = toolbox.exports.file(done).read_bytes()
    assert hashlib.sha256(data).hexdigest() == done["sha256"]
    assert len(list(toolbox.exports.shelf.path.iterdir())) == 1
    assert told(toolbox) == [("crm.export.completed", report["exportId"])]
