"""The front door: global options, every command, and the one error boundary."""

import io
import os
import sys
import traceback
from contextlib import suppress
from typing import Annotated, ClassVar, TypeGuard

import typer

import crmctl
from crmctl.cli import exit_codes, output, stop_signal
from crmctl.cli.commands import Commands, Group
from crmctl.cli.door import Door
from crmctl.errors import CrmctlError, Stopped, StorageError, UsageError


class FrontDoor(Group):
    """Every command, and the module that it is in."""

    places: ClassVar[dict[str, str]] = {
        "import": "imports",
        "export": "exports",
        "serve": "serve",
        "init": "init",
        "contacts": "records",
        "accounts": "records",
        "deals": "records",
        "activities": "records",
        "imports": "past_imports",
        "exports": "exports",
        "jobs": "jobs",
        "events": "events",
        "approvals": "approvals",
        "settings": "settings",
        "gmail": "gmail",
        "keys": "keys",
    }
    lines: ClassVar[dict[str, str]] = {
        "import": "Import a CSV file of contacts, accounts or deals.",
        "export": "Export chosen fields of chosen records to a file.",
        "serve": "Serve the links of exports, until Ctrl-C or SIGTERM.",
        "init": "Make or upgrade the database.",
        "contacts": "People: list, show, add, update, delete.",
        "accounts": "Companies: list, show, add, update, delete.",
        "deals": "Deals: list, show, add, update, delete.",
        "activities": "Emails, calls, meetings, notes and tasks.",
        "imports": "The imports there were, and those under way.",
        "exports": "The exports there were.",
        "jobs": "The background work.",
        "events": "The events of every change, and the platform's.",
        "approvals": "What waits for somebody's yes: list, show, cancel.",
        "settings": "What is set, and where it came from.",
        "gmail": "Mailboxes: connect, look after, disconnect.",
        "keys": "The keys that seal logins and sign links.",
    }


app = Commands("crmctl: customer data in, out, and on the wire.", FrontDoor)


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"crmctl {crmctl.__version__}\n")
        raise typer.Exit


@app.callback()
def _front_door(
    context: typer.Context,
    home: Annotated[
        str | None, typer.Option(metavar="DIR", help="Where crmctl keeps its data.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="SQLite or PostgreSQL.")
    ] = None,
    redis: Annotated[
        str | None, typer.Option(metavar="URL", help="Where events go; the private one if none.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(metavar="ID", help="Whose data.")] = None,
    user: Annotated[str | None, typer.Option(metavar="ID", help="Who acts.")] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    context.obj.options = {
        "home": home,
        "database": database,
        "redis": redis,
        "workspace": workspace,
        "user": user,
    }


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code. Every error becomes one line on stderr here."""
    door = Door()
    try:
        stop_signal.install()
        _prepare_streams()
        # Everything that crmctl keeps is somebody's customers.
        os.umask(0o077)
        result = app(arguments, prog_name="crmctl", standalone_mode=False, obj=door)
        sys.stdout.flush()
    except (Exception, Stopped) as error:
        return _report(door, error)
    finally:
        # The command is over: what is not on the stream yet is there with the next one.
        with suppress(Stopped):
            door.publish()
        stop_signal.ignore()
        door.close()
    return result if isinstance(result, int) else exit_codes.DONE


def _report(door: Door, error: Exception | Stopped) -> int:
    """Say what went wrong and how to mend it; returns the exit code."""
    if isinstance(error, BrokenPipeError):
        return _leave_pipe()
    if _is_help(error):
        sys.stderr.write(f"{error.format_message()}\n")
        return exit_codes.USAGE
    if door.debug:
        for line in "".join(traceback.format_exception(error)).splitlines():
            output.note(line)  # what the user gave may stand in it
    known = _known(error)
    if known is None:
        name = type(error).__name__
        output.note(
            f"Error: {name}: {error}. This is a bug: run it again with --debug to see where"
        )
        return exit_codes.FAILED
    output.note(f"Error: {' '.join(str(known).split())}")
    return exit_codes.of(known)


def _known(error: Exception | Stopped) -> CrmctlError | Stopped | None:
    """The error as one of the tree, or the stop."""
    if isinstance(error, CrmctlError | Stopped):
        return error
    if isinstance(error, typer.TyperException):
        return UsageError(f"{error.format_message()} (crmctl --help lists every command)")
    if isinstance(error, typer.Abort):
        return Stopped("Stopped. Nothing was written")
    if isinstance(error, UnicodeEncodeError):
        return UsageError("A word of this command, or of a setting, is not valid UTF-8")
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return StorageError(
            f"{error.strerror or error}{where}: see to disk space and permissions, "
            "then run it again"
        )
    return None


def _is_help(error: BaseException) -> TypeGuard[typer.TyperException]:
    """Whether a group was called without a command; Typer does not export the class."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _prepare_streams() -> None:
    """A closed stream is one that nobody reads; a letter that a terminal lacks is told by code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
        elif isinstance(stream, io.TextIOWrapper) and mode == "w":
            stream.reconfigure(errors="backslashreplace")


def _leave_pipe() -> int:
    """The reader has gone: nothing more to say, not even when Python flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exit_codes.FAILED
