"""No change to a record without its event: the database itself refuses whoever forgets."""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from crmctl.errors import CrmctlError, StorageError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.records import editing, registry, writing
from crmctl.storage import queries, tables
from crmctl.storage.session import Session
from tests.conftest import NOON, Workspace

CONTACTS = registry.kind("contacts")
KINDS = list(registry.KINDS.values())
# What each kind must have, in SQL.
MUST = {
    "contacts": {},
    "accounts": {"name": "'N'", "name_key": "'n'"},
    "deals": {"name": "'N'", "stage": "'lead'"},
    "activities": {"type": "'call'", "happened_at": ":now", "created_by_id": "'u'"},
}
WORDS = {
    "contacts": ["first_name=Ann"],
    "accounts": ["name=Acme"],
    "deals": ["name=Deal"],
    "activities": ["type=call"],
}
by_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.plural for kind in KINDS])


@dataclass
class Path:
    """A path that goes round writing.py, in a transaction of its own each time."""

    workspace: Workspace

    @contextmanager
    def refused(self):
        with (
            pytest.raises(CrmctlError, match="a change without its event"),
            self.workspace.open() as session,
        ):
            yield session


@pytest.fixture
def path(workspace):
    return Path(workspace)


def run(session: Session, statement: str, **values: object) -> int:
    return session.connection.execute(
        text(statement), {"w": session.workspace, "now": NOON.isoformat()} | values
    ).rowcount


def run_scalar(session: Session, query: str) -> int:
    return session.connection.execute(text(query)).scalar_one()


def insert(session, kind, event_id, verb="INSERT"):
    extra = MUST[kind.plural]
    columns = ["workspace_id", "id", "created_at", "updated_at", "last_event_id", *extra]
    cells = [":w", "'r1'", "CAST(:now AS {t})", "CAST(:now AS {t})", ":event", *extra.values()]
    moment = "timestamptz" if session.native else "text"
    values = ", ".join(cells).format(t=moment).replace(" :now", f" CAST(:now AS {moment})")
    names = ", ".join(columns)
    run(session, f"{verb} INTO {kind.table.name} ({names}) VALUES ({values})", event=event_id)


def append(session, kind, entity_id):
    (made,) = outbox.append(session, [Event(f"crm.{kind.name}.created", kind.name, entity_id, {})])
    return made


def made(workspace, kind):
    with workspace.open() as session:
        return editing.add(session, kind, WORDS[kind.plural])


@by_kind
def test_a_new_record_needs_an_event_of_its_own(workspace, path, kind):
    with replace(workspace, name="theirs").open() as session:
        foreign = append(session, kind, "r1")
    with path.refused() as session:
        insert(session, kind, "no-such-event")
    with path.refused() as session:
        insert(session, kind, append(session, kind, "another"))
    with path.refused() as session:
        insert(session, kind, foreign)
    with workspace.open() as session:
        insert(session, kind, append(session, kind, "r1"))
        assert queries.count(session, kind.table) == 1


@by_kind
def test_a_change_needs_a_new_event_of_its_own(workspace, path, kind):
    record = made(workspace, kind)
    change = f"UPDATE {kind.table.name} SET updated_at = created_at"
    with path.refused() as session:
        run(session, change)
    with path.refused() as session:
        run(session, f"{change}, last_event_id = 'no-such-event'")
    with path.refused() as session:
        run(session, f"{change}, last_event_id = :e", e=append(session, kind, "another"))
    with path.refused() as session:
        run(session, f"{change}, deleted_at = created_at")
    with workspace.open() as session:
        event = append(session, kind, record["id"])
        assert run(session, f"{change}, last_event_id = :e", e=event) == 1


@by_kind
def test_a_living_record_is_not_purged(workspace, path, kind):
    record = made(workspace, kind)
    with path.refused() as session:
        run(session, f"DELETE FROM {kind.table.name}")
    with workspace.open() as session:
        editing.remove(session, kind, record["id"])
    with workspace.open() as session:
        assert run(session, f"DELETE FROM {kind.table.name}") == 1


def test_a_record_does_not_take_the_place_of_another(workspace, path):
    if workspace.engine.dialect.name == "postgresql":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    with workspace.open() as session:
        insert(session, CONTACTS, append(session, CONTACTS, "r1"))
    with path.refused() as session:
        (row,) = queries.find(session, tables.contacts)
        insert(session, CONTACTS, row["last_event_id"], verb="INSERT OR REPLACE")


def test_a_record_does_not_move_to_another_id(workspace, path):
    made(workspace, CONTACTS)
    with path.refused() as session:
        run(session, "UPDATE crm_contacts SET id = 'another'")


def test_tables_are_not_truncated(path):
    if path.workspace.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for kind in KINDS:
        with path.refused() as session:
            run(session, f"TRUNCATE {kind.table.name} CASCADE")


def test_one_row_without_its_event_takes_the_whole_statement_back(workspace, path):
    with workspace.open() as session:
        for at in range(200):
            editing.add(session, CONTACTS, [f"first_name=Ann {at}"])
    change = (
        "UPDATE crm_contacts SET first_name = 'Eve', last_event_id = "
        "(SELECT max(e.id) FROM crm_outbox AS e WHERE e.entity_id = crm_contacts.id)"
    )

    def append_for_all_but(session, left_out):
        rows = queries.find(session, tables.contacts)[left_out:]
        events = [Event("crm.contact.updated", "contact", row["id"], {}) for row in rows]
        # A moment later, so that the new event of a record is the greatest.
        later = replace(session, clock=Later())
        outbox.append(later, events)

    with path.refused() as session:
        append_for_all_but(session, 1)
        run(session, change)
    with workspace.open() as session:
        names = {row["first_name"] for row in queries.find(session, tables.contacts)}
        assert "Eve" not in names
        append_for_all_but(session, 0)
        assert run(session, change) == 200


class Later:
    """A clock far ahead."""

    def now(self):
        return NOON.replace(year=3000)


@by_kind
def test_an_update_with_an_earlier_event_of_the_same_record(path, workspace, kind):
    row = made(workspace, kind)
    first = row["last_event_id"]
    with workspace.open() as session:
        word = "subject=Later" if kind.plural == "activities" else "notes=Later"
        editing.change(session, kind, row["id"], [word])
    with path.refused() as session:
        run(
            session,
            f"UPDATE {kind.table.name} SET last_event_id = :event WHERE id = :id",
            event=first,
            id=row["id"],
        )


def test_who_passes_a_refusal_over_writes_nothing_after_it(workspace):
    """Left to itself, SQLite would carry it out without a transaction."""
    with workspace.open() as session:
        editing.add(session, CONTACTS, WORDS["contacts"])
    # PostgreSQL ends such a transaction without a word.
    with suppress(StorageError), workspace.open() as session:
        editing.add(session, CONTACTS, ["first_name=Before"])
        with suppress(Exception):
            run(session, "UPDATE crm_contacts SET first_name = 'Eve' WHERE workspace_id = :w")
        with suppress(Exception):
            editing.add(session, CONTACTS, ["first_name=After"])
    with workspace.open() as session:
        (row,) = queries.find(session, tables.contacts)
        assert row["first_name"] == "Ann"
        assert queries.count(session, tables.outbox) == 1


def linked_to_nobody(workspace):
    with workspace.open() as session:
        insert(session, CONTACTS, append(session, CONTACTS, "r1"))
        run(
            session,
            "UPDATE crm_contacts SET account_id = 'nobody', last_event_id = :event "
            "WHERE workspace_id = :w AND id = 'r1'",
            event=append(session, CONTACTS, "r1"),
        )


def test_a_link_to_nobody_is_refused_and_undoes_all(workspace):
    with pytest.raises(CrmctlError, match=r"(?i)foreign key"):
        linked_to_nobody(workspace)
    with workspace.open() as session:
        assert queries.count(session, tables.contacts) == 0
        assert queries.count(session, tables.outbox) == 0


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_each_event_is_looked_up_by_its_id_whatever_the_statistics_say(engine, workspace):
    """Those of a small outbox, told while a load is under way, made it compare all with all."""
    tell = (
        "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'crm_outbox', "
        "'relpages', 1000, 'reltuples', 1::real)"
    )
    scans = "SELECT pg_stat_get_xact_numscans('crm_outbox_id_key'::regclass)"
    size = 300
    with engine.begin() as connection:
        connection.exec_driver_sql(tell)
    with workspace.open() as session:
        ids = writing.create(session, CONTACTS, {"first_name": [f"P{at}" for at in range(size)]})
        assert run_scalar(session, scans) >= size
    with workspace.open() as session:
        before = run_scalar(session, scans)
        rows = queries.find(session, tables.contacts, lock=True)
        writing.update(session, CONTACTS, rows, {"first_name": [f"Q{at}" for at in range(size)]})
        assert len(ids) == size == len(rows)
        assert run_scalar(session, scans) - before >= 2 * size
