"""Shelves, on this disk and behind a URL: one suite for both.

Tried: a writer that fails half-way, a place that is down, a password in its URL, names that are not
there, two readers at once, a copy that grows old, a file system that is not installed.
"""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.errors import ConfigurationError, ServiceUnavailableError
from crmctl.storage import shelves
from crmctl.storage.shelves import Folder, Shelf
from tests.conftest import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    from crmctl.clock import SystemClock

    return FixedClock(SystemClock().now())


@pytest.fixture(params=["folder", "file", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Shelf:
    place = {
        "folder": str(tmp_path / "there"),
        "file": f"file://{tmp_path / 'there'}",
        "memory": f"memory://{tmp_path.name}",
    }
    return shelves.open_shelf(place[request.param], "exports", tmp_path / "home", clock)


def put(shelf: Shelf, name: str, data: bytes) -> None:
    with shelf.writing(name) as file:
        file.write(data)


def names(shelf: Shelf) -> list[str]:
    return sorted(name for name, _ in shelf.listed())


def test_what_is_put_there_is_found_listed_and_removed(shelf: Shelf, clock: FixedClock) -> None:
    assert (shelf.here("a.csv"), shelf.listed()) == (None, [])
    put(shelf, "a.csv", b"one")
    put(shelf, "b.csv", b"")
    assert shelf.here("a.csv").read_bytes() == b"one"
    assert shelf.here("b.csv").read_bytes() == b""
    assert names(shelf) == ["a.csv", "b.csv"]
    assert all(abs(at - clock.now()) < timedelta(minutes=1) for _, at in shelf.listed())
    shelf.remove("a.csv")
    shelf.remove("a.csv")
    assert (shelf.here("a.csv"), names(shelf)) == (None, ["b.csv"])


def test_a_writer_that_fails_leaves_nothing(shelf: Shelf, tmp_path: Path) -> None:
    def fail() -> None:
        with shelf.writing("a.csv") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (shelf.here("a.csv"), shelf.listed()) == (None, [])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_it_is_for_the_owner_alone(shelf: Shelf) -> None:
    put(shelf, "a.csv", b"one")
    path = shelf.here("a.csv")
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_readers_at_once_see_it_whole(shelf: Shelf) -> None:
    data = bytes(range(256)) * 20_000
    put(shelf, "a.csv", data)
    seen: list[bool] = []
    readers = [
        threading.Thread(target=lambda: seen.append(shelf.here("a.csv").read_bytes() == data))
        for _ in range(8)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert seen == [True] * 8


def test_another_host_reads_what_this_one_wrote(tmp_path: Path, clock: FixedClock) -> None:
    url = f"file://{tmp_path / 'there'}"
    put(shelves.open_shelf(url, "exports", tmp_path / "one", clock), "a.csv", b"one")
    other = shelves.open_shelf(url, "exports", tmp_path / "two", clock)
    assert other.here("a.csv").read_bytes() == b"one"
    assert other.shown("a.csv") == f"{url}/exports/a.csv"


def test_a_copy_does_not_grow_old(tmp_path: Path, clock: FixedClock) -> None:
    shelf = shelves.open_shelf(f"file://{tmp_path / 'there'}", "exports", tmp_path / "home", clock)
    put(shelf, "a.csv", b"one")
    copy = shelf.here("a.csv")
    clock.move(hours=23)
    shelf.listed()
    assert copy.exists()
    clock.move(hours=2)
    shelf.listed()
    assert not copy.exists()
    # Another is made.
    assert shelf.here("a.csv").read_bytes() == b"one"


def test_home_is_the_place_where_none_is_set(tmp_path: Path, clock: FixedClock) -> None:
    assert shelves.open_shelf(None, "imports", tmp_path, clock) == Folder(tmp_path / "imports")


def test_a_place_that_is_down_says_so_without_its_password(
    tmp_path: Path, clock: FixedClock
) -> None:
    url = "ftp://crm:geheim@127.0.0.1:9/x"
    shelf = shelves.open_shelf(url, "exports", tmp_path / "home", clock)
    tries = (
        lambda: put(shelf, "a.csv", b"one"),
        lambda: shelf.here("a.csv"),
        lambda: shelf.remove("a.csv"),
        shelf.listed,
    )
    for attempt in tries:
        with pytest.raises(ServiceUnavailableError, match="file store ftp://") as caught:
            attempt()
        assert "geheim" not in str(caught.value)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_system_that_is_not_there_is_a_setting_that_is_wrong(
    tmp_path: Path, clock: FixedClock
) -> None:
    shelf = shelves.open_shelf("nosuch://x", "exports", tmp_path, clock)
    with pytest.raises(ConfigurationError, match="file-store nosuch://x"):
        shelf.here("a.csv")
