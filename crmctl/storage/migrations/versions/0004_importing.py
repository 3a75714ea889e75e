"""Imports: undo, resume and progress."""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json

revision = "0004"
down_revision = "0003"

RECORDS = ("crm_accounts", "crm_contacts", "crm_deals", "crm_activities")


def upgrade() -> None:
    """Note in each record which run changed it last, and in an import how it stands."""
    for table in RECORDS:
        op.add_column(table, sa.Column("last_run_id", sa.Text))
    op.add_column("crm_accounts", sa.Column("made_in_run", sa.Text))
    op.add_column(
        "crm_imports",
        sa.Column("background", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("crm_imports", sa.Column("same_as", sa.Text))
    op.add_column("crm_imports", sa.Column("progress", Json))
    op.add_column("crm_imports", sa.Column("undo", Json))
    if op.get_bind().dialect.name == "postgresql":
        # The guard looks each event up by its id: a plan that is kept from when the outbox was
        # small would read all of it for every lot of a load.
        for change in ("created", "updated"):
            for way in ("hashjoin", "mergejoin", "seqscan"):
                op.execute(f"ALTER FUNCTION crm_{change}_has_event() SET enable_{way} = off")
