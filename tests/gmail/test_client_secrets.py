"""The client-secrets file: what a wrong one is told, and that its secret is told nobody.

Tried: files of other kinds, files that are none, endpoints that others could listen in on, and
redirects that lead away from this machine.
"""

import json

import pytest

from crmctl.errors import ConfigurationError
from crmctl.gmail import client_secrets
from crmctl.gmail.client_secrets import ClientSecrets

GOOGLES = {
    "client_id": "1.apps.googleusercontent.com",
    "project_id": "p",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
    "client_secret": "GOCSPX-hush",
    "redirect_uris": ["http://localhost"],
}


@pytest.fixture
def file(tmp_path):
    def write(document):
        path = tmp_path / "c.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return write


def installed(**changes):
    return {"installed": {**GOOGLES, **changes}}


def test_googles_own_file_is_read(file):
    found = client_secrets.read(file(installed()))
    assert found == ClientSecrets(
        GOOGLES["client_id"], "GOCSPX-hush", GOOGLES["auth_uri"], GOOGLES["token_uri"]
    )
    assert ClientSecrets.of_text(found.as_text()) == found
    assert "hush" not in repr(found)
    older = ["urn:ietf:wg:oauth:2.0:oob", "http://localhost"]
    assert client_secrets.read(file(installed(redirect_uris=older))) == found
    assert client_secrets.read(file(installed(token_uri="http://127.0.0.1:9/token")))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"web": GOOGLES}, 'type "Web application"'),
        ({"type": "service_account", "client_id": "x"}, "service account"),
        ({}, "not the JSON file"),
        ([], "not the JSON file"),
        ("{", "not the JSON file"),
        ("\x00\xff", "not the JSON file"),
        ({"installed": []}, "not the JSON file"),
        (installed(client_secret=""), "has no client_secret"),
        (installed(client_id=7), "has no client_id"),
        (installed(token_uri=None), "has no token_uri"),
        (installed(token_uri="http://oauth2.googleapis.com/token"), "listen in on"),
        (installed(auth_uri="http://127.0.0.1.evil.example/a"), "listen in on"),
        (installed(auth_uri="http://127.0.0.1@evil.example/a"), "listen in on"),
        (installed(token_uri="https://[::1/"), "listen in on"),
        (installed(token_uri="file:///etc/passwd"), "listen in on"),
        (installed(redirect_uris=["https://evil.example/"]), "not this machine"),
        (installed(redirect_uris=["http://localhost.evil.example"]), "not this machine"),
        (installed(redirect_uris=["http://localhost", "http://[::1"]), "not this machine"),
        (installed(redirect_uris=[None]), "not this machine"),
    ],
)
def test_a_wrong_file_is_named_with_its_cure(file, document, said):
    path = file(document)
    with pytest.raises(ConfigurationError, match=said) as caught:
        client_secrets.read(path)
    assert str(path) in str(caught.value)
    assert 'make a client of the type "Desktop app"' in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(ConfigurationError, match=f"{path} cannot be read"):
            client_secrets.read(path)


def test_a_huge_file_is_not_read_whole(tmp_path):
    path = tmp_path / "huge.json"
    path.write_text(" " * 70_000 + json.dumps(installed()))
    with pytest.raises(ConfigurationError, match="not the JSON file"):
        client_secrets.read(path)
