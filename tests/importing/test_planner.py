"""PostgreSQL finds rows by their keys whatever its statistics say; time would tell, counts do.

Tried: statistics of when there was nothing, told again as if autovacuum had counted in the midst of
a load; a second workspace in a database of which only the first was counted.
"""

import csv
from pathlib import Path

import pytest

from crmctl.importing import planning, running
from crmctl.importing.rejects import Rejects
from crmctl.importing.request import Request
from crmctl.storage import ids
from tests.conftest import NOON, Workspace
from tests.importing.importer import LIMITS

ROWS = 3_000
FEW = (
    "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', '{}', "
    "'relpages', 1000, 'reltuples', 1::real)"
)
# Of rows that are looked at, each stands in a few entries of indexes; not in thousands.
READ = (
    "SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index "
    "WHERE indrelid IN ('crm_contacts'::regclass, 'crm_accounts'::regclass)"
)

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "in.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("external_id", "email", "first_name", "account_name"))
        for at in range(ROWS):
            writer.writerow((f"x{at}", f"p{at}@x.example", f"P{at}", f"Firm {at % 500}"))
    return file


def take(workspace: Workspace, file: Path) -> int:
    """Import the file in small lots; returns how many entries of indexes were read for it."""
    plan = planning.prepare(Request(file=file, name="in.csv"), LIMITS)
    with workspace.open() as session:
        rejects = Rejects(None, plan.table)
        run = running.Run(
            session, plan, ids.new(NOON), rejects, lambda *_: None, lot_size=ROWS // 10
        )
        assert run.carry_out()["total_rows"] == ROWS
        return int(session.connection.exec_driver_sql(READ).scalar_one())


def test_statistics_of_an_empty_table(engine, workspace: Workspace, people: Path) -> None:
    with engine.begin() as connection:
        for table in ("crm_contacts", "crm_accounts"):
            connection.exec_driver_sql(FEW.format(table))
    assert take(workspace, people) < 20 * ROWS
    with engine.begin() as connection:
        for table in ("crm_contacts", "crm_accounts"):
            connection.exec_driver_sql(FEW.format(table))
    assert take(workspace, people) < 20 * ROWS


def test_a_workspace_that_nobody_has_counted(engine, workspace: Workspace, people: Path) -> None:
    take(workspace, people)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    other = Workspace(engine, "other")
    assert take(other, people) < 20 * ROWS
