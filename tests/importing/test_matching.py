"""Which rows are one record: the keys as told, and rows of the file among themselves."""

import pytest

from crmctl.errors import UsageError
from crmctl.importing import matching
from crmctl.importing.checking import Lot
from crmctl.importing.earlier import Earlier
from crmctl.importing.report import Problem
from crmctl.records import registry
from crmctl.storage.session import Session

CONTACTS = registry.kind("contacts")


def lot(first_line: int, **columns: list[str | None]) -> Lot:
    size = len(next(iter(columns.values())))
    values = {CONTACTS.fields.get(name): cells for name, cells in columns.items()}
    return Lot(list(range(first_line, first_line + size)), [[]] * size, values)


def repeated(session: Session, names: list[str], rows: Lot, seen: Earlier) -> dict[int, int]:
    known_by = matching.named(session, matching.keys(CONTACTS, names), rows)
    return matching.within_file(known_by, rows, seen)


def test_keys_by_kind_and_as_told() -> None:
    assert [key.name for key in matching.keys(CONTACTS, ())] == [
        "external_id",
        "email",
        "phone",
        "first_name+last_name+account_name",
    ]
    (key,) = matching.keys(CONTACTS, ["first_name + account_name"])
    assert key.columns == ["first_name", "account_id"]
    for unknown in ("notes", "email+notes", "email+"):
        with pytest.raises(UsageError, match="--match"):
            matching.keys(CONTACTS, [unknown])


def test_the_first_row_of_a_key_stands_for_the_others(work: Session) -> None:
    """Over lots of rows; a row without a key is like no other; a rejected row stands for none."""
    seen = Earlier()
    rows = lot(2, email=["a@x.example", None, "b@x.example", "a@x.example", None])
    rows.reject(2, Problem(4, None, None, "phone", "is none"))
    assert repeated(work, [], rows, seen) == {3: 2}
    rows = lot(7, email=["b@x.example", "a@x.example", "b@x.example"])
    assert repeated(work, [], rows, seen) == {1: 2, 2: 7}


def test_a_name_stays_its_first_owners(work: Session) -> None:
    """Who is nobody's by a name that somebody has is not its owner from then on."""
    accounts = registry.kind("accounts")
    columns = {"name": ["Beta", "Beta", "Beta"], "domain": ["beta.example", "beta.test", None]}
    values = {accounts.fields.get(name): cells for name, cells in columns.items()}
    rows = Lot([2, 3, 4], [[]] * 3, values)
    known_by = matching.named(work, matching.keys(accounts, ()), rows)
    assert matching.within_file(known_by, rows, Earlier()) == {2: 2}


def test_any_of_several_keys_is_enough_and_all_parts_of_one_are_needed(work: Session) -> None:
    rows = lot(
        2,
        external_id=["1", None, "1", None],
        first_name=["Ann", "Ann", "Bob", "Ann"],
        phone=["+49 30 1234567", "030 1", None, "+49301234567"],
    )
    assert repeated(work, ["external_id", "phone"], rows, Earlier()) == {2: 2, 3: 2}
    assert repeated(work, ["first_name+phone"], rows, Earlier()) == {3: 2}
    assert repeated(work, ["email"], rows, Earlier()) == {}
