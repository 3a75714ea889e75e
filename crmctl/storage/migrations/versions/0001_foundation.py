"""The foundation: records, pipeline, outbox, imports; the guard on events and the wall between
workspaces.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json, Money, UtcTime

revision = "0001"
down_revision = None

RECORDS = ("crm_accounts", "crm_contacts", "crm_deals", "crm_activities")
SCOPED = (
    *RECORDS,
    "crm_workspaces",
    "crm_pipeline_stages",
    "crm_outbox",
    "crm_imports",
    "crm_import_rows",
)


def upgrade() -> None:
    """Make every table, then its guard, then (on PostgreSQL) its wall."""
    _accounts()
    _contacts()
    _deals()
    _activities()
    _workspaces()
    _outbox()
    _imports()
    native = op.get_bind().dialect.name == "postgresql"
    (_guard_postgresql if native else _guard_sqlite)()
    if native:
        for table in SCOPED:
            _wall(table)


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", sa.Text, nullable=False)


def _record(
    name: str, *columns: sa.Column[Any], links: dict[str, str], found_by: tuple[str, ...]
) -> None:
    op.create_table(
        name,
        _workspace(),
        sa.Column("id", sa.Text, nullable=False),
        *columns,
        *(sa.Column(link, sa.Text) for link in links),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("updated_at", UtcTime, nullable=False),
        sa.Column("deleted_at", UtcTime),
        sa.Column("last_event_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=f"{name}_pkey"),
        *(
            sa.ForeignKeyConstraint(
                ["workspace_id", link],
                [f"{target}.workspace_id", f"{target}.id"],
                name=f"{name}_{link}_fkey",
                # A parent account may come after its child, in the same load.
                deferrable=True if target == name else None,
                initially="DEFERRED" if target == name else None,
            )
            for link, target in links.items()
        ),
    )
    for column in (*links, *found_by):
        _index(f"{name}_{column}_idx", name, ["workspace_id", column], f"{column} IS NOT NULL")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    present = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=present, postgresql_where=present)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text) for name in names]


def _accounts() -> None:
    _record(
        "crm_accounts",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        *_texts("domain", "website", "industry", "industry_code"),
        sa.Column("employee_count", sa.Integer),
        sa.Column("employee_range", sa.Text),
        sa.Column("annual_revenue", Money),
        *_texts("revenue_range", "segment", "type"),
        sa.Column("health_score", sa.Integer),
        sa.Column("ideal_customer_profile", sa.Boolean),
        *_texts("owner_id", "phone", "phone_e164"),
        *(sa.Column(name, Json) for name in ("address", "social_links", "custom_fields")),
        *_texts("notes", "external_id"),
        links={"parent_id": "crm_accounts"},
        found_by=("name_key", "domain", "external_id"),
    )


def _contacts() -> None:
    _record(
        "crm_contacts",
        *_texts("first_name", "last_name", "email", "phone", "phone_e164", "job_title"),
        *_texts("department"),
        *(sa.Column(name, Json) for name in ("emails", "phones", "address", "social_links")),
        sa.Column("custom_fields", Json),
        sa.Column("lead_score", sa.Integer),
        *_texts("score_tier", "lifecycle", "source", "source_detail"),
        sa.Column("email_opt_in", sa.Boolean),
        sa.Column("marketing_consent", sa.Boolean),
        sa.Column("consent_date", UtcTime),
        sa.Column("tags", Json),
        sa.Column("birthday", sa.Date),
        *_texts("notes", "external_id", "owner_id"),
        links={"account_id": "crm_accounts"},
        found_by=("email", "phone_e164", "external_id"),
    )


def _deals() -> None:
    _record(
        "crm_deals",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", Money),
        *_texts("currency"),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("probability", sa.Integer),
        sa.Column("expected_close_date", sa.Date),
        sa.Column("actual_close_date", sa.Date),
        *_texts("lost_reason", "source", "notes", "external_id", "owner_id"),
        sa.Column("custom_fields", Json),
        links={"account_id": "crm_accounts", "primary_contact_id": "crm_contacts"},
        found_by=("name", "external_id"),
    )


def _activities() -> None:
    _record(
        "crm_activities",
        sa.Column("type", sa.Text, nullable=False),
        *_texts("subject", "body"),
        sa.Column("happened_at", UtcTime, nullable=False),
        *_texts("sentiment"),
        sa.Column("created_by_id", sa.Text, nullable=False),
        sa.Column("metadata", Json),
        links={
            "contact_id": "crm_contacts",
            "deal_id": "crm_deals",
            "account_id": "crm_accounts",
        },
        found_by=(),
    )


def _workspaces() -> None:
    op.create_table(
        "crm_workspaces",
        sa.Column("workspace_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
    )
    op.create_table(
        "crm_pipeline_stages",
        _workspace(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("probability", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="crm_pipeline_stages_pkey"),
    )


def _outbox() -> None:
    op.create_table(
        "crm_outbox",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.Identity(always=True),
            primary_key=True,
        ),
        _workspace(),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("envelope", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("published_at", UtcTime),
        sa.UniqueConstraint("workspace_id", "id", name="crm_outbox_id_key"),
        sqlite_autoincrement=True,
    )
    _index("crm_outbox_pending_idx", "crm_outbox", ["seq"], "published_at IS NULL")


def _imports() -> None:
    counts = ("total_rows", "created", "updated", "unchanged", "skipped", "failed", "warnings")
    op.create_table(
        "crm_imports",
        _workspace(),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.Text, nullable=False),
        sa.Column("file_bytes", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("mapping", Json, nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in counts),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("errors", Json, nullable=False),
        sa.Column("warning_details", Json, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("rejects_file", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_imports_pkey"),
    )
    op.create_table(
        "crm_import_rows",
        _workspace(),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text),
        sa.Column("details", Json),
        sa.PrimaryKeyConstraint("workspace_id", "import_id", "line", name="crm_import_rows_pkey"),
        sqlite_with_rowid=False,
    )


def _guard_sqlite() -> None:
    """Refuse a change without a newer event of its own, and the end of a living record."""
    for table in RECORDS:
        missing = (
            "NOT EXISTS (SELECT 1 FROM crm_outbox AS e WHERE e.workspace_id = NEW.workspace_id "
            "AND e.id = NEW.last_event_id AND e.entity_id = NEW.id)"
        )
        refuse = f"SELECT RAISE(ABORT, '{table}: a change without its event')"
        op.execute(
            f"CREATE TRIGGER {table}_created_has_event AFTER INSERT ON {table} "
            f"WHEN {missing} BEGIN {refuse}; END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_updated_has_event AFTER UPDATE ON {table} "
            f"WHEN {missing[:-1]} AND e.seq > coalesce((SELECT o.seq FROM crm_outbox AS o "
            "WHERE o.workspace_id = OLD.workspace_id AND o.id = OLD.last_event_id), 0)) "
            f"BEGIN {refuse}; END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_purged_was_deleted AFTER DELETE ON {table} "
            f"WHEN OLD.deleted_at IS NULL BEGIN {refuse}; END"
        )


def _guard_postgresql() -> None:
    """The same on PostgreSQL, once a statement: a trigger for each row would cost a bulk load."""
    missing = (
        "EXISTS (SELECT 1 FROM new_rows AS n WHERE NOT EXISTS (SELECT 1 FROM crm_outbox AS e "
        "WHERE e.workspace_id = n.workspace_id AND e.id = n.last_event_id "
        "AND e.entity_id = n.id))"
    )
    tests = {
        "created": missing,
        "updated": (
            f"{missing} OR EXISTS (SELECT 1 FROM new_rows AS n JOIN old_rows AS o "
            "ON o.workspace_id = n.workspace_id AND o.id = n.id "
            "JOIN crm_outbox AS e "
            "ON e.workspace_id = n.workspace_id AND e.id = n.last_event_id "
            "LEFT JOIN crm_outbox AS b "
            "ON b.workspace_id = o.workspace_id AND b.id = o.last_event_id "
            "WHERE e.seq <= coalesce(b.seq, 0))"
        ),
        "deleted": "EXISTS (SELECT 1 FROM old_rows AS o WHERE o.deleted_at IS NULL)",
        "truncated": "true",
    }
    for change, test in tests.items():
        op.execute(
            f"CREATE FUNCTION crm_{change}_has_event() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {test} THEN "
            "RAISE EXCEPTION '%: a change without its event', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; "
            "END IF; RETURN NULL; END $$"
        )
    for table in RECORDS:
        for change, on in {
            "created": "INSERT ON {} REFERENCING NEW TABLE AS new_rows",
            "updated": "UPDATE ON {} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "deleted": "DELETE ON {} REFERENCING OLD TABLE AS old_rows",
            "truncated": "TRUNCATE ON {}",
        }.items():
            op.execute(
                f"CREATE TRIGGER {table}_{change}_has_event AFTER {on.format(table)} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION crm_{change}_has_event()"
            )


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included; session.py says which it is."""
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
