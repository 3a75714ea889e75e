"""The tables: the platform's columns in snake_case, and what crmctl keeps beside them.

Every key begins with the workspace, so that neither a duplicate key nor a foreign key tells one
workspace that another's record exists.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Table as Table  # for those above, who know no SQLAlchemy of their own

from crmctl.storage.types import Json, Money, UtcTime

metadata = MetaData()

ALL_WORKSPACES = "*"
_COUNTS = ("total_rows", "created", "updated", "unchanged", "skipped", "failed", "warnings")


def _workspace() -> Column[str]:
    return Column("workspace_id", Text, nullable=False)


def _link(table: str, column: str, target: str) -> ForeignKeyConstraint:
    """A link to another record of the same workspace."""
    return ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{target}.workspace_id", f"{target}.id"],
        name=f"{table}_{column}_fkey",
        # A parent account may come after its child, in the same load.
        deferrable=True if target == table else None,
        initially="DEFERRED" if target == table else None,
    )


def _record(name: str, *columns: Column[object], links: dict[str, str]) -> Table:
    """A table of records: its key, the given columns and links, and the tail they all share."""
    return Table(
        name,
        metadata,
        _workspace(),
        Column("id", Text, nullable=False),
        *columns,
        *(Column(link, Text) for link in links),
        Column("created_at", UtcTime, nullable=False),
        Column("updated_at", UtcTime, nullable=False),
        Column("deleted_at", UtcTime),
        # The database itself refuses a change whose event is not in the outbox: migration 0001.
        Column("last_event_id", Text, nullable=False),
        # The run (its correlation id) that changed it last: what an undo may take back.
        Column("last_run_id", Text),
        PrimaryKeyConstraint("workspace_id", "id", name=f"{name}_pkey"),
        *(_link(name, link, target) for link, target in links.items()),
    )


accounts = _record(
    "crm_accounts",
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("domain", Text),
    Column("website", Text),
    Column("industry", Text),
    Column("industry_code", Text),
    Column("employee_count", Integer),
    Column("employee_range", Text),
    Column("annual_revenue", Money),
    Column("revenue_range", Text),
    Column("segment", Text),
    Column("type", Text),
    Column("health_score", Integer),
    Column("ideal_customer_profile", Boolean),
    Column("owner_id", Text),
    Column("phone", Text),
    Column("phone_e164", Text),
    Column("address", Json),
    Column("social_links", Json),
    Column("custom_fields", Json),
    Column("notes", Text),
    Column("external_id", Text),
    # The run that made it: an import makes accounts on the way, which no row of its file is.
    Column("made_in_run", Text),
    links={"parent_id": "crm_accounts"},
)

contacts = _record(
    "crm_contacts",
    Column("first_name", Text),
    Column("last_name", Text),
    # Of both names, where there are both.
    Column("name_key", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("phone_e164", Text),
    Column("job_title", Text),
    Column("department", Text),
    Column("emails", Json),
    Column("phones", Json),
    Column("address", Json),
    Column("social_links", Json),
    Column("custom_fields", Json),
    Column("lead_score", Integer),
    Column("score_tier", Text),
    Column("lifecycle", Text),
    Column("source", Text),
    Column("source_detail", Text),
    Column("email_opt_in", Boolean),
    Column("marketing_consent", Boolean),
    Column("consent_date", UtcTime),
    Column("tags", Json),
    Column("birthday", Date),
    Column("notes", Text),
    Column("external_id", Text),
    Column("owner_id", Text),
    links={"account_id": "crm_accounts"},
)

deals = _record(
    "crm_deals",
    Column("name", Text, nullable=False),
    Column("value", Money),
    Column("currency", Text),
    Column("stage", Text, nullable=False),
    Column("probability", Integer),
    Column("expected_close_date", Date),
    Column("actual_close_date", Date),
    Column("lost_reason", Text),
    Column("source", Text),
    Column("notes", Text),
    Column("external_id", Text),
    Column("owner_id", Text),
    Column("custom_fields", Json),
    Column("name_key", Text),
    links={"account_id": "crm_accounts", "primary_contact_id": "crm_contacts"},
)

activities = _record(
    "crm_activities",
    Column("type", Text, nullable=False),
    Column("subject", Text),
    Column("body", Text),
    Column("happened_at", UtcTime, nullable=False),
    Column("sentiment", Text),
    Column("created_by_id", Text, nullable=False),
    Column("metadata", Json),
    links={
        "contact_id": "crm_contacts",
        "deal_id": "crm_deals",
        "account_id": "crm_accounts",
    },
)

RECORDS = (accounts, contacts, deals, activities)

workspaces = Table(
    "crm_workspaces",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

pipeline_stages = Table(
    "crm_pipeline_stages",
    metadata,
    _workspace(),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("probability", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "name", name="crm_pipeline_stages_pkey"),
)

outbox = Table(
    "crm_outbox",
    metadata,
    Column(
        "seq",
        BigInteger().with_variant(Integer, "sqlite"),
        Identity(always=True),
        primary_key=True,
    ),
    _workspace(),
    Column("id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("entity_type", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    # JSON text, made once, when the change is: what the event tells beside all this.
    Column("data", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("published_at", UtcTime),
    Column("stream_id", Text),
    UniqueConstraint("workspace_id", "id", name="crm_outbox_id_key"),
    sqlite_autoincrement=True,  # a purged number never comes again
)

exports = Table(
    "crm_exports",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("fields", Json, nullable=False),
    # What was asked for: filters, search, sort, and how cells are written.
    Column("query", Json, nullable=False),
    Column("status", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", BigInteger),
    Column("sha256", Text),
    # The name in the export store, or the path that the user named.
    Column("file", Text),
    Column("error", Text),
    Column("user_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    # While there is a link: until when it is answered.
    Column("expires_at", UtcTime),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_exports_pkey"),
)

# How far the relay is on one stream of one server. It knows no workspace, and holds no one's data.
relay = Table(
    "crm_relay",
    metadata,
    Column("target", Text, primary_key=True),
    # The entry that was written last.
    Column("last_id", Text),
    # While a lot is being sent: its last number, and the end of the stream before it.
    Column("sending_to", BigInteger),
    Column("sending_after", Text),
    Column("trimmed_to", Text),
    # Events that were sent again because the stream had lost them.
    Column("repeated", Integer, nullable=False),
)

imports = Table(
    "crm_imports",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("file_bytes", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("mapping", Json, nullable=False),
    *(Column(count, Integer, nullable=False) for count in _COUNTS),
    Column("duration_ms", Integer, nullable=False),
    Column("errors", Json, nullable=False),
    Column("warning_details", Json, nullable=False),
    Column("error", Text),
    Column("rejects_file", Text),
    Column("user_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    # Whether a worker is to do it.
    Column("background", Boolean, nullable=False),
    # An earlier import of the very same file.
    Column("same_as", Text),
    # On PostgreSQL, while it runs: how far it is. See storage/asides.py.
    Column("progress", Json),
    # What its undo did: how much was taken back, what was kept, by whom and when.
    Column("undo", Json),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_imports_pkey"),
)

# What became of each row of an import, a lot of rows of one outcome together: a row for each would
# cost a load as much as an index does. No foreign key to the import: both go by the same hand.
import_lots = Table(
    "crm_import_lots",
    metadata,
    _workspace(),
    Column("import_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    # Of the first row.
    Column("line", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    # Each a list as long as there are rows, or none where no row has any.
    Column("lines", Json, nullable=False),
    Column("record_ids", Json),
    # What an update found, by column, or why the row was not taken.
    Column("details", Json),
    PrimaryKeyConstraint(
        "workspace_id", "import_id", "outcome", "line", name="crm_import_lots_pkey"
    ),
)

# What a workspace has settled for all who work in it; what is not here is as crmctl has it.
workspace_settings = Table(
    "crm_workspace_settings",
    metadata,
    _workspace(),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "name", name="crm_workspace_settings_pkey"),
)

# Actions that wait for somebody's yes, and those that got their answer.
approvals = Table(
    "crm_approvals",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("title", Text, nullable=False),
    # With `targets` ({record: its last event}) exactly what will run, and on what state of things.
    Column("arguments", Json, nullable=False),
    Column("targets", Json, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("user_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("decided_by", Text),
    Column("decision_notes", Text),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_approvals_pkey"),
)

# By which ids the platform decides on them.
approval_links = Table(
    "crm_approval_links",
    metadata,
    _workspace(),
    Column("approval_id", Text, nullable=False),
    # One of the two: the action that it decides, or a decision that came before its request.
    Column("action_id", Text),
    Column("decision", Json),
    Column("created_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "approval_id", name="crm_approval_links_pkey"),
)

approval_history = Table(
    "crm_approval_history",
    metadata,
    _workspace(),
    Column("action_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("note", Text),
    Column("approval_id", Text),
    Column("event_id", Text),
    Column("user_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("happened_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "action_id", "number", name="crm_approval_history_pkey"),
)

# Which handler has acted on which event of a stream's group: what is here is never done again.
inbox = Table(
    "crm_inbox",
    metadata,
    _workspace(),
    Column("group_name", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("handler", Text, nullable=False),
    Column("stream_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    # The ids of the events that this brought about.
    Column("caused", Json),
    Column("handled_at", UtcTime, nullable=False),
    PrimaryKeyConstraint(
        "workspace_id", "group_name", "event_id", "handler", name="crm_inbox_pkey"
    ),
    sqlite_with_rowid=False,
)


def _delivery() -> list[Column[object]]:
    """An event that a handler could not act on yet, or not at all."""
    return [
        Column("group_name", Text, nullable=False),
        Column("handler", Text, nullable=False),
        # What must stay in order: later events of the same wait behind this one.
        Column("entity", Text, nullable=False),
        # The id of its entry, written so that text sorts as the stream does.
        Column("position", Text, nullable=False),
        Column("stream_id", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("correlation_id", Text, nullable=False),
        # Byte for byte as it came: it may be no text at all.
        Column("event", LargeBinary, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("error", Text),
        Column("error_type", Text),
        Column("error_stack", Text),
        Column("first_failed_at", UtcTime),
        Column("history", Json, nullable=False),
    ]


# Events whose turn comes later: after a failure, behind an earlier one of their record, or left
# over by a worker that died.
waiting = Table(
    "crm_waiting_events",
    metadata,
    _workspace(),
    Column("event_id", Text, nullable=False),
    *_delivery(),
    # How many workers died over it.
    Column("deaths", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    # While a worker is at it; still set when that worker is dead.
    Column("started_at", UtcTime),
    Column("worker", Text),
    PrimaryKeyConstraint(
        "workspace_id", "group_name", "event_id", "handler", name="crm_waiting_events_pkey"
    ),
)

# Events that were given up. Those of no known workspace belong to the system.
dead_letters = Table(
    "crm_dead_letters",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("event_id", Text),
    *_delivery(),
    Column("consumer", Text, nullable=False),
    Column("moved_at", UtcTime, nullable=False),
    # The entry that it became on the stream of dead letters.
    Column("entry", Text),
    # Once it is done with: how, why, and by whom.
    Column("closed", Text),
    Column("closed_reason", Text),
    Column("closed_by", Text),
    Column("closed_at", UtcTime),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_dead_letters_pkey"),
)

# How far each worker of a group is on one stream of one server. It holds no one's data.
listeners = Table(
    "crm_listeners",
    metadata,
    Column("target", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    Column("consumer", Text, nullable=False),
    Column("last_id", Text, nullable=False),
    PrimaryKeyConstraint("target", "group_name", "consumer", name="crm_listeners_pkey"),
)

# A login at Google: whose it is, what may be done with it, and how far the sync is.
mailboxes = Table(
    "crm_mailboxes",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("status", Text, nullable=False),
    # Encrypted, each bound to its place: gmail/vault.py.
    Column("client", Text),
    Column("refresh_token", Text),
    Column("access_token", Text),
    # Till when the access token is used: a while before Google ends it.
    Column("access_until", UtcTime),
    # When Google ends the login by itself, where it has said so.
    Column("login_ends_at", UtcTime),
    Column("login_used_at", UtcTime),
    Column("connected_at", UtcTime, nullable=False),
    # The history id up to which the sync has seen everything.
    Column("cursor", Text),
    Column("last_sync_at", UtcTime),
    Column("last_error", Text),
    Column("next_attempt_at", UtcTime),
    # Google's own deadline: no call before it.
    Column("blocked_until", UtcTime),
    Column("messages_logged", Integer, nullable=False),
    # Since when all its mail has been looked at, and up to which wave of contacts' addresses.
    Column("covers_since", UtcTime),
    Column("searched_wave", BigInteger, nullable=False, server_default="0"),
    # How much of its mail is kept; none: as the workspace has it.
    Column("privacy", Text),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_mailboxes_pkey"),
    UniqueConstraint("workspace_id", "user_id", "email", name="crm_mailboxes_email_key"),
)

# What became of every message that was seen in a mailbox, and why.
mail_ledger = Table(
    "crm_mail_ledger",
    metadata,
    _workspace(),
    Column("mailbox_id", Text, nullable=False),
    Column("gmail_id", Text, nullable=False),
    Column("thread_id", Text),
    # What tells the mail from all others, in whichever mailbox: its Message-ID, normalised, or
    # where it has none what it is called here; of a mail on no time line, a digest of that.
    Column("mail_key", Text),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # How often it could not be read.
    Column("attempts", Integer, nullable=False),
    Column("happened_at", UtcTime),
    Column("seen_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "mailbox_id", "gmail_id", name="crm_mail_ledger_pkey"),
)

# One activity for each mail and contact, however many mailboxes have seen the mail.
mail_activities = Table(
    "crm_mail_activities",
    metadata,
    _workspace(),
    Column("mail_key", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("activity_id", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "mail_key", "contact_id", name="crm_mail_activities_pkey"),
    sqlite_with_rowid=False,
)

# The addresses of living contacts, by the form in which addresses are compared: other ones, and the
# contact's own where it is not in that form. Otherwise the contact itself is found by its email.
contact_addresses = Table(
    "crm_contact_addresses",
    metadata,
    _workspace(),
    Column("key", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    # Which wave of new addresses it came with, by its time; 0: no sync has seen it yet.
    Column("wave", BigInteger, nullable=False),
    PrimaryKeyConstraint(
        "workspace_id", "key", "contact_id", "address", name="crm_contact_addresses_pkey"
    ),
    sqlite_with_rowid=False,
)

# Contacts whose own emails came together, from the first to the last id, and with which wave.
contact_waves = Table(
    "crm_contact_waves",
    metadata,
    _workspace(),
    Column("first_id", Text, nullable=False),
    Column("last_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("wave", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "first_id", "id", name="crm_contact_waves_pkey"),
)

# How much of a contact's mail is kept, where somebody has settled it.
mail_privacy = Table(
    "crm_mail_privacy",
    metadata,
    _workspace(),
    Column("contact_id", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "contact_id", name="crm_mail_privacy_pkey"),
)

# A mail to one address, from when it is asked for till it is on a time line.
sends = Table(
    "crm_sends",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("batch_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("mailbox_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("contact_id", Text),
    Column("deal_id", Text),
    Column("subject", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("thread_id", Text),
    # What tells the same mail to the same address.
    Column("digest", Text, nullable=False),
    # The mail as Gmail takes it, in urlsafe base64; till it is sent.
    Column("raw", Text),
    Column("gmail_id", Text),
    Column("activity_id", Text),
    Column("error", Text),
    Column("user_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_sends_pkey"),
)

# Who wants no mail, by the form in which addresses are compared.
opt_outs = Table(
    "crm_opt_outs",
    metadata,
    _workspace(),
    Column("key", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "key", name="crm_opt_outs_pkey"),
)

# What stands in a mail that was sent: its pixel, at position 0, and its links.
tracked = Table(
    "crm_tracked",
    metadata,
    _workspace(),
    Column("token", Text, nullable=False),
    # From when on the mail is on a time line.
    Column("activity_id", Text),
    Column("send_id", Text, nullable=False),
    Column("contact_id", Text),
    Column("position", Integer, nullable=False),
    Column("url", Text),
    Column("sent_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "token", name="crm_tracked_pkey"),
)

hits = Table(
    "crm_hits",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Kept as long as setting tracking-keep-days says.
    Column("agent", Text),
    Column("address", Text),
    Column("happened_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id", name="crm_hits_pkey"),
)
