"""`crmctl events listen`: acting on the platform's events."""

import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crmctl.cli import door, exit_codes, output, service_manager
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.settings import Settings
from crmctl.wiring import Toolbox

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
    "poison": "poison: entry {entry} is a dead letter: {error}",
}
_LEVELS = {"failed": "warning", "waiting": "warning", "poison": "warning", "given up": "error",
           "group lost": "error", "lost to trimming": "error", "handler hangs": "error",
           "worker died": "error"}  # fmt: skip


def register(group: Commands) -> None:
    """Add the command."""
    group.command("listen")(listen)


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
    from crmctl.events import tailing
    from jobs import listen_events
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
        service_manager.notifier(os.environ),
        service_manager.watchdog_seconds(os.environ),
    )
    loaded = listen_events.prepare(around, plan())
    if not once:
        output.note(f"Listening as {name} until Ctrl-C")
    report = listen_events.Supervisor(around, plan(), loaded, workers).run(reread)
    counts = _camel(report.counts)
    if front.json:
        output.document({"group": name, **counts, "deaths": report.deaths})
    elif sys.stdout.isatty():
        output.say(front, ", ".join(f"{count:,} {what}" for what, count in counts.items()))
    raise typer.Exit(exit_codes.PARTLY if once and report.failed else exit_codes.DONE)


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
            sys.stderr.write(orjson.dumps(line).decode() + "\n")
            return
        said = _SAID.get(what)
        text = said.format_map(facts) if said else f"{what} {_line(facts)}"
        sys.stderr.write(f"{now} {output.visible(text)}\n")


def _line(facts: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in facts.items() if value != "")


def _publish(toolbox: Toolbox) -> None:
    """Have what handlers brought about on the stream at once; else cron's relay does it."""
    from contextlib import suppress

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
