"""Publishing: where an event stands on the stream, and how far the relay is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Let the relay see the outbox of every workspace, and remember what it did."""
    op.add_column("crm_outbox", sa.Column("stream_id", sa.Text))
    op.create_table(
        "crm_relay",
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("last_id", sa.Text),
        sa.Column("sending_to", sa.BigInteger),
        sa.Column("sending_after", sa.Text),
        sa.Column("trimmed_to", sa.Text),
        sa.Column("repeated", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        setting = "(SELECT current_setting('crmctl.workspace', true))"
        mine = f"workspace_id = {setting}"
        op.execute("DROP POLICY crm_outbox_workspace ON crm_outbox")
        op.execute(
            f"CREATE POLICY crm_outbox_workspace ON crm_outbox "
            f"USING ({mine} OR {setting} = '*') WITH CHECK ({mine} OR {setting} = '*')"
        )
