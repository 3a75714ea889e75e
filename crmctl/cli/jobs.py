"""`crmctl jobs`: the background work."""

from typing import Annotated

import typer

from crmctl.cli import door, exit_codes, output
from crmctl.cli.commands import Commands

group = Commands("The background work.")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="jobs")


@group.command("run")
def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do what is queued, and end.")] = False,
) -> None:
    """Do what was asked for with --background, and what a dead worker has left."""
    from crmctl.errors import Stopped
    from jobs import run_queue

    front = door.of(context)
    if once:
        report = run_queue.run(front.toolbox)
        if front.json:
            output.document(report.__dict__)
        raise typer.Exit(exit_codes.PARTLY if report.failed else exit_codes.DONE)
    try:
        output.note("Working until Ctrl-C")
        run_queue.serve(front.toolbox, front.publish, output.note)
    except Stopped:
        output.note("Stopped; the next worker goes on with what is left")


@group.command("list")
def list_(context: typer.Context) -> None:
    """List the jobs of the workspace that are not done."""
    from jobs import run_queue

    front = door.of(context)
    queued = run_queue.queued(front.toolbox)
    if front.json:
        output.document({"jobs": queued})
        return
    heads = ["jobId", "kind", "status", "type", "createdAt", "user"]
    output.table("", heads, [[job[head] for head in heads] for job in queued])


@group.command("cancel")
def cancel(context: typer.Context, job_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Cancel a job; nothing is left of it."""
    from crmctl.errors import UsageError
    from jobs import run_queue

    front = door.of(context)
    if not run_queue.cancel(front.toolbox, job_id):
        raise UsageError(f"There is no job {job_id!r} to cancel: it is done with, or never was")
    if front.json:
        output.document({"jobId": job_id, "status": "cancelled"})
    output.say(front, f"job {job_id} cancelled")
