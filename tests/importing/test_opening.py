"""A file opened by a process of its own is the file that one opens oneself."""

import hashlib
from pathlib import Path

import psutil
import pytest

from crmctl.errors import UsageError
from crmctl.importing import alongside, opening, planning
from crmctl.importing.opening import Told
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request
from tests.conftest import ONE_PROCESSOR

LIMITS = Limits(10**9, 10**6)
UNTOLD = Told()
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
    own = opening.open_file(file, UNTOLD)
    with opening.ahead(file, UNTOLD) as opener:
        large = own.bytes >= alongside.WORTH_A_PROCESS
        assert len(psutil.Process().children()) == (large and not ONE_PROCESSOR)
        theirs = opener()
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
        assert opening.open_file(path, UNTOLD).lines == 3


def test_it_is_opened_as_it_was_told(file: Path) -> None:
    with opening.ahead(file, Told(",", "latin-1", 1)) as opener:
        layout = opener().table.layout
    assert (layout.delimiter, layout.encoding, layout.header_line) == (",", "iso8859-1", 1)


@pytest.mark.parametrize(
    ("content", "told", "why"),
    [
        (HEADER + people(20_000), Told(encoding="ascii"), "is not ascii"),
        ("\n" * 2**20, UNTOLD, "only blank lines"),
        (None, UNTOLD, "There is no file"),
    ],
    ids=["encoding", "blank", "gone"],
)
def test_why_it_cannot_be_opened_is_said_to_who_opens_it(
    tmp_path: Path, content: str | None, told: Told, why: str
) -> None:
    file = tmp_path / "people.csv"
    if content is not None:
        file.write_text(content)
    with opening.ahead(file, told) as opener, pytest.raises(UsageError, match=why):
        opener()
    assert not psutil.Process().children()


def test_who_does_not_ask_leaves_no_process(file: Path) -> None:
    with pytest.raises(UsageError, match="something else"), opening.ahead(file, UNTOLD):
        raise UsageError("something else")
    assert not psutil.Process().children()


def test_a_file_that_changed_since_it_was_opened_is_refused(tmp_path: Path) -> None:
    """Its table may not be the one that it has now."""
    file = tmp_path / "people.csv"
    file.write_text(HEADER + people(20))
    found = opening.open_file(file, UNTOLD)
    file.write_text(HEADER + people(30))
    plan = planning.prepare(Request(file, file.name), LIMITS, opener=lambda: found)
    with pytest.raises(UsageError, match="was changed while it was read"):
        planning.refuse_changed(plan)
