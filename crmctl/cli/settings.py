"""`crmctl settings`: what is in force, and why; and what a workspace settles for itself."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmctl.cli import door, output
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door

if TYPE_CHECKING:
    from crmctl.records.workspace_settings import Setting

group = Commands("What is set, and where it came from.")


def register(app: Commands) -> None:
    """Add the group to the front door."""
    app.add_typer(group, name="settings")


Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]


@group.command("show")
def show(context: typer.Context) -> None:
    """List every setting with its value and its source; `workspace` is all its users' own."""
    front = door.of(context)
    entries = [*_of_program(front), *_of_workspace(front)]
    if front.json:
        output.document({"settings": entries})
        return
    output.table(
        "",
        ["setting", "value", "source", "environment variable", "what it is for"],
        [[e["name"], e["value"], e["source"], e["environment"], e["help"]] for e in entries],
    )


def _of_program(front: Door) -> list[dict[str, Any]]:
    from crmctl.settings import shown

    return [
        {
            "name": each.spec.name,
            "value": shown(each),
            "source": each.origin,
            "environment": each.spec.variable,
            "help": each.spec.help,
            **(_where_the_key_is(front) if each.spec.name == "encryption-key" else {}),
        }
        for each in front.settings.entries.values()
    ]


def _where_the_key_is(front: Door) -> dict[str, str]:
    """The name of the key in force, and where it is kept; none is made to be shown."""
    from crmctl.errors import ConfigurationError
    from crmctl.storage import keys

    try:
        held = keys.look(front.settings["encryption-key"], front.settings.home)
    except ConfigurationError as error:
        return {"value": f"unusable: {error}"}
    if held is None:
        return {}
    return {"value": f"*** (key {keys.name(held.first)})", "source": held.origin}


@group.command("integrations")
def integrations(context: typer.Context) -> None:
    """Show what crmctl is connected to, and what will soon need you."""
    from crmctl.cli import gmail
    from crmctl.gmail import standing

    front = door.of(context)
    if not front.json:
        output.say(front, "Gmail")
        gmail.show_accounts(front)
        return
    now = front.toolbox.clock.now()
    rows = gmail.accounts(front)
    told = [standing.full_document(row, now) for row in rows]
    key = _where_the_key_is(front)
    output.document(
        {"integrations": [{"name": "gmail", "accounts": told, "keySource": key.get("source")}]}
    )


def _of_workspace(front: Door) -> list[dict[str, Any]]:
    """Those in the database; as nobody has set them where it is not to be had."""
    from crmctl.errors import CrmctlError
    from crmctl.records import workspace_settings

    try:
        found = workspace_settings.defaults()
        if front.toolbox.has_database():
            with front.toolbox.transaction(write=False) as session:
                found = workspace_settings.listed(session)
    except CrmctlError as error:
        output.note(f"The workspace's own settings are not known: {error}")
        return []
    return [_document(each) for each in found]


def _document(setting: "Setting") -> dict[str, Any]:
    from crmctl.records import workspace_settings

    return {
        "name": setting.spec.name,
        "value": workspace_settings.shown(setting.value),
        "source": "workspace" if setting.own else "default",
        "environment": None,
        "help": setting.spec.help,
    }


@group.command("set", epilog="Example: crmctl settings set approve-deletes-above 100")
def set_(
    context: typer.Context,
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", show_default=False)],
) -> None:
    """Set something for everyone in the workspace.

    What there is to set has the source `workspace`, or no environment variable, in settings show.
    """
    from crmctl.records import workspace_settings

    front = door.of(context)
    _refuse_programs_own(front, name)
    with front.toolbox.transaction() as session:
        changed = workspace_settings.change(session, name, value)
    _tell(front, changed)


@group.command("unset", epilog="Example: crmctl settings unset approve-deletes-above")
def unset(context: typer.Context, name: Name) -> None:
    """Have a setting of the workspace as it is by default."""
    from crmctl.records import workspace_settings

    front = door.of(context)
    _refuse_programs_own(front, name)
    with front.toolbox.transaction() as session:
        changed = workspace_settings.forget(session, name)
    _tell(front, changed)


def _refuse_programs_own(front: Door, name: str) -> None:
    from crmctl.errors import UsageError

    entry = front.settings.entries.get(name)
    if entry is not None:
        raise UsageError(
            f"{name} is not the workspace's: set {entry.spec.variable} in the environment"
            + ("" if entry.spec.secret else f", or {name} in config.toml")
        )


def _tell(front: Door, setting: "Setting") -> None:
    document = _document(setting)
    if front.json:
        output.document(document)
    workspace = front.toolbox.actor.workspace
    output.say(front, f"{document['name']} is {document['value']} in workspace {workspace!r}")
