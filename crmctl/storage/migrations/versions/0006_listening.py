"""Listening: inbox, retries, approvals."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make what this needs."""
