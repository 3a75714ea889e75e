"""Commands that all know --json and --debug, so that both work before and after the command.

A group loads the one that is run; for a word that it does not know, and for a help page of which it
does not have the lines, it loads all.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_group

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
        """As Typer makes it, but for its word for a number."""
        super().__init__(*arguments, **options)
        for each in self.params:
            if each.type.name.endswith(" range"):
                each.metavar = each.metavar or "N"
        self.params += _anywhere()


class Group(TyperGroup):
    """A group with the options that go anywhere."""

    # {command: the module of crmctl.cli that registers it}, beside those it has from the start.
    places: ClassVar[Mapping[str, str]] = {}
    # {command: its line on the help page}, for a group that need not load them all for it.
    lines: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Typer makes it."""
        super().__init__(*arguments, **options)
        self.params += _anywhere()
        self._order = [*self.commands, *self.places]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The commands in the order of the help page."""
        return self._order

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        for name in [cmd_name] if cmd_name in self._order else self._order:
            self._load(name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each command with its line, in full."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._line(ctx, name)) for name in self._order])

    def _line(self, ctx: Any, name: str) -> str:
        if self.lines:
            return self.lines[name]
        return str(self.get_command(ctx, name).get_short_help_str(limit=sys.maxsize))

    def _load(self, name: str) -> None:
        if name in self.commands:
            return
        made = Commands("")
        import_module(f"crmctl.cli.{self.places[name]}").register(made)
        made.leave_only(name)
        self.commands.update(get_group(made).commands)


class Commands(typer.Typer):
    """A group of commands; the front door's too."""

    def __init__(self, text: str, cls: type[Group] = Group) -> None:
        """An empty group; `text` is its line of help."""
        # Rich takes three times as long to print a help page.
        super().__init__(
            cls=cls,
            help=text,
            no_args_is_help=True,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[..., Any]:
        """As Typer's, with the options that go anywhere."""
        return super().command(name, cls=Command, **options)

    def leave_only(self, name: str) -> None:
        """Take out every command but the one of that name: to make one costs as much as to run."""
        self.registered_commands = [each for each in self.registered_commands if each.name == name]
        self.registered_groups = [each for each in self.registered_groups if each.name == name]
