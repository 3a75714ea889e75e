"""How large tables are, as PostgreSQL's planner takes them to be."""

from collections.abc import Iterable

from crmctl.storage.session import Session
from crmctl.storage.tables import Table


def freshen(session: Session, tables: Iterable[Table]) -> None:
    """Have the planner know how many rows there are by now, the transaction's own among them.

    It goes by the last time that somebody counted. Where that was before a load, or by autovacuum
    in the midst of it, which sees none of its rows, all indexes look alike, and a look for one key
    may walk through the whole workspace. Some three thousand rows are enough to tell.

    It lasts: how many rows there are stays known when the transaction is rolled back, until
    somebody counts again. Till its end nobody else counts these tables; where somebody is at it, it
    goes on without.
    """
    if not session.native:
        return
    counted = ", ".join(f"{table.name} (workspace_id)" for table in tables)
    session.connection.exec_driver_sql("SET LOCAL default_statistics_target = 10")
    session.connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {counted}")
