"""A command loads what it needs, and nothing that only others need.

By name, not by time: the time is in `python -m tests.benchmarks.startup`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest
from typer.main import get_command

from crmctl.cli import app
from tests.conftest import Program
from tests.end_to_end import connecting
from tests.google_standin.running import ANN, Google

# Of no use to any unattended run.
SCREENS = {"rich", "textual", "pydantic", "keyring"}
CLIENTS = {"redis", "requests", "urllib3", "httplib2", "googleapiclient", "google", "oauthlib"}
HEAVY = SCREENS | CLIENTS | {
    "sqlalchemy", "psycopg", "cryptography", "alembic", "phonenumbers", "pycountry",
    "email_validator", "bs4", "nh3", "jinja2", "xlsxwriter",
}  # fmt: skip
# Whichever database it is, the other's driver stays where it is.
NOT_OF_SQLITE = {"psycopg", "psycopg_binary", "sqlalchemy.dialects.postgresql"}
NOT_OF_AN_IMPORT = {"crmctl.gmail", "crmctl.platform", "crmctl.exporting", "crmctl.web",
                    "cryptography", "http.client"}  # fmt: skip
NOT_OF_A_SYNC = {"crmctl.importing", "crmctl.platform", "crmctl.exporting", "crmctl.web",
                 "crmctl.gmail.bodies", "crmctl.gmail.composing"}  # fmt: skip
# What every command that opens the database can do without.
NEVER = SCREENS | CLIENTS | {
    "alembic", "phonenumbers", "pycountry", "email_validator", "bs4", "nh3", "jinja2",
    "xlsxwriter", "sqlalchemy.orm", "crmctl.events.catalogue", "crmctl.storage.indexes",
}  # fmt: skip

CODE = (
    "import sys; from crmctl.cli import app; code = app.run(sys.argv[1:]); "
    "sys.stderr.write(chr(10) + ' '.join(sys.modules)); sys.exit(code)"
)


def loaded(words: list[str], environment: Mapping[str, str] = os.environ) -> tuple[str, set[str]]:
    """What the command says, and every module and package that it has loaded."""
    ended = subprocess.run(
        [sys.executable, "-c", CODE, *words],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return ended.stdout, set(ended.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["import", "--help"],
        ["contacts", "list", "--help"],
        ["gmail", "--help"],
        ["gmail", "connect", "--help"],
        ["keys", "--help"],
    ],
)
def test_it_loads_nothing_heavy(words: list[str]) -> None:
    said, modules = loaded(words)
    assert modules.isdisjoint(HEAVY)
    assert "crmctl" in said


def test_a_command_loads_no_other(crmctl: Program) -> None:
    _, modules = loaded(["contacts", "list", "--help"])
    assert "crmctl.cli.records" in modules
    assert modules.isdisjoint({"crmctl.cli.imports", "crmctl.cli.events", "crmctl.cli.gmail"})


def test_an_import_loads_what_it_needs(crmctl_on_both: Program) -> None:
    file = crmctl_on_both.file("one.csv", "First Name,Email\nAnn,ann@buyer.example\n")
    said, modules = loaded(["import", str(file), "--yes"], crmctl_on_both.environment)
    assert "completed" in said
    unwanted = NEVER | NOT_OF_AN_IMPORT
    if "psycopg" not in modules:
        unwanted |= NOT_OF_SQLITE
    assert modules & unwanted == set()


def test_an_empty_sync_loads_what_it_needs(crmctl_on_both: Program, google: Google) -> None:
    connecting.connect(crmctl_on_both, connecting.lead_to(crmctl_on_both, google))
    crmctl_on_both("contacts", "add", "email=kim@buyer.example")
    google.add_message(ANN, from_="kim@buyer.example", to=ANN, subject="Hello")
    crmctl_on_both("gmail", "sync")
    google.clear_log()
    said, modules = loaded(["gmail", "sync"], crmctl_on_both.environment)
    assert (said, [call["method"] for call in google.log()]) == ("", ["history.list"])
    unwanted = NEVER | NOT_OF_A_SYNC
    if "psycopg" not in modules:
        unwanted |= NOT_OF_SQLITE
    assert modules & unwanted == set()


def test_the_first_page_loads_no_command_and_says_of_each_what_it_says_itself() -> None:
    shown, names = loaded(["--help"])
    assert not names & {f"crmctl.cli.{module}" for module in app.FrontDoor.places.values()}
    door = get_command(app.app)
    assert isinstance(door, app.FrontDoor)
    assert list(door.lines) == door.list_commands(None)
    for name, line in door.lines.items():
        own = door.get_command(None, name).get_short_help_str(200)
        assert own.startswith(line.rstrip(".")), own
        assert f"  {name:10}  {line}\n" in shown
