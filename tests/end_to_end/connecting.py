"""`crmctl gmail connect`, as one who sits at the terminal and at the browser has it."""

import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import CRMCTL, Program, Result
from tests.gmail import browsing
from tests.gmail.browsing import Shown
from tests.google_standin.running import Google


@dataclass
class Connecting:
    """A run of the command that waits for its answer, and what it has said so far."""

    process: subprocess.Popen[bytes]
    address: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(browsing.words_of(self.address)["redirect_uri"].split(":")[2].strip("/"))

    def read_address(self) -> None:
        """Up to the line that holds the address alone."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.decode())
            if line.startswith(b"http"):
                self.address = line.decode().strip()
                return
        raise AssertionError("".join(self.said))

    def end(self, code: int | None = 0) -> Result:
        out, err = self.process.communicate(timeout=90)
        result = Result(self.process.returncode, out.decode(), "".join(self.said) + err.decode())
        assert "Traceback" not in result.err, result.err
        assert code is None or result.code == code, result
        return result


def lead_to(program: Program, google: Google) -> Path:
    """Have the program find the stand-in; returns the client-secrets file."""
    program.environment |= google.environment
    # No desktop's keyring has a part in it.
    program.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return google.client_secrets(program.home.parent / "client.json")


def begin(program: Program, *words: object, browser: bool = False, **environment: str):
    """Start the command, up to the address that it shows."""
    by_hand = () if browser else ("--no-browser",)
    process = subprocess.Popen(
        [CRMCTL, *map(str, words), "gmail", "connect", *by_hand],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**program.environment, **environment},
        cwd=program.home.parent,
        # What is read line by line must not take what comes after along.
        bufsize=0,
    )
    made = Connecting(process)
    made.read_address()
    return made


def connect(
    program: Program,
    file: Path | None,
    *words: object,
    code: int = 0,
    visit: Callable[[str], Shown] = browsing.visit,
) -> tuple[Result, Shown]:
    """Connect: how the command ended, and what the browser shows. Words come before `gmail`."""
    made = begin(program, *words, **({"CRMCTL_GMAIL_CLIENT_SECRETS": str(file)} if file else {}))
    shown = visit(made.address)
    return made.end(code), shown


class Pressed:
    """Ctrl-C, or a kill, at the moment that the stand-in sees a call."""

    def __init__(self, google: Google, method: str, process: subprocess.Popen[bytes], number: int):
        self.google, self.method, self.process, self.number = google, method, process, number
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        while self.process.poll() is None:
            if self.google.log(self.method):
                self.process.send_signal(self.number)
                return


def answer_without_waiting(address: str) -> None:
    """Send Google's answer and look at nothing."""
    import socket
    from urllib.parse import urlsplit

    to = urlsplit(browsing.led_to(address))
    with closing(socket.create_connection((to.hostname or "", to.port or 0), 20)) as line:
        line.sendall(f"GET /?{to.query} HTTP/1.1\r\nHost: {to.netloc}\r\n\r\n".encode())
        line.settimeout(60)
        try:
            while line.recv(65536):
                pass
        except OSError:
            pass
