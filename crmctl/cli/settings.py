"""`crmctl settings`: what is in force, and why."""

import typer

from crmctl.cli import door, output
from crmctl.cli.commands import Commands

group = Commands("What is set, and where it came from.")


@group.command("show")
def show(context: typer.Context) -> None:
    """List every setting with its value and its source."""
    from crmctl.settings import shown

    entries = door.of(context).settings.entries.values()
    if door.of(context).json:
        output.document(
            {
                "settings": [
                    {
                        "name": each.spec.name,
                        "value": shown(each),
                        "source": each.origin,
                        "environment": each.spec.variable,
                        "help": each.spec.help,
                    }
                    for each in entries
                ]
            }
        )
        return
    output.table(
        "",
        ["setting", "value", "source", "environment variable", "what it is for"],
        [[e.spec.name, shown(e), e.origin, e.spec.variable, e.spec.help] for e in entries],
    )
