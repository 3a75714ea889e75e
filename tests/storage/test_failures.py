"""What goes wrong with a database, in words that tell what to do, and never a password."""

import time

import psycopg
import pytest
from sqlalchemy import text

from crmctl.errors import ConfigurationError, CrmctlError, ServiceUnavailableError
from crmctl.storage import engine as engines
from crmctl.storage import failures, schema

PASSWORD = "hush-hush"


def refusal(url, statement="SELECT 1"):
    """How the tree calls what the driver said."""
    engine = engines.open_engine(engines.parse_url(url), 0.1)
    with pytest.raises(CrmctlError) as caught, failures.translated(), engine.connect() as opened:
        opened.execute(text(statement))
    engine.dispose()
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture(scope="module")
def locked(postgres):
    """A role that must give its password, which is another."""
    rules = postgres.folder / "pg_hba.conf"
    before = rules.read_text()
    postgres.run("CREATE ROLE locked LOGIN PASSWORD 'another'")
    rules.write_text(f"local all locked scram-sha-256\n{before}")
    postgres.run("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            psycopg.connect(postgres.url("locked", "postgres")).close()
        except psycopg.OperationalError:
            break
    yield f"locked:{PASSWORD}"
    rules.write_text(before)
    postgres.run("SELECT pg_reload_conf()")
    postgres.run("DROP ROLE locked")


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{PASSWORD}@127.0.0.1:1/crm",
        f"postgresql://ann:{PASSWORD}@no-such-host.invalid/crm",
        f"postgresql://ann:{PASSWORD}@/crm?host=/no/such/folder",
        f"postgresql:///crm?host=/no/such/folder&user=ann&password={PASSWORD}",
    ],
)
def test_a_server_that_does_not_answer_is_unavailable(url):
    assert type(refusal(url)) is failures.DatabaseAwayError


def test_a_wrong_password_is_a_matter_of_configuration(postgres, locked):
    for role in (locked, "locked"):
        error = refusal(postgres.url(role, "postgres"))
        assert type(error) is ConfigurationError
        assert "user or password" in str(error)


def test_an_unknown_role_database_or_option_is_a_matter_of_configuration(postgres):
    unknown_role = refusal(postgres.url(f"nobody:{PASSWORD}", "postgres"))
    unknown_database = refusal(postgres.url(f"app:{PASSWORD}", "no_such"))
    unknown_option = refusal(postgres.url(f"app:{PASSWORD}", "postgres") + "&no_such=1")
    for error, said in {
        unknown_role: "user or password",
        unknown_database: "no such PostgreSQL database",
        unknown_option: "option",
    }.items():
        assert type(error) is ConfigurationError
        assert said in str(error)


def test_a_right_that_is_missing_is_a_matter_of_configuration(fresh_postgres):
    error = refusal(fresh_postgres, "CREATE ROLE another")
    assert type(error) is ConfigurationError
    assert "may not" in str(error)


def test_a_server_that_stops_in_between_is_unavailable(fresh_postgres):
    error = refusal(fresh_postgres, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert type(error) is failures.DatabaseAwayError


def test_files_that_are_no_database_of_ours_are_refused(tmp_path):
    (tmp_path / "letter").write_text("Dear Ann, " * 100)
    for name, said in {"letter": "not an SQLite", "no/folder/a.db": "cannot be opened"}.items():
        error = refusal(f"sqlite:///{tmp_path}/{name}")
        assert type(error) is ConfigurationError
        assert said in str(error)


def test_a_damaged_file_says_so(tmp_path):
    whole = engines.open_engine(engines.parse_url(f"sqlite:///{tmp_path}/a.db"), 1)
    schema.upgrade(whole)
    whole.dispose()
    pages = (tmp_path / "a.db").read_bytes()
    (tmp_path / "b.db").write_bytes(pages[:4096] + b"\xff" * (len(pages) - 4096))
    error = refusal(f"sqlite:///{tmp_path}/b.db", "SELECT * FROM crm_outbox ORDER BY seq")
    assert "damaged" in str(error)


def test_a_second_writer_is_told_to_come_again(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    first = engines.open_engine(engines.parse_url(url), 1)
    with first.begin():
        assert type(refusal(url)) is ServiceUnavailableError
    first.dispose()
