"""No copy of the disk, of the database or of anything that was said gives a login away.

Every secret that the stand-in ever gave out (tokens, codes, the client's secret) and every key is
looked for: as it is, in base64, in hexadecimal and as it stands in a URL; in the whole home with
its database files, in what the commands printed with --debug, in the events on the stream and in
the outbox, and in the process list.
"""

import base64
import threading
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from tests.conftest import Program
from tests.end_to_end import connecting
from tests.end_to_end.database import Database
from tests.gmail import browsing
from tests.google_standin.running import ANN, READONLY, SEND, Google


class Watch:
    """The command lines of this machine, looked at all the time."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def _look(self) -> None:
        while not self.ended.wait(0.2):
            for process in psutil.process_iter():
                try:
                    self.seen.add(" ".join(process.cmdline()))
                except psutil.Error:
                    continue

    def end(self) -> str:
        self.ended.set()
        self.thread.join()
        return "\n".join(self.seen)


def forms(secret: str) -> set[bytes]:
    raw = secret.encode()
    return {
        raw,
        quote(secret, safe="").encode(),
        base64.b64encode(raw).rstrip(b"=")[:-1],
        base64.urlsafe_b64encode(raw).rstrip(b"=")[:-1],
        raw.hex().encode(),
    }


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Life:
    """Everything that can happen to a mailbox, and all that was said of it."""

    def __init__(self, program: Program, google: Google, file: Path) -> None:
        self.program, self.google, self.file = program, google, file
        self.said: list[str] = []

    def run(self, *words: object, code: int | None = 0) -> None:
        ended = self.program("--debug", *words, "--json", code=None if code else 0)
        assert code is None or ended.code == code, ended
        self.said.append(ended.out + ended.err)

    def join(self, code: int = 0) -> None:
        """Connect, with --debug; one that fails shows a traceback."""
        made = connecting.begin(self.program, "--debug", CRMCTL_GMAIL_CLIENT_SECRETS=str(self.file))
        shown = browsing.visit(made.address)
        out, err = made.process.communicate(timeout=90)
        assert made.process.returncode == code, err
        assert (b"Traceback" in err) is (code > 0)
        # The page's own address is the browser's to keep; what it shows is not.
        self.said.append("".join(made.said) + out.decode() + err.decode() + shown.text)

    def live(self) -> None:
        """What leaves its marks in a database."""
        self.join()
        self.google.advance(3_700)
        self.run("gmail", "status", "--check")
        self.join()
        self.run("keys", "rotate")

    def fail(self) -> None:
        """What is told when something goes wrong, and what looks at secrets to tell of them."""
        for method, fault, code in FAULTS:
            self.google.fault(method, **fault)
            self.join(code)
        self.google.decide(ANN, scopes=[SEND])
        self.join(5)
        self.google.decide(ANN, scopes=[READONLY])
        self.join()
        for words in ("keys show", "settings show", "settings integrations"):
            self.run(*words.split())
        self.run("gmail", "disconnect", "--yes")
        self.join()


FAULTS = (
    ("token", {"kind": "cut"}, 4),
    ("token", {"kind": "garbage", "status": 200}, 4),
    ("getProfile", {"kind": "garbage", "status": 500}, 4),
    ("token", {"kind": "oauth", "status": 401, "reason": "invalid_client"}, 2),
)


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_nothing_gives_a_login_away(
    on: str, crmctl: Program, request: pytest.FixtureRequest, google: Google
) -> None:
    if on == "postgresql":
        crmctl.environment["CRMCTL_DATABASE_URL"] = request.getfixturevalue("fresh_postgres")
        crmctl("init")
    life = Life(crmctl, google, connecting.lead_to(crmctl, google))
    watch = Watch()
    try:
        life.live()
        if on == "sqlite":
            life.fail()
    finally:
        lines = watch.end()
    key_file = str(crmctl.home / "encryption.key")
    places = everything_in(crmctl.home)
    keys = places.pop(key_file)
    tables = (Database(crmctl).rows(f"SELECT * FROM {table}")
              for table in ("crm_mailboxes", "crm_outbox"))  # fmt: skip
    places["the tables"] = repr(list(tables)).encode()
    places["what was said"] = "".join(life.said).encode()
    places["the process list"] = lines.encode()
    issued = google.issued()
    assert len(issued) >= 8
    found = [
        (name, secret[:8])
        for secret in (*issued, *keys.decode().split(","))
        for name, data in places.items()
        if any(form in data for form in forms(secret))
    ]
    assert found == []
    # The search finds what is there.
    assert ANN.encode() in places["the tables"]
    assert b"/token" in places["what was said"]
    assert b"gmail connect" in places["the process list"]


def test_the_shell_history_has_no_secret(crmctl: Program) -> None:
    """No option takes one: what is typed is a file's name at most."""
    for command in ("connect", "status", "disconnect"):
        shown = crmctl("gmail", command, "--help").out
        assert "secret" not in shown.replace("client-secrets", "")
        assert "token" not in shown
