"""The own emails of contacts, by the wave with which they came."""

from sqlalchemy import text

from crmctl.storage.session import Session

# CROSS JOIN: SQLite takes it as the order of the loops; the waves come first.
_EMAILS = text(
    "SELECT DISTINCT c.email FROM crm_contact_waves AS w CROSS JOIN crm_contacts AS c "
    "WHERE w.workspace_id = :workspace AND w.wave > :after AND w.wave <= :up_to "
    "AND c.workspace_id = w.workspace_id AND c.id >= w.first_id AND c.id <= w.last_id "
    "AND c.deleted_at IS NULL AND c.email IS NOT NULL"
)


def emails(session: Session, after: int, up_to: int) -> list[str]:
    """Those of the waves after the one and up to the other, each once, of living contacts."""
    bounds = {"workspace": session.workspace, "after": after, "up_to": up_to}
    return list(session.connection.execute(_EMAILS, bounds).scalars())
