"""One import: everything in one transaction, or nothing and a line in the history that says why."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from crmctl.errors import CrmctlError, NotFoundError, StoppedError
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
            # Before the commit: rows that are gone could not be mended.
            kept = rejects.keep()
            row["rejects_file"] = str(kept) if kept else None
            history.keep(session, row)
    except BaseException as error:
        if isinstance(error, Exception) and not plan.request.dry_run:
            done = _settle_failure(toolbox, plan, import_id, error)
            if done:
                return done
        rejects.discard()
        if isinstance(error, StoppedError):
            raise StoppedError("Stopped. Nothing was written; run it again") from None
        raise
    return history.document(row)


def _rejects_path(toolbox: Toolbox, plan: Plan, import_id: str) -> Path | None:
    if plan.request.dry_run:
        return None
    return plan.request.rejects or toolbox.settings.home / "imports" / f"{import_id}-rejects.csv"


def _settle_failure(
    toolbox: Toolbox, plan: Plan, import_id: str, error: Exception
) -> dict[str, Any] | None:
    """Keep the failure; the report, if the import was stopped or cut off once it was committed.

    An import that was stopped before has left nothing, and leaves no word of itself either.

    In a transaction of its own; where that fails too, the first error is the one to show.
    """
    why = str(error) if isinstance(error, CrmctlError) else type(error).__name__
    with suppress(CrmctlError), toolbox.transaction() as session:
        with suppress(NotFoundError):
            return history.show(session, import_id)
        if not isinstance(error, StoppedError):
            running.record_failure(session, plan, import_id, why)
    return None
