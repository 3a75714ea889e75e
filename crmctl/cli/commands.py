"""Commands that all know --json and --debug, so that both work before and after the command."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from crmctl.cli import door


def _remember_json(context: typer.Context, _option: Any, value: bool) -> None:
    if value:
        door.of(context).json = True


def _remember_debug(context: typer.Context, _option: Any, value: bool) -> None:
    if value:
        door.of(context).debug_everything()


def _flag(name: str, text: str, remember: Callable[..., None]) -> TyperOption:
    return TyperOption(
        param_decls=[name], is_flag=True, help=text, callback=remember, expose_value=False
    )


def _anywhere() -> list[TyperOption]:
    return [
        _flag("--json", "One JSON document on standard output.", _remember_json),
        _flag("--debug", "Log everything; a traceback on an error.", _remember_debug),
    ]


class Command(TyperCommand):
    """A command with the options that go anywhere."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Typer makes it."""
        super().__init__(*arguments, **options)
        self.params += _anywhere()


class Group(TyperGroup):
    """A group with the options that go anywhere."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Typer makes it."""
        super().__init__(*arguments, **options)
        self.params += _anywhere()


class Commands(typer.Typer):
    """A group of commands; the front door's too."""

    def __init__(self, text: str) -> None:
        """An empty group; `text` is its line of help."""
        # Rich takes three times as long to print a help page.
        super().__init__(
            cls=Group,
            help=text,
            no_args_is_help=True,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[..., Any]:
        """As Typer's, with the options that go anywhere."""
        return super().command(name, cls=Command, **options)
