"""Larger imports: fewer rows for each row of a file, and less to look at.

Who has no email is found at once among the many who have one, and who is with a company by the
name, however it is written. What became of the rows is kept a lot at a time. A contact is found by
its own email, and a lot of new contacts is known to be new by one row.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from crmctl.storage.types import Json

revision = "0009"
down_revision = "0008"

_LOT = 5_000


def upgrade() -> None:
    """Make the indexes and the tables; what is known of earlier imports moves along."""
    native = op.get_bind().dialect.name == "postgresql"
    op.add_column("crm_contacts", sa.Column("name_key", sa.Text))
    op.create_table(
        "crm_import_lots",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("record_ids", Json),
        sa.Column("details", Json),
        sa.PrimaryKeyConstraint(
            "workspace_id", "import_id", "outcome", "line", name="crm_import_lots_pkey"
        ),
    )
    op.create_table(
        "crm_contact_waves",
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("first_id", sa.Text, nullable=False),
        sa.Column("last_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("wave", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "first_id", "id", name="crm_contact_waves_pkey"),
    )
    op.create_index("crm_contact_waves_wave_idx", "crm_contact_waves", ["workspace_id", "wave"])
    # It upgrades every workspace's rows, behind whichever wall.
    walled = ("crm_contacts", "crm_contact_addresses")
    for table in (*walled, "crm_import_rows") if native else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _key_names(native)
    asked = ["phone_e164", "account_id", "name_key", "email", "deleted_at"]
    _index("bare", ["id", *asked], "email IS NULL")
    _index("phone_e164_bare", ["phone_e164"], "phone_e164 IS NOT NULL AND email IS NULL")
    op.drop_index("crm_contacts_account_id_idx", "crm_contacts")
    _index("account_id", ["account_id", "name_key"], "account_id IS NOT NULL")
    _move_rows()
    op.drop_table("crm_import_rows")
    _move_emails()
    for table in walled if native else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if native:
        _wall("crm_import_lots")
        _wall("crm_contact_waves")


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        f"crm_contacts_{name}_idx",
        "crm_contacts",
        ["workspace_id", *columns],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _key_names(native: bool) -> None:
    """Fill in the keys of the names: no change that anybody is to be told of."""
    names = ("workspace_id", "id", "first_name", "last_name")
    contacts = sa.table("crm_contacts", *map(sa.column, (*names, "name_key")))
    key = sa.tuple_(contacts.c.workspace_id, contacts.c.id)
    wanted = sa.select(*(contacts.c[name] for name in names)).order_by(*key).limit(_LOT)
    found_by = (contacts.c[name] == sa.bindparam(f"its_{name}") for name in names[:2])
    change = sa.update(contacts).where(*found_by).values(name_key=sa.bindparam("made"))
    bind = op.get_bind()
    guards: list[Any] = []
    if native:
        op.execute("ALTER TABLE crm_contacts DISABLE TRIGGER USER")
    else:
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        guards = list(bind.execute(sa.text(made), {"table": "crm_contacts"}))
        for name, _ in guards:
            op.execute(f"DROP TRIGGER {name}")
    rows = bind.execute(wanted).all()
    while rows:
        changes = [
            {"its_workspace_id": workspace, "its_id": id_, "made": _name_key(first, last)}
            for workspace, id_, first, last in rows
            if first and last
        ]
        if changes:
            bind.execute(change, changes)
        after = sa.tuple_(*rows[-1][:2])
        rows = bind.execute(wanted.where(key > after)).all()
    for _, sql in guards:
        bind.exec_driver_sql(sql)
    if native:
        op.execute("ALTER TABLE crm_contacts ENABLE TRIGGER USER")


def _name_key(*names: str) -> str:
    """As `records.spelling.full_key` was when this was written."""
    plain = (unicodedata.normalize("NFKC", name) for name in names)
    both = "\n".join(re.sub(r"\s+", " ", name).strip().casefold() for name in plain)
    return both if len(both) <= 400 else hashlib.sha256(both.encode()).hexdigest()


def _move_rows() -> None:
    names = ("workspace_id", "import_id", "outcome", "line")
    rows = sa.table(
        "crm_import_rows",
        *(sa.column(name) for name in (*names, "record_id")),
        sa.column("details", Json),
    )
    lots = sa.table(
        "crm_import_lots",
        *(sa.column(name) for name in (*names, "rows")),
        *(sa.column(name, Json) for name in ("lines", "record_ids", "details")),
    )
    bind = op.get_bind()
    sorted_ = sa.select(rows).order_by(*(rows.c[name] for name in names))
    found = bind.execute(sorted_, execution_options={"yield_per": _LOT})
    for _, same in groupby(found, lambda row: (row.workspace_id, row.import_id, row.outcome)):
        for some in _lots(same):
            ids, details = ([getattr(row, n) for row in some] for n in ("record_id", "details"))
            lot = {
                **{name: getattr(some[0], name) for name in names},
                "rows": len(some),
                "lines": [row.line for row in some],
                "record_ids": ids if any(ids) else None,
                "details": details if any(each is not None for each in details) else None,
            }
            bind.execute(sa.insert(lots), lot)


def _move_emails() -> None:
    own = (
        "FROM crm_contact_addresses AS a WHERE a.key = a.address AND EXISTS (SELECT 1 "
        "FROM crm_contacts AS c WHERE c.workspace_id = a.workspace_id AND c.id = a.contact_id "
        "AND c.email = a.address)"
    )
    op.execute(
        "INSERT INTO crm_contact_waves (workspace_id, first_id, last_id, id, wave) "
        f"SELECT a.workspace_id, a.contact_id, a.contact_id, a.contact_id, a.wave {own}"
    )
    op.execute(f"DELETE {own}")


def _lots(rows: Iterator[Any]) -> Iterator[list[Any]]:
    return iter(lambda: list(islice(rows, _LOT)), [])


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included."""
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
