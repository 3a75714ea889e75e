"""What is told beside an open transaction is seen while it is open, and hinders no one."""

from pathlib import Path

from crmctl.importing import history
from crmctl.storage import asides, tables
from tests.conftest import Workspace


def told(workspace: Workspace):
    with workspace.open(write=False) as session:
        return asides.told(session.connection.engine, history.get(session, "i-1"))


def tell(workspace: Workspace, rows: int) -> None:
    with workspace.open(write=False) as session:
        actor = session.actor
    asides.tell(workspace.engine, actor, workspace.clock, tables.imports, "i-1", {"rows": rows})


def an_import(workspace: Workspace) -> None:
    row = {column.name: None for column in tables.imports.columns} | {
        "id": "i-1", "object_type": "contacts", "file_name": "f", "file_sha256": "", "options": {},
        "file_bytes": 0, "status": "running", "mapping": {}, "errors": [], "warning_details": [],
        "duration_ms": 0, "user_id": "u", "correlation_id": "c", "background": False,
        "created_at": workspace.clock.now(),
    }  # fmt: skip
    row |= dict.fromkeys(tables._COUNTS, 0)
    with workspace.open() as session:
        history.begin(session, row)


def test_it_is_seen_while_the_transaction_is_open(workspace: Workspace) -> None:
    """The one writer of SQLite holds the pen meanwhile."""
    an_import(workspace)
    assert told(workspace) is None
    with workspace.open() as session:
        history.purge_rows(session, session.now())
        for rows in (1, 2):
            tell(workspace, rows)
            assert told(workspace) == {"rows": rows}
    asides.end(workspace.engine, "i-1")
    with workspace.open() as session:
        history.mark(session, "i-1", "completed", progress=None)
    assert told(workspace) is None


def test_what_cannot_be_told_is_no_harm(workspace: Workspace) -> None:
    """A row that is not there; on SQLite, a folder in the place of the file."""
    an_import(workspace)
    if workspace.engine.dialect.name == "sqlite":
        Path(f"{workspace.engine.url.database}.i-1.progress").mkdir()
        tell(workspace, 1)
        assert told(workspace) is None
    else:
        with workspace.open(write=False) as session:
            asides.tell(workspace.engine, session.actor, workspace.clock, tables.imports, "no", {})
        assert told(workspace) is None
