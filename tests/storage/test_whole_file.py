"""Where a file grows until it is whole."""

import os
from pathlib import Path

import pytest

from crmctl.storage import whole_file


@pytest.mark.parametrize("exists", [False, True])
def test_a_file_grows_beside_itself(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "out.csv"
    if exists:
        path.write_text("old")
    assert whole_file.places(path) == (path, tmp_path / f".out.csv.{os.getpid()}.part")


@pytest.mark.parametrize("exists", [False, True])
def test_a_link_grows_beside_the_file_it_names(tmp_path: Path, exists: bool) -> None:
    link, target = tmp_path / "link", tmp_path / "there" / "real.csv"
    target.parent.mkdir()
    if exists:
        target.write_text("old")
    link.symlink_to(target)
    stands, grows = whole_file.places(link)
    assert stands == target
    assert grows.parent == target.parent


def test_a_device_and_a_pipe_are_written_to_as_they_are(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (Path("/dev/null"), pipe):
        assert whole_file.places(path) == (path, path)


def test_a_half_is_its_owners_and_starts_empty(tmp_path: Path) -> None:
    half = tmp_path / ".half.part"
    half.write_text("of a run that crashed")
    half.unlink()
    os.close(whole_file.open_half(half, half))
    assert half.stat().st_mode & 0o777 == 0o600
    half.write_text("more")
    os.close(whole_file.open_half(half, half))
    assert half.read_text() == ""
