"""`--help` and `--version` load nothing that a command would need."""

import subprocess
import sys

import pytest

HEAVY = ("sqlalchemy", "psycopg", "redis", "googleapiclient", "google", "oauthlib", "requests",
         "cryptography", "keyring",
         "alembic", "rich", "textual", "pydantic", "phonenumbers", "pycountry",
         "email_validator")  # fmt: skip


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
    code = (
        "import sys; from crmctl.cli import app; code = app.run(sys.argv[1:]); "
        "sys.stderr.write(' '.join(sorted(sys.modules))); sys.exit(code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in ended.stderr.split()}
    assert loaded.isdisjoint(HEAVY)
    assert "crmctl" in ended.stdout
