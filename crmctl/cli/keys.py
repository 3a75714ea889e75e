"""`crmctl keys`: what seals logins and signs links."""

from typing import Annotated

import typer

from crmctl.cli import door, output
from crmctl.cli.asking import confirm
from crmctl.cli.commands import Commands
from crmctl.cli.gmail import PLACES
from crmctl.errors import UsageError

group = Commands("The keys that seal logins and sign links.")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="keys")


@group.command("show")
def show(context: typer.Context) -> None:
    """List the keys by name, where they are, and how much each has sealed."""
    from crmctl.storage import keys
    from jobs import rotate_keys

    front = door.of(context)
    used = rotate_keys.used(front.toolbox)
    held = front.toolbox.keys
    names = [keys.name(key) for key in held.all]
    lost = {name: count for name, count in used.items() if name not in names}
    if front.json:
        output.document(
            {
                "origin": held.origin,
                "keys": [
                    {"name": name, "encrypts": at == 0, "sealed": used[name]}
                    for at, name in enumerate(names)
                ],
                "missing": [{"name": name, "sealed": count} for name, count in lost.items()],
            }
        )
        return
    rows = [
        [name, PLACES[held.origin], "seals and opens" if at == 0 else "opens", used[name]]
        for at, name in enumerate(names)
    ]
    rows += [[name, "missing", "", count] for name, count in lost.items()]
    output.table("", ["key", "where", "what it does", "secrets sealed"], rows)


@group.command("rotate")
def rotate(
    context: typer.Context,
    forget_old: Annotated[
        bool, typer.Option("--forget-old", help="Keep no older key; links they signed end.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make a new key and seal everything with it; finish that, where a run was cut short."""
    from jobs import rotate_keys

    front = door.of(context)
    if forget_old:
        confirm("Forget the older keys? Links that they have signed end.", yes)
    report = rotate_keys.run(front.toolbox, forget_old=forget_old)
    if front.json:
        output.document(
            {
                "key": report.key,
                "new": report.new,
                "resealed": report.resealed,
                "unreadable": report.unreadable,
                "forgotten": report.forgotten,
                "busy": report.busy,
            }
        )
    if report.busy:
        output.note("Another run is rotating the keys")
        return
    begun = "" if report.new else " (a rotation that was begun is finished)"
    output.say(front, f"{report.resealed} secrets sealed with the key {report.key}{begun}")
    if report.unreadable:
        output.note(
            f"Warning: {report.unreadable} secrets are under keys that are not here: crmctl keys "
            "show names them"
        )


@group.command("move-to-file")
def move_to_file(context: typer.Context) -> None:
    """Keep the keys of the OS keyring in a file for you alone, so that cron can read them."""
    from crmctl.storage import keys

    front = door.of(context)
    held = front.toolbox.keys
    if held.origin != "keyring":
        raise UsageError(f"The keys are not in a keyring: they are {PLACES[held.origin]}")
    moved = keys.move_to_file(held, front.settings.home)
    if front.json:
        output.document({"origin": moved.origin, "keys": [keys.name(key) for key in moved.all]})
    output.say(front, f"The keys are {PLACES[moved.origin]}")
