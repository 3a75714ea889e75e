"""One import: everything in one transaction, or nothing and a line in the history that says why."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from crmctl.errors import CrmctlError
from crmctl.importing import columns, history, running
from crmctl.importing.planning import Plan
from crmctl.importing.rejects import Rejects
from crmctl.storage import ids
from crmctl.wiring import Toolbox


def run(
    toolbox: Toolbox, plan: Plan, progress: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """Import the plan's file; returns the report in the form of the contract.

    A dry run does all of it and rolls back, so that its counts are exact.
    """
    columns.refuse_useless(plan.mapping)
    import_id = ids.new(toolbox.clock.now())
    rejects = Rejects(_rejects_path(toolbox, plan, import_id), plan.table)
    try:
        with toolbox.transaction(keep=not plan.request.dry_run) as session:
            row = running.Run(session, plan, import_id, rejects, progress).carry_out()
            row["rejects_file"] = _settle(rejects, dry_run=plan.request.dry_run)
            history.keep(session, row)
    except BaseException as error:
        rejects.discard()
        if isinstance(error, Exception) and not plan.request.dry_run:
            _record_failure(toolbox, plan, import_id, error)
        raise
    return history.document(row)


def _rejects_path(toolbox: Toolbox, plan: Plan, import_id: str) -> Path:
    return plan.request.rejects or toolbox.settings.home / "imports" / f"{import_id}-rejects.csv"


def _settle(rejects: Rejects, *, dry_run: bool) -> str | None:
    """The rejects go to their place before the commit: rows that are gone could not be mended."""
    if dry_run:
        rejects.discard()
        return None
    kept = rejects.keep()
    return str(kept) if kept else None


def _record_failure(toolbox: Toolbox, plan: Plan, import_id: str, error: Exception) -> None:
    """In a transaction of its own; where that fails too, the first error is the one to show."""
    why = str(error) if isinstance(error, CrmctlError) else type(error).__name__
    with suppress(CrmctlError), toolbox.transaction() as session:
        running.record_failure(session, plan, import_id, why)
