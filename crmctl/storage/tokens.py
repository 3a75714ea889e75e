"""The tokens in mails: whose they are, asked before the workspace is known, and their hits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from crmctl.storage.session import Session
from crmctl.storage.tables import hits, tracked

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
    query = select(tracked.c.url).where(tracked.c.token == token, tracked.c.position > 0)
    return session.connection.execute(query).scalar()


def counted(session: Session, activity_ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """How many hits of each class each token of the mails has: activity, position, url, class."""
    same = (hits.c.workspace_id == tracked.c.workspace_id) & (hits.c.token == tracked.c.token)
    name = hits.c["class"].label("name")
    query = (
        select(
            tracked.c.activity_id, tracked.c.position, tracked.c.url, name, func.count(hits.c.id)
        )
        .select_from(tracked.outerjoin(hits, same))
        .where(
            tracked.c.workspace_id == session.workspace,
            tracked.c.activity_id.in_(activity_ids),
            tracked.c.position >= 0,
        )
        .group_by(tracked.c.activity_id, tracked.c.position, tracked.c.url, name)
        .order_by(tracked.c.activity_id, tracked.c.position, name)
    )
    return [tuple(row) for row in session.connection.execute(query)]


def forget_traces(session: Session, before: datetime) -> int:
    """Forget who the hits before were by; returns how many there were."""
    traced = or_(hits.c.agent.is_not(None), hits.c.address.is_not(None))
    query = update(hits).where(
        hits.c.workspace_id == session.workspace, hits.c.happened_at < before, traced
    )
    return session.connection.execute(query.values(agent=None, address=None)).rowcount
