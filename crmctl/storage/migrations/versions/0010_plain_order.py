"""Ids and keys are compared byte by byte on PostgreSQL, as they are on SQLite.

By the rules of a language, which most servers go by, each step down an index takes several times
as long; and nobody reads a list that is sorted by them.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

# Whatever one is held against another of is here: an index serves only those who compare alike.
_COLUMNS = {
    "crm_accounts": ("id", "parent_id", "name_key"),
    "crm_activities": ("id", "contact_id", "account_id", "deal_id"),
    "crm_contact_addresses": ("contact_id", "address", "key"),
    "crm_contact_waves": ("id", "first_id", "last_id"),
    "crm_contacts": ("id", "account_id", "email", "name_key", "phone_e164", "last_event_id"),
    "crm_deals": ("id", "account_id", "primary_contact_id"),
    "crm_mail_activities": ("contact_id",),
    "crm_mail_privacy": ("contact_id",),
    "crm_opt_outs": ("key",),
    "crm_outbox": ("id", "entity_id"),
}


def upgrade() -> None:
    """Make their indexes anew; the rows stay as they are."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in _COLUMNS.items():
        each = ", ".join(f'ALTER COLUMN {name} TYPE text COLLATE "C"' for name in columns)
        op.execute(f"ALTER TABLE {table} {each}")
