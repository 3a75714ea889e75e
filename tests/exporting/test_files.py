"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.storage import whole_file


def test_it_stands_there_at_the_end_alone_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with whole_file.beside(path) as file:
        file.write(b"abc")
        assert not path.exists()
    assert path.read_bytes() == b"abc"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def fail() -> None:
        with whole_file.beside(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link.csv", tmp_path / "there" / "real.csv"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with whole_file.beside(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [each.name for each in target.parent.iterdir()] == ["real.csv"]


def test_a_device_is_written_to_as_it_is(tmp_path: Path) -> None:
    with whole_file.beside(Path("/dev/null")) as file:
        file.write(b"abc")
    assert not Path("/dev/null").is_file()
    with pytest.raises(OSError, match="No space"), whole_file.beside(Path("/dev/full")) as file:
        file.write(b"abc")
    assert Path("/dev/full").exists()


@pytest.mark.parametrize("name", ["nowhere/out.csv", "file/out.csv"])
def test_a_place_that_takes_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("a file")
    with (
        pytest.raises(UsageError, match=r"out\.csv cannot be written"),
        whole_file.beside(tmp_path / name),
    ):
        raise AssertionError
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
