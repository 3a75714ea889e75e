"""What several commands ask for in the same way: a kind of record, a number, a yes."""

import sys
from enum import StrEnum

import typer

from crmctl.errors import UsageError

# What every database takes for a number of rows.
MOST = 2**31 - 1


class Type(StrEnum):
    """What a file can hold."""

    CONTACTS = "contacts"
    ACCOUNTS = "accounts"
    DEALS = "deals"


def confirm(question: str, yes: bool) -> None:
    """Ask before something is taken away; without a terminal, --yes must be there."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Say --yes: there is no terminal to ask on")
    if not typer.confirm(question, err=True):
        raise typer.Abort
