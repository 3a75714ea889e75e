from crmctl.cli.commands import Commands


def register(app: Commands) -> None:
    pass
