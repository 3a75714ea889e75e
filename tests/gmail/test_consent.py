"""The question to Google, and which answers are answers to it."""

import base64
import hashlib
import urllib.parse

import pytest

from crmctl.errors import NotAuthorisedError
from crmctl.gmail import consent
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.consent import READONLY, SEND

CLIENT = ClientSecrets("id", "hush", "https://accounts.google.com/o/oauth2/auth", "https://t/")
HERE = "http://127.0.0.1:5/"


def words(url):
    read = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query, strict_parsing=True)
    assert all(len(values) == 1 for values in read.values())
    return {name: values[0] for name, values in read.items()}


@pytest.fixture
def question():
    return consent.begin(CLIENT, HERE)


def test_the_address_asks_for_what_a_desktop_client_needs(question):
    told = words(question.url)
    challenge = hashlib.sha256(question.verifier.encode()).digest()
    assert told == {
        "client_id": "id",
        "redirect_uri": HERE,
        "response_type": "code",
        "scope": f"{READONLY} {SEND}",
        "state": question.state,
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
    }
    assert question.verifier not in question.url
    assert "hush" not in question.url
    assert 43 <= len(question.verifier) <= 128
    assert len(question.state) >= 43


def test_no_two_questions_are_alike(question):
    other = consent.begin(CLIENT, HERE)
    assert question.state != other.state
    assert question.verifier != other.verifier
    for secret in (question.state, question.verifier):
        assert secret not in repr(question)


def test_only_its_own_state_answers_it(question):
    assert question.is_answered_by(f"state={question.state}&code=x")
    assert question.is_answered_by(f"error=access_denied&state={question.state}")
    for query in (
        "",
        "code=x",
        "state=&code=x",
        f"state={question.state}",
        f"state={question.state}x&code=x",
        f"state={question.state[:-1]}&code=x",
        f"state={question.state}&state={question.state}&code=x",
        f"state={question.state}&state=other&code=x",
        f"state={question.state}&code=",
        f"state={question.state}&code=x&code=y",
        "state=%ff%fe\u00e9&code=x",
        "&".join(f"a{n}=1" for n in range(99)) + f"&state={question.state}&code=x",
    ):
        assert not question.is_answered_by(query), query


def test_an_address_that_is_pasted_answers_too(question):
    query = f"state={question.state}&code=4/0Ax"
    assert question.query_of(f"  {HERE}?{query}\n") == query
    for text in ("", "4/0Ax", f"{HERE}?state=other&code=x", "http://[::1?", query):
        assert question.query_of(text) is None


def test_the_code_or_why_there_is_none():
    assert consent.code_in("code=4%2F0Ax&state=s&scope=a+b") == "4/0Ax"
    with pytest.raises(NotAuthorisedError, match="told not to let crmctl in"):
        consent.code_in("error=access_denied&state=s")
    with pytest.raises(NotAuthorisedError, match=r"\(admin_policy\[31m\)"):
        consent.code_in("error=admin_policy%1b[31m&code=x")


def test_reading_is_needed_and_sending_is_not():
    consent.check_scopes([READONLY])
    consent.check_scopes([SEND, READONLY])
    for granted in ([], [SEND], [READONLY + ".x"]):
        with pytest.raises(NotAuthorisedError, match="was not ticked"):
            consent.check_scopes(granted)
