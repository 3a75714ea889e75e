"""`crmctl events`: publishing, and what is on the stream."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import dead_letters, door, exit_codes, listening, output, purging
from crmctl.cli.asking import confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import CrmctlError

if TYPE_CHECKING:
    from crmctl.events.status import Status

group = Commands("The events of every change, and the platform's: publish, listen, look up.")
listening.register(group)
group.add_typer(dead_letters.group, name="dlq")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="events")


@group.command("relay")
def relay(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Publish what waits, and end.")] = False,
) -> None:
    """Publish the outbox to the platform's stream, in order."""
    from crmctl.errors import Stopped
    from jobs import relay_events

    front = door.of(context)
    if once and not front.toolbox.can_have_stream():
        output.note("There is no Redis: events wait in the outbox (--redis)")
        return
    front.toolbox.start_private_redis()
    if once:
        report = relay_events.run(front.toolbox)
    else:
        report = relay_events.Report()
        try:
            output.note("Publishing until Ctrl-C")
            relay_events.serve(front.toolbox, report, output.note)
        except Stopped:
            output.note("Stopped; what waits is published by the next run")
    _tell_of_relay(front, report.__dict__)


def _tell_of_relay(front: Door, report: dict[str, Any]) -> None:
    if front.json:
        output.document(report)
        return
    if report["lost"]:
        output.note(
            f"Warning: Redis had lost {report['lost']} events; they were published again, "
            "with the same ids"
        )
    if report["busy"]:
        output.note("Another relay is at it")
    elif sys.stdout.isatty():
        output.say(front, f"{report['published']} events published")


@group.command("status")
def status(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew every second.")] = False,
) -> None:
    """Say what waits, who reads how far, and whether all is well (exit 0, 3 or 4)."""
    front = door.of(context)
    if watch and not front.json:
        _watch(front)
        return
    found, trouble = _status(front)
    if front.json:
        output.document(found.as_document())
    else:
        output.console().print(_status_table(found))
    if trouble:
        raise typer.Exit(exit_codes.of(trouble))
    raise typer.Exit(exit_codes.DONE if found.healthy else exit_codes.PARTLY)


def _status(front: Door) -> "tuple[Status, CrmctlError | None]":
    """The state of things, and why Redis has no part in it."""
    found, trouble = front.toolbox.publishing()
    if trouble:
        output.note(str(trouble))
    return found, trouble


def _status_table(found: "Status") -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    waited = found.oldest_seconds
    rows = [
        ("health", "well" if found.healthy else "not well"),
        ("waiting to be published", f"{found.pending:,}"),
        ("oldest has waited", "-" if waited is None else f"{waited:,.0f} s"),
        ("sent again after a loss", f"{found.repeated:,}"),
    ]
    if found.stream:
        rows += [
            ("stream", f"{found.stream.name}, {found.stream.length:,} entries"),
            *(
                (f"group {g.name}", f"{g.lag:,} not read, {g.pending:,} not acknowledged")
                for g in found.stream.groups
            ),
        ]
    rows += [
        ("retries", f"{found.retries:,} waiting, {found.due:,} due"),
        ("dead letters", _dead_letters(found.dead_letters)),
    ]
    made = Table(box=box.SIMPLE_HEAD, show_header=False)
    for name, value in rows:
        made.add_row(Text(output.visible(name)), Text(output.visible(value)))
    return made


def _dead_letters(count: int) -> str:
    return f"{count:,}: crmctl events dlq list shows what went wrong" if count else "0"


def _watch(front: Door) -> None:
    """A live screen, until Ctrl-C."""
    import time

    from rich.live import Live

    from crmctl.errors import Stopped

    try:
        with Live(_status_table(_status(front)[0]), console=output.console(), screen=True) as live:
            while True:
                time.sleep(1)
                live.update(_status_table(_status(front)[0]))
    except Stopped:
        return


@group.command("tail")
def tail(
    context: typer.Context,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="P", help="A type, or crm.contact.*")
    ] = None,
    record: Annotated[str | None, typer.Option(metavar="ID", help="Of one record.")] = None,
    correlation: Annotated[str | None, typer.Option(metavar="ID", help="Of one run.")] = None,
    every_workspace: Annotated[
        bool, typer.Option("--all-workspaces", help="Not only of this workspace.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="From then on: 0, 10m, 2h, 3d or a date.")
    ] = None,
    follow: Annotated[bool, typer.Option(help="Wait for more; --no-follow ends.")] = True,
) -> None:
    """Show events as they come; --json gives JSON Lines."""
    from crmctl.errors import Stopped
    from crmctl.events import tailing

    front = door.of(context)
    toolbox = front.toolbox
    workspace = None if every_workspace else toolbox.actor.workspace
    wanted = tailing.Wanted(tuple(types or ()), workspace, record, correlation)
    start = tailing.start(since, toolbox.clock.now())
    toolbox.start_private_redis()
    try:
        for entry in tailing.entries(toolbox.waiting_stream(), wanted, start, follow=follow):
            if front.json:
                sys.stdout.write(f"{entry.text}\n")
            else:
                output.say(front, entry.line())
            sys.stdout.flush()
    except Stopped:
        return


@group.command("catalog")
def catalog(
    context: typer.Context,
    type_: Annotated[str | None, typer.Option("--type", metavar="T", help="Only this one.")] = None,
    asyncapi: Annotated[
        bool, typer.Option("--asyncapi", help="As an AsyncAPI 3 document.")
    ] = False,
) -> None:
    """List the types of events: when they come, their JSON Schema, an example."""
    import crmctl
    from crmctl.errors import UsageError
    from crmctl.events import catalogue

    front = door.of(context)
    if asyncapi:
        output.document(catalogue.asyncapi(front.settings["stream"], crmctl.__version__))
        return
    if type_ is not None and type_ not in catalogue.KINDS:
        raise UsageError(f"There is no type {type_!r}: crmctl events catalog lists them")
    kinds = [catalogue.KINDS[type_]] if type_ else list(catalogue.KINDS.values())
    if front.json or type_:
        documents = [
            {
                "type": kind.type,
                "trigger": kind.trigger,
                "schema": kind.schema(),
                "example": kind.example(),
            }
            for kind in kinds
        ]
        output.document({"events": documents} if type_ is None else documents[0])
        return
    rows = [[kind.type, kind.trigger, ", ".join([*kind.always, *kind.sometimes])] for kind in kinds]
    output.table("", ["type", "when", "data, besides the record's ids"], rows)


@group.command("stop-embedded")
def stop_embedded(context: typer.Context) -> None:
    """Stop the private Redis of this home; what it holds stays on disk."""
    from crmctl.events import private_redis

    front = door.of(context)
    ran = private_redis.stop(front.settings.home)
    if front.json:
        output.document({"stopped": ran})
    output.say(
        front, "The private Redis has ended" if ran else "There was no private Redis running"
    )


@group.command("purge")
def purge(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget old published events (outbox-keep-days); trim what every group has read."""
    from jobs import purge_events

    front = door.of(context)
    days = front.settings["outbox-keep-days"]
    confirm(f"Forget events published more than {days} days ago, and trim the stream?", yes)
    report = purge_events.run(front.toolbox)
    told = f"{report.purged} events forgotten, {report.trimmed} entries trimmed"
    purging.end(front, report, told)
