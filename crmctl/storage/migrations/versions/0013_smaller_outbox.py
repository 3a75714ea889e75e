"""The outbox keeps what an envelope is made of.

Of the text of an envelope, four fifths are the same in every event of a run, or stand beside it in
the row: a load wrote them once more for each record.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import UtcTime

revision = "0013"
down_revision = "0012"

_LOT = 5_000
_TOLD_BESIDE = ("workspaceId", "entityType", "entityId")
_STAYS = ("seq", "workspace_id", "id", "type", "entity_id", "published_at", "stream_id")
_NEW = ("entity_type", "data", "correlation_id", "user_id")
# What the next migration changes, too: whoever writes meanwhile would hold one and want another.
_AT_ONCE = "crm_accounts, crm_contacts, crm_deals, crm_activities, crm_mail_ledger, crm_outbox"


def upgrade() -> None:
    """Take every envelope apart; the events keep their numbers, and what waits goes on waiting."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"LOCK TABLE {_AT_ONCE}")
        # It upgrades every workspace's rows, behind whichever wall.
        op.execute("ALTER TABLE crm_outbox NO FORCE ROW LEVEL SECURITY")
        for name in _NEW:
            op.add_column("crm_outbox", sa.Column(name, sa.Text))
        op.alter_column("crm_outbox", "envelope", nullable=True)
        _change_in_place()
        for name in _NEW:
            op.alter_column("crm_outbox", name, nullable=False)
        op.drop_column("crm_outbox", "envelope")
        op.execute("ALTER TABLE crm_outbox FORCE ROW LEVEL SECURITY")
    else:
        _make_anew()


def _change_in_place() -> None:
    outbox = _outbox("crm_outbox")
    change = (
        sa.update(outbox)
        .where(outbox.c.seq == sa.bindparam("its_seq"))
        .values({name: sa.bindparam(f"new_{name}") for name in (*_NEW, "created_at")})
        # The old text is not to be written once more, before its column goes.
        .values(envelope=None)
    )
    for rows in _lots(outbox):
        made = [
            {"its_seq": row["seq"], **{f"new_{n}": part for n, part in _parts(row).items()}}
            for row in rows
        ]
        op.get_bind().execute(change, made)


def _make_anew() -> None:
    """SQLite adds no column that must have a value."""
    bind = op.get_bind()
    last = "SELECT seq FROM sqlite_sequence WHERE name = 'crm_outbox'"
    number = bind.exec_driver_sql(last).scalar()
    op.execute("CREATE TABLE crm_outbox_before AS SELECT * FROM crm_outbox")
    # A lot is found among millions.
    op.create_index("crm_outbox_before_idx", "crm_outbox_before", ["seq"], unique=True)
    op.drop_table("crm_outbox")
    op.create_table(
        "crm_outbox",
        sa.Column("seq", sa.Integer, sa.Identity(always=True), primary_key=True),
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("entity_type", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("published_at", UtcTime),
        sa.Column("stream_id", sa.Text),
        sa.UniqueConstraint("workspace_id", "id", name="crm_outbox_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "crm_outbox_pending_idx",
        "crm_outbox",
        ["seq"],
        sqlite_where=sa.text("published_at IS NULL"),
    )
    for rows in _lots(_outbox("crm_outbox_before")):
        kept = [{**{name: row[name] for name in _STAYS}, **_parts(row)} for row in rows]
        bind.execute(sa.insert(_outbox("crm_outbox")), kept)
    op.drop_table("crm_outbox_before")
    if number is not None:
        # A purged number never comes again.
        bind.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'crm_outbox'")
        bind.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('crm_outbox', :seq)"),
            {"seq": number},
        )


def _outbox(name: str) -> sa.TableClause:
    texts = ("workspace_id", "id", "type", "entity_id", "stream_id", "envelope", *_NEW)
    return sa.table(
        name,
        sa.column("seq", sa.BigInteger),
        *(sa.column(each, sa.Text) for each in texts),
        sa.column("created_at", UtcTime),
        sa.column("published_at", UtcTime),
    )


def _lots(outbox: sa.TableClause) -> Iterator[Sequence[sa.RowMapping]]:
    query = sa.select(*(outbox.c[name] for name in (*_STAYS, "envelope"))).order_by(outbox.c.seq)
    after = 0
    while True:
        found = op.get_bind().execute(query.where(outbox.c.seq > after).limit(_LOT))
        rows = found.mappings().all()
        if not rows:
            return
        yield rows
        after = rows[-1]["seq"]


def _parts(row: sa.RowMapping) -> dict[str, Any]:
    """The envelope's own time is the event's: the row was written a moment later."""
    told = orjson.loads(row["envelope"])
    data = told["data"]
    entity = data["entityType"]
    beside = {*_TOLD_BESIDE, f"{entity}Id"}
    return {
        "entity_type": entity,
        "data": orjson.dumps({k: v for k, v in data.items() if k not in beside}).decode(),
        "correlation_id": told["correlationId"],
        "user_id": told["userId"],
        "created_at": datetime.fromisoformat(told["timestamp"]),
    }
