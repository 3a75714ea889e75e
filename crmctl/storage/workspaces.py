"""Which workspaces there are, for the jobs that go through them all."""

from sqlalchemy import select

from crmctl.storage.session import Session
from crmctl.storage.tables import workspaces


def listed(session: Session) -> list[str]:
    """Every workspace; the session must be the system's own."""
    column = workspaces.c.workspace_id
    return list(session.connection.execute(select(column).order_by(column)).scalars())
