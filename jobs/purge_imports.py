"""Forget what became of each row of old imports; the imports themselves stay in the history.

The copies of their files go with it, and so do those of imports that are complete.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crmctl.importing import history
from crmctl.wiring import Toolbox

LOCK = "purge-imports"
# A copy is there before its import is in the history.
_YOUNG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """How many rows and files were forgotten; `busy` when another run was at it."""

    rows: int
    files: int = 0
    busy: bool = False


def run(toolbox: Toolbox) -> Report:
    """Purge, in every workspace, what is older than the setting import-history-days."""
    now = toolbox.clock.now()
    before = now - timedelta(days=toolbox.settings["import-history-days"])
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(0, busy=True)
        workspaces = toolbox.workspaces()
        rows = sum(_purge(each, before) for each in workspaces)
        wanted = {import_id for each in workspaces for import_id in _wanted(each, before)}
        files = _drop_others(toolbox, wanted, now - _YOUNG)
        return Report(rows, files + toolbox.uploads.drop_halves(now - _YOUNG))


def _purge(toolbox: Toolbox, before: datetime) -> int:
    with toolbox.transaction() as session:
        return history.purge_rows(session, before)


def _wanted(toolbox: Toolbox, before: datetime) -> set[str]:
    with toolbox.transaction(write=False) as session:
        return history.resumable(session, before)


def _drop_others(toolbox: Toolbox, wanted: set[str], before: datetime) -> int:
    """Remove the copies that no import wants any more; returns how many."""
    kept = toolbox.uploads.kept()
    vain = [id_ for id_, since in kept if id_ not in wanted and since < before]
    for import_id in vain:
        toolbox.uploads.drop(import_id)
    return len(vain)
