"""The house rules, as part of the test command: style, types, and which way imports point."""

import functools
import operator
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "crmctl", "jobs", "tests"],
        ["ruff", "format", "--check", "crmctl", "jobs", "tests"],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=lambda command: command[0] + "-" + command[-1],
)
def test_the_tool_has_nothing_to_say(command: list[str]) -> None:
    ended = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *functools.reduce(operator.iadd, project["optional-dependencies"].values(), []),
    ]
    locked = {
        line.partition("==")[0]
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    names = {item.split(">")[0].split("[")[0].split("<")[0].strip() for item in wanted}
    assert names <= locked


def test_nobody_silences_the_type_checker() -> None:
    silenced = [
        str(path)
        for folder in ("crmctl", "jobs")
        for path in (ROOT / folder).rglob("*.py")
        if "type: ignore" in path.read_text(encoding="utf-8")
    ]
    assert silenced == []


def test_jobs_sits_next_to_crmctl_in_the_installed_program() -> None:
    code = "import crmctl, jobs; print(crmctl.__file__); print(jobs.__file__)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    ours, theirs = (Path(line).parents[1] for line in ended.stdout.split())
    assert ours == theirs
