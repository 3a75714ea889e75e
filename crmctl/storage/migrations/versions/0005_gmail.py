"""Mailboxes: whose they are, their tokens, how far the sync is, and the ledger of what it saw."""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json, UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make both tables, with their walls."""
    _mailboxes()
    _ledger()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("crm_mailboxes", "crm_mail_ledger"):
            _wall(table)


def _mailboxes() -> None:
    op.create_table(
        "crm_mailboxes",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("client", sa.Text),
        sa.Column("refresh_token", sa.Text),
        sa.Column("access_token", sa.Text),
        sa.Column("access_until", UtcTime),
        sa.Column("login_ends_at", UtcTime),
        sa.Column("login_used_at", UtcTime),
        sa.Column("connected_at", UtcTime, nullable=False),
        sa.Column("cursor", sa.Text),
        sa.Column("last_sync_at", UtcTime),
        sa.Column("last_error", sa.Text),
        sa.Column("next_attempt_at", UtcTime),
        sa.Column("blocked_until", UtcTime),
        sa.Column("messages_logged", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_mailboxes_pkey"),
        sa.UniqueConstraint("workspace_id", "user_id", "email", name="crm_mailboxes_email_key"),
    )


def _ledger() -> None:
    op.create_table(
        "crm_mail_ledger",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("mailbox_id", sa.Text, nullable=False),
        sa.Column("gmail_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text),
        sa.Column("message_id", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("activity_id", sa.Text),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "mailbox_id", "gmail_id", name="crm_mail_ledger_pkey"
        ),
    )
    for column in ("message_id", "activity_id"):
        present = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"crm_mail_ledger_{column}_idx",
            "crm_mail_ledger",
            ["workspace_id", column],
            sqlite_where=present,
            postgresql_where=present,
        )


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included."""
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
