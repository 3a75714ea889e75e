"""Deals are found by their names, however these are written."""

import hashlib
import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_LOT = 5_000
_FOUND = sa.text("name_key IS NOT NULL")


def upgrade() -> None:
    """Fill in the keys of the names: no change that anybody is to be told of."""
    native = op.get_bind().dialect.name == "postgresql"
    collation = "C" if native else None
    op.add_column("crm_deals", sa.Column("name_key", sa.Text(collation=collation)))
    if native:
        # It upgrades every workspace's rows, behind whichever wall.
        op.execute("ALTER TABLE crm_deals NO FORCE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE crm_deals DISABLE TRIGGER USER")
        _key_names()
        op.execute("ALTER TABLE crm_deals ENABLE TRIGGER USER")
        op.execute("ALTER TABLE crm_deals FORCE ROW LEVEL SECURITY")
    else:
        _without_triggers()
    op.drop_index("crm_deals_name_idx", "crm_deals")
    op.create_index(
        "crm_deals_name_key_idx",
        "crm_deals",
        ["workspace_id", "name_key"],
        sqlite_where=_FOUND,
        postgresql_where=_FOUND,
    )


def _without_triggers() -> None:
    bind = op.get_bind()
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'crm_deals'"
    guards: list[Any] = list(bind.exec_driver_sql(made))
    for name, _ in guards:
        op.execute(f"DROP TRIGGER {name}")
    _key_names()
    for _, sql in guards:
        bind.exec_driver_sql(sql)


def _key_names() -> None:
    names = ("workspace_id", "id", "name")
    deals = sa.table("crm_deals", *map(sa.column, (*names, "name_key")))
    key = sa.tuple_(deals.c.workspace_id, deals.c.id)
    wanted = sa.select(*(deals.c[name] for name in names)).order_by(*key).limit(_LOT)
    found_by = (deals.c[name] == sa.bindparam(f"its_{name}") for name in names[:2])
    change = sa.update(deals).where(*found_by).values(name_key=sa.bindparam("made"))
    bind = op.get_bind()
    rows = bind.execute(wanted).all()
    while rows:
        bind.execute(
            change,
            [
                {"its_workspace_id": workspace, "its_id": id_, "made": _name_key(name)}
                for workspace, id_, name in rows
            ],
        )
        rows = bind.execute(wanted.where(key > sa.tuple_(*rows[-1][:2]))).all()


def _name_key(name: str) -> str:
    """As `records.spelling.short_key` was when this was written."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()
    return plain if len(plain) <= 400 else hashlib.sha256(plain.encode()).hexdigest()
