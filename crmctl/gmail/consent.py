"""Asking for a mailbox: the address of Google's page, and what may come back from it.

https://developers.google.com/identity/protocols/oauth2/native-app, RFC 7636 (PKCE) and RFC 8252.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from crmctl.errors import NotAuthorisedError
from crmctl.gmail.client_secrets import ClientSecrets

READONLY = "https://www.googleapis.com/auth/gmail.readonly"
SEND = "https://www.googleapis.com/auth/gmail.send"
SCOPES = (READONLY, SEND)


@dataclass(frozen=True)
class Consent:
    """One question to the user; only an answer that bears its state is an answer to it."""

    url: str = field(repr=False)
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    def is_answered_by(self, query: str) -> bool:
        """Whether the query carries this question's state, and an answer."""
        told = _told(query)
        # In bytes: what comes from outside may be any text.
        same = hmac.compare_digest(told.get("state", "").encode(), self.state.encode())
        return same and ("code" in told or "error" in told)

    def query_of(self, text: str) -> str | None:
        """The query of the address that a browser ended on, when it answers this question."""
        try:
            query = urlsplit(text.strip()).query
        except ValueError:
            return None
        return query if self.is_answered_by(query) else None


def begin(client: ClientSecrets, redirect_uri: str) -> Consent:
    """A new question, with a state and a verifier that nobody can guess."""
    from oauthlib.common import add_params_to_uri
    from oauthlib.oauth2 import WebApplicationClient

    asking = WebApplicationClient(client.client_id)
    verifier = asking.create_code_verifier(64)
    state = secrets.token_urlsafe(32)
    words = {
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": asking.create_code_challenge(verifier, "S256"),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    return Consent(add_params_to_uri(client.auth_uri, words), redirect_uri, state, verifier)


def code_in(query: str) -> str:
    """The code that the answer brings; NotAuthorisedError when it brings a refusal."""
    told = _told(query)
    if "code" in told and "error" not in told:
        return told["code"]
    if told.get("error") == "access_denied":
        raise NotAuthorisedError(
            "Google was told not to let crmctl in: run crmctl gmail connect again, and allow it"
        )
    raise NotAuthorisedError(
        f"Google does not let crmctl in ({_shown(told.get('error', ''))}): see to the consent "
        "screen in Google's console, then run crmctl gmail connect again"
    )


def check_scopes(granted: Iterable[str]) -> None:
    """NotAuthorisedError when the mailbox may not be read; sending is the user's to keep back."""
    if READONLY not in granted:
        raise NotAuthorisedError(
            "Reading the mailbox was not ticked on Google's page, and without it there is nothing "
            "to connect: run crmctl gmail connect again, and tick it"
        )


def _told(query: str) -> dict[str, str]:
    """What the query says once; what it says twice is no word of Google's."""
    try:
        read = parse_qs(query, max_num_fields=50)
    except ValueError:
        return {}
    return {name: values[0] for name, values in read.items() if len(values) == 1}


def _shown(error: str) -> str:
    return "".join(letter for letter in error if letter.isprintable())[:60] or "it says no reason"
