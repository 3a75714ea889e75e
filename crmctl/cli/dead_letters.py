"""`crmctl events dlq`: events that were given up; see, mend, try again, put away."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, exit_codes, output
from crmctl.cli.asking import MOST, confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from crmctl.storage.queries import Row
    from jobs.listening.mending import Outcome

group = Commands(
    "Dead letters: events that a handler gave up on, and entries that are no events.\n\n"
    "`list` says what went wrong and how often; `show ID` has the event, the error and every try. "
    "Mend the cause, then `retry ID`, or `retry --all`: the handler acts on it here and now. What "
    "needs no mending, `discard`."
)

_ID = typer.Argument(metavar="ID", help="As `list` shows it; an event's id will do.")


@group.command("list")
def list_(
    context: typer.Context,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="T", help="Only events of this type.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Show at most so many.")] = 50,
) -> None:
    """List dead letters by handler and error, then one by one, the oldest first."""
    from jobs.listening import mending

    front = door.of(context)
    rows = mending.chosen(front.toolbox, None, type_)
    groups = _groups(rows)
    if front.json:
        letters = [_summary(row) for row in rows[:limit]]
        output.document({"count": len(rows), "groups": groups, "deadLetters": letters})
        return
    if not rows:
        output.say(front, "There are no dead letters")
        return
    output.table(
        "What went wrong",
        ["handler", "error", "count", "since", "last"],
        [[g["handler"] or "-", g["error"], g["count"], g["since"], g["last"]] for g in groups],
    )
    output.table(
        "The oldest",
        ["id", "type", "handler", "attempts", "moved"],
        [
            [row["id"], row["type"] or "-", row["handler"] or "-", row["attempts"], row["moved_at"]]
            for row in rows[:limit]
        ],
    )
    if len(rows) > limit:
        output.note(f"{len(rows) - limit:,} more: --limit shows them")
    output.note("crmctl events dlq show ID tells all about one")


@group.command("show")
def show(context: typer.Context, id_: Annotated[str, _ID]) -> None:
    """Show the event, the error, and what happened on each try."""
    from jobs.listening import mending

    front = door.of(context)
    rows = mending.known(front.toolbox, id_)
    if front.json:
        documents = [_details(row) for row in rows]
        # An event may be the dead letter of several handlers.
        output.document({**documents[-1], "others": documents[:-1]})
        return
    for row in rows:
        _print(front, row)


@group.command("retry")
def retry(
    context: typer.Context,
    id_: Annotated[str | None, _ID] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="T", help="All events of this type.")
    ] = None,
    republish: Annotated[
        bool,
        typer.Option(
            "--republish",
            help="Do not act: send the event to the stream again, for every group that reads it.",
        ),
    ] = False,
) -> None:
    """Have the handler act on it once more, now; exit 3 when it fails again.

    What it did before is not done twice. What fails stays a dead letter, with the new error.
    """
    from crmctl.platform import registry
    from jobs.listening import mending

    front = door.of(context)
    if (id_ is not None) + every + (type_ is not None) != 1:
        raise UsageError("Say which: an ID, --all or --type T")
    rows = mending.chosen(front.toolbox, id_, type_)
    front.toolbox.start_private_redis()
    if republish:
        outcomes = mending.republish(front.toolbox, rows)
    else:
        loaded = registry.Registry(registry.handlers())
        outcomes = mending.retry(front.toolbox, rows, loaded, lambda _what, _facts: None)
    _tell(front, outcomes)


@group.command("discard")
def discard(
    context: typer.Context,
    id_: Annotated[str, _ID],
    reason: Annotated[str, typer.Option(metavar="R", help="Why; it is kept.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Put a dead letter away for good: nobody will act on it."""
    from jobs.listening import mending

    front = door.of(context)
    if not reason.strip():
        raise UsageError("Say why: --reason must not be empty")
    rows = mending.chosen(front.toolbox, id_)
    confirm(f"Discard {len(rows)} dead letter{'s'[: len(rows) > 1]} of {id_}?", yes)
    front.toolbox.start_private_redis()
    _tell(front, mending.discard(front.toolbox, rows, reason.strip()))


def _tell(front: Door, outcomes: "Sequence[Outcome]") -> None:
    from jobs.listening import mending

    failed = [each for each in outcomes if each.status in {mending.FAILED, mending.WAITING}]
    if front.json:
        documents = [
            {**_summary(each.row), "status": each.status, "error": each.error} for each in outcomes
        ]
        output.document({"count": len(outcomes), "failed": len(failed), "deadLetters": documents})
    else:
        for each in outcomes:
            reason = f": {each.error}" if each.error else ""
            output.say(front, f"{each.row['id']} {each.status}{reason}")
        if not outcomes and sys.stdout.isatty():
            output.say(front, "There are no dead letters")
    raise typer.Exit(exit_codes.PARTLY if failed else exit_codes.DONE)


def _groups(rows: "Sequence[Row]") -> list[dict[str, Any]]:
    """The letters by handler and error, the largest group first."""
    together: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        together[row["handler"], _gist(row)].append(row)
    return [
        {
            "handler": handler,
            "error": error,
            "count": len(found),
            "since": found[0]["moved_at"],
            "last": found[-1]["moved_at"],
            "types": sorted({row["type"] for row in found if row["type"]}),
            "exampleId": found[0]["id"],
        }
        for (handler, error), found in sorted(together.items(), key=lambda item: -len(item[1]))
    ]


def _gist(row: "Row") -> str:
    """The error without what differs from one event to the next."""
    import re

    said = re.sub(r"'[^']*'|\"[^\"]*\"|[\w-]*\d[\w-]*", "…", row["error"] or "")
    return f"{row['error_type']}: {said}" if said else str(row["error_type"])


def _summary(row: "Row") -> dict[str, Any]:
    return {
        "id": row["id"],
        "eventId": row["event_id"] or None,
        "type": row["type"] or None,
        "handler": row["handler"] or None,
        "errorType": row["error_type"],
        "error": row["error"],
        "attempts": row["attempts"],
        "firstFailedAt": row["first_failed_at"],
        "movedAt": row["moved_at"],
        "workspaceId": row["workspace_id"],
        "correlationId": row["correlation_id"] or None,
        "group": row["group_name"],
        "streamId": row["stream_id"],
        "entry": row["entry"],
    }


def _details(row: "Row") -> dict[str, Any]:
    return {
        **_summary(row),
        "event": _event(row),
        "errorStack": row["error_stack"],
        "history": row["history"],
        "consumer": row["consumer"],
        "closed": row["closed"],
        "closedReason": row["closed_reason"],
        "closedBy": row["closed_by"],
        "closedAt": row["closed_at"],
    }


def _event(row: "Row") -> Any:
    """The event as JSON; as text where it is none."""
    import orjson

    try:
        return orjson.loads(bytes(row["event"]))
    except ValueError:
        return bytes(row["event"]).decode(errors="backslashreplace")


def _print(front: Door, row: "Row") -> None:
    import json

    for name, value in _summary(row).items():
        if value is not None:
            output.say(front, f"{name}: {output.cell(value)}")
    if row["closed"]:
        by = f"{row['closed']} by {row['closed_by']} on {output.cell(row['closed_at'])}"
        output.say(front, f"closed: {by}{': ' if row['closed_reason'] else ''}"
                          f"{row['closed_reason'] or ''}")  # fmt: skip
    event = _event(row)
    text = event if isinstance(event, str) else json.dumps(event, indent=2, ensure_ascii=False)
    output.say(front, f"\nevent:\n{text}")
    if row["error_stack"]:
        output.say(front, f"\n{row['error_stack'].rstrip()}")
    output.table(
        "Tries",
        ["at", "error type", "error"],
        [[each["at"], each["errorType"], each["error"]] for each in row["history"]],
    )
    if not row["closed"]:
        id_ = row["id"]
        output.note(
            f"Once the cause is mended: crmctl events dlq retry {id_}\n"
            f"To put it away for good: crmctl events dlq discard {id_} --reason WHY"
        )
