"""Mailboxes: their tokens and their ledger."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make what this needs."""
