"""The file of rejected rows: there when it is kept, and no trace of it when it is not."""

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmctl.importing.reading.table import Table, open_table
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Problem

PROBLEM = Problem(3, "email", "bad", "email", "'bad' is not an email address")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    source = tmp_path / "in.csv"
    source.write_text("email;note\nbad;x\n")
    return open_table(source)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / "rejects.csv"


def test_kept_it_stands_alone_in_the_columns_of_the_table(path: Path, table: Table) -> None:
    rejects = Rejects(path, table, own_folder=True)
    rejects.add(3, ["bad", "a;b"], [PROBLEM, Problem(3, None, None, "width", "too wide")])
    assert not path.exists()
    assert rejects.keep() == path
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "_row;_errors;email;note",
        '3;"email: \'bad\' is not an email address; too wide";bad;"a;b"',
    ]
    assert [each.name for each in path.parent.iterdir()] == ["rejects.csv"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_discarded_before_it_is_kept_the_older_file_stays(path: Path, table: Table) -> None:
    path.parent.mkdir()
    path.write_text("mine")
    rejects = Rejects(path, table)
    rejects.add(3, ["bad", ""], [PROBLEM])
    rejects.discard()
    assert path.read_text() == "mine"
    assert [each.name for each in path.parent.iterdir()] == ["rejects.csv"]


def test_discarded_afterwards_it_is_gone(path: Path, table: Table) -> None:
    rejects = Rejects(path, table, own_folder=True)
    rejects.add(3, ["bad", ""], [PROBLEM])
    rejects.keep()
    rejects.discard()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("place", [True, False])
def test_nothing_is_made_without_a_row_or_a_path(path: Path, table: Table, place: bool) -> None:
    rejects = Rejects(path if place else None, table)
    if not place:
        rejects.add(3, ["bad", ""], [PROBLEM])
    assert rejects.keep() is None
    rejects.discard()
    assert not path.parent.exists()


def test_a_full_device_says_so_and_stays_a_device(table: Table) -> None:
    rejects = Rejects(Path("/dev/full"), table)
    rejects.add(3, ["bad", ""], [PROBLEM])
    with pytest.raises(OSError, match="No space left"):
        rejects.keep()
    rejects.discard()
    assert Path("/dev/full").is_char_device()


# What breaks rows, and what the reasons beside them are full of.
broken = st.text(st.sampled_from("ab \n,;:|\t\"'.-é"), max_size=9).filter(str.strip)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(broken, min_size=1, max_size=5), min_size=1, max_size=9),
       delimiter=st.sampled_from(",;:|\t"))  # fmt: skip
def test_however_broken_the_rows_are_they_are_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"email{delimiter}note\na@b.example{delimiter}x\n" * 2)
    rejects = Rejects(tmp_path / "rejects.csv", open_table(source, delimiter=delimiter))
    for line, cells in enumerate(rows, 2):
        rejects.add(line, cells, [PROBLEM])
    again = open_table(rejects.keep() or tmp_path)
    reason = f"email: {PROBLEM.message}"
    assert again.header == ("_row", "_errors", "email", "note")
    assert [cells for _, cells in again.rows()] == [
        [str(line), reason, *cells] for line, cells in enumerate(rows, 2)
    ]
    assert again.mended == []
