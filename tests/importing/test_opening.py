"""A file opened by a process of its own is the file that one opens oneself."""

import hashlib
import os
import sys
from pathlib import Path

import psutil
import pytest

from crmctl.errors import EmptyFileError, UsageError
from crmctl.importing import opening, planning
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request

ONE_PROCESSOR = sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2
pytestmark = pytest.mark.skipif(ONE_PROCESSOR, reason="needs two processors")
LIMITS = Limits(10**9, 10**6)
UNTOLD = (None, None, None)
TITLE = "People of 2026;;\n"
HEADER = "Name;Mail;Note\n"


def people(rows: int) -> str:
    return "".join(f"Zoë {n};p{n}@x.example;{'ä' * 40}\n" for n in range(rows))


@pytest.fixture(params=[20, 20_000], ids=["small", "large"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TITLE + HEADER + people(request.param), "cp1252")
    return path


def test_what_comes_is_the_same_and_no_process_is_left(file: Path) -> None:
    own = opening.open_file(file, *UNTOLD)
    with opening.ahead(file, *UNTOLD) as opened:
        large = own.state is not None and own.state[1] >= opening.WORTH_A_PROCESS
        assert len(psutil.Process().children()) == large
        theirs = opened()
        assert not psutil.Process().children()
    assert theirs.table.layout == own.table.layout
    assert theirs.table.layout.header_line == 2
    assert theirs.table.header == ("Name", "Mail", "Note")
    assert list(theirs.table.rows()) == list(own.table.rows())
    assert theirs.sha256 == own.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert theirs.lines == own.lines == file.read_bytes().count(b"\n")
    assert theirs.state == own.state == opening.state(file)


def test_lines_are_counted_whatever_ends_them(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    for end in ("\n", "\r", "\r\n"):
        path.write_bytes(f"Mail{end}a@x.example{end}b@x.example{end}".encode())
        assert opening.open_file(path, *UNTOLD).lines == 3


def test_it_is_opened_as_it_was_told(file: Path) -> None:
    with opening.ahead(file, ",", "latin-1", 1) as opened:
        layout = opened().table.layout
    assert (layout.delimiter, layout.encoding, layout.header_line) == (",", "iso8859-1", 1)


def test_why_it_cannot_be_opened_is_said_where_it_is_asked_for(file: Path) -> None:
    with (
        opening.ahead(file, None, "utf-8", None) as opened,
        pytest.raises(UsageError, match=r"people\.csv is not utf-8"),
    ):
        opened()
    file.write_text("\n" * 2**20)
    with opening.ahead(file, *UNTOLD) as opened, pytest.raises(EmptyFileError, match="only blank"):
        opened()
    file.unlink()
    with opening.ahead(file, *UNTOLD) as opened, pytest.raises(UsageError, match="There is no"):
        opened()
    assert not psutil.Process().children()


def test_who_does_not_ask_leaves_no_process(file: Path) -> None:
    with pytest.raises(UsageError, match="something else"), opening.ahead(file, *UNTOLD):
        raise UsageError("something else")
    assert not psutil.Process().children()


def test_a_file_that_changed_since_it_was_opened_is_refused(file: Path) -> None:
    """Its table may not be the one that it has now."""
    with opening.ahead(file, *UNTOLD) as opened:
        found = opened()
    file.write_text(HEADER + people(30))
    plan = planning.prepare(Request(file, file.name), LIMITS, opened=lambda: found)
    with pytest.raises(UsageError, match="was changed while it was read"):
        planning.refuse_changed(plan)


def test_a_process_that_is_killed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(HEADER + people(400_000))
    with opening.ahead(path, *UNTOLD) as opened:
        (process,) = psutil.Process().children()
        process.kill()
        with pytest.raises(Exception, match="is gone: killed, or out of memory"):
            opened()
