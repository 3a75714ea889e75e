"""Mailboxes: whose they are, their tokens, how far the sync is, and the ledger of what it saw;
the addresses of contacts, as mail is matched by them.
"""

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json, UtcTime

revision = "0005"
down_revision = "0004"

TABLES = (
    "crm_mailboxes",
    "crm_mail_ledger",
    "crm_mail_activities",
    "crm_contact_addresses",
    "crm_mail_privacy",
)


def upgrade() -> None:
    """Make the tables, with their walls; contacts that are there bring their addresses along."""
    _mailboxes()
    _ledger()
    _addresses()
    _list_addresses()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            _wall(table)


def _mailboxes() -> None:
    op.create_table(
        "crm_mailboxes",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("client", sa.Text),
        sa.Column("refresh_token", sa.Text),
        sa.Column("access_token", sa.Text),
        sa.Column("access_until", UtcTime),
        sa.Column("login_ends_at", UtcTime),
        sa.Column("login_used_at", UtcTime),
        sa.Column("connected_at", UtcTime, nullable=False),
        sa.Column("cursor", sa.Text),
        sa.Column("last_sync_at", UtcTime),
        sa.Column("last_error", sa.Text),
        sa.Column("next_attempt_at", UtcTime),
        sa.Column("blocked_until", UtcTime),
        sa.Column("messages_logged", sa.Integer, nullable=False),
        sa.Column("covers_since", UtcTime),
        sa.Column("searched_wave", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("privacy", sa.Text),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="crm_mailboxes_pkey"),
        sa.UniqueConstraint("workspace_id", "user_id", "email", name="crm_mailboxes_email_key"),
    )


def _ledger() -> None:
    op.create_table(
        "crm_mail_ledger",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("mailbox_id", sa.Text, nullable=False),
        sa.Column("gmail_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text),
        sa.Column("mail_key", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("happened_at", UtcTime),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "mailbox_id", "gmail_id", name="crm_mail_ledger_pkey"
        ),
    )
    for name, columns, where in (
        ("mail_key", ["workspace_id", "mail_key"], "mail_key IS NOT NULL"),
        ("retry", ["workspace_id", "mailbox_id", "gmail_id"], "outcome = 'retry'"),
    ):
        op.create_index(
            f"crm_mail_ledger_{name}_idx",
            "crm_mail_ledger",
            columns,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "crm_mail_activities",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("mail_key", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("activity_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "mail_key", "contact_id", name="crm_mail_activities_pkey"
        ),
        sqlite_with_rowid=False,
    )


def _addresses() -> None:
    op.create_table(
        "crm_contact_addresses",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("wave", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "key", "contact_id", "address", name="crm_contact_addresses_pkey"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "crm_contact_addresses_wave_idx", "crm_contact_addresses", ["workspace_id", "wave"]
    )
    op.create_table(
        "crm_mail_privacy",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "contact_id", name="crm_mail_privacy_pkey"),
    )


def _list_addresses() -> None:
    """The addresses of the contacts there are, in the form in which they are compared now."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        # It upgrades every workspace's rows, behind whichever wall.
        op.execute("ALTER TABLE crm_contacts NO FORCE ROW LEVEL SECURITY")
    contacts = sa.table(
        "crm_contacts",
        *(sa.column(name) for name in ("workspace_id", "id", "email", "deleted_at")),
        sa.column("emails", Json),
    )
    addresses = sa.table(
        "crm_contact_addresses",
        *(sa.column(name) for name in ("workspace_id", "key", "contact_id", "address", "wave")),
    )
    living = sa.select(contacts).where(contacts.c.deleted_at.is_(None))
    for lot in bind.execute(living).mappings().partitions(5_000):
        rows = {
            (row["workspace_id"], _key(address), row["id"], address)
            for row in lot
            for address in (row["email"], *(each["value"] for each in row["emails"] or ()))
            if address
        }
        named = ("workspace_id", "key", "contact_id", "address")
        if rows:
            made = [{**dict(zip(named, row, strict=True)), "wave": 0} for row in sorted(rows)]
            bind.execute(sa.insert(addresses), made)
    if bind.dialect.name == "postgresql":
        op.execute("ALTER TABLE crm_contacts FORCE ROW LEVEL SECURITY")


def _key(address: str) -> str:
    """As `records.contact_addresses.key_of` was when this was written."""
    local, _, domain = address.lower().rpartition("@")
    plain = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        plain, domain = plain.replace(".", "") or plain, "gmail.com"
    return f"{plain}@{domain}"


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included."""
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
