"""The ids of records, and the keys that people are found by, are compared byte by byte.

By the rules of a language, which most servers go by, each step down an index takes several times
as long. Lists are sorted byte by byte already, and on SQLite there is no other order. What is found
in small letters too, an external id or the name of a deal, stays as it is: byte by byte PostgreSQL
knows only those of English. So do workspaces: the same one on both sides is known at a glance.
"""

from typing import Any

from alembic import op
from sqlalchemy.exc import NotSupportedError

from crmctl.errors import ConfigurationError

revision = "0010"
down_revision = "0009"

# All that lead to one another: an index serves only those who compare alike.
_COLUMNS = {
    "crm_accounts": ("id", "parent_id", "name_key"),
    "crm_activities": ("id", "contact_id", "account_id", "deal_id"),
    "crm_contact_addresses": ("contact_id", "address", "key"),
    "crm_contact_waves": ("id", "first_id", "last_id"),
    "crm_contacts": ("id", "account_id", "email", "name_key", "phone_e164"),
    "crm_deals": ("id", "account_id", "primary_contact_id"),
    "crm_mail_activities": ("contact_id",),
    "crm_mail_privacy": ("contact_id",),
    "crm_opt_outs": ("key",),
    "crm_outbox": ("id",),
}


def upgrade() -> None:
    """Make their indexes anew; the rows stay as they are.

    ConfigurationError where somebody has built a view of their own on one of the columns.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in _COLUMNS.items():
        each = ", ".join(f'ALTER COLUMN {name} TYPE text COLLATE "C"' for name in columns)
        try:
            op.execute(f"ALTER TABLE {table} {each}")
        except NotSupportedError as error:
            driver: Any = error.orig
            raise ConfigurationError(
                f"{table} cannot be brought up to date, for something is built on it "
                f"({driver.diag.message_detail}): drop that, run crmctl init, and make it anew"
            ) from error
