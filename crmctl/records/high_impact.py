"""What a workspace may want somebody's yes for: each kind of action, and how an approved one runs.

Whoever changes much asks `allow` first, in the transaction of the change itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmctl.errors import ConfigurationError, NotFoundError, UsageError
from crmctl.records import (
    approvals,
    deals,
    editing,
    pipeline,
    registry,
    workspace_settings,
    writing,
)
from crmctl.records.approvals import Asked
from crmctl.records.kinds import Kind as RecordKind
from crmctl.storage import bulk, queries
from crmctl.storage.conditions import Condition
from crmctl.storage.queries import Row
from crmctl.storage.session import Session, savepoint

DELETE, CLOSE_DEAL, EXPORT = "delete", "close_deal", "export"
UNDO_IMPORT, SEND_MAIL = "undo_import", "send_mail"
# Records that a listener may change while other events wait.
_MOST_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of action: the setting that says when it needs an approval, and how it runs."""

    name: str
    setting: str
    # As the user who asked, after the records were found unchanged; whoever refuses has written
    # nothing. None: it is a worker's.
    run: Callable[[Session, Row], str] | None = None


def may_need(session: Session, name: str) -> bool:
    """Whether the workspace wants an approval for some of it: others need not measure how much."""
    limit = workspace_settings.value(session, KINDS[name].setting)
    return not (limit is None or limit is False)


def allow(session: Session, name: str, size: int, what: str) -> None:
    """UsageError where the workspace wants an approval for this much of it; `what` begins it."""
    setting = KINDS[name].setting
    limit = workspace_settings.value(session, setting)
    if limit is None or limit is False or size <= (0 if limit is True else limit):
        return
    raise UsageError(
        f"{what} needs an approval in workspace {session.workspace!r} ({setting} is "
        f"{workspace_settings.shown(limit)}): say --request-approval"
    )


def is_workers(row: Row) -> bool:
    """Whether the approved action takes too long for anyone but a worker."""
    kind = KINDS.get(row["kind"])
    return kind is not None and (kind.run is None or len(row["targets"]) > _MOST_AT_ONCE)


def run(session: Session, row: Row) -> tuple[str, str]:
    """Do what was approved, in the name of the one who asked; returns how it ended, and why.

    All of it, or nothing where the records are not any more as they were decided on.
    """
    kind = KINDS.get(row["kind"])
    if kind is None or kind.run is None:
        return approvals.REFUSED, f"this crmctl cannot run {row['kind']!r} here"
    acting = replace(session, actor=replace(session.actor, user=row["user_id"]))
    changed = _changed(acting, row)
    if changed:
        return approvals.REFUSED, changed
    try:
        return approvals.DONE, kind.run(acting, row)
    except ConfigurationError:
        raise
    except (UsageError, NotFoundError) as error:
        return approvals.REFUSED, str(error)


def chosen(
    session: Session, kind: RecordKind, ids: Sequence[str], where: Sequence[Condition]
) -> list[Row]:
    """The records with these ids, or those that meet the conditions, held to be deleted.

    NotFoundError names an id that there is not.
    """
    columns = ["id", "last_event_id", *kind.told_later]
    if not ids:
        return queries.find(session, kind.table, where, columns=columns, lock=True)
    wanted = list(dict.fromkeys(ids))
    found = bulk.lookup(session, kind.table, {"id": wanted}, columns, lock=True)
    rows = {row.id: dict(row._mapping) for row in found}
    for id_ in wanted:
        if id_ not in rows:
            raise editing.missing(session, kind, id_)
    return [rows[id_] for id_ in wanted]


def delete(session: Session, kind: RecordKind, rows: Sequence[Row]) -> None:
    """Delete the records, which the session holds locked."""
    allow(session, DELETE, len(rows), f"Deleting {counted(kind, len(rows))}")
    writing.delete(session, kind, rows)


def request_delete(
    session: Session, kind: RecordKind, rows: Sequence[Row], words: Mapping[str, Any]
) -> Row:
    """Ask for the deletion of the records; `words` is how they were chosen."""
    if not rows:
        raise UsageError(f"There are no such {kind.plural}: nothing to ask for")
    asked = Asked(
        DELETE,
        kind.plural,
        f"Delete {counted(kind, len(rows))}",
        words,
        {row["id"]: row["last_event_id"] for row in rows},
    )
    return approvals.request(session, asked)


def change_deal(session: Session, id_: str, words: Sequence[str]) -> Row:
    """Set fields of the deal."""
    before, after = editing.change_from(session, deals.KIND, id_, words)
    if _closes(session, before, after):
        allow(session, CLOSE_DEAL, 1, f"Moving a deal to {after['stage']}")
    return after


def request_deal_change(session: Session, id_: str, words: Sequence[str]) -> Row:
    """Ask for a change that closes the deal; the words are tried first."""
    with savepoint(session, keep=False):
        before, after = editing.change_from(session, deals.KIND, id_, words)
    if not _closes(session, before, after):
        raise UsageError("--request-approval is for moving a deal to a stage that ends it")
    asked = Asked(
        CLOSE_DEAL,
        deals.KIND.plural,
        f"Move deal {before['name']!r} to {after['stage']}",
        {"words": list(words)},
        {id_: before["last_event_id"]},
    )
    return approvals.request(session, asked)


def _delete(session: Session, row: Row) -> str:
    kind = registry.kind(row["object_type"])
    writing.delete(session, kind, chosen(session, kind, list(row["targets"]), ()))
    return f"{counted(kind, len(row['targets']))} deleted"


def _close_deal(session: Session, row: Row) -> str:
    (id_,) = row["targets"]
    # Not around more than a few statements: SQLite slows down with each of them.
    with savepoint(session):
        after = editing.change(session, deals.KIND, id_, row["arguments"]["words"])
    return f"the deal is in {after['stage']}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(DELETE, "approve-deletes-above", _delete),
        Kind(CLOSE_DEAL, "approve-closing-deals", _close_deal),
        Kind(UNDO_IMPORT, "approve-undos-above"),
        Kind(EXPORT, "approve-full-exports"),
        Kind(SEND_MAIL, "approve-sends-above"),
    )
}


def _closes(session: Session, before: Row, after: Row) -> bool:
    stage = pipeline.stages(session).get(after["stage"])
    ends = stage is not None and stage.outcome != pipeline.OPEN
    return ends and bool(before["stage"] != after["stage"])


def _changed(session: Session, row: Row) -> str | None:
    """Why the records are not as they were when somebody asked; they are held from here on."""
    targets: Mapping[str, str] = row["targets"]
    if not targets:
        return None
    kind = registry.kind(row["object_type"])
    found = bulk.lookup(session, kind.table, {"id": list(targets)}, ["last_event_id"], lock=True)
    present = {each.id: each.last_event_id for each in found}
    changed = sorted(id_ for id_, event in targets.items() if present.get(id_) != event)
    if not changed:
        return None
    gone = sum(id_ not in present for id_ in changed)
    what = f"{counted(kind, len(changed))} of {len(targets)} changed since"
    gone_too = f", {gone} of them deleted" if gone else ""
    return f"{what}{gone_too}: {', '.join(changed[:3])}{', ...' if len(changed) > 3 else ''}"


def counted(kind: RecordKind, number: int) -> str:
    """`1 contact`, `2 contacts`."""
    return f"{number:,} {kind.name if number == 1 else kind.plural}"
