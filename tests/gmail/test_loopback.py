"""Whoever knocks where Google's answer is awaited: the answer is taken, the rest sent away.

Tried: favicons, other paths, methods and hosts, no host, several hosts, absolute addresses, wrong,
missing and repeated states, a second answer, a hundred at once, connections that say nothing, bytes
that are no HTTP, a browser that hangs up, and a port that is taken.
"""

import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from crmctl.errors import ConfigurationError
from crmctl.gmail import answer_pages, consent, loopback
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.loopback import Listener

CLIENT = ClientSecrets("id", "hush", "https://accounts.google.com/o/oauth2/auth", "https://t/")


@pytest.fixture
def listener():
    with Listener(0) as made:
        yield made


@pytest.fixture
def question(listener):
    made = consent.begin(CLIENT, listener.redirect_uri)
    listener.begin(made)
    return made


def ask(listener, path, method="GET", **headers):
    """Status, headers and text of the answer; `Host` as a browser sends it, unless given."""
    with closing(http.client.HTTPConnection("127.0.0.1", listener.port, timeout=20)) as line:
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def send(listener, data):
    with socket.create_connection(("127.0.0.1", listener.port), timeout=20) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def good(question):
    return f"/?state={question.state}&code=4%2F0Ax&scope=s"


def test_it_listens_on_this_machine_alone(listener):
    assert listener.redirect_uri == f"http://127.0.0.1:{listener.port}/"
    assert listener._server.socket.getsockname()[0] == "127.0.0.1"


def test_the_browser_hears_what_became_of_its_answer(listener, question):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ask, listener, good(question))
        assert listener.wait(10) == good(question)[2:]
        assert not waiting.done()
        listener.finish(answer_pages.connected("a@b.example", can_send=False))
        status, headers, text = waiting.result(10)
    assert status == 200
    assert "<h1>a@b.example is connected</h1>" in text
    assert "Sending was not ticked" in text
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] is None


def test_a_failure_is_no_success(listener, question):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ask, listener, good(question))
        listener.wait(10)
        listener.finish(answer_pages.not_connected("<b>no</b>"))
        text = waiting.result(10)[2]
    assert "<h1>Not connected</h1>" in text
    assert "&lt;b&gt;no&lt;/b&gt;" in text


def test_an_end_without_a_word_is_a_failure(question, listener):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ask, listener, good(question))
        listener.wait(10)
        listener.close()
        assert "Not connected" in waiting.result(10)[2]


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/favicon.ico", "GET", {}, 404),
        ("/", "GET", {}, 404),
        ("/?", "GET", {}, 404),
        ("/callback{good}", "GET", {}, 404),
        ("//evil.example{good}", "GET", {}, 404),
        ("http://127.0.0.1/{good}", "GET", {"Host": "127.0.0.1:{port}"}, 404),
        ("/?state=wrong&code=x", "GET", {}, 400),
        ("/?code=x", "GET", {}, 400),
        ("/?error=access_denied", "GET", {}, 400),
        ("/?wp-admin=1", "GET", {}, 400),
        ("{good}", "POST", {}, 405),
        ("{good}", "HEAD", {}, 405),
        ("{good}", "OPTIONS", {}, 405),
        ("{good}", "DELETE", {}, 405),
        ("{good}", "GET", {"Host": "evil.example"}, 421),
        ("{good}", "GET", {"Host": "evil.example:{port}"}, 421),
        ("{good}", "GET", {"Host": "localhost:{port}"}, 421),
        ("{good}", "GET", {"Host": "127.0.0.1"}, 421),
        ("{good}", "GET", {"Host": "127.0.0.1:1"}, 421),
        ("{good}", "GET", {"Host": "127.0.0.1.evil.example:{port}"}, 421),
        ("{good}", "GET", {"Host": None}, 421),
        ("{good}", "GET", {"Host": ""}, 421),
    ],
)
def test_what_is_no_answer_is_sent_away_and_the_wait_goes_on(
    listener, question, path, method, headers, status
):
    full = path.format(good=good(question))
    named = {name: value and value.format(port=listener.port) for name, value in headers.items()}
    answer = ask(listener, full, method, **named)
    assert answer[0] == status
    assert question.state not in answer[2]
    assert listener.wait(0) is None
    # The real one is taken all the same.
    assert listener.offer(f"http://127.0.0.1:{listener.port}{good(question)}")
    assert listener.wait(1) == good(question)[2:]


def test_two_hosts_are_none(listener, question):
    answer = send(
        listener,
        f"GET {good(question)} HTTP/1.1\r\nHost: evil.example\r\n"
        f"Host: 127.0.0.1:{listener.port}\r\n\r\n".encode(),
    )
    assert answer.split()[1] == b"421"
    assert listener.wait(0) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200,
     b"SSH-2.0-x\r\n"],
)  # fmt: skip
def test_bytes_that_are_no_request_do_no_harm(listener, question, data, capfd):
    answer = send(listener, data)
    assert b"200" not in answer[:20]
    assert b"Python" not in answer
    assert listener.wait(0) is None
    assert ask(listener, "/favicon.ico")[0] == 404
    assert capfd.readouterr() == ("", "")


def test_the_first_answer_counts(listener, question):
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask, listener, good(question))
        assert listener.wait(10)
        status, _, text = ask(listener, f"/?state={question.state}&code=other")
        assert (status, "answered before" in text) == (409, True)
        assert not listener.offer(f"x?state={question.state}&code=third")
        assert listener.wait(0) is None
        listener.finish(answer_pages.connected("a@b.example", can_send=True))
        assert first.result(10)[0] == 200


def test_of_many_at_once_one_is_taken(listener, question):
    barrier = threading.Barrier(20)

    def knock(n):
        barrier.wait()
        return ask(listener, f"/?state={question.state}&code=c{n}")[0]

    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(knock, n) for n in range(20)]
        assert listener.wait(10)
        assert listener.wait(0.2) is None
        listener.finish(answer_pages.connected("a@b.example", can_send=True))
        statuses = sorted(each.result(20) for each in asked)
    assert statuses == [200] + [409] * 19


def test_connections_that_say_nothing_hold_nobody_up(listener, question):
    """Browsers open a spare one; scanners open many."""
    silent = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(30)]
    began = time.monotonic()
    assert ask(listener, "/favicon.ico")[0] == 404
    assert time.monotonic() - began < 3
    for each in silent:
        each.close()


def test_a_browser_that_hangs_up_ends_nothing(listener, question):
    with socket.create_connection(("127.0.0.1", listener.port)) as line:
        line.sendall(
            f"GET {good(question)} HTTP/1.1\r\nHost: 127.0.0.1:{listener.port}\r\n\r\n".encode()
        )
        assert listener.wait(10)
    listener.finish(answer_pages.connected("a@b.example", can_send=True))
    listener.close()


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Port {port} of .* choose another --port"):
            Listener(port)
    with Listener(port) as again:
        assert again.port == port
    with Listener(port) as once_more:
        assert once_more.port == port


def test_nobody_answers():
    with Listener(0) as listener:
        listener.begin(consent.begin(CLIENT, listener.redirect_uri))
        assert listener.wait(0.05) is None


def test_every_page_is_of_the_same_style():
    for name in dir(answer_pages):
        page = getattr(answer_pages, name)
        if isinstance(page, loopback.Page):
            html = page.html().decode()
            assert "prefers-color-scheme: dark" in html
            assert page.status >= 400
