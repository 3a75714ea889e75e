"""Workspaces are walled off on PostgreSQL, even for raw SQL: tried as the ordinary owner."""

import psycopg
import pytest

from crmctl.records import editing, registry
from tests.conftest import Workspace

TABLES = [
    "crm_accounts",
    "crm_contacts",
    "crm_deals",
    "crm_activities",
    "crm_outbox",
    "crm_workspaces",
    "crm_pipeline_stages",
    "crm_imports",
    "crm_import_rows",
]


@pytest.fixture
def theirs(fresh_postgres, request):
    """A database in which workspace `theirs` has one of everything; yields (url, contact id)."""
    from crmctl.records import pipeline
    from crmctl.storage import engine as engines
    from crmctl.storage import schema

    engine = engines.open_engine(engines.parse_url(fresh_postgres), 30)
    schema.upgrade(engine)
    with Workspace(engine, "theirs").open() as session:
        pipeline.ensure_workspace(session)
        words = ["email=a@their.example", "first_name=A", "account_name=Theirs"]
        contact = editing.add(session, registry.kind("contacts"), words)
        editing.add(session, registry.kind("deals"), ["name=D", "account_name=Theirs"])
        editing.add(session, registry.kind("activities"), ["type=call"])
    engine.dispose()
    return fresh_postgres, contact["id"]
