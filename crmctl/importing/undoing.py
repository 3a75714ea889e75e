"""An import taken back: what it changed is as it was found, what it made is gone.

A record that another run has changed since is kept as it is, and named; so is one that was made by
the import and that a living record, which is none of its own, leads to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from crmctl.errors import UsageError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.importing import history
from crmctl.records import accounts, linked, registry, writing
from crmctl.records.kinds import Columns, Kind
from crmctl.storage import bulk, locks, queries
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session
from crmctl.storage.types import of_plain

_LOT = 5_000
_CHANGED = "it was changed since"
_DELETED = "it was deleted since"
_NOTHING_TO_UNDO = {
    history.QUEUED: "is not done yet: crmctl imports cancel {} gives it up",
    history.RUNNING: "is not done yet: crmctl imports cancel {} gives it up",
    history.CANCELLED: "was cancelled, and nothing of it was written: there is nothing to undo",
    history.FAILED: "has failed, and nothing of it was written: there is nothing to undo",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One record that stays as it is, what it is called, and why it stays."""

    type: str
    id: str
    name: str
    reason: str

    def as_document(self, line: int | None) -> dict[str, Any]:
        """For JSON; with the line of the file that changed or made it, if one did."""
        return {
            "type": self.type,
            "id": self.id,
            "name": self.name,
            "row": line,
            "reason": self.reason,
        }


@dataclass
class Undo:
    """An import about to be taken back, in an open session that is part of the import's run."""

    session: Session
    row: Row
    restored: int = 0
    removed: int = 0
    kept: list[Kept] = field(default_factory=list)

    def carry_out(self) -> Row:
        """Take it back, and tell the platform; returns what the history is to keep of it.

        Once more after some records were kept: those that nothing hinders any more are taken back.
        """
        # No import makes use of what we remove, and no account is found that we remove.
        locks.queue_up(self.session, "import")
        locks.queue_up(self.session, "accounts")
        for lot in history.rows_of(self.session, self.row["id"], "updated"):
            self._restore(self._still_to_do(lot))
        if self.kind is not accounts.KIND:
            for lot in history.rows_of(self.session, self.row["id"], "created"):
                self._remove([each["record_id"] for each in self._still_to_do(lot)])
        self._remove_accounts()
        return self._close()

    @property
    def kind(self) -> Kind:
        """What the rows of the file were."""
        return registry.kind(self.row["object_type"])

    def _still_to_do(self, lot: Sequence[Row]) -> list[Row]:
        """Without those that an earlier undo of this import has settled."""
        if self.row["undo"] is None:
            return list(lot)
        kept = {each["id"] for each in self.row["undo"]["keptRecords"]}
        return [each for each in lot if each["record_id"] in kept]

    def _restore(self, lot: Sequence[Row]) -> None:
        """Put back what updates have changed, in the records that nobody has touched since."""
        before: dict[str, dict[str, Any]] = {}
        for each in lot:
            # The last row first: what the first one found is how it was.
            details = each["details"]
            before.setdefault(each["record_id"], {}).update(details["before"] | details["found"])
        living = self._living(self.kind, list(before))
        rows: list[Row] = []
        olds: list[Mapping[str, Any]] = []
        for id_, found in before.items():
            row, old = living.get(id_), _typed(self.kind, found)
            if row is None:
                self.kept.append(Kept(self.kind.plural, id_, id_, _DELETED))
            elif self._is_ours(row):
                rows.append(row)
                olds.append(old)
            elif any(row[name] != value for name, value in old.items() if name not in _MARKS):
                self._keep(self.kind, row, _CHANGED)
        self._set(rows, olds)

    def _set(self, rows: Sequence[Row], old: Sequence[Mapping[str, Any]]) -> None:
        """Each of the rows with its old values, and with the marks of its last change but ours."""
        if not rows:
            return
        names = dict.fromkeys(chain.from_iterable(old))
        columns: Columns = {
            name: [each.get(name, row[name]) for row, each in zip(rows, old, strict=True)]
            for name in names
        }
        marks = {name: columns.pop(name) for name in _MARKS}
        writing.restore(self.session, self.kind, rows, columns, marks)
        self.restored += len(rows)

    def _remove(self, ids: Sequence[str]) -> None:
        """Delete what was made, and is not touched or led to."""
        living = self._living(self.kind, ids)
        free = self._untouched(self.kind, living)
        writing.delete(self.session, self.kind, free)
        self.removed += len(free)

    def _remove_accounts(self) -> None:
        """Delete the accounts that were made, by rows or on the way.

        All of them together: an account may belong to a later one, and goes or stays with its own.
        """
        made = self._made_accounts()
        free: dict[str, Row] = {}
        for start in range(0, len(made), _LOT):
            living = self._living(accounts.KIND, made[start : start + _LOT])
            free |= {row["id"]: row for row in self._untouched(accounts.KIND, living)}
        for row in self._led_to_by_kept(free):
            self._keep(accounts.KIND, row, "an account that stays belongs to it")
            del free[row["id"]]
        rows = list(free.values())
        for start in range(0, len(rows), _LOT):
            writing.delete(self.session, accounts.KIND, rows[start : start + _LOT])
        self.removed += len(rows)

    def _made_accounts(self) -> list[str]:
        ours = [Compare(Place("made_in_run"), "is", (self.row["correlation_id"],))]
        return [
            each["id"]
            for each in queries.find(self.session, accounts.KIND.table, ours, columns=["id"])
        ]

    def _led_to_by_kept(self, free: Mapping[str, Row]) -> list[Row]:
        """The free accounts above one that stays, however far."""
        parents: dict[str, str] = {}
        ids = list(free)
        for start in range(0, len(ids), _LOT):
            pairs = linked.children(self.session, accounts.KIND, ids[start : start + _LOT])
            parents |= {child: parent for parent, child in pairs}
        stays: dict[str, Row] = {}
        for child, parent in parents.items():
            above = "" if child in free else parent
            while above in free and above not in stays:
                stays[above] = free[above]
                above = parents.get(above, "")
        return list(stays.values())

    def _untouched(self, kind: Kind, living: Mapping[str, Row]) -> list[Row]:
        """Those that no other run has changed, and that no record of another kind leads to."""
        led_to = linked.first_to(self.session, kind, list(living)) if living else {}
        free: list[Row] = []
        for id_, row in living.items():
            if not self._is_ours(row):
                self._keep(kind, row, _CHANGED)
            elif id_ in led_to:
                self._keep(kind, row, f"a living {led_to[id_]} leads to it")
            else:
                free.append(row)
        return free

    def _living(self, kind: Kind, ids: Sequence[str]) -> dict[str, Row]:
        """The records that are still there, held till the end: nobody leads to them meanwhile."""
        names = [column.name for column in kind.table.columns]
        keys = {"id": list(dict.fromkeys(ids))}
        found = bulk.lookup(self.session, kind.table, keys, names, lock=True) if ids else ()
        return {row.id: _as_row(row) for row in found}

    def _is_ours(self, row: Row) -> bool:
        return bool(row["last_run_id"] == self.row["correlation_id"])

    def _keep(self, kind: Kind, row: Row, reason: str) -> None:
        self.kept.append(Kept(kind.plural, row["id"], _called(row), reason))

    def _close(self) -> Row:
        """Tell the platform, if anything was taken back; returns what the history is to keep."""
        reversed_ = self.restored + self.removed
        if reversed_ or self.row["undo"] is None:
            told = {"reversed": reversed_, "kept": len(self.kept)}
            event = Event("crm.import.undone", "import", self.row["id"], told)
            outbox.append(self.session, [event])
        lines = history.lines(self.session, self.row["id"], [each.id for each in self.kept])
        ours = {"user": self.session.actor.user, "undoneAt": self.session.now()}
        before = self.row["undo"] or {"restored": 0, "removed": 0, **ours}
        undo = {
            **before,
            **(ours if reversed_ else {}),
            "restored": before["restored"] + self.restored,
            "removed": before["removed"] + self.removed,
            "kept": len(self.kept),
            "keptRecords": [each.as_document(lines.get(each.id)) for each in self.kept],
        }
        status = history.PARTLY_UNDONE if self.kept else history.UNDONE
        return {"status": status, "undo": undo}


# What a change leaves in a record besides the values.
_MARKS = ("updated_at", "last_run_id")


def refuse_vain(session: Session, row: Row) -> None:
    """UsageError when there is nothing to undo, or it is not known any more what."""
    if row["status"] in _NOTHING_TO_UNDO:
        reason = _NOTHING_TO_UNDO[row["status"]].format(row["id"])
        raise UsageError(f"Import {row['id']} {reason}")
    history.refuse_forgotten(session, row, "undone")


def _typed(kind: Kind, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the history holds as JSON, as the columns hold it."""
    return {name: of_plain(kind.table.c[name].type, value) for name, value in before.items()}


def _as_row(found: Any) -> Row:
    row: Row = found._asdict()
    row.pop("position")
    return row


def _called(row: Row) -> str:
    """What people know the record by."""
    full = " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
    return str(full or row.get("name") or row.get("email") or row["id"])
