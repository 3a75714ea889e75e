"""One import from its first row to its last, on an open session: lot by lot, all or nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import CrmctlError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.importing import history, linking, lots, planning, repeats, updating
from crmctl.importing.checking import Lot, lacks
from crmctl.importing.deciding import Decider
from crmctl.importing.lots import Reading
from crmctl.importing.planning import Plan
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import OUTCOMES, Outcome, Problem, Report, documents
from crmctl.records import accounts, contacts, pipeline, references, shape, writing
from crmctl.records.fields import Field
from crmctl.records.kinds import Columns
from crmctl.storage import locks, statistics
from crmctl.storage.queries import Row
from crmctl.storage.session import Actor, Session

LOT = 5_000
# A file that is read ahead is wanted by then, unless another import is at work.
_SOON = timedelta(seconds=2)
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
    parents: linking.Parents = field(default_factory=linking.Parents)
    doubts: linking.Doubts = field(default_factory=linking.Doubts)
    namesakes: references.Namesakes = field(default_factory=references.Namesakes)
    # So many rows are held at a time.
    lot_size: int = LOT
    # Where somebody has begun to read the file, in lots of that size.
    reading: Reading | None = None

    def carry_out(self) -> Row:
        """Take every row, then tell the platform; returns what the history is to keep of it."""
        started = self.session.now()
        # Two imports of the same people at once would both find them missing.
        locks.queue_up(self.session, "import")
        # From here on it is at work: what it has waited says nothing of how long the rest takes.
        self.progress(0, 0)
        pipeline.ensure_workspace(self.session)
        decider = Decider(self.session, self.plan, self.report, self._ahead())
        read = 0
        with self._reading() as reading:
            stream = reading.lots
            # While the first rows are read.
            self._freshen()
            for lot in stream:
                linking.find_contacts(self.session, self.plan, lot, self.namesakes)
                new = self._take(lot, decider)
                if not read:
                    # There may have been none of this workspace before.
                    self._freshen()
                # Whoever of the two has less to do makes them ready.
                wanted = self.plan.makes_ready and 2 * new >= len(lot)
                reading.demand.settle(wanted and not stream.is_late)
                read += len(lot)
                if read > self.plan.most_rows:
                    raise planning.too_many(self.plan.request, read, self.plan.most_rows)
                self.progress(read, lot.lines[-1])
        planning.refuse_changed(self.plan)
        self.parents.link(self.session)
        of_links = self.doubts.problems(self.plan.header_line)
        whole = stream.result or lots.Whole([], {})
        self.report.proven = whole.proven
        for problem in (*whole.problems, *of_links):
            self.report.warn(problem)
        if self.report.total != read:
            raise CrmctlError(
                f"The counts do not add up ({self.report.total} of {read} rows): nothing was "
                "written. This is a bug"
            )
        return self._close(started)

    def _freshen(self) -> None:
        """Rows are looked up in what they become, and so are those that they name."""
        kinds = [self.plan.kind, accounts.KIND]
        if self.plan.finds_contacts:
            kinds.append(contacts.KIND)
        statistics.freshen(self.session, {kind.plural: kind.table for kind in kinds}.values())

    def _reading(self) -> AbstractContextManager[Reading]:
        if self.reading:
            if self.session.now() - self.reading.begun_at < _SOON:
                # Whoever has begun it ends it.
                return nullcontext(self.reading)
            # Others had to end first: what was made ready is of a time before theirs.
            self.reading.lots.end()
        ready = self.plan.makes_ready
        return lots.reading(self.session, self.plan, self.lot_size, make_ready=ready)

    def _ahead(self) -> repeats.Last | repeats.Folded | None:
        """What later rows say of earlier ones, where it matters: the file is read for it."""
        ahead = repeats.ahead(self.plan.kind, self.plan.request.in_file)
        if ahead is None:
            return None
        with lots.reading(self.session, self.plan, self.lot_size, make_ready=False) as reading:
            for lot in reading.lots:
                linking.find_contacts(self.session, self.plan, lot, self.namesakes)
                ahead.note(self.session, self.plan.own_keys, lot)
        return ahead

    def _take(self, lot: Lot, decider: Decider) -> int:
        """Decide about every row of the lot, then act; returns how many records are new."""
        fate = Fate(["created"] * len(lot), [None] * len(lot), [None] * len(lot))
        made = decider.decide(lot)
        for at, (record_id, details) in made.passed.items():
            fate.set(at, "skipped", record_id, details)
        self.report.pass_over({lot.lines[at]: told for at, (_, told) in made.passed.items()})
        new = self._prepare(lot, made.new, fate)
        if new and linking.has_parents(lot.values):
            # An account that is there may get one of them for its parent.
            writing.create_prepared(self.session, self.plan.kind, *new)
            new = None
        self._update(lot, made.known, fate)
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
        if new:
            # What takes the database longest comes last: meanwhile the next lot is looked at.
            writing.create_prepared(self.session, self.plan.kind, *new)
        return len(made.new)

    def _prepare(
        self, lot: Lot, new: Sequence[int], fate: Fate
    ) -> tuple[writing.Prepared, Columns] | None:
        """The new records, and their links."""
        if not new:
            return None
        links = [target for target in lot.values if target.place.link]
        values = _part(lot, new, lot.values if lot.ready is None else links)
        nothing = [None] * len(new)
        linked = linking.columns(self.session, values, nothing, self.doubts)
        # Before they are there themselves: a parent of this very lot is one to come.
        late = linking.late_parents(self.session, values)
        if lot.ready is None:
            made = shape.columns(linking.plain(values), nothing, blank_clears=False)
            at = lot.read_at or self.session.now()
            ready = writing.prepare(self.session, self.plan.kind, made | linked, at)
            linked = {}
        else:
            ready = lot.ready.part(new)
        self.parents.note(ready.ids, values, late)
        for position, id_ in zip(new, ready.ids, strict=True):
            fate.record_ids[position] = id_
        return ready, linked

    def _update(self, lot: Lot, known: dict[int, Row], fate: Fate) -> None:
        self._refuse_emptied(lot, known)
        if not known:
            return
        current = list(known.values())
        values = self._allowed(lot, known)
        made = shape.columns(linking.plain(values), current, blank_clears=False)
        made |= linking.columns(self.session, values, current, self.doubts)
        shape.clear(made, _positions(lot.cleared, list(known)), current)
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

    def _refuse_emptied(self, lot: Lot, known: dict[int, Row]) -> None:
        """Reject the rows that would take from a record what one of its kind needs."""
        kind = self.plan.kind
        needs = [kind.fields.get(name) for name in kind.needs]
        for at in sorted(set().union(*(lot.cleared.get(need, ()) for need in needs)) & set(known)):
            left = (
                lot.values[need][at]
                if need in lot.values and lot.values[need][at]
                else known[at][need.name]
                if at not in lot.cleared.get(need, ())
                else None
                for need in needs
            )
            if not any(left):
                lot.reject(at, lacks(kind, lot.lines[at]))
                del known[at]

    def _allowed(self, lot: Lot, known: dict[int, Row]) -> linking.Values:
        """The values that may change these records."""
        current, values = list(known.values()), _part(lot, list(known), lot.values)
        request = self.plan.request
        policy = updating.policy(self.plan.kind, request.update, resubscribe=request.resubscribe)
        lines = [lot.lines[at] for at in known]
        for at, target in updating.opted_out(policy, values, current):
            why = "the record has opted out and stays so; --resubscribe says otherwise"
            self.report.warn(Problem(lines[at], target.name, None, "opt_out", why))
        return updating.allowed(policy, values, current)

    def _reject(self, lot: Lot, fate: Fate) -> None:
        for warning in sorted(lot.warnings, key=lambda each: each.line):
            self.report.warn(warning)
        for at in sorted(lot.rejected):
            problems = lot.rejected[at]
            for problem in problems:
                self.report.note(problem)
            self.rejects.add(lot.lines[at], lot.cells[at], problems)
            told = [f"{p.column}: {p.message}" if p.column else p.message for p in problems]
            fate.set(at, "failed", None, told)

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
    actor: Actor, plan: Plan, import_id: str, now: datetime, status: str, same_as: str | None
) -> Row:
    """What the history says of an import before anything has come of it."""
    nothing: Row = dict.fromkeys(OUTCOMES, 0)
    return {
        "id": import_id,
        "status": status,
        "object_type": plan.kind.plural,
        "file_name": plan.request.name,
        "file_sha256": plan.opened.sha256,
        "file_bytes": plan.opened.bytes,
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


def _part(lot: Lot, positions: Sequence[int], wanted: Iterable[Field]) -> linking.Values:
    """The values of some rows of the lot, for these fields."""
    if len(positions) == len(lot):
        return {target: lot.values[target] for target in wanted}
    return {target: list(map(lot.values[target].__getitem__, positions)) for target in wanted}


def _positions(
    cleared: Mapping[Field, Collection[int]], positions: Sequence[int]
) -> dict[Field, list[int]]:
    """Where among these rows each field is cleared."""
    return {
        target: [place for place, at in enumerate(positions) if at in ats]
        for target, ats in cleared.items()
    }


def _keep_creation(made: Columns) -> None:
    """An import does not move the day that a record was made on."""
    made.pop("created_at", None)
