"""The indexes of the tables: what migrations make, and databases find rows by.

Apart from the tables, for every command loads those, and none needs to know these.
"""

from sqlalchemy import Index, Table, text

from crmctl.storage import tables

metadata = tables.metadata


def _index(
    table: Table, name: str, *columns: str, where: str | None = None, unique: bool = False
) -> None:
    """An index over the rows that meet the condition."""
    condition = text(where) if where else None
    Index(
        f"{table.name}_{name}_idx",
        *(table.c[column] for column in columns),
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _found_by(table: Table, *columns: str) -> None:
    """For each column one by it and the workspace, over the rows that have it.

    The column first: what is compared first tells most rows apart, and a workspace hardly any.
    """
    for column in columns:
        _index(table, column, column, "workspace_id", where=f"{column} IS NOT NULL")


_found_by(tables.accounts, "parent_id", "name_key", "domain", "external_id")
_found_by(tables.contacts, "email", "phone_e164", "external_id")
# By their names, too, among all who are with a company.
_AT_ACCOUNT = ("account_id", "name_key", "workspace_id")
_index(tables.contacts, "account_id", *_AT_ACCOUNT, where="account_id IS NOT NULL")
# Most contacts have an email, and those who have none are looked for among them. All that is asked
# of these stands in the index: in the table each of them is on a page of its own.
_ASKED = ("phone_e164", "account_id", "name_key", "email", "deleted_at")
_index(tables.contacts, "bare", "workspace_id", "id", *_ASKED, where="email IS NULL")
_BARE = "phone_e164 IS NOT NULL AND email IS NULL"
_index(tables.contacts, "phone_e164_bare", "phone_e164", "workspace_id", where=_BARE)
_found_by(tables.deals, "account_id", "primary_contact_id", "name_key", "external_id")
_found_by(tables.activities, "contact_id", "deal_id", "account_id")

_index(tables.outbox, "pending", "seq", where="published_at IS NULL")

_index(tables.waiting, "entity", "group_name", "entity", "handler", "position")
_index(tables.waiting, "due", "group_name", "due_at")
_index(tables.dead_letters, "stream_id", "group_name", "stream_id", "handler")

_found_by(tables.mail_ledger, "mail_key")
# In the order of the key: else SQLite goes through the whole mailbox, to be spared the sorting.
_LEDGER_KEY = ("workspace_id", "mailbox_id", "gmail_id")
_index(tables.mail_ledger, "retry", *_LEDGER_KEY, where="outcome = 'retry'")
_index(tables.contact_addresses, "wave", "workspace_id", "wave")
_index(tables.contact_waves, "wave", "workspace_id", "wave")

_OPEN = "status IN ('waiting', 'queued', 'sending')"
_index(tables.sends, "open", "workspace_id", "mailbox_id", "id", where=_OPEN)
_index(tables.sends, "batch_id", "workspace_id", "batch_id")
_index(tables.sends, "sent_at", "workspace_id", "mailbox_id", "sent_at")
# Asked for by the token alone.
_index(tables.tracked, "token", "token", unique=True)
_index(tables.tracked, "activity_id", "workspace_id", "activity_id")
_index(tables.tracked, "send_id", "workspace_id", "send_id")
_index(tables.hits, "token", "workspace_id", "token", "happened_at")
