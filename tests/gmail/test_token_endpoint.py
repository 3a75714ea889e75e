"""The token endpoint: each of its answers as an error that says what to do.

Tried: every refusal of Google's, faults of its servers, answers that are none, connections that
break or hang, redirects to another host, and errors that quote what was sent.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crmctl.errors import ConfigurationError, NotAuthorisedError, ServiceUnavailableError
from crmctl.gmail import client_secrets, consent
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.consent import READONLY, SEND
from crmctl.gmail.token_endpoint import LoginEndedError, TokenEndpoint
from crmctl.gmail.transport import Timeout, Transport
from tests.gmail import browsing

HERE = "http://127.0.0.1:9/"


@pytest.fixture
def transport():
    made = Transport(Timeout(5, 1))
    yield made
    made.close()


@pytest.fixture
def endpoint(google, transport):
    return TokenEndpoint(transport, f"{google.base}/revoke")


@pytest.fixture
def client(google, tmp_path):
    return client_secrets.read(google.client_secrets(tmp_path / "c.json"))


@pytest.fixture
def question(client):
    return consent.begin(client, HERE)


@pytest.fixture
def code(question):
    return browsing.words_of(browsing.led_to(question.url))["code"]


def test_a_code_becomes_a_login(google, endpoint, client, question, code):
    grant = endpoint.exchange(client, question, code)
    assert (grant.scopes, grant.seconds, grant.ends_in) == ((READONLY, SEND), 3599, None)
    assert [token["alive"] for token in google.grants()] == [True, True]
    renewed = endpoint.refresh(client, grant.refresh_token)
    assert renewed.access_token != grant.access_token
    assert renewed.refresh_token is None
    for secret in (grant.access_token, grant.refresh_token):
        assert secret not in repr(grant)
    endpoint.revoke(grant.refresh_token)
    endpoint.revoke(grant.refresh_token)
    assert not any(token["alive"] for token in google.grants())
    with pytest.raises(LoginEndedError, match="connect again"):
        endpoint.refresh(client, grant.refresh_token)


def test_testing_is_told(google, endpoint, client, question, code):
    google.rules(testing=True)
    assert endpoint.exchange(client, question, code).ends_in == 7 * 86_400 - 1


def test_a_code_is_good_once_and_for_its_own_question(endpoint, client, question, code):
    other = consent.begin(client, HERE)
    with pytest.raises(NotAuthorisedError, match="does not take this code"):
        endpoint.exchange(client, other, code)
    endpoint.exchange(client, question, code)
    for attempt in (code, "4/0Amade-up"):
        with pytest.raises(NotAuthorisedError, match="does not take this code"):
            endpoint.exchange(client, question, attempt)


def test_a_code_for_another_client_is_none(google, endpoint, question, code, tmp_path):
    google.add_client("other")
    other = client_secrets.read(google.client_secrets(tmp_path / "o.json", "other"))
    with pytest.raises(NotAuthorisedError, match="made for another client"):
        endpoint.exchange(other, question, code)


def test_a_wrong_client_is_a_matter_of_configuration(google, endpoint, client, question, code):
    wrong = ClientSecrets(client.client_id, "no", client.auth_uri, client.token_uri)
    with pytest.raises(ConfigurationError, match=r"\(invalid_client\).*--client-secrets"):
        endpoint.exchange(wrong, question, code)
    google.remove_client(client.client_id)
    with pytest.raises(ConfigurationError, match="invalid_client"):
        endpoint.refresh(client, "x")


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        ({"status": 500}, ServiceUnavailableError, "HTTP 500"),
        ({"status": 503, "kind": "garbage"}, ServiceUnavailableError, "HTTP 503"),
        ({"status": 429}, ServiceUnavailableError, "HTTP 429"),
        ({"status": 200, "kind": "garbage"}, ServiceUnavailableError, "does not work at present"),
        ({"status": 400, "kind": "garbage"}, ServiceUnavailableError, "HTTP 400"),
        ({"kind": "cut"}, ServiceUnavailableError, "127.0.0.1: no connection"),
        ({"kind": "hang", "seconds": 3}, ServiceUnavailableError, "no answer in time"),
        ({"kind": "oauth", "status": 400, "reason": "admin_policy_enforced"},
         NotAuthorisedError, "ask whoever administers it"),
        ({"kind": "oauth", "status": 401, "reason": "deleted_client"},
         ConfigurationError, "--client-secrets"),
        ({"kind": "oauth", "status": 400, "reason": "invalid_request"},
         ConfigurationError, r"\(invalid_request\)"),
        ({"kind": "oauth", "status": 500, "reason": "invalid_grant"},
         ServiceUnavailableError, "HTTP 500"),
    ],
)  # fmt: skip
def test_faults_are_told_apart(google, endpoint, client, fault, error, said):
    google.fault("token", **fault)
    with pytest.raises(error, match=said) as caught:
        endpoint.refresh(client, "1//0-token")
    assert not isinstance(caught.value, LoginEndedError)
    assert "1//0-token" not in str(caught.value)
    assert client.client_secret not in str(caught.value)


def test_revoking_where_google_is_away(google, endpoint):
    for fault in ({"status": 503}, {"kind": "cut"}):
        google.fault("revoke", **fault)
        with pytest.raises(ServiceUnavailableError):
            endpoint.revoke("x")


@contextmanager
def server(answer):
    """A server of our own that answers every POST as it is told."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, body = answer(seen[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_):
            """Quiet."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}/token", seen
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def at(url):
    return ClientSecrets("id", "GOCSPX-hush", url, url)


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"token_type": "Bearer"}, None,
        {"access_token": "a", "token_type": "mac"},
        {"access_token": "a", "token_type": "Bearer", "expires_in": "soon"},
    ],
)  # fmt: skip
def test_a_good_answer_that_is_none(transport, body):
    answer = 200, {}, json.dumps(body).encode()
    with server(lambda _: answer) as (url, _), pytest.raises(ServiceUnavailableError):
        TokenEndpoint(transport, url).refresh(at(url), "x")


def test_an_answer_that_names_no_scope_gives_what_was_asked_for(transport, question):
    answer = 200, {}, b'{"access_token": "a", "refresh_token": "r"}'
    with server(lambda _: answer) as (url, _):
        endpoint = TokenEndpoint(transport, url)
        assert endpoint.exchange(at(url), question, "code").scopes == (READONLY, SEND)
        assert endpoint.refresh(at(url), "r").scopes == ()


def test_it_is_not_led_elsewhere(transport):
    with server(lambda _: (200, {}, b"{}")) as (elsewhere, seen):
        with server(lambda _: (307, {"Location": elsewhere}, b"")) as (url, _):
            endpoint = TokenEndpoint(transport, url)
            for attempt in (lambda: endpoint.refresh(at(url), "x"), lambda: endpoint.revoke("x")):
                with pytest.raises(ServiceUnavailableError, match="HTTP 307"):
                    attempt()
        assert seen == []


def test_an_answer_that_quotes_what_was_sent_is_not_quoted(transport, caplog):
    caplog.set_level(logging.DEBUG)

    def echo(sent):
        told = {"error": "strange", "error_description": sent.decode()}
        return 400, {}, json.dumps(told).encode()

    with server(echo) as (url, _), pytest.raises(ConfigurationError) as caught:
        TokenEndpoint(transport, url).refresh(at(url), "1//0-token")
    for secret in ("1//0-token", "1%2F%2F0", "hush"):
        assert secret not in str(caught.value)
        assert secret not in caplog.text


NETRC = """
import requests
from crmctl.gmail.transport import Transport
session = Transport()._session("https://gmail.googleapis.com/")
asked = requests.Request("GET", "https://gmail.googleapis.com/", {"authorization": "Bearer t"})
print(session.prepare_request(asked).headers["authorization"])
"""


def test_a_netrc_puts_no_password_in_place_of_the_token(tmp_path):
    """What a user keeps for other programs is not for Google."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login eve password s3cret\n")
    ended = subprocess.run(
        [sys.executable, "-c", NETRC], env={**os.environ, "NETRC": str(netrc)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout == "Bearer t\n"
