"""Database URLs, and what every connection is set to."""

import sqlite3
import threading

import pytest

from crmctl.errors import ConfigurationError
from crmctl.storage import engine as engines


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg"),
        ("sqlite:////tmp/x.db", "sqlite"),
    ],
)
def test_the_url_gets_its_driver(text, driver):
    assert engines.parse_url(text).drivername == driver


@pytest.mark.parametrize(
    "text", ["", "nonsense", "mysql://u:hush@h/d", "postgresql://u:hush@h:port/d", "://u:hush@h"]
)
def test_other_urls_are_refused_without_their_password(text):
    with pytest.raises(ConfigurationError) as caught:
        engines.parse_url(text)
    assert "hush" not in str(caught.value)


def test_sqlite_writes_ahead_checks_links_and_knows_every_alphabet(tmp_path):
    url = engines.parse_url(f"sqlite:///{tmp_path}/a.db")
    engine = engines.open_engine(url, busy_seconds=3)
    with engine.connect() as connection:

        def one(statement):
            return connection.exec_driver_sql(statement).scalar_one()

        assert one("PRAGMA journal_mode") == "wal"
        assert one("PRAGMA foreign_keys") == 1
        assert one("PRAGMA busy_timeout") == 3000
        assert one("SELECT lower('ÅSE Ж')") == "åse ж"
    engine.dispose()


def test_the_switch_to_writing_ahead_waits_for_a_writer(tmp_path):
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, other.close).start()
    engine = engines.open_engine(engines.parse_url(f"sqlite:///{tmp_path}/a.db"), 30)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_the_folder_of_a_new_file_is_its_owners_alone(tmp_path):
    engines.prepare_folder(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=f"{tmp_path}/file"):
        engines.prepare_folder(tmp_path / "file")
