"""Exports: what was asked for, what became of it, and until when its link is answered."""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, with its wall; let unattended jobs see which workspaces there are."""
    op.create_table(
        "crm_exports",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("query", Json, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.Column("file", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_exports_pkey"),
    )
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
        every = f"{mine} OR (SELECT current_setting('crmctl.workspace', true)) = '*'"
        op.execute(
            f"CREATE POLICY crm_workspaces_list ON crm_workspaces FOR SELECT USING ({every})"
        )
        op.execute("ALTER TABLE crm_exports ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE crm_exports FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY crm_exports_workspace ON crm_exports USING ({mine}) WITH CHECK ({mine})"
        )
