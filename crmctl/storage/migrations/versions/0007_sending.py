"""Sending: mails on their way, who wants none, the tokens in them, and what came of those."""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables, with their walls; a token is known before its workspace is."""
    op.create_table(
        "crm_sends",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("batch_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("mailbox_id", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text),
        sa.Column("deal_id", sa.Text),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("raw", sa.Text),
        sa.Column("gmail_id", sa.Text),
        sa.Column("activity_id", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("sent_at", UtcTime),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_sends_pkey"),
    )
    open_ = sa.text("status IN ('waiting', 'queued', 'sending')")
    op.create_index(
        "crm_sends_open_idx",
        "crm_sends",
        ["workspace_id", "mailbox_id", "id"],
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.create_index("crm_sends_batch_id_idx", "crm_sends", ["workspace_id", "batch_id"])
    op.create_index("crm_sends_sent_at_idx", "crm_sends", ["workspace_id", "mailbox_id", "sent_at"])
    op.create_table(
        "crm_opt_outs",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="crm_opt_outs_pkey"),
    )
    op.create_table(
        "crm_tracked",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("activity_id", sa.Text),
        sa.Column("send_id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("sent_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "token", name="crm_tracked_pkey"),
    )
    op.create_index("crm_tracked_token_idx", "crm_tracked", ["token"], unique=True)
    op.create_index("crm_tracked_activity_id_idx", "crm_tracked", ["workspace_id", "activity_id"])
    op.create_index("crm_tracked_send_id_idx", "crm_tracked", ["workspace_id", "send_id"])
    op.create_table(
        "crm_hits",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("class", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("agent", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("happened_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_hits_pkey"),
    )
    op.create_index("crm_hits_token_idx", "crm_hits", ["workspace_id", "token", "happened_at"])
    if op.get_bind().dialect.name == "postgresql":
        setting = "(SELECT current_setting('crmctl.workspace', true))"
        mine = f"workspace_id = {setting}"
        for table in ("crm_sends", "crm_opt_outs", "crm_tracked", "crm_hits"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})"
            )
        op.execute(
            f"CREATE POLICY crm_tracked_look_up ON crm_tracked FOR SELECT USING ({setting} = '*')"
        )
