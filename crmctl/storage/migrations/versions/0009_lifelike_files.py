"""Imports of lifelike files: who has no email is found at once among the many who have one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the indexes."""
    for column in ("account_id", "phone_e164"):
        condition = sa.text(f"{column} IS NOT NULL AND email IS NULL")
        op.create_index(
            f"crm_contacts_{column}_bare_idx",
            "crm_contacts",
            ["workspace_id", column],
            sqlite_where=condition,
            postgresql_where=condition,
        )
