"""Listening: inbox, retries, approvals."""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables, each with its wall."""
    _workspace_settings()
    _approvals()


def _workspace_settings() -> None:
    op.create_table(
        "crm_workspace_settings",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="crm_workspace_settings_pkey"),
    )
    _wall("crm_workspace_settings")


def _approvals() -> None:
    op.create_table(
        "crm_approvals",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("targets", Json, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decision_notes", sa.Text),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.Column("closed_at", UtcTime),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_approvals_pkey"),
    )
    op.create_table(
        "crm_approval_links",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("approval_id", sa.Text, nullable=False),
        sa.Column("action_id", sa.Text),
        sa.Column("decision", Json),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "approval_id", name="crm_approval_links_pkey"),
    )
    op.create_table(
        "crm_approval_history",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("action_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("approval_id", sa.Text),
        sa.Column("event_id", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("happened_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "action_id", "id", name="crm_approval_history_pkey"
        ),
    )
    for table in ("crm_approvals", "crm_approval_links", "crm_approval_history"):
        _wall(table)


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included."""
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
