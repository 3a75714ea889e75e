"""What records are found by comes first in their indexes, the workspace last.

Each step down an index compares what comes first, and the workspace is the same almost everywhere.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_FOUND_BY = {
    "crm_accounts": ("parent_id", "name_key", "domain", "external_id"),
    "crm_contacts": ("email", "phone_e164", "external_id"),
    "crm_deals": ("account_id", "primary_contact_id", "name_key", "external_id"),
    "crm_activities": ("contact_id", "deal_id", "account_id"),
    "crm_mail_ledger": ("mail_key",),
}


def upgrade() -> None:
    """Make each of them anew."""
    for table, columns in _FOUND_BY.items():
        for column in columns:
            _make_anew(table, column, [column], f"{column} IS NOT NULL")
    named = ["account_id", "name_key"]
    _make_anew("crm_contacts", "account_id", named, "account_id IS NOT NULL")
    bare = "phone_e164 IS NOT NULL AND email IS NULL"
    _make_anew("crm_contacts", "phone_e164_bare", ["phone_e164"], bare)


def _make_anew(table: str, name: str, columns: list[str], where: str) -> None:
    index = f"{table}_{name}_idx"
    met = sa.text(where)
    op.drop_index(index, table)
    op.create_index(
        index, table, [*columns, "workspace_id"], sqlite_where=met, postgresql_where=met
    )
