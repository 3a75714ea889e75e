"""The README holds: its commands were run, and what it shows is what they print.

`python -m tests.test_readme` writes the shown output anew.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CRMCTL = Path(sys.executable).with_name("crmctl")
SHOWN = re.compile(r"(<!-- output: (.+?) -->\n\n)(.*?)(<!-- end -->)", re.DOTALL)
COMMANDS = re.compile(r"<!-- command -->\n\n(.*?)\n\n<!-- end -->", re.DOTALL)


def set_up_commands(text: str) -> list[str]:
    (block,) = COMMANDS.findall(text)
    return [line.strip() for line in block.splitlines() if line.strip()]


def run(command: str, home: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "crmctl"
    environment = {**os.environ, "CRMCTL_HOME": home, "NO_COLOR": "1", "CRMCTL_USER": "you"}
    return subprocess.run(
        [CRMCTL, "--workspace", "demo", *words[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def tour(text: str) -> list[str]:
    """Every command of the tour, in order, shown ones among them."""
    section = text.split("## Five minutes")[1].split("\n## ", maxsplit=1)[0]
    return re.findall(r"^(?:    |<!-- output: )(crmctl .+?)(?: -->)?$", section, re.MULTILINE)


def rendered(text: str) -> str:
    """The README with the output that its commands really print."""
    with tempfile.TemporaryDirectory() as home:
        run("crmctl import tests/data/contacts.csv --yes", home)
        contact = ""
        printed: dict[str, str] = {}
        for command in tour(text):
            ended = run(command.replace("contact_id=ID", f"contact_id={contact}")
                        .replace("show ID", f"show {contact}"), home)  # fmt: skip
            assert ended.returncode in (0, 3), (command, ended.stderr)
            added = re.search(r"contact (\S+) added", ended.stdout)
            contact = added[1] if added else contact
            printed[command] = indented(ended.stdout)
    return SHOWN.sub(lambda shown: f"{shown[1]}{printed[shown[2]]}\n\n{shown[4]}", text)


def indented(out: str) -> str:
    lines = [f"    {line}".rstrip() for line in out.splitlines()]
    return "\n".join(lines).strip("\n")


def without_ids(text: str) -> str:
    """Ids are new on each run."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


def test_what_the_readme_shows_is_what_its_commands_print() -> None:
    text = README.read_text(encoding="utf-8")
    assert without_ids(rendered(text)) == without_ids(text)


def test_ci_runs_the_readmes_two_commands() -> None:
    commands = set_up_commands(README.read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert "crmctl --workspace demo import" in commands[0]
    assert commands[1].endswith("-m pytest")
    script = ROOT / ".ci" / "run"
    assert "README.md" in script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
