"""Workspaces are walled off on PostgreSQL, even for raw SQL: tried as the ordinary owner."""

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import Boolean, Integer, LargeBinary, Text

from crmctl.records import editing, pipeline, registry
from crmctl.storage import engine as engines
from crmctl.storage import queries, schema, tables
from crmctl.storage.types import Json, UtcTime
from tests.conftest import NOON, Workspace

# How far relay and listeners are: no workspace's data. Every other table must have the wall.
NOBODYS = {"crm_relay", "crm_listeners"}
# What those read who go through all workspaces.
EVERYONES = {
    "crm_dead_letters",
    "crm_inbox",
    "crm_outbox",
    "crm_tracked",
    "crm_waiting_events",
    "crm_workspaces",
}
TABLES = sorted(tables.metadata.tables.keys() - NOBODYS)
EVENT = (
    "INSERT INTO crm_outbox (workspace_id, id, type, entity_type, entity_id, data, "
    "correlation_id, user_id, created_at) VALUES"
)
SAMPLES = {UtcTime: NOON, Boolean: True, Integer: 1, LargeBinary: b"x", Json: {}}


def sample(table, text):
    """A row with whatever the table must have."""
    must = [column for column in table.c if not column.nullable and column.name != "workspace_id"]
    return {
        column.name: next(
            value
            for type_, value in (SAMPLES | {Text: text}).items()
            if isinstance(column.type, type_)
        )
        for column in must
    }


@pytest.fixture
def url(fresh_postgres):
    """A database in which workspaces `mine` and `theirs` have one of everything."""
    engine = engines.open_engine(engines.parse_url(fresh_postgres), 30)
    schema.upgrade(engine)
    for name in ("mine", "theirs"):
        with Workspace(engine, name).open() as session:
            pipeline.ensure_workspace(session)
            words = ["email=a@acme.example", f"first_name={name}", "account_name=Acme"]
            editing.add(session, registry.kind("contacts"), words)
            editing.add(session, registry.kind("deals"), ["name=D", "account_name=Acme"])
            editing.add(session, registry.kind("activities"), ["type=call"])
            for table in map(tables.metadata.tables.get, TABLES):
                if not queries.count(session, table):
                    queries.add(session, table, [sample(table, name)])
    engine.dispose()
    return fresh_postgres


@pytest.fixture
def raw(url):
    """Raw SQL in a transaction of a workspace, or of none."""

    def run(workspace, statement, *values):
        with psycopg.connect(url) as connection:
            if workspace is not None:
                connection.execute("SELECT set_config('crmctl.workspace', %s, true)", [workspace])
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return run


def refusal(raw, statement, *values):
    """The error in workspace `mine`, without the values that were asked for."""
    with pytest.raises(psycopg.Error) as caught:
        raw("mine", statement, *values)
    said = str(caught.value)
    for value in values:
        said = said.replace(str(value), "VALUE")
    return type(caught.value), said


def their_id(raw, table):
    return raw("theirs", f"SELECT id FROM {table} LIMIT 1")[0][0]


def test_every_table_has_the_wall_for_its_owner_too(raw):
    assert len(TABLES) >= 9
    walled = raw(
        None,
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polcmd = '*' "
        "AND polqual IS NOT NULL AND polwithcheck IS NOT NULL",
    )
    assert sorted(name for (name,) in walled) == TABLES
    owners = raw(None, "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'crm%%'")
    assert owners == [("app",)]


def test_rows_show_and_change_in_their_own_workspace_alone(raw):
    for table in TABLES:
        held = raw("mine", f"SELECT DISTINCT workspace_id FROM {table}")
        assert (table, held) == (table, [("mine",)])
        for stranger in ("nobody", "", None, "%"):
            assert raw(stranger, f"SELECT * FROM {table}") == []
            assert raw(stranger, f"UPDATE {table} SET workspace_id = workspace_id") == 0
            assert raw(stranger, f"DELETE FROM {table}") == 0
        theirs = f"{table} WHERE workspace_id = 'theirs'"
        assert raw("mine", f"SELECT * FROM {theirs}") == []
        assert raw("mine", f"DELETE FROM {theirs}") == 0
        assert raw("theirs", f"SELECT count(*) FROM {table}")[0][0] > 0


def test_the_unattended_see_what_is_everyones_and_nothing_else(raw):
    for table in TABLES:
        found = raw(tables.ALL_WORKSPACES, f"SELECT DISTINCT workspace_id FROM {table} ORDER BY 1")
        assert found == ([("mine",), ("theirs",)] if table in EVERYONES else [])


def test_rows_do_not_go_into_another_workspace(raw):
    for table in TABLES:
        columns = [column.name for column in tables.metadata.tables[table].c]
        copied = [name for name in columns if name not in ("workspace_id", "seq")]
        names = sql.SQL(", ").join(map(sql.Identifier, copied))
        copy = sql.SQL("INSERT INTO {t} (workspace_id, {n}) SELECT 'theirs', {n} FROM {t}")
        move = sql.SQL("UPDATE {t} SET workspace_id = 'theirs'")
        for statement in (copy, move):
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                raw("mine", statement.format(t=sql.Identifier(table), n=names))


def insert_activity(link=None, target=None, id_="a-new"):
    """SQL that adds an activity together with its event."""
    column, cell = (f", {link}", f", '{target}'") if link else ("", "")
    return (
        f"WITH told AS ({EVENT} ('mine', 'e-new', 't', 'activity', '{id_}', '{{}}', 'r', 'u', "
        "now())) "
        "INSERT INTO crm_activities (workspace_id, id, type, happened_at, created_by_id, "
        f"created_at, updated_at, last_event_id{column}) "
        f"VALUES ('mine', '{id_}', 'call', now(), 'u', now(), now(), 'e-new'{cell})"
    )


def test_a_link_to_their_record_is_refused_like_one_to_none(raw):
    for link, table in {
        "contact_id": "crm_contacts",
        "deal_id": "crm_deals",
        "account_id": "crm_accounts",
    }.items():
        theirs = their_id(raw, table)
        refusals = []
        for target in (theirs, "no-such-id"):
            kind, said = refusal(raw, insert_activity(link, target))
            refusals.append((kind, said.replace(target, "TARGET")))
        assert refusals[0][0] is errors.ForeignKeyViolation
        assert refusals[0] == refusals[1]


def test_their_id_is_free_in_ones_own_workspace(raw):
    theirs = their_id(raw, "crm_activities")
    assert raw("mine", insert_activity(id_=theirs)) == 1
    event = raw("theirs", "SELECT id FROM crm_outbox LIMIT 1")[0][0]
    statement = f"{EVENT} ('mine', %s, 't', 'activity', 'x', '{{}}', 'r', 'u', now())"
    assert raw("mine", statement, event) == 1


def test_the_setting_ends_with_its_transaction(url):
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("SELECT set_config('crmctl.workspace', 'mine', true)")
            assert connection.execute("SELECT count(*) FROM crm_contacts").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM crm_contacts").fetchone() == (0,)


def test_a_connection_of_the_pool_does_not_remember_its_workspace(url):
    engine = engines.open_engine(engines.parse_url(url), 30)
    with Workspace(engine, "mine").open() as session:
        assert queries.count(session, tables.contacts) == 1
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM crm_contacts").scalar_one()
        assert found == 0
    engine.dispose()
