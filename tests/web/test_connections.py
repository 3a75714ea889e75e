"""Those who do not ask are not waited for, and hold up nobody who does.

Tried: slow-loris with hundreds of connections, a letter at a time; silence; a body that never
ends; a second request that never ends; a client that takes its time between two.
"""

import socket
import time
from contextlib import ExitStack, suppress

import pytest

from crmctl.web import connections
from crmctl.web.tracking import _PIXEL
from tests.exporting import making
from tests.web import serving

ASK = b"GET /t/o/x.gif HTTP/1.1\r\nHost: x\r\n"


class Hasty(connections.Connection):
    seconds = 1.0


@pytest.fixture
def server(tmp_path):
    toolbox = making.open_toolbox(tmp_path / "home", f"sqlite:///{tmp_path}/test.db")
    with serving.running(toolbox, Hasty) as made:
        yield made
    toolbox.close()


def dial(server, stack):
    made = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def has_ended(line):
    """Whether the other end is gone; what it said before is read."""
    try:
        while line.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def test_a_letter_at_a_time_holds_up_nobody(server):
    with ExitStack() as stack:
        slow = [dial(server, stack) for _ in range(400)]
        for letter in ASK:
            for line in slow:
                with suppress(OSError):
                    line.send(bytes([letter]))
            asked = time.monotonic()
            assert server("/t/o/x.gif").status == 200
            assert time.monotonic() - asked < 5
        assert all(has_ended(line) for line in slow)


@pytest.mark.parametrize(
    "said",
    [b"", b"GET", ASK, b"POST /u/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx",
     ASK + b"\r\n" + ASK],
)  # fmt: skip
def test_whoever_does_not_come_to_an_end_is_cut_off(server, said):
    with ExitStack() as stack:
        line = dial(server, stack)
        line.send(said)
        assert has_ended(line)


def test_a_client_may_take_its_time_between_two_requests(server):
    with ExitStack() as stack:
        line = dial(server, stack)
        for _ in range(3):
            line.send(ASK + b"\r\n")
            answer = b""
            while not answer.endswith(_PIXEL):
                answer += line.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(1.5)


def test_there_is_a_most(server):
    assert connections.most() > 100
