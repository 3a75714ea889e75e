"""The files of the export store, and the links that lead to them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.exporting import links
from crmctl.exporting.links import Opened
from crmctl.exporting.store import Store
from crmctl.storage.keys import Keys
from crmctl.storage.shelves import Folder
from tests.conftest import NOON, FixedClock

KEYS = Keys((bytes(32),), "environment")
ROW = {
    "id": "e1", "status": "completed", "format": "csv", "file": "e1.csv", "expires_at": NOON,
    "object_type": "contacts", "fields": ["email"], "query": {}, "rows": 1, "bytes": 7,
    "sha256": "ab", "created_at": NOON, "user_id": "u", "error": None,
}  # fmt: skip


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON - timedelta(milliseconds=1))


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Store:
    shelf = Folder(tmp_path / "exports")
    return Store(shelf, "https://crm.example/x/", "w-test", lambda: KEYS, clock)


def put(store: Store, name: str) -> Path:
    with store.shelf.writing(name) as file:
        file.write(b"x")
    return store.shelf.here(name)


def test_each_attempt_has_a_name_of_its_own(store: Store) -> None:
    one, other = store.new_name("e1", "csv"), store.new_name("e1", "csv")
    assert one != other
    assert {(n[:3], n[-4:]) for n in (one, other)} == {("e1-", ".csv")}


def test_what_other_attempts_have_left_goes(store: Store) -> None:
    for name in ("e1.csv", "e1-a.csv", ".e1-b.csv.12.part", ".e2.csv.12.part", "e2-a.csv"):
        put(store, name)
    store.forget_others(ROW)
    assert {name for name, _ in store.shelf.listed()} == {"e1.csv", ".e2.csv.12.part", "e2-a.csv"}


def test_a_link_is_there_until_its_time(store: Store, clock: FixedClock) -> None:
    link = store.link(ROW)
    start, _, token = link.rpartition("/")
    assert start == "https://crm.example/x/exports"
    assert links.read(KEYS.all, token) == Opened("w-test", "e1")
    clock.move(milliseconds=1)
    assert not store.is_open(ROW)
    with pytest.raises(UsageError, match="e1 has no link"):
        store.link(ROW)


@pytest.mark.parametrize(
    "row",
    [ROW | {"status": "deleted"}, ROW | {"status": "expired"}, ROW | {"status": "running"},
     ROW | {"expires_at": None, "file": "/tmp/out.csv"}],
)  # fmt: skip
def test_no_link_for_these(store: Store, row: dict) -> None:
    assert not store.is_open(row)
    assert store.document(row)["link"] is None


def test_where_a_document_says_the_file_is(store: Store) -> None:
    made = store.document(ROW)
    assert (made["file"], made["link"]) == (store.shelf.shown("e1.csv"), store.link(ROW))
    assert store.document(ROW | {"status": "deleted"})["file"] is None
    outside = ROW | {"expires_at": None, "file": "/tmp/out.csv"}
    assert store.document(outside)["file"] == "/tmp/out.csv"


def test_forgetting_is_done_once_and_only_in_the_store(store: Store, tmp_path: Path) -> None:
    path, outside = put(store, "e1.csv"), tmp_path / "out.csv"
    outside.write_text("x")
    store.forget(ROW | {"expires_at": None, "file": str(outside)})
    store.forget(ROW)
    store.forget(ROW)
    assert outside.exists()
    assert not path.exists()


def test_strays_go_when_nobody_has_written_to_them_since(store: Store) -> None:
    assert store.sweep(set(), NOON) == 0
    for name, hours in (("e1.csv", 30), ("stray.csv", 30), (".e2.csv.1.part", 30), ("new.csv", 1)):
        path = put(store, name)
        then = (NOON - timedelta(hours=hours)).timestamp()
        os.utime(path, (then, then))
    assert store.sweep({"e1.csv"}, NOON - timedelta(days=1)) == 2
    assert {name for name, _ in store.shelf.listed()} == {"e1.csv", "new.csv"}
