"""Many rows at once give what the same rows give one by one."""

import pickle
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Order
from crmctl.storage.session import savepoint
from tests.conftest import NOON

# One by one, the first COPY, and more than one lot of a lookup.
SIZES = [1, 99, 100, 5_001]
AWKWARD = ["plain", 'quo"te, and\ttab', "back\\slash \\N", "new\nline\r\n", "名前 é 🙂", "", None]


def in_turn(values, size):
    return [values[at % len(values)] for at in range(size)]


def account_columns(size, shift=0):
    """Accounts with a value of every type, and some without."""
    names = [f"name {at + shift}" for at in range(size)]
    return {
        "id": [f"id-{at:06}" for at in range(size)],
        "name": names,
        "name_key": names,
        "notes": in_turn(AWKWARD[shift:] + AWKWARD[:shift], size),
        "annual_revenue": in_turn([Decimal("0.1"), Decimal("12345678901234.5678"), None], size),
        "employee_count": in_turn([shift, None, 2**31 - 1], size),
        "ideal_customer_profile": in_turn([True, False, None], size),
        "custom_fields": in_turn([None, {"a": ["é", None]}, {"b": str(shift)}], size),
        "created_at": [NOON + timedelta(milliseconds=at) for at in range(size)],
    }


def with_events(session, columns):
    events = [Event("crm.account.updated", "account", id_, {}) for id_ in columns["id"]]
    return {**columns, "last_event_id": outbox.append(session, events)}


def rows_of(columns):
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def all_accounts(session):
    rows = queries.find(session, tables.accounts, order=[Order(Place("id"))])
    return [
        {name: cell for name, cell in row.items() if name not in ("workspace_id", "last_event_id")}
        for row in rows
    ]


@pytest.mark.parametrize("size", SIZES)
def test_insert_and_update_equal_the_rows_one_by_one(workspace, size):
    first, second = account_columns(size), account_columns(size, shift=2)
    with workspace.open() as session:
        bulk.insert(session, tables.accounts, with_events(session, first), {"updated_at": NOON})
        inserted = all_accounts(session)
        changed = with_events(session, second)
        bulk.update(session, tables.accounts, changed.pop("id"), changed)
        updated = all_accounts(session)
    with replace(workspace, name="one-by-one").open() as session:
        rows = [{**row, "updated_at": NOON} for row in rows_of(with_events(session, first))]
        queries.add(session, tables.accounts, rows)
        assert inserted == all_accounts(session)
        for row in rows_of(with_events(session, second))[-200:]:
            same = [Compare(Place("id"), "is", (row["id"],))]
            assert queries.change(session, tables.accounts, same, row) == 1
        assert updated[-200:] == all_accounts(session)[-200:]


def test_several_loads_in_one_transaction(work):
    for import_id in ("a", "b"):
        columns = {"line": list(range(150)), "details": [[{"n": at}] for at in range(150)]}
        fixed = {"import_id": import_id, "outcome": "created", "rows": 1, "lines": [1]}
        bulk.insert(work, tables.import_lots, columns, fixed)
    assert queries.count(work, tables.import_lots) == 300


def test_loads_of_one_transaction_have_nothing_of_each_other(work):
    """Rows of other columns, an update, and what was taken back between them."""
    size = 150
    first, second = account_columns(size), account_columns(size, shift=1)
    second = {name: second[name] for name in ("id", "name", "name_key", "created_at")}
    second["id"] = [f"{id_}-b" for id_ in second["id"]]
    third = {**second, "id": [f"{id_}-c" for id_ in second["id"]]}
    for columns, keep in ((first, True), (third, False), (second, True), (third, True)):
        with savepoint(work, keep=keep):
            bulk.insert(work, tables.accounts, with_events(work, columns), {"updated_at": NOON})
    changed = with_events(work, {"id": first["id"], "notes": ["anew"] * size})
    bulk.update(work, tables.accounts, changed.pop("id"), changed)
    names = ("id", "name", "notes", "custom_fields")
    found = [tuple(row[name] for name in names) for row in all_accounts(work)]
    anew = {**first, "notes": ["anew"] * size}
    rows = [row for columns in (anew, second, third) for row in rows_of(columns)]
    assert found == sorted(tuple(row.get(name) for name in names) for row in rows)


def test_no_rows_are_no_work(work):
    bulk.insert(work, tables.import_lots, {"line": []}, {"import_id": "i", "outcome": "created"})
    bulk.update(work, tables.contacts, [], {"first_name": []})
    assert list(bulk.lookup(work, tables.contacts, {"email": []}, ())) == []


@pytest.mark.parametrize("size", [3, 5_001])
def test_lookup_finds_what_one_query_for_each_key_finds(work, size):
    columns = account_columns(size)
    columns["name_key"] = [f"name {at // 2}" for at in range(size)]
    columns["domain"] = [None if at % 7 == 1 else f"d{at // 2 % 97}.example" for at in range(size)]
    bulk.insert(work, tables.accounts, with_events(work, columns), {"updated_at": NOON})
    names = [f"name {at}" for at in reversed(range(size))]
    domains = [f"d{at % 97}.example" for at in reversed(range(size))]
    keys = {"name_key": names, "domain": domains}
    found = list(bulk.lookup(work, tables.accounts, keys, ("annual_revenue", "created_at")))
    wanted = {pair: at for at, pair in enumerate(zip(names, domains, strict=True))}
    expected = sorted(
        (
            wanted[row["name_key"], row["domain"]],
            row["id"],
            row["annual_revenue"],
            row["created_at"],
        )
        for row in queries.find(work, tables.accounts)
        if (row["name_key"], row["domain"]) in wanted
    )
    assert expected
    assert [tuple(row) for row in found] == expected


def test_lookup_gives_the_oldest_first_and_every_asker_its_own(work):
    columns = account_columns(3) | {"domain": ["a.example"] * 3}
    bulk.insert(work, tables.accounts, with_events(work, columns), {"updated_at": NOON})
    keys = {"domain": ["a.example", "none.example", None, "a.example"]}
    found = bulk.lookup(work, tables.accounts, keys, ())
    ids = ["id-000000", "id-000001", "id-000002"]
    assert [(row.position, row.id) for row in found] == [
        *((0, id_) for id_ in ids),
        *((3, id_) for id_ in ids),
    ]


def test_keys_are_found_whatever_letters_they_have(work):
    hostile = [
        *filter(None, AWKWARD),
        "NULL",
        "null",
        "{a,b}",
        '","',
        "\\",
        '\\"',
        "a,b",
        " a ",
        "%s",
    ]
    columns = account_columns(len(hostile)) | {"domain": hostile}
    bulk.insert(work, tables.accounts, with_events(work, columns), {"updated_at": NOON})
    # Together, alone, and beside what has no value.
    for keys in (hostile, [*hostile, None, ""], *([each] for each in hostile)):
        found = bulk.lookup(work, tables.accounts, {"domain": keys}, ("domain",))
        known = {row.position: row.domain for row in found}
        assert known == {at: key for at, key in enumerate(keys) if key}


def test_rows_that_are_all_the_same_are_rows_all_the_same(work):
    columns = {"name": ["one"] * 100, "notes": ["two"] * 100}
    packed = bulk.pack(work, tables.accounts, columns)
    assert len(packed.rows) == 100
    assert len(packed.part([3, 7]).rows) == 2


@pytest.mark.parametrize("numbered", [True, False])
def test_old_versions_of_python_312_are_given_no_numbered_values(work, monkeypatch, numbered):
    if work.native:
        pytest.skip("its driver has its own marks")
    monkeypatch.setattr(bulk, "_NUMBERED", numbered)
    run: list[str] = []

    @contextmanager
    def told(_session):
        yield SimpleNamespace(execute=lambda statement, _: run.append(statement))

    columns = with_events(work, account_columns(100))
    monkeypatch.setattr(bulk, "_cursor", told)
    bulk.insert(work, tables.accounts, columns, {"updated_at": NOON})
    assert run
    assert all(("?1" in statement) is numbered for statement in run)


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("size", [99, 100, 1_000])
@pytest.mark.parametrize("awkward", [*AWKWARD, "NULL", "'"])
def test_what_is_the_same_in_all_rows_is_kept_in_each(work, monkeypatch, size, awkward, numbered):
    monkeypatch.setattr(bulk, "_NUMBERED", numbered)
    same = {
        "notes": awkward,
        "annual_revenue": Decimal("0.10"),
        "employee_count": 7,
        "ideal_customer_profile": True,
        "custom_fields": {"a": [awkward]},
        "created_at": NOON,
        "industry": None,
    }
    ids = [f"id-{at:06}" for at in range(size)]
    columns = {"id": ids, "name": ids, "name_key": ids} | {n: [v] * size for n, v in same.items()}
    packed = bulk.pack(work, tables.accounts, with_events(work, columns))
    assert set(packed.same) == (set(same) if size >= 100 else set())
    assert packed.has("notes")
    assert packed.has("name")
    assert not packed.has("website")
    some = packed.part(range(0, size, 2))
    bulk.insert_packed(work, tables.accounts, some, {}, {"updated_at": NOON})
    rows = all_accounts(work)
    assert [row["id"] for row in rows] == ids[::2]
    assert all({name: row[name] for name in same} == same for row in rows)
    changed = with_events(work, {"id": ids[::2], "notes": ["new"] * len(rows)})
    bulk.update(work, tables.accounts, changed.pop("id"), changed)
    assert {row["notes"] for row in all_accounts(work)} == {"new"}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (tables.contacts, "email"),
        (tables.contacts, "phone_e164"),
        (tables.contacts, "external_id"),
        (tables.accounts, "name_key"),
        (tables.accounts, "domain"),
        (tables.deals, "name_key"),
    ],
)
def test_lookups_on_sqlite_use_the_index_of_the_key(tmp_path, table, column):
    from crmctl.storage import engine as engines
    from crmctl.storage import schema
    from tests.conftest import Workspace

    engine = engines.open_engine(engines.parse_url(f"sqlite:///{tmp_path}/a.db"), 30)
    schema.upgrade(engine)
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
    with Workspace(engine).open() as session:
        assert list(bulk.lookup(session, table, {column: ["x"]}, ())) == []
        statement, values = asked[-1]
        plan = session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row[3] for row in plan]
    engine.dispose()
    index = f"SEARCH t USING INDEX {table.name}_{column}_idx ({column}=? AND workspace_id=?)"
    assert index in steps


def test_values_may_be_days(work):
    """A day goes through COPY and the batch alike."""
    for size in (1, 100):
        ids = [f"deal-{size}-{at:03}" for at in range(size)]
        events = [Event("crm.deal.created", "deal", id_, {}) for id_ in ids]
        columns = {
            "id": ids,
            "expected_close_date": [date(2026, 1, 31)] * size,
            "last_event_id": outbox.append(work, events),
        }
        fixed = {"name": "D", "stage": "lead", "created_at": NOON, "updated_at": NOON}
        bulk.insert(work, tables.deals, columns, fixed)
    days = {row["expected_close_date"] for row in queries.find(work, tables.deals)}
    assert days == {date(2026, 1, 31)}


@pytest.mark.parametrize("size", SIZES)
def test_rows_packed_ahead_equal_those_inserted_at_once(workspace, size):
    """After a journey to another process, some left out, and with columns that came later."""
    columns = account_columns(size)
    later = {"custom_fields": columns.pop("custom_fields"), "notes": columns.pop("notes")}
    chosen = [at for at in range(size) if at % 3 != 1]
    fixed = {"updated_at": NOON, "industry": 'the "same"'}
    with workspace.open() as session:
        columns = with_events(session, columns)
        packed = pickle.loads(pickle.dumps(bulk.pack(session, tables.accounts, columns), 5))
        more = {name: [cells[at] for at in chosen] for name, cells in later.items()}
        bulk.insert_packed(session, tables.accounts, packed.part(chosen), more, fixed)
        found = all_accounts(session)
    with replace(workspace, name="other").open() as session:
        columns = with_events(session, {**account_columns(size)})
        some = {name: [cells[at] for at in chosen] for name, cells in columns.items()}
        bulk.insert(session, tables.accounts, some, fixed)
        assert all_accounts(session) == found
    assert len(found) == len(chosen)
