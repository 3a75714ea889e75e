"""The migrations make the tables of tables.py, once, and by the right hand."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from crmctl.errors import ConfigurationError
from crmctl.storage import engine as engines
from crmctl.storage import indexes, schema, tables

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


def test_the_migrations_make_exactly_the_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": schema.VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, indexes.metadata) == []


def test_the_newest_version_is_the_last_migration():
    folder = Path(schema.__file__).with_name("migrations")
    assert ScriptDirectory(folder).get_heads() == [schema.NEWEST]


def test_upgrading_again_changes_nothing(empty):
    assert schema.upgrade(empty) is None
    assert schema.upgrade(empty) == schema.NEWEST
    schema.ensure(empty)


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
        connection.exec_driver_sql("CREATE TABLE crm_import_rows (x INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(empty)
    assert inspect(empty).get_table_names() == ["crm_import_rows"]


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
