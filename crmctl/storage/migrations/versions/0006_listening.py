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
    _listening()


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
        sa.Column("action_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("approval_id", sa.Text),
        sa.Column("event_id", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("happened_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "action_id", "number", name="crm_approval_history_pkey"
        ),
    )
    for table in ("crm_approvals", "crm_approval_links", "crm_approval_history"):
        _wall(table)


def _listening() -> None:
    op.create_table(
        "crm_inbox",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("group_name", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("handler", sa.Text, nullable=False),
        sa.Column("stream_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("caused", Json),
        sa.Column("handled_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "group_name", "event_id", "handler", name="crm_inbox_pkey"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crm_waiting_events",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        *_delivery(),
        sa.Column("deaths", sa.Integer, nullable=False),
        sa.Column("due_at", UtcTime, nullable=False),
        sa.Column("started_at", UtcTime),
        sa.Column("worker", sa.Text),
        sa.PrimaryKeyConstraint(
            "workspace_id", "group_name", "event_id", "handler", name="crm_waiting_events_pkey"
        ),
    )
    for name, columns in {
        "entity": ["group_name", "entity", "handler", "position"],
        "due": ["group_name", "due_at"],
    }.items():
        op.create_index(f"crm_waiting_events_{name}_idx", "crm_waiting_events", columns)
    op.create_table(
        "crm_dead_letters",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text),
        *_delivery(),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("moved_at", UtcTime, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("closed", sa.Text),
        sa.Column("closed_reason", sa.Text),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", UtcTime),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_dead_letters_pkey"),
    )
    op.create_index(
        "crm_dead_letters_stream_id_idx",
        "crm_dead_letters",
        ["group_name", "stream_id", "handler"],
    )
    op.create_table(
        "crm_listeners",
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("group_name", sa.Text, nullable=False),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("last_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("target", "group_name", "consumer", name="crm_listeners_pkey"),
    )
    for table in ("crm_inbox", "crm_waiting_events", "crm_dead_letters"):
        # The listener keeps its books over every workspace at once.
        _wall(table, or_system=True)


def _delivery() -> list[sa.Column[object]]:
    return [
        sa.Column("group_name", sa.Text, nullable=False),
        sa.Column("handler", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("stream_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("error_type", sa.Text),
        sa.Column("error_stack", sa.Text),
        sa.Column("first_failed_at", UtcTime),
        sa.Column("history", Json, nullable=False),
    ]


def _wall(table: str, *, or_system: bool = False) -> None:
    """Row-level security by workspace, the owner included."""
    if op.get_bind().dialect.name != "postgresql":
        return
    setting = "(SELECT current_setting('crmctl.workspace', true))"
    mine = f"workspace_id = {setting}" + (f" OR {setting} = '*'" if or_system else "")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
