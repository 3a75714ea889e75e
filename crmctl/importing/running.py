"""One import from its first row to its last, on an open session: lot by lot, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from crmctl.errors import CrmctlError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.importing import columns, history, linking, matching, planning
from crmctl.importing.checking import Checker, Lot, SourceRow
from crmctl.importing.matching import Seen
from crmctl.importing.planning import Plan
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import OUTCOMES, Outcome, Problem, Report, documents
from crmctl.records import editing, pipeline, shape, writing
from crmctl.records.kinds import Columns
from crmctl.records.values import Context
from crmctl.storage import ids, locks
from crmctl.storage.queries import Row
from crmctl.storage.session import Actor, Session

LOT = 5_000
# Told the number of rows so far, and the line of the last one.
Progress = Callable[[int, int], None]


@dataclass
class Fate:
    """What became of each row of a lot, in the order of the file."""

    outcomes: list[Outcome]
    record_ids: list[str | None]
    details: list[Any]

    def set(self, at: int, outcome: Outcome, record_id: str | None, details: Any) -> None:
        """What became of the row at this position."""
        self.outcomes[at] = outcome
        self.record_ids[at] = record_id
        self.details[at] = details


@dataclass
class Run:
    """An import under way."""

    session: Session
    plan: Plan
    import_id: str
    rejects: Rejects
    progress: Progress
    report: Report = field(default_factory=Report)
    seen: Seen = field(default_factory=Seen)
    parents: linking.Parents = field(default_factory=linking.Parents)

    def carry_out(self) -> Row:
        """Take every row, then tell the platform; returns what the history is to keep of it."""
        started = self.session.now()
        # Two imports of the same people at once would both find them missing.
        locks.queue_up(self.session, "import")
        pipeline.ensure_workspace(self.session)
        checker = self._checker()
        read = 0
        for rows in _lots(planning.data_rows(self.plan.table)):
            self._take(checker.check(rows))
            read += len(rows)
            self.progress(read, rows[-1][0])
        self.parents.link(self.session)
        self._tell_of_reading()
        if self.report.total != read:
            raise CrmctlError(
                f"The counts do not add up ({self.report.total} of {read} rows): nothing was "
                "written. This is a bug"
            )
        return self._close(started)

    def _checker(self) -> Checker:
        plan, reading = self.plan, editing.context(self.session)
        context = Context(reading.user, reading.stages, plan.request.date_format)
        blank = plan.request.on_error == "blank"
        guarded = columns.is_own_file(plan.kind, plan.mapping.header)
        return Checker(plan.kind, plan.mapping.header, plan.mapping.fields, context, blank, guarded)

    def _take(self, lot: Lot) -> None:
        """Decide about every row of the lot, then act."""
        blank = self.plan.request.on_error == "blank"
        linking.find_contacts(self.session, self.plan.kind, lot, blank=blank)
        fate = Fate(["created"] * len(lot), [None] * len(lot), [None] * len(lot))
        new, known = self._decide(lot, fate)
        self._create(lot, new, fate)
        self._update(lot, known, fate)
        self._reject(lot, fate)
        self.report.take(lot, fate.outcomes)
        history.keep_rows(
            self.session,
            self.import_id,
            lot.lines,
            fate.outcomes,
            fate.record_ids,
            fate.details,
        )

    def _decide(self, lot: Lot, fate: Fate) -> tuple[list[int], dict[int, Row]]:
        """The rows that are new, and those that change a record; the others are passed over."""
        taken = [at for at in range(len(lot)) if at not in lot.rejected]
        policy = self.plan.request.duplicates
        if policy == "create":
            return taken, {}
        keyed = matching.keyed(self.session, self.plan.keys, lot)
        repeated = matching.within_file(keyed, lot, self.seen)
        for at, line in repeated.items():
            fate.set(at, "skipped", None, {"sameAsLine": line})
        wanted = [at for at in taken if at not in repeated]
        found, others = matching.stored(self.session, keyed, wanted, lock=policy == "update")
        known: dict[int, Row] = {}
        for at, row in found.items():
            if policy == "skip" or row["id"] in self.seen.records:
                fate.set(at, "skipped", row["id"], {"sameAs": row["id"]})
                continue
            self.seen.records[row["id"]] = lot.lines[at]
            known[at] = row
            if at in others:
                self.report.warn(_several(self.plan.kind.plural, lot.lines[at], others[at]))
        return [at for at in wanted if at not in found], known

    def _create(self, lot: Lot, new: Sequence[int], fate: Fate) -> None:
        if not new:
            return
        values = _part(lot, new)
        made = shape.columns(linking.plain(values), [None] * len(new), blank_clears=False)
        made |= linking.columns(self.session, values, [None] * len(new))
        # Before they are there themselves: a parent of this very lot is one to come.
        late = linking.late_parents(self.session, values)
        ids = writing.create(self.session, self.plan.kind, made)
        self.parents.note(ids, values, late)
        for at, id_ in zip(new, ids, strict=True):
            fate.record_ids[at] = id_

    def _update(self, lot: Lot, known: dict[int, Row], fate: Fate) -> None:
        if not known:
            return
        current = list(known.values())
        values = _part(lot, list(known))
        made = shape.columns(linking.plain(values), current, blank_clears=False)
        made |= linking.columns(self.session, values, current)
        _keep_creation(made)
        late = linking.late_parents(self.session, values)
        self.parents.note([row["id"] for row in current], values, late)
        changes = writing.update(self.session, self.plan.kind, current, made)
        for position, (at, row) in enumerate(known.items()):
            before: Row = {n: old for n, (old, _) in changes[position].items()}
            if position in late:
                before["parent_id"] = row["parent_id"]
            found = {"updated_at": row["updated_at"], "last_run_id": row["last_run_id"]}
            details = {"before": before, "found": found} if before else None
            fate.set(at, "updated" if before else "unchanged", row["id"], details)
        if self.report.diff is not None:
            lines = [lot.lines[at] for at in known]
            told = linking.with_parents(values, late, current, changes)
            self.report.diff.note(self.session, self.plan.kind, lines, current, told)

    def _reject(self, lot: Lot, fate: Fate) -> None:
        for warning in lot.warnings:
            self.report.warn(warning)
        for at in sorted(lot.rejected):
            problems = lot.rejected[at]
            for problem in problems:
                self.report.note(problem)
            self.rejects.add(lot.lines[at], lot.cells[at], problems)
            fate.set(at, "failed", None, [problem.message for problem in problems])

    def _tell_of_reading(self) -> None:
        """What was passed over or put right while reading is never silent."""
        for line, reason in self.plan.table.skipped:
            self.report.warn(Problem(line, None, None, "passed_over", reason))
        for line in self.plan.table.mended:
            message = "quotes in this row do not pair; it was read as it looks"
            self.report.warn(Problem(line, None, None, "quotes", message))

    def _close(self, started: datetime) -> Row:
        """Tell the platform; returns what the history is to keep."""
        counts: Row = {name: self.report.counts[name] for name in OUTCOMES}
        row = {
            **counts,
            "total_rows": self.report.total,
            "status": "validated" if self.plan.request.dry_run else history.COMPLETED,
            "warnings": self.report.warnings,
            "duration_ms": int((self.session.now() - started).total_seconds() * 1000),
            "errors": documents(self.report.problems),
            "warning_details": documents(self.report.warned),
            "error": None,
            "progress": None,
        }
        told = {
            "objectType": self.plan.kind.plural,
            "fileName": self.plan.request.name,
            "totalRows": row["total_rows"],
            **{name: row[name] for name in ("created", "updated", "skipped", "failed")},
            "durationMs": row["duration_ms"],
        }
        outbox.append(self.session, [Event("crm.import.completed", "import", self.import_id, told)])
        return row


def new_row(
    actor: Actor, plan: Plan, now: datetime, status: str, same_as: str | None = None
) -> Row:
    """What the history says of an import before anything has come of it."""
    nothing: Row = dict.fromkeys(OUTCOMES, 0)
    import_id = ids.new(now)
    return {
        "id": import_id,
        "status": status,
        "object_type": plan.kind.plural,
        "file_name": plan.request.name,
        "file_sha256": plan.file_sha256,
        "file_bytes": plan.file_bytes,
        "options": plan.request.as_document(),
        "mapping": plan.mapping.as_document(),
        "total_rows": 0,
        **nothing,
        "warnings": 0,
        "duration_ms": 0,
        "errors": [],
        "warning_details": [],
        "error": None,
        "rejects_file": None,
        "user_id": actor.user,
        # A run of its own: what it did is told from what others did, and can be taken back.
        "correlation_id": import_id,
        "created_at": now,
        "background": status == history.QUEUED,
        "same_as": same_as,
        "progress": None,
        "undo": None,
    }


def tell_failure(session: Session, import_id: str, why: str) -> None:
    """Tell the platform that nothing came of an import."""
    outbox.append(session, [Event("crm.import.failed", "import", import_id, {"error": why})])


def _lots(rows: Iterator[SourceRow]) -> Iterable[list[SourceRow]]:
    return iter(lambda: list(islice(rows, LOT)), [])


def _part(lot: Lot, positions: Sequence[int]) -> linking.Values:
    """The values of some rows of the lot."""
    if len(positions) == len(lot):
        return dict(lot.values)
    return {target: [cells[at] for at in positions] for target, cells in lot.values.items()}


def _keep_creation(made: Columns) -> None:
    """An import does not move the day that a record was made on."""
    made.pop("created_at", None)


def _several(plural: str, line: int, others: int) -> Problem:
    message = f"{others + 1} {plural} match this row; the oldest was updated"
    return Problem(line, None, None, "several", message)
