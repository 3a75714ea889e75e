"""Every help page: it loads, reads well on a terminal of 80 columns, and its examples work."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from crmctl.cli import app
from crmctl.cli.commands import Group
from crmctl.cli.door import Door
from tests.conftest import Program


def pages(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group, and the words that lead to it."""
    yield path, command
    for name in command.list_commands(None) if isinstance(command, Group) else ():
        yield from pages(command.get_command(None, name), *path, name)


EVERY = dict(pages(get_command(app.app)))


def page(*path: str) -> str:
    words = [*path, "--help"]
    shown = CliRunner().invoke(app.app, words, prog_name="crmctl", obj=Door(), terminal_width=80)
    assert shown.exit_code == 0, shown
    return shown.output


def lines_of(command: Any) -> Iterator[tuple[str, str]]:
    """What each command of a group says of itself; the first page's are held to it elsewhere."""
    for name in command.list_commands(None) if isinstance(command, Group) else ():
        own = command.get_command(None, name).get_short_help_str(10_000)
        yield name, command.lines.get(name, own)


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_a_page(path: tuple[str, ...]) -> None:
    said = page(*path)
    assert said.startswith(f"Usage: {' '.join(('crmctl', *path))} ")
    assert max(map(len, said.splitlines())) <= 80
    # A word of Typer's own for what is to be given.
    assert " range>" not in said
    # Words may be broken at a hyphen, and go on in the next line.
    flat = "".join(said.split())
    for name, line in lines_of(EVERY[path]):
        assert f"{name}{line}".replace(" ", "").rstrip(".") in flat


@pytest.mark.parametrize("plural", ["contacts", "accounts", "deals", "activities"])
def test_an_example_is_one(crmctl: Program, plural: str) -> None:
    (example,) = [line for line in page(plural, "add").splitlines() if "Example: " in line]
    _, *words = shlex.split(example.split(": ", 1)[1])
    crmctl(*words)
    assert crmctl(plural, "list", "--json").json()["total"] == 1
