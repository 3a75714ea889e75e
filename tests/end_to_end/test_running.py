"""The front door, by section 1 of the contract."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from crmctl.cli.app import app
from tests.conftest import CRMCTL, Program

SETTINGS = ("workspace", "user", "default-country", "import-max-rows")


def commands(found: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(found, TyperGroup):
        for name in found.list_commands(None):
            yield from commands(found.get_command(None, name), (*words, name))


def test_every_command_has_help_that_needs_no_home(crmctl: Program) -> None:
    crmctl.environment["HOME"] = str(crmctl.home.parent)
    every = list(commands(get_command(app)))
    assert ("import",) in every
    assert ("contacts", "delete") in every
    for words in every:
        shown = crmctl(*words, "--help")
        assert shown.out.startswith(f"Usage: crmctl {' '.join(words)}".rstrip()), words
        assert shown.err == ""
    assert crmctl("-h").out == crmctl("--help").out
    assert crmctl("--version").out.startswith("crmctl ")
    assert list(crmctl.home.parent.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("contacts",)])
def test_a_group_without_a_command_shows_its_help(crmctl: Program, words: tuple[str, ...]) -> None:
    shown = crmctl(*words, code=2)
    assert shown.out == ""
    assert shown.err == crmctl(*words, "--help").out


def test_json_is_one_document_before_and_after_the_command(crmctl: Program) -> None:
    """Also where there is nothing to list."""
    nothing = {
        ("contacts", "list"): {"contacts": [], "total": 0},
        ("activities", "list"): {"activities": [], "total": 0},
        ("imports", "list"): {"imports": []},
        ("imports", "purge", "--yes"): {"rows": 0, "files": 0, "busy": False},
    }
    for words, document in nothing.items():
        found = crmctl(*words, "--json")
        assert (found.json(), found.err) == (document, "")
    assert crmctl("--json", "contacts", "list").out == crmctl("contacts", "list", "--json").out
    made = crmctl("--json", "contacts", "add", "first_name=Ann").json()
    gone = crmctl("contacts", "delete", made["id"], "--yes", "--json").json()
    assert gone == {"id": made["id"], "deleted": True}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nosuch"], 2, "nosuch"),
        (["import"], 2, "FILE"),
        (["import", "missing.csv", "--yes"], 2, "missing.csv"),
        (["import", "x.csv", "--type", "shoes"], 2, "shoes"),
        (["contacts", "add", "firstname=Ann"], 2, "did you mean first_name?"),
        (["contacts", "add", "email=nobody"], 2, "'nobody' is not an email address"),
        (["contacts", "add", "last_name=Only"], 2, "a first name or an email"),
        (["contacts", "add", "id=1", "first_name=A"], 2, "id is not set by hand"),
        (["contacts", "add", "first_name=A", "account_id=nosuch"], 2, "nosuch"),
        (["contacts", "show", "nosuch"], 1, "nosuch"),
        (["contacts", "list", "--sort", "shoe"], 2, "shoe"),
        (["imports", "show", "nosuch"], 1, "crmctl imports list"),
        (["--workspace", "", "contacts", "list"], 2, "workspace"),
    ],
)
def test_an_error_is_one_line_on_stderr(
    crmctl: Program, words: list[str], code: int, said: str
) -> None:
    ended = crmctl("--json", *words, code=code)
    assert ended.out == ""
    assert ended.err.startswith("Error: ")
    assert ended.err.count("\n") == 1
    assert said in ended.err


def test_without_a_terminal_nothing_prompts_and_the_option_is_named(crmctl: Program) -> None:
    """The answer on stdin is not taken for a yes."""
    made = crmctl("contacts", "add", "first_name=Ann", "--json").json()
    for words in (
        ["contacts", "delete", made["id"]],
        ["imports", "purge"],
        ["import", crmctl.file("a.csv", "email\na@b.example\n")],
    ):
        refused = crmctl(*words, code=2, stdin="y\n")
        assert "--yes" in refused.err
        assert refused.out == ""
    assert crmctl("contacts", "list", "--json").json()["total"] == 1


def in_force(program: Program, *options: str) -> dict[str, tuple[object, str]]:
    shown = program(*options, "settings", "show", "--json").json()["settings"]
    return {each["name"]: (each["value"], each["source"]) for each in shown}


def test_option_beats_environment_beats_config_beats_default(crmctl: Program) -> None:
    assert in_force(crmctl)["workspace"] == ("default", "default")
    crmctl.home.mkdir()
    config = 'workspace = "w-config"\nimport_max_rows = 7\ndefault-country = "de"\n'
    (crmctl.home / "config.toml").write_text(config)
    found = in_force(crmctl)
    assert found["workspace"] == ("w-config", "config.toml")
    assert found["import-max-rows"] == (7, "config.toml")
    assert found["default-country"] == ("DE", "config.toml")
    crmctl.environment["CRMCTL_WORKSPACE"] = "w-env"
    assert in_force(crmctl)["workspace"] == ("w-env", "environment")
    assert in_force(crmctl, "--workspace", "w-opt")["workspace"] == ("w-opt", "option")


def test_the_settings_table_names_value_source_and_variable(crmctl: Program) -> None:
    shown = crmctl("--workspace", "mine", "settings", "show").out
    for name in SETTINGS:
        assert any(line.split()[:1] == [name] for line in shown.splitlines()), name
    (line,) = [line for line in shown.splitlines() if line.split()[:1] == ["workspace"]]
    assert line.split()[1:4] == ["mine", "option", "CRMCTL_WORKSPACE"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:s3cret@db.example/crm",
        "postgresql://app:s3cret/@x:s3cret@db.example/crm",
        "postgresql://app@db.example/crm?password=s3cret&sslpassword=s3cret",
    ],
)
def test_passwords_are_masked(crmctl: Program, url: str) -> None:
    for words in (["settings", "show"], ["settings", "show", "--json"]):
        shown = crmctl("--database", url, *words).out
        assert "s3cret" not in shown
        assert "db.example" in shown


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("shoe = 39", "shoe"),
        ("import-max-rows = -1", "import-max-rows"),
        ('default-country = "Germany"', "default-country"),
        ("workspace = ", "config.toml"),
        (b"workspace = '\xff'", "config.toml"),
        ('home = "elsewhere"', "home"),
    ],
)
def test_a_bad_config_is_refused(crmctl: Program, config: str | bytes, said: str) -> None:
    crmctl.home.mkdir()
    path = crmctl.home / "config.toml"
    path.write_bytes(config if isinstance(config, bytes) else config.encode())
    refused = crmctl("contacts", "list", code=2)
    assert said in refused.err
    assert refused.err.count("\n") == 1
    assert list(crmctl.home.iterdir()) == [path]


@pytest.mark.parametrize("words", [["--debug", "contacts", "show", "x"],
                                   ["contacts", "show", "x", "--debug"]])  # fmt: skip
def test_debug_gives_the_traceback(crmctl: Program, words: list[str]) -> None:
    running = crmctl.start(*words)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (1, b"")
    assert b"Traceback" in err
    assert err.decode().splitlines()[-1].startswith("Error: There is no contact 'x'")


def test_a_traceback_steers_no_terminal(crmctl: Program) -> None:
    running = crmctl.start("import", "no\x1b[31mx\x07.csv", "--yes", "--debug")
    _, err = running.communicate(timeout=30)
    assert b"UsageError: There is no file no" in err
    assert not {0x1B, 0x07}.intersection(err)


def test_json_goes_to_a_pipe_as_utf_8_wherever_it_runs(crmctl: Program) -> None:
    """A C locale, as cron's, changes nothing."""
    crmctl.environment["LC_ALL"] = "C"
    made = crmctl("contacts", "add", "first_name=美咲", "--json").json()
    assert made["firstName"] == "美咲"
    assert "美咲" in crmctl("contacts", "list").out


def test_a_reader_that_leaves_early_is_no_error(crmctl: Program) -> None:
    rows = "".join(f"p{n}@x.example,{'n' * 200}\n" for n in range(3000))
    crmctl("import", crmctl.file("many.csv", "email,notes\n" + rows), "--yes")
    for words in (["contacts", "list", "--limit", "3000"],
                  ["contacts", "list", "--limit", "3000", "--json"]):  # fmt: skip
        running = crmctl.start(*words)
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(timeout=30) in (0, 1)
        err = running.stderr.read().decode()
        running.stderr.close()
        assert "Traceback" not in err
        assert "Error" not in err
        assert "Exception" not in err


def test_a_full_disk_behind_stdout_is_told(crmctl: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [CRMCTL, "contacts", "list", "--json"], stdout=full, stderr=subprocess.PIPE,
            env=crmctl.environment, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("Error: No space left on device")
    assert ended.stderr.count(b"\n") == 1


def test_people_and_programs_read_the_same_records(crmctl: Program) -> None:
    for name in ("Zoë", "李"):
        crmctl("contacts", "add", f"first_name={name}", f"email={len(name)}@x.example")
    shown = crmctl("contacts", "list")
    listed = json.loads(crmctl("contacts", "list", "--json").out)
    assert listed["total"] == 2
    for each in listed["contacts"]:
        assert each["id"] in shown.out
        assert each["firstName"] in shown.out
    assert shown.err == "2 contacts\n"
