"""Whose the tokens in mails are: asked before the workspace is known."""

from collections.abc import Sequence

from sqlalchemy import select

from crmctl.storage.session import Session
from crmctl.storage.tables import tracked

_LOT = 500


def owners(session: Session, tokens: Sequence[str]) -> dict[str, str]:
    """{token: its workspace} for those that are known; the session must be the system's own."""
    found: dict[str, str] = {}
    for start in range(0, len(tokens), _LOT):
        query = select(tracked.c.token, tracked.c.workspace_id).where(
            tracked.c.token.in_(tokens[start : start + _LOT])
        )
        found.update((row.token, row.workspace_id) for row in session.connection.execute(query))
    return found


def target(session: Session, token: str) -> str | None:
    """Where a link leads; the session must be the system's own."""
    query = select(tracked.c.url).where(tracked.c.token == token)
    return session.connection.execute(query).scalar()
