"""Imports of lifelike files: who has no email is found at once among the many who have one, what
became of the rows is kept a lot at a time, and so is which emails are new.
"""

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
    _index("bare", "id", "email IS NULL")
    for column in ("account_id", "phone_e164"):
        _index(f"{column}_bare", column, f"{column} IS NOT NULL AND email IS NULL")
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
        sa.Column("wave", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "first_id", name="crm_contact_waves_pkey"),
    )
    op.create_index("crm_contact_waves_wave_idx", "crm_contact_waves", ["workspace_id", "wave"])
    if native:
        # It upgrades every workspace's rows, behind whichever wall.
        op.execute("ALTER TABLE crm_import_rows NO FORCE ROW LEVEL SECURITY")
    _move_rows()
    op.drop_table("crm_import_rows")
    if native:
        _wall("crm_import_lots")
        _wall("crm_contact_waves")


def _index(name: str, column: str, where: str) -> None:
    op.create_index(
        f"crm_contacts_{name}_idx",
        "crm_contacts",
        ["workspace_id", column],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


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
                "details": details if any(details) else None,
            }
            bind.execute(sa.insert(lots), lot)


def _lots(rows: Iterator[Any]) -> Iterator[list[Any]]:
    return iter(lambda: list(islice(rows, _LOT)), [])


def _wall(table: str) -> None:
    """Row-level security by workspace, the owner included."""
    mine = "workspace_id = (SELECT current_setting('crmctl.workspace', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")
