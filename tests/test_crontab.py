"""Every line of crontab.example runs, in no more environment than cron gives it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CRMCTL

LINES = (Path(__file__).parents[1] / "crontab.example").read_text(encoding="utf-8").splitlines()
COMMANDS = [re.split(r"\s+", line, maxsplit=5)[5] for line in LINES if re.match(r"[\d*]", line)]


# These run when somebody asks for them, or as what run_queue does.
NOT_CRONS = {
    "audit_gmail",
    "cancel_import",
    "cancel_mails",
    "connect_mailbox",
    "disconnect_mailbox",
    "export_records",
    "import_file",
    "look_at_imports",
    "open_mailbox",
    "preview_export",
    "rotate_keys",
    "run_approved",
    "undo_import",
}


def test_there_is_a_line_for_every_job() -> None:
    jobs = {path.stem for path in (Path(__file__).parents[1] / "jobs").glob("[a-z]*.py")}
    assert len(COMMANDS) == len(jobs - NOT_CRONS)


@pytest.mark.parametrize("command", COMMANDS)
def test_it_runs_from_cron(command: str, tmp_path: Path) -> None:
    environment = {
        "PATH": f"{CRMCTL.parent}:/usr/bin:/bin",
        "CRMCTL_HOME": str(tmp_path / "home"),
        "CRMCTL_USER": "system",
        "HOME": "/",
    }
    ended = subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    # What a line starts for itself must not outlive the test.
    subprocess.run([CRMCTL, "events", "stop-embedded"], env=environment, check=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
