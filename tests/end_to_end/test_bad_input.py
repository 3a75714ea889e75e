"""Everything that may be wrong before the first row: one clear line, the right exit code.

Tried: files that are missing, a folder, empty, blank, binary, too large, too long, without rows, in
another encoding; databases that are unknown, unreachable, closed to the role, empty, newer, no
database at all; homes that are a file, read-only or somebody else's; full disks; endless input.
"""

import ctypes
import resource
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import CRMCTL, Program, Result, Server
from tests.end_to_end.database import Database, csv_of

# As Linux numbers them in prctl.h and capability.h.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
MANY = csv_of(("email", "notes"), *((f"p{n}@x.example", "n" * 300) for n in range(3000)))


def refused(program: Program, code: int, *words: object, stdin: str | bytes = b"") -> str:
    """What the one line says."""
    ended = program(*words, code=code, stdin=stdin)
    return _one_line(ended)


def _one_line(ended: Result) -> str:
    assert ended.out == ""
    assert ended.err.startswith("Error: ")
    assert ended.err.count("\n") == 1
    assert "bug" not in ended.err
    return ended.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "There is no file"),
        ("folder", "folder", "is a folder"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n \n", "only blank lines"),
        ("header.csv", b"Email,First Name\n", "no rows"),
        ("binary.csv", bytes(range(256)) * 40, "binary.csv"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "picture.png"),
        ("book.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(200), "book.xlsx"),
        ("big.csv", b"email,notes\na@x.example," + b"x" * 10 * 2**20, "limit is 10 MB"),
        ("long.csv", b"email\n" + b"a@x.example\n" * 50_001, "50,001 rows, the limit is 50,000"),
    ],
)
def test_a_file_that_cannot_be_imported(
    crmctl: Program, name: str, content: bytes | str | None, said: str
) -> None:
    """Nothing is made: not even the home."""
    path = crmctl.home.parent / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    assert said in refused(crmctl, 2, "import", path, "--yes", "--json")
    assert not crmctl.home.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--encoding", "utf-8"], "utf-8"),
        (["--encoding", "klingon"], "klingon"),
        (["--delimiter", "ab"], "delimiter"),
        (["--header-row", "99"], "99"),
    ],
)
def test_a_file_that_cannot_be_read_as_told(crmctl: Program, words: list[str], said: str) -> None:
    content = "email,first_name\na@x.example,Jürgen\nb@x.example,Bob\n".encode("cp1252")
    file = crmctl.file("latin.csv", content)
    assert said in refused(crmctl, 2, "import", file, "--yes", *words)
    assert not crmctl.home.exists()


def test_the_limits_are_settings(crmctl: Program) -> None:
    file = crmctl.file("in.csv", "email\n" + "a@x.example\n" * 6)
    crmctl.environment["CRMCTL_IMPORT_MAX_ROWS"] = "5"
    assert "the limit is 5" in refused(crmctl, 2, "import", file, "--yes")
    crmctl.environment |= {"CRMCTL_IMPORT_MAX_ROWS": "6", "CRMCTL_IMPORT_MAX_BYTES": "70"}
    assert "in.csv" in refused(crmctl, 2, "import", file, "--yes")
    crmctl.environment["CRMCTL_IMPORT_MAX_BYTES"] = "78"
    crmctl("import", file, "--yes", "--dry-run")


def test_rows_that_stray_quotes_hide_from_a_quick_count_are_counted(crmctl: Program) -> None:
    """They come to light while they are taken; nothing is kept of the import."""
    file = crmctl.file("in.csv", 'email,notes\na@x.example,5"\nb@x.example,\nc@x.example,6"')
    crmctl.environment["CRMCTL_IMPORT_MAX_ROWS"] = "2"
    assert "has 3 rows, the limit is 2" in refused(crmctl, 2, "import", file, "--yes")
    assert crmctl("contacts", "list", "--json").json()["total"] == 0


@pytest.mark.parametrize("flow", ["-", "/dev/stdin", "/dev/zero"])
def test_input_without_an_end_is_refused(crmctl: Program, flow: str) -> None:
    with Path("/dev/zero").open("rb") as zeros:
        ended = subprocess.run(
            [CRMCTL, "import", flow, "--yes"], stdin=zeros, env=crmctl.environment,
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert ended.returncode == 2
    assert "limit is 10 MB" in ended.stderr


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("nonsense", 2, "database URL"),
        ("mysql://u@h/db", 2, "use sqlite or postgresql"),
        ("postgresql://h:port/db", 2, "database URL"),
        ("postgresql://127.0.0.1:1/db?shoe=39", 2, "option"),
        ("sqlite:////dev/null/crm.db", 2, "/dev/null"),
        ("postgresql://u@nosuch.invalid/db", 4, "could not be reached"),
    ],
)
def test_a_database_that_is_none(crmctl: Program, url: str, code: int, said: str) -> None:
    assert said in refused(crmctl, code, "--database", url, "contacts", "list", "--json")
    assert not crmctl.home.exists()


def test_a_server_that_is_away_is_given_up_within_seconds(crmctl: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    started = time.monotonic()
    url = f"postgresql://u:s3cret@127.0.0.1:{port}/db"
    said = refused(crmctl, 4, "--database", url, "contacts", "list")
    assert "could not be reached" in said
    assert "s3cret" not in said
    assert time.monotonic() - started < 10


def test_a_postgresql_that_refuses(crmctl: Program, postgres: Server, fresh_postgres: str) -> None:
    """A role or a database that is not there, a role without rights, no tables, a newer schema."""

    def said(url: str, code: int = 2) -> str:
        return refused(crmctl, code, "--database", url, "contacts", "list", "--json")

    assert "user or password" in said(fresh_postgres.replace("//app@", "//nobody@"))
    assert "no such PostgreSQL database" in said(postgres.url("app", "nosuch"))
    assert "run crmctl init" in said(fresh_postgres)
    crmctl("--database", fresh_postgres, "init")
    database = fresh_postgres.partition("@/")[2].partition("?")[0]
    postgres.run("DROP ROLE IF EXISTS guest")
    postgres.run("CREATE ROLE guest LOGIN")
    assert "role may not do that" in said(postgres.url("guest", database))
    postgres.run("UPDATE crm_schema_version SET version_num = '9999'", database)
    assert "newer crmctl" in said(fresh_postgres)
    assert "newer crmctl" in refused(crmctl, 2, "--database", fresh_postgres, "init")


def test_a_superuser_is_warned_that_the_wall_does_not_hold(
    crmctl: Program, postgres: Server, fresh_postgres: str
) -> None:
    url = fresh_postgres.replace("//app@", "//postgres@")
    made = crmctl("--database", url, "init", "--json")
    assert made.json()["rowLevelSecurityBypassed"] is True
    assert "bypasses row-level security" in made.err
    assert crmctl("--database", fresh_postgres, "contacts", "list", code=2).out == ""


def test_an_sqlite_file_that_is_none_or_newer(sqlite: Database) -> None:
    crmctl = sqlite.program
    crmctl("contacts", "list")
    sqlite.run("UPDATE crm_schema_version SET version_num = '9999'")
    assert "newer crmctl" in refused(crmctl, 2, "contacts", "list")
    other = crmctl.file("letter.db", "Dear Sir or Madam, " * 100)
    said = refused(crmctl, 2, "--database", f"sqlite:///{other}", "contacts", "list")
    assert "not an SQLite database" in said
    assert other.read_text().startswith("Dear Sir")


def test_a_home_that_is_a_file(crmctl: Program) -> None:
    crmctl.home.write_text("mine")
    assert "home" in refused(crmctl, 2, "contacts", "list")
    assert crmctl.home.read_text() == "mine"


def _without_roots_rights() -> None:
    """Root too may write only where the owner may, from here on: for tests that root runs."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def test_a_read_only_home(crmctl: Program) -> None:
    """One that cannot be made; one that is there; one whose database is there as well."""
    parent = crmctl.home.parent
    file = crmctl.file("in.csv", "email\nbad\n")
    for prepare in (lambda: None, crmctl.home.mkdir, lambda: crmctl("init")):
        parent.chmod(0o755)
        crmctl.home.exists() and crmctl.home.chmod(0o755)
        prepare()
        for path in (parent, *crmctl.home.rglob("*"), *([crmctl.home] * crmctl.home.exists())):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = sorted(crmctl.home.rglob("*"))
        for words in (["contacts", "add", "first_name=Ann"], ["import", str(file), "--yes"]):
            ended = subprocess.run(
                [CRMCTL, *words], env=crmctl.environment, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, check=False, preexec_fn=_without_roots_rights,
            )  # fmt: skip
            said = _one_line(Result(ended.returncode, ended.stdout, ended.stderr))
            assert ended.returncode == 2
            assert "--home" in said
        assert sorted(crmctl.home.rglob("*")) == before
    parent.chmod(0o755)
    crmctl.home.chmod(0o755)


def test_a_disk_that_fills_up_half_way(sqlite: Database) -> None:
    """The database file may not grow beyond 600 kB: nothing of the import stays."""
    crmctl = sqlite.program
    crmctl("contacts", "add", "first_name=Ann")
    before = sqlite.sizes()
    ended = subprocess.run(
        [CRMCTL, "import", crmctl.file("many.csv", MANY), "--yes", "--json"],
        env=crmctl.environment, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
    )  # fmt: skip
    said = _one_line(Result(ended.returncode, ended.stdout, ended.stderr))
    assert ended.returncode == 1
    assert "disk" in said
    after = sqlite.sizes()
    assert sqlite.event_types().keys() <= {"crm.contact.created", "crm.import.failed"}
    assert after["crm_contacts"] == before["crm_contacts"] == 1
    assert (
        crmctl("import", crmctl.file("many.csv", MANY), "--yes", "--json").json()["created"] == 3000
    )


def test_a_full_disk(crmctl: Program) -> None:
    """A file system of 4 MB, full to the brim at the commit."""
    disk = crmctl.home
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", disk]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("no file system may be mounted here")
    try:
        crmctl("contacts", "add", "first_name=Ann")
        file = crmctl.file("many.csv", MANY)
        assert "disk" in refused(crmctl, 1, "import", file, "--yes", "--json")
        assert crmctl("contacts", "list", "--json").json()["total"] == 1
    finally:
        subprocess.run(["umount", disk], check=True)


def test_escape_codes_never_reach_the_terminal(crmctl: Program) -> None:
    """In cells, headers, file names, search terms and errors; on stdout and on stderr."""
    evil = "\x1b]0;owned\x07\x1b[31m\x9b2J\x7f\x08"
    name = f"{evil}.csv"
    rows = [(f"p{n}@x.example", "Nothing to see here", f"P{n}") for n in range(20)]
    rows += [("a@x.example", "x", evil), (evil, "", "B")]
    file = crmctl.file(name, csv_of(("email", f"H{evil}", "first_name"), *rows))
    shown = [
        crmctl("import", file, "--yes", code=3),
        crmctl("contacts", "list"),
        crmctl("imports", "list"),
        crmctl(
            "contacts", "show", crmctl("contacts", "list", "--json").json()["contacts"][-1]["id"]
        ),
        crmctl("import", f"{evil}missing", "--yes", code=2),
        crmctl("import", file, "--yes", "--map", f"{evil}=email", code=2),
        crmctl("contacts", "show", evil, code=1),
        crmctl("contacts", "add", f"email={evil}", code=2),
        crmctl("contacts", evil, code=2),
        crmctl("--workspace", evil, "settings", "show"),
    ]
    for each in shown:
        text = (each.out + each.err).replace("\n", "")
        assert not [letter for letter in text if letter < " " or "\x7f" <= letter <= "\x9f"], each
