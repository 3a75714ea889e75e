"""The migrations make the tables of tables.py, once, and by the right hand."""

import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

from crmctl.errors import ConfigurationError, CrmctlError
from crmctl.events import envelope, outbox
from crmctl.events.envelope import Event
from crmctl.importing import history
from crmctl.records import contact_addresses, spelling
from crmctl.storage import engine as engines
from crmctl.storage import indexes, publishing, queries, schema, tables
from tests.conftest import Workspace, without_doubles

MIGRATIONS = Path(schema.__file__).with_name("migrations")
# As the outbox kept events before migration 0013.
OUTBOX = "INSERT INTO crm_outbox (workspace_id, id, type, entity_id, envelope, created_at)"
DAY = "'2026-01-01T00:00:00.000Z'"
ENVELOPE = json.dumps(
    {
        "id": "e",
        "type": "t",
        "source": "crm",
        "timestamp": "2025-12-31T23:59:59.999Z",
        "correlationId": "r-1",
        "tenantId": "w-test",
        "workspaceId": "w-test",
        "userId": "Zoë",
        "version": "1.0",
        "data": {"workspaceId": "w-test", "entityType": "deal", "entityId": "c", "dealId": "c"},
    }
)
# Waits at the door, so that all of them come at once.
MAKE_ITSELF = """
import pathlib, sys, time
from crmctl.storage import engine, schema
opened = engine.open_engine(engine.parse_url(sys.argv[1]), 30)
print("ready", flush=True)
while not pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.001)
schema.ensure(opened)
"""


@pytest.fixture
def empty(database_url):
    engine = engines.open_engine(engines.parse_url(database_url), 30)
    yield engine
    engine.dispose()


def pretend_version(engine, version):
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{version}'")


def upgrade_to(version, connection):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def workspaces_in_turn(connection):
    """Each of two workspaces, within its own wall."""
    for workspace in ("w-test", "other"):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"SELECT set_config('crmctl.workspace', '{workspace}', true)"
            )
        yield workspace


def as_made_on(engine):
    """The tables, whose links on SQLite all wait for the end of the transaction."""
    made = MetaData()
    for table in indexes.metadata.tables.values():
        for link in table.to_metadata(made).foreign_key_constraints:
            if engine.dialect.name == "sqlite":
                link.deferrable, link.initially = True, "DEFERRED"
    return made


def test_the_migrations_make_exactly_the_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": schema.VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, as_made_on(engine)) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_keys_are_compared_byte_by_byte_and_links_like_what_they_lead_to(engine):
    """Migration 0010: an index on one side of a link serves only those who compare alike."""
    collated = (
        "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute AS a "
        "JOIN pg_collation AS c ON c.oid = a.attcollation WHERE c.collname = 'C'"
    )
    links = (
        "SELECT k.conrelid::regclass::text || '.' || here.attname, "
        "k.confrelid::regclass::text || '.' || there.attname FROM pg_constraint AS k "
        "CROSS JOIN unnest(k.conkey, k.confkey) AS pair(own, other) "
        "JOIN pg_attribute AS here ON here.attrelid = k.conrelid AND here.attnum = own "
        "JOIN pg_attribute AS there ON there.attrelid = k.confrelid AND there.attnum = other "
        "WHERE k.contype = 'f' AND here.attname <> 'workspace_id'"
    )
    with engine.connect() as connection:
        plain = set(connection.exec_driver_sql(collated).scalars())
        linked = connection.exec_driver_sql(links).all()
    contacts = {"id", "account_id", "email", "phone_e164", "name_key"}
    assert plain >= {f"crm_contacts.{name}" for name in contacts}
    assert len(linked) >= 7
    assert plain.issuperset(name for pair in linked for name in pair)


def test_who_has_a_view_on_the_tables_is_told_what_to_drop(fresh_postgres):
    """PostgreSQL does not change a column that a view shows; nothing is half done."""
    engine = engines.open_engine(engines.parse_url(fresh_postgres), 3)
    with engine.begin() as connection:
        upgrade_to("0009", connection)
        connection.exec_driver_sql("CREATE VIEW bi AS SELECT id, email FROM crm_contacts")
    with pytest.raises(ConfigurationError, match=r"view bi depends on .*: drop that, run crmctl"):
        schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP VIEW bi")
    assert schema.upgrade(engine) == "0009"
    schema.ensure(engine)
    engine.dispose()


def test_the_newest_version_is_the_last_migration():
    assert ScriptDirectory(MIGRATIONS).get_heads() == [schema.NEWEST]


def test_upgrading_again_changes_nothing(empty):
    assert schema.upgrade(empty) is None
    assert schema.upgrade(empty) == schema.NEWEST
    schema.ensure(empty)


def test_an_sqlite_of_before_keeps_what_is_in_it(tmp_path):
    """And its links wait for the end of a transaction from then on (migration 0008)."""
    engine = engines.open_engine(engines.parse_url(f"sqlite:///{tmp_path}/a.db"), 30)
    record = "INSERT INTO {} (workspace_id, id, {}created_at, updated_at, last_event_id)"
    with engine.begin() as connection:
        upgrade_to("0007", connection)
        for name, columns in {"crm_accounts": "name, name_key, ", "crm_contacts": ""}.items():
            values = ", ".join(f"'{name}'" for _ in columns.split())
            told = f"('w', '{name}', 't', '{name}', '{ENVELOPE}', {DAY})"
            connection.exec_driver_sql(f"{OUTBOX} VALUES {told}")
            connection.exec_driver_sql(
                f"{record.format(name, columns)} VALUES "
                f"('w', '{name}', {values}{', ' if values else ''}'now', 'now', '{name}')"
            )
    schema.ensure(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("SELECT id FROM crm_contacts").all() == [
            ("crm_contacts",)
        ]
        links = "SELECT sum(length(sql) - length(replace(sql, '{0}', ''))) / length('{0}') "
        found = [
            connection.exec_driver_sql(f"{links.format(word)} FROM sqlite_master").scalar()
            for word in ("FOREIGN KEY", "DEFERRABLE INITIALLY DEFERRED")
        ]
        assert found == [7, 7]
        guards = "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%RAISE({}%'"
        left = [
            connection.exec_driver_sql(guards.format(word)).scalar()
            for word in ("ABORT", "ROLLBACK")
        ]
        assert left == [0, 12]
    engine.dispose()


def test_what_became_of_the_rows_of_earlier_imports_is_still_known(empty):
    """Migration 0009 keeps them by lots; every workspace's, in the order of the file."""
    rows = [
        {"w": workspace, "i": "i-1", "l": line, "o": outcome, "r": record, "d": details}
        for workspace in ("w-test", "other")
        for line, outcome, record, details in (
            *((at, "created", f"c{at}", None) for at in range(2, 5_103)),
            (5_103, "updated", "c2", '{"before": {"email": "a@x.example"}, "found": {}}'),
            (5_104, "failed", None, '["bad"]'),
        )
    ]
    with empty.begin() as connection:
        upgrade_to("0008", connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE crm_import_rows NO FORCE ROW LEVEL SECURITY")
        connection.execute(
            text("INSERT INTO crm_import_rows VALUES (:w, :i, :l, :o, :r, :d)"), rows
        )
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE crm_import_rows FORCE ROW LEVEL SECURITY")
    schema.upgrade(empty)
    for workspace in ("w-test", "other"):
        with Workspace(empty, workspace).open(write=False) as session:
            history.refuse_forgotten(session, {"id": "i-1", "total_rows": 5_103}, "undone")
            created = [row for lot in history.rows_of(session, "i-1", "created") for row in lot]
            assert [row["line"] for row in created] == list(range(5_102, 1, -1))
            assert created[-1] == {"line": 2, "record_id": "c2", "details": None}
            ((updated,),) = history.rows_of(session, "i-1", "updated")
            assert updated["details"]["before"] == {"email": "a@x.example"}
            ((failed,),) = history.rows_of(session, "i-1", "failed")
            assert failed == {"line": 5_104, "record_id": None, "details": ["bad"]}
            assert history.lines(session, "i-1", ["c7", "none"]) == {"c7": 7}


def test_people_of_before_are_found_by_their_names(empty):
    """Migration 0009 keeps the key of a name, and nobody is told of that."""
    contact = (
        "INSERT INTO crm_contacts (workspace_id, id, first_name, last_name, created_at, "
        "updated_at, last_event_id)"
    )
    people = {f"c{at:05}": (f"Zoë{at}", "DE  Wit") for at in range(5_001)}
    people |= {"d1": ("Ann", None), "d2": (None, "Lee")}
    # By chance, for PostgreSQL makes what repeats itself shorter.
    letters = [chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(9_000)]
    people["e1"] = ("".join(letters[:4_500]), "".join(letters[4_500:]))
    with empty.begin() as connection:
        upgrade_to("0008", connection)
        for workspace in workspaces_in_turn(connection):
            rows = [
                {"w": workspace, "i": id_, "e": f"e{id_}", "t": ENVELOPE, "f": first, "l": last}
                for id_, (first, last) in people.items()
            ]
            connection.execute(text(f"{OUTBOX} VALUES (:w, :e, 't', :i, :t, {DAY})"), rows)
            connection.execute(text(f"{contact} VALUES (:w, :i, :f, :l, {DAY}, {DAY}, :e)"), rows)
    schema.upgrade(empty)
    for workspace in ("w-test", "other"):
        with Workspace(empty, workspace).open(write=False) as session:
            found = {row["id"]: row["name_key"] for row in queries.find(session, tables.contacts)}
            assert found == {id_: spelling.full_key(*names) for id_, names in people.items()}
            assert found["c00007"] == "zoë7\nde wit"
            assert [id_ for id_, key in found.items() if key is None] == ["d1", "d2"]
        with (
            pytest.raises(CrmctlError, match="without its event"),
            Workspace(empty, workspace).open() as session,
        ):
            queries.change(session, tables.contacts, [], {"notes": "Told to nobody"})


def test_deals_of_before_are_found_by_their_names(empty):
    """Migration 0012 does the same with deals."""
    deal = (
        "INSERT INTO crm_deals (workspace_id, id, name, stage, created_at, updated_at, "
        "last_event_id)"
    )
    deals = {f"d{at:05}": f"RENEWAL  {at}" for at in range(5_001)} | {"e": "ß" * 5_000}
    with empty.begin() as connection:
        upgrade_to("0011", connection)
        for workspace in workspaces_in_turn(connection):
            rows = [
                {"w": workspace, "i": id_, "e": f"e{id_}", "t": ENVELOPE, "n": name}
                for id_, name in deals.items()
            ]
            connection.execute(text(f"{OUTBOX} VALUES (:w, :e, 't', :i, :t, {DAY})"), rows)
            connection.execute(text(f"{deal} VALUES (:w, :i, :n, 'lead', {DAY}, {DAY}, :e)"), rows)
    schema.upgrade(empty)
    for workspace in ("w-test", "other"):
        with Workspace(empty, workspace).open(write=False) as session:
            found = {row["id"]: row["name_key"] for row in queries.find(session, tables.deals)}
            assert found == {id_: spelling.short_key(name) for id_, name in deals.items()}
            assert (found["d00007"], len(found["e"])) == ("renewal 7", 64)
        with (
            pytest.raises(CrmctlError, match="without its event"),
            Workspace(empty, workspace).open() as session,
        ):
            queries.change(session, tables.deals, [], {"notes": "Told to nobody"})


def test_events_of_before_are_sent_as_they_would_have_been(empty):
    """Migration 0013 takes envelopes apart; their numbers, and what was published, stay."""

    def written(workspace, at):
        told = json.loads(ENVELOPE)
        told |= {"id": f"e{at}", "tenantId": workspace, "workspaceId": workspace}
        told["data"] |= {"workspaceId": workspace}
        told["data"] |= {"value": "1.50", "note": 'ß "\n'} if at % 2 else {}
        return told

    with empty.begin() as connection:
        upgrade_to("0012", connection)
        for workspace in workspaces_in_turn(connection):
            rows = [
                {"w": workspace, "e": f"e{at}", "t": json.dumps(written(workspace, at))}
                for at in range(2_600)
            ]
            connection.execute(text(f"{OUTBOX} VALUES (:w, :e, 't', 'c', :t, {DAY})"), rows)
        sent = f"SET published_at = {DAY}, stream_id = '1767225600000-1' WHERE id = 'e3'"
        connection.exec_driver_sql(f"UPDATE crm_outbox {sent} AND workspace_id = 'other'")
        # The last number is given to no event again.
        connection.exec_driver_sql(
            "DELETE FROM crm_outbox WHERE id = 'e2599' AND workspace_id = 'other'"
        )
    schema.upgrade(empty)
    with Workspace(empty).open() as session:
        outbox.append(session, [Event("t", "deal", "d", {})])
    with Workspace(empty, tables.ALL_WORKSPACES).open(write=False) as session:
        *before, new = publishing.waiting(session, 10_000)
        ((published,),) = publishing.published(session, 9)
        assert len(publishing.of_run(session, "r-1")) == len(before) + 1
    assert [event.seq for event in before] == [n for n in range(1, 5_200) if n != published.seq]
    assert (published.seq, new.seq) == (2_604, 5_201)
    for event in before:
        made = json.loads(envelope.seal(event), object_pairs_hook=without_doubles)
        assert made == written(event.workspace, int(event.id[1:]))


def test_who_writes_while_events_of_before_are_taken_apart_comes_first(fresh_postgres):
    """Migrations 0013 and 0014 change tables that are written together: none is held alone."""
    engine = engines.open_engine(engines.parse_url(fresh_postgres), 3)
    with engine.begin() as connection:
        upgrade_to("0012", connection)
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with ThreadPoolExecutor() as threads, engine.connect() as looking:
        with engine.begin() as writer:
            writer.exec_driver_sql("SELECT set_config('crmctl.workspace', 'w', true)")
            writer.exec_driver_sql("LOCK TABLE crm_contacts IN ROW EXCLUSIVE MODE")
            upgraded = threads.submit(schema.upgrade, engine)
            until = time.monotonic() + 20
            while not looking.exec_driver_sql(waiting).scalar() and time.monotonic() < until:
                time.sleep(0.02)
            told = f"('w', 'e', 't', 'c', '{ENVELOPE}', {DAY})"
            writer.exec_driver_sql(f"{OUTBOX} VALUES {told}")
        assert upgraded.result() == "0012"
    with Workspace(engine, tables.ALL_WORKSPACES).open(write=False) as session:
        assert [event.id for event in publishing.waiting(session, 9)] == ["e"]
    engine.dispose()


def test_contacts_of_before_are_found_by_their_own_emails_and_in_their_waves(empty):
    """Migration 0009 writes an email no more beside a contact that has it as its own."""
    contact = (
        "INSERT INTO crm_contacts (workspace_id, id, email, created_at, updated_at, last_event_id)"
    )
    address = "INSERT INTO crm_contact_addresses (workspace_id, key, contact_id, address, wave)"
    with empty.begin() as connection:
        upgrade_to("0008", connection)
        for workspace in workspaces_in_turn(connection):
            for statement in (
                f"{OUTBOX} VALUES ('{workspace}', 'e', 't', 'c', '{ENVELOPE}', {DAY})",
                f"{contact} VALUES ('{workspace}', 'c', 'a@x.example', {DAY}, {DAY}, 'e')",
                f"{address} VALUES ('{workspace}', 'a@x.example', 'c', 'a@x.example', 7)",
                f"{address} VALUES ('{workspace}', 'o@x.example', 'c', 'o@x.example', 9)",
            ):
                connection.exec_driver_sql(statement)
    schema.upgrade(empty)
    for workspace in ("w-test", "other"):
        with Workspace(empty, workspace).open(write=False) as session:
            (beside,) = queries.find(session, tables.contact_addresses)
            assert (beside["address"], beside["wave"]) == ("o@x.example", 9)
            everyone = ["a@x.example", "o@x.example"]
            owned = contact_addresses.owners(session, everyone)
            assert sorted(each.address for each in owned) == everyone
            assert contact_addresses.between(session, 6, 7) == ["a@x.example"]
            assert contact_addresses.between(session, 7, 9) == ["o@x.example"]
            assert not contact_addresses.has_newer(session, 9)


def test_an_empty_postgresql_asks_for_init_and_sqlite_makes_itself(empty):
    if empty.dialect.name == "postgresql":
        with pytest.raises(ConfigurationError, match="crmctl init"):
            schema.ensure(empty)
        assert inspect(empty).get_table_names() == []
    else:
        schema.ensure(empty)
        assert {*tables.metadata.tables} < {*inspect(empty).get_table_names()}


def test_an_old_postgresql_asks_for_init(fresh_postgres):
    engine = engines.open_engine(engines.parse_url(fresh_postgres), 30)
    schema.upgrade(engine)
    pretend_version(engine, "0000")
    with pytest.raises(ConfigurationError, match="0000: run crmctl init"):
        schema.ensure(engine)
    engine.dispose()


@pytest.mark.parametrize("act", [schema.ensure, schema.upgrade])
def test_a_newer_database_is_refused(engine, act):
    pretend_version(engine, "9999")
    with pytest.raises(ConfigurationError, match=r"newer crmctl.*9999"):
        act(engine)


def test_a_failed_migration_leaves_nothing(empty):
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE crm_exports (x INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(empty)
    assert inspect(empty).get_table_names() == ["crm_exports"]


def test_processes_that_make_one_sqlite_at_once_all_succeed(tmp_path):
    url, start = f"sqlite:///{tmp_path}/a.db", tmp_path / "start"
    command = [sys.executable, "-c", MAKE_ITSELF, url, start]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    start.touch()
    ended = [each.communicate(timeout=60)[1] for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], ended


def test_only_a_superuser_bypasses_the_wall(postgres, fresh_postgres, tmp_path):
    name = fresh_postgres.partition("@/")[2].partition("?")[0]
    for url, bypasses in {
        fresh_postgres: False,
        postgres.url("postgres", name): True,
        f"sqlite:///{tmp_path}/a.db": False,
    }.items():
        engine = engines.open_engine(engines.parse_url(url), 30)
        assert schema.bypasses_wall(engine) is bypasses
        engine.dispose()
