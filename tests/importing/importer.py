"""Imports of small tables within a test's own workspace."""

import csv
import io
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crmctl.importing import planning, running
from crmctl.importing.planning import Limits
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.records import registry
from crmctl.storage import ids, queries
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from tests.conftest import NOON, Workspace

LIMITS = Limits(100_000_000, 1_000_000)


@dataclass
class TickingClock:
    """A clock that is a millisecond on each time it is asked, so that ids keep their order."""

    moment: datetime = NOON

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


@dataclass
class Importer:
    """Takes tables into one workspace, each in a transaction and as a run of its own."""

    workspace: Workspace
    folder: Path
    lot_size: int = running.LOT
    clock: TickingClock = field(default_factory=TickingClock)
    # What the last one has told of itself.
    report: Report = field(default_factory=Report)

    def __call__(self, *rows: tuple[str, ...], **options: Any) -> dict[str, Any]:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return self.text(text.getvalue(), **options)

    def text(self, text: str, **options: Any) -> dict[str, Any]:
        file = self.folder / "in.csv"
        file.write_text(text, encoding="utf-8")
        plan = planning.prepare(Request(file=file, name="in.csv", **options), LIMITS)
        planning.refuse_useless(plan)
        import_id = ids.new(self.clock.now())
        own = replace(self.workspace, correlation=import_id, clock=self.clock)
        with own.open() as session:
            rejects = Rejects(None, plan.table)
            run = running.Run(
                session, plan, import_id, rejects, lambda *_: None, lot_size=self.lot_size
            )
            self.report = run.report
            return run.carry_out()

    def records(self, plural: str = "contacts") -> list[dict[str, Any]]:
        kind = registry.kind(plural)
        with self.workspace.open(write=False) as session:
            return queries.find(session, kind.table, order=[Order(Place("id"))])


def counts(row: dict[str, Any]) -> tuple[int, int, int, int, int]:
    """Created, updated, unchanged, skipped, failed."""
    made = tuple(row[name] for name in ("created", "updated", "unchanged", "skipped", "failed"))
    assert sum(made) == row["total_rows"]
    return made


def codes(row: dict[str, Any], of: str = "errors") -> list[tuple[int, str | None, str]]:
    """Where the errors or `warning_details` are, and which."""
    return [(each["row"], each["column"], each["code"]) for each in row[of]]
