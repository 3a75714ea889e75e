"""What becomes of each row: it makes a record, changes one, is passed over, or cannot be taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.importing import fates, matching, second_emails
from crmctl.importing.checking import Lot, cells_of, lacks
from crmctl.importing.earlier import Earlier
from crmctl.importing.planning import Plan
from crmctl.importing.repeats import Folded, Last
from crmctl.importing.report import Problem, Report
from crmctl.records import contact_addresses, references
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


@dataclass
class Decision:
    """The rows of a lot by their positions: what makes and changes records, what is passed over."""

    new: list[int] = field(default_factory=list)
    known: dict[int, Row] = field(default_factory=dict)
    # {position: (the record that it is, what the history keeps of it)}
    passed: dict[int, tuple[str | None, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Decider:
    """Decides lot by lot, and remembers what the file has had so far."""

    session: Session
    plan: Plan
    report: Report
    # What later rows of the file say of earlier ones, where they have a say.
    ahead: Last | Folded | None = None
    lines: Earlier = field(default_factory=Earlier)
    # {record that a row of the file has changed: the line}
    records: dict[str, int] = field(default_factory=dict)
    # The accounts that were found so far. Apart from those that rows were linked to: of names that
    # mean several accounts, only those are told.
    accounts: references.Known = field(default_factory=references.Known)
    _claims: matching.Claims = field(default_factory=dict)
    # By line: whether whoever it stands for has opted out.
    _out: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        """The keys that alone tell records apart, and those that several may share."""
        self._keys = self.plan.own_keys
        self._shared = [key for key in self.plan.keys if key.careful]
        by_email = self.plan.kind.name == "contact" and any(k.name == "email" for k in self._keys)
        self._looks_beside = by_email and contact_addresses.are_there(self.session)

    def decide(self, lot: Lot) -> Decision:
        """What becomes of the rows of the lot; those that cannot be taken are rejected in it."""
        if isinstance(self.ahead, Folded):
            self.ahead.fill(lot)
        made = Decision()
        if self.plan.takes_all:
            made.new = self._able(lot, _taken(lot))
            return made
        self._pass_over(lot, self._repeated(lot), made)
        wanted = [at for at in _taken(lot) if at not in made.passed]
        every = self.plan.request.duplicates == "create"
        found = {} if every else self._stored(lot, wanted, made)
        self._settle(lot, found, made)
        settled = found.keys() | made.passed.keys()
        made.new = self._able(lot, [at for at in wanted if at not in settled])
        self._point_out_opt_outs(lot, found, made)
        return made

    def _repeated(self, lot: Lot) -> dict[int, int]:
        if lot.repeated is not None:
            return lot.repeated
        known_by = matching.named(self.session, self._keys, lot)
        if isinstance(self.ahead, Last):
            return self.ahead.superseded(known_by, lot)
        join = isinstance(self.ahead, Folded)
        return matching.within_file(known_by, lot, self.lines, join=join)

    def _pass_over(self, lot: Lot, repeated: dict[int, int], made: Decision) -> None:
        """Rows that another one of the file stands for."""
        for at, line in repeated.items():
            if self.plan.request.in_file == "reject":
                why = f"this is the same as line {line}"
                lot.reject(at, Problem(lot.lines[at], None, None, "duplicate", why))
            else:
                made.passed[at] = (None, fates.like_line(line))

    def _stored(self, lot: Lot, wanted: Sequence[int], made: Decision) -> dict[int, Row]:
        """The records that rows already are."""
        lock = self.plan.request.duplicates == "update"
        keyed = matching.keyed(self.session, self._keys, lot, self.accounts)
        stored = matching.stored(self.session, keyed, lot, wanted, self._claims, lock=lock)
        self._tell(lot, stored, lock=lock)
        found = stored.records
        if self._looks_beside:
            found |= self._by_second_email(lot, [at for at in wanted if at not in found], lock=lock)
        if not self._shared:
            return found
        rest = [at for at in wanted if at not in found]
        alike = matching.resembling(self.session, self._shared, lot, rest, self.accounts, lock=lock)
        for at, number in alike.several.items():
            self._warn(
                lot, at, f"{number} {self._plural} share this row's phone or name: none is taken"
            )
        self._pass_over(lot, alike.rows, made)
        for at, line in alike.rows.items():
            self._point_out_not_joined(lot, at, line)
        return found | alike.records

    def _by_second_email(self, lot: Lot, rest: Sequence[int], *, lock: bool) -> dict[int, Row]:
        """Whose second email the rows have: it stays that, beside the first one."""
        found = second_emails.holders(self.session, lot, rest, lock=lock)
        emails = cells_of(lot.values, "email") or []
        for at in found:
            emails[at] = None
        return found

    def _tell(self, lot: Lot, stored: matching.Found, *, lock: bool) -> None:
        """Say where a row might be another record than it was taken for."""
        for at, number in stored.others.items() if lock else ():
            self._warn(lot, at, f"{number + 1} {self._plural} match this row; the oldest is taken")
        for at, (first, other) in stored.apart.items():
            self._warn(
                lot,
                at,
                f"by its {first} this row is one of the {self._plural}, by its {other} another: "
                f"the one of the {first} is taken",
            )
        for at, by in stored.namesakes.items():
            # Of two ids, it is plain that they are two.
            if by.name != "external_id":
                why = (
                    f"{self._plural} of this name are there, each with another {by.name}: "
                    "this row is a new one; --match name takes it for the same"
                )
                self.report.warn(Problem(lot.lines[at], None, None, "namesake", why))

    def _settle(self, lot: Lot, found: dict[int, Row], made: Decision) -> None:
        """The rows whose records are there: they change them, or are passed over."""
        run = self.session.actor.correlation
        for at, row in sorted(found.items()):
            line = self.records.get(row["id"])
            made_here = line is not None or row["last_run_id"] == run
            if made_here and self.plan.request.in_file == "reject":
                why = f"this is the same as {_named(line)}"
                lot.reject(at, Problem(lot.lines[at], None, None, "duplicate", why))
            elif made_here or self.plan.request.duplicates == "skip":
                by_record = fates.like_record(row["id"], of_file=made_here)
                told = fates.like_line(line) if line else by_record
                made.passed[at] = (row["id"], told)
                if made_here:
                    self._point_out_not_joined(lot, at, line)
            else:
                self.records[row["id"]] = lot.lines[at]
                made.known[at] = row

    def _point_out_not_joined(self, lot: Lot, at: int, line: int | None) -> None:
        """Say where rows are one that the file itself, read ahead, does not tell to be one."""
        in_file = self.plan.request.in_file
        if self.ahead is not None:
            why = (
                f"this is the same as {_named(line)} by phone or name, or by the record that both "
                f"are: --in-file {in_file} has not joined them; --match says by what it does"
            )
            self.report.warn(Problem(lot.lines[at], None, None, "not_joined", why))

    def _point_out_opt_outs(self, lot: Lot, found: dict[int, Row], made: Decision) -> None:
        """Say where nothing comes of an opt-out, for the row is passed over."""
        # By their names: to look into a column opens it.
        for target in [each for each in lot.values if each.consent]:
            cells = lot.values[target]
            self._note_opt_outs(lot, cells, target.place.column, found, made)
            for at, (_, told) in sorted(made.passed.items()):
                if cells[at] is not False or self._out[lot.lines[at]]:
                    continue
                line = fates.line_taken(told)
                who = f"line {line}, which is taken," if line else "its record"
                why = f"this row has opted out, and {who} has not"
                self.report.warn(Problem(lot.lines[at], target.name, None, "opt_out_lost", why))

    def _note_opt_outs(
        self,
        lot: Lot,
        cells: Sequence[bool | None],
        column: str,
        found: dict[int, Row],
        made: Decision,
    ) -> None:
        """Note of each row whether whoever it stands for has opted out now."""
        self._out.extend(bytes(lot.lines[-1] + 1 - len(self._out)))
        for at in (*made.new, *made.known):
            self._out[lot.lines[at]] = cells[at] is False
        for at, row in found.items():
            if row.get(column) is False:
                self._out[lot.lines[at]] = True
        for at, (_, told) in sorted(made.passed.items()):
            line = fates.line_taken(told)
            if line and isinstance(self.ahead, Last) and line > lot.lines[at]:
                self._out[lot.lines[at]] = line in self.ahead.opted_out
            elif line:
                self._out[lot.lines[at]] = self._out[line]

    def _able(self, lot: Lot, positions: Sequence[int]) -> list[int]:
        """Those that have what a record needs; the others are rejected."""
        for at in lot.lacking.intersection(positions):
            lot.reject(at, lacks(self.plan.kind, lot.lines[at]))
        return [at for at in positions if at not in lot.rejected]

    def _warn(self, lot: Lot, at: int, message: str) -> None:
        self.report.warn(Problem(lot.lines[at], None, None, "several", message))

    @property
    def _plural(self) -> str:
        return self.plan.kind.plural


def _named(line: int | None) -> str:
    return f"line {line}" if line else "an earlier row of the file"


def _taken(lot: Lot) -> list[int]:
    return [at for at in range(len(lot)) if at not in lot.rejected]
