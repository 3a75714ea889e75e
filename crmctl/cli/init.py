"""`crmctl init`: the tables and the workspace."""

import typer

from crmctl.cli import door, output
from crmctl.cli.commands import Commands


def register(app: Commands) -> None:
    """Add the command to the front door."""

    @app.command("init")
    def init(context: typer.Context) -> None:
        """Make or upgrade the database, and the workspace with its pipeline."""
        from crmctl.records import pipeline
        from crmctl.storage import schema

        toolbox = door.of(context).toolbox
        before = schema.upgrade(toolbox.bare_engine)
        with toolbox.transaction() as session:
            new = pipeline.ensure_workspace(session)
        bypassed = schema.bypasses_wall(toolbox.engine)
        if door.of(context).json:
            output.document(
                {
                    "schema": schema.NEWEST,
                    "schemaBefore": before,
                    "workspace": toolbox.actor.workspace,
                    "workspaceCreated": new,
                    "rowLevelSecurityBypassed": bypassed,
                }
            )
        state = (
            "made" if before is None else "up to date" if before == schema.NEWEST else "upgraded"
        )
        workspace = "made" if new else "was there"
        output.say(
            door.of(context), f"Tables {state}; workspace {toolbox.actor.workspace!r} {workspace}"
        )
        if bypassed:
            output.note(
                "Warning: this PostgreSQL role bypasses row-level security (a superuser, or "
                "BYPASSRLS). Run crmctl as an ordinary role, so that the database too keeps "
                "workspaces apart."
            )
