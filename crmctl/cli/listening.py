"""`crmctl events listen`, and what goes with it: replay, seek, trace."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, exit_codes, output, service_manager
from crmctl.cli.asking import confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.settings import Settings
from crmctl.wiring import Toolbox

if TYPE_CHECKING:
    from datetime import datetime

    from jobs.listening.tracing import Node

GROUP = "crmctl"
_MOST_WORKERS = 64

_SAID = {
    "new group": "The group {group} is new: it starts at the end of the stream. "
    "--from 0 takes all there is, crmctl events seek moves it",
    "group is there": "The group {group} is there already, and goes on where it was: --from is "
    "for a new one, crmctl events seek moves it",
    "group lost": "WARNING: Redis had lost the group {group}: it is made again and goes on behind "
    "{startsAt}; what was handled before is not handled again",
    "waiting": "{error}",
    "taken over": "{entries} entries taken over from {worker}, which is dead",
    "lost to trimming": "WARNING: {entries} entries were trimmed away before they were handled",
    "settings read": "Settings read again: the workers start anew",
    "settings not read": "The settings stay as they were: {error}",
    "poison": "poison: entry {entry} is a dead letter: {error}; crmctl events dlq show {entry}",
}
_LEVELS = {"failed": "warning", "waiting": "warning", "poison": "warning", "given up": "error",
           "group lost": "error", "lost to trimming": "error", "handler hangs": "error",
           "worker died": "error"}  # fmt: skip


def register(group: Commands) -> None:
    """Add the commands."""
    group.command("listen")(listen)
    group.command("replay")(replay)
    group.command("seek")(seek)
    group.command("trace")(trace)


def listen(
    context: typer.Context,
    name: Annotated[
        str, typer.Option("--group", metavar="G", help="The group of consumers.")
    ] = GROUP,
    consumer: Annotated[
        str | None,
        typer.Option(metavar="C", help="The worker's name in the group; the host's if none."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=_MOST_WORKERS, help="How many processes share the work.")
    ] = 1,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="0|$|TIME", help="Where a new group starts: $ (the end) if not said."
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Handle all there is, due retries too, and end.")
    ] = False,
) -> None:
    """Act on the platform's events, each exactly once in effect, until stopped.

    A failed event is tried again after 1, 5 and 30 minutes (setting retry-delays), and only later
    events of its record wait for it. Then, or at once where no try can succeed, it is a dead
    letter: see crmctl events dlq --help. Send HUP to read the settings again, TERM to stop.
    """
    from crmctl.errors import Stopped
    from crmctl.events import tailing
    from jobs import listen_events, run_queue
    from jobs.listening import plan as plans

    front = door.of(context)
    if once and not front.toolbox.can_have_stream():
        output.note("There is no Redis: there is nothing to listen to (--redis)")
        return
    entry = None if start is None else tailing.start(start, front.toolbox.clock.now(), "--from")
    live = _Live(front)

    def plan() -> plans.Plan:
        return plans.of(
            live.settings,
            name,
            consumer or _host(),
            numbered=consumer is None or workers > 1,
            once=once,
            start=entry,
        )

    def reread() -> plans.Plan:
        live.reread()
        return plan()

    around = listen_events.Around(
        live.open_toolbox,
        live.log,
        _publish,
        run_queue.wake,
        service_manager.notifier(os.environ),
        service_manager.watchdog_seconds(os.environ),
    )
    try:
        loaded = listen_events.prepare(around, plan())
    except Stopped:
        # Nothing is in hand yet.
        return
    if not once:
        output.note(f"Listening as {name} until Ctrl-C")
    report = listen_events.Supervisor(around, plan(), loaded, workers).run(reread)
    counts = _camel(report.counts)
    if front.json:
        output.document({"group": name, **counts, "deaths": report.deaths})
    elif sys.stdout.isatty():
        output.say(front, ", ".join(f"{count:,} {what}" for what, count in counts.items()))
    raise typer.Exit(exit_codes.PARTLY if once and report.failed else exit_codes.DONE)


def replay(
    context: typer.Context,
    start: Annotated[
        str, typer.Option("--from", metavar="TIME", help="From then on: 0, 2h, 3d or a date.")
    ],
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Up to then; the end if not said.")
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="P", help="A type, a.* or *.")
    ] = None,
    handlers: Annotated[
        list[str] | None, typer.Option("--handler", metavar="H", help="Only for this handler.")
    ] = None,
    name: Annotated[str, typer.Option("--group", metavar="G", help="Whose inbox.")] = GROUP,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Do again even what was done already.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --force: do not ask.")] = False,
) -> None:
    """Have the handlers act on a part of the stream again; what they did already is not repeated.

    With --force it is: each handler acts a second time on the same events.
    """
    from crmctl.events import tailing
    from crmctl.platform import registry
    from jobs.listening import replaying

    front = door.of(context)
    toolbox, now = front.toolbox, front.toolbox.clock.now()
    wanted = replaying.Wanted(
        f"({tailing.start(start, now, '--from')}" if start != "0" else "-",
        "+" if end in (None, "$") else _last_of(end, now),
        tuple(types or ()),
        tuple(handlers or ()),
        force,
    )
    if force and not dry_run:
        confirm("Have handlers act again on events that they acted on already?", yes)
    loaded = registry.Registry(registry.handlers())
    toolbox.start_private_redis()
    log = _Live(front).log
    report = replaying.run(toolbox, name, wanted, loaded, log, dry=dry_run)
    if front.json:
        document = {**report.__dict__, "byHandler": report.__dict__["by_handler"]}
        output.document({"dryRun": dry_run, **{k: v for k, v in document.items() if "_" not in k}})
    else:
        would = "would act" if dry_run else "acted or tried"
        output.say(front, f"{report.entries:,} entries, {report.duplicates:,} done before")
        for handler, count in report.by_handler.items():
            output.say(front, f"{handler} {would} on {count:,}")
        if report.failed:
            output.note(f"{report.failed:,} failed: events listen tries them again")
    raise typer.Exit(exit_codes.PARTLY if report.failed else exit_codes.DONE)


def seek(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option("--to", metavar="0|$|TIME|ENTRY", help="Where to go on; $ is the end."),
    ],
    name: Annotated[str, typer.Option("--group", metavar="G", help="Which group.")] = GROUP,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Move the group to another place of the stream; says first what that skips or repeats."""
    from jobs.listening import seeking

    front = door.of(context)
    toolbox = front.toolbox
    toolbox.start_private_redis()
    move = seeking.plan(toolbox, name, _place(to, front))
    if move.skipped:
        output.note(f"WARNING: {move.skipped:,} events will be skipped: nobody will act on them")
    if move.again:
        output.note(
            f"WARNING: {move.again:,} events will be seen again; what was acted on is known to "
            "the inbox and is not done twice"
        )
    confirm(f"Move the group {name} from {move.before} to {move.after}?", yes)
    seeking.make(toolbox, move)
    if front.json:
        output.document(
            {
                "group": name,
                "from": move.before,
                "to": move.after,
                "skipped": move.skipped,
                "again": move.again,
            }
        )
    output.say(front, f"The group {name} goes on behind {move.after}")


def trace(
    context: typer.Context,
    correlation: Annotated[str, typer.Argument(metavar="CORRELATION")],
) -> None:
    """Show a run as a tree: the first event, who acted on it, and every record that came of it."""
    from jobs.listening import tracing

    front = door.of(context)
    nodes = tracing.trace(front.toolbox, correlation, output.note)
    if front.json:
        output.document(
            {"correlationId": correlation, "events": [node.as_document() for node in nodes]}
        )
        return
    from rich.text import Text
    from rich.tree import Tree

    def grow(branch: Tree, events: "Sequence[Node]") -> None:
        for node in events:
            words = (node.type, node.record, node.id, node.timestamp, f"from {node.source}")
            event = branch.add(Text(output.visible("  ".join(filter(None, words)))))
            for made in node.reactions:
                said = f"{made.handler}: {made.status} {made.at}"
                if made.error:
                    said += f" ({made.attempts} tries: {made.error})"
                grow(event.add(Text(output.visible(said))), made.caused)

    tree = Tree(Text(output.visible(correlation)))
    grow(tree, nodes)
    output.console().print(tree)


def _place(text: str, front: Door) -> str:
    """An entry's own id, or a moment as everywhere else."""
    import re

    from crmctl.events import tailing

    if re.fullmatch(r"\d{1,20}-\d{1,20}", text):
        return text
    return tailing.start(text, front.toolbox.clock.now(), "--to")


def _last_of(text: str, now: "datetime") -> str:
    """The last entry of the millisecond."""
    from crmctl.events import tailing

    return str(int(tailing.moment_of(text, now, "--to").timestamp() * 1000))


class _Live:
    """The settings as they are now: read again when somebody asks for it."""

    def __init__(self, front: Door) -> None:
        self._front = front
        self.settings = front.settings

    def reread(self) -> None:
        self.settings = Settings.load(self._front.options, os.environ)

    def open_toolbox(self) -> Toolbox:
        return Toolbox(self.settings)

    def log(self, what: str, facts: Mapping[str, Any]) -> None:
        """One line, for people or for machines."""
        from crmctl.clock import SystemClock, iso

        now = iso(SystemClock().now())
        if self.settings["log-format"] == "json":
            import orjson

            line = {"time": now, "level": _LEVELS.get(what, "info"), "what": what, **facts}
            _write(orjson.dumps(line).decode())
            return
        said = _SAID.get(what)
        text = said.format_map(facts) if said else f"{what} {_line(facts)}"
        if what == "given up":
            text += f"; crmctl events dlq show {facts['event']}"
        _write(f"{now} {output.visible(text)}")


def _write(line: str) -> None:
    """A log that nobody reads any more stops nobody's work."""
    with suppress(OSError):
        sys.stderr.write(f"{line}\n")


def _line(facts: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in facts.items() if value != "")


def _publish(toolbox: Toolbox) -> None:
    """Have what handlers brought about on the stream at once; else cron's relay does it."""
    from crmctl.errors import CrmctlError
    from jobs import relay_events

    with suppress(CrmctlError):
        relay_events.nudge(toolbox)


def _host() -> str:
    import socket

    return socket.gethostname() or "host"


def _camel(counts: Mapping[str, int]) -> dict[str, int]:
    from crmctl.records.kinds import camel

    return {camel(name): count for name, count in counts.items()}
