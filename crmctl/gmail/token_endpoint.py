"""Google's token endpoint: codes and refresh tokens in, access tokens out, and their end.

RFC 6749, sections 4.1.3 and 6, and RFC 7009.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    ServiceUnavailableError,
)
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.consent import SCOPES, Consent
from crmctl.gmail.transport import Answer, Transport

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_WRONG_CLIENT = ("invalid_client", "unauthorized_client", "deleted_client", "disabled_client")
_NOT_LET_IN = ("access_denied", "admin_policy_enforced", "org_internal", "invalid_scope")


class LoginEndedError(NotAuthorisedError):
    """Google has ended this login: connect again, with crmctl gmail connect."""


@dataclass(frozen=True)
class Grant:
    """What Google gives: an access token for some seconds, and once, a refresh token."""

    access_token: str = field(repr=False)
    seconds: int
    scopes: tuple[str, ...]
    refresh_token: str | None = field(default=None, repr=False)
    # Seconds till the login itself ends, where Google says so: it does in Testing.
    ends_in: int | None = None


@dataclass(frozen=True)
class TokenEndpoint:
    """The endpoint, over a transport; `revoke_url` is where a login is ended."""

    transport: Transport
    revoke_url: str

    def exchange(self, client: ClientSecrets, consent: Consent, code: str) -> Grant:
        """The grant that the code stands for."""
        try:
            grant = self._ask(
                client,
                {
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": consent.redirect_uri,
                    "code_verifier": consent.verifier,
                },
            )
        except LoginEndedError:
            raise NotAuthorisedError(
                "Google does not take this code: it has expired, was used before, or was made "
                "for another client. Run crmctl gmail connect again"
            ) from None
        # An answer that names no scope has given all that was asked for (RFC 6749, 5.1).
        return grant if grant.scopes else replace(grant, scopes=SCOPES)

    def refresh(self, client: ClientSecrets, refresh_token: str) -> Grant:
        """A new access token; LoginEndedError when the login is over."""
        return self._ask(client, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, token: str) -> None:
        """End the login at Google; that it had ended already is as good."""
        answer = self.transport.send("POST", self.revoke_url, _FORM, urlencode({"token": token}))
        if answer.status == 200 or _read(answer).get("error") == "invalid_token":
            return
        raise _unavailable(answer)

    def _ask(self, client: ClientSecrets, words: Mapping[str, str]) -> Grant:
        form = {**words, "client_id": client.client_id, "client_secret": client.client_secret}
        answer = self.transport.send("POST", client.token_uri, _FORM, urlencode(form))
        told = _read(answer)
        if answer.status == 200:
            return _grant(answer, told)
        raise _error(answer, str(told.get("error", "")))


def _read(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _grant(answer: Answer, told: Mapping[str, Any]) -> Grant:
    """The grant in a good answer; what is no grant is as if the endpoint were away."""
    try:
        ends_in = told.get("refresh_token_expires_in")
        refresh_token = told.get("refresh_token")
        if str(told.get("token_type", "Bearer")).lower() != "bearer":
            raise ValueError("not a bearer token")
        return Grant(
            access_token=str(told["access_token"]),
            seconds=int(told.get("expires_in", 3600)),
            scopes=tuple(str(told.get("scope", "")).split()),
            refresh_token=str(refresh_token) if refresh_token else None,
            ends_in=int(ends_in) if ends_in is not None else None,
        )
    except (KeyError, TypeError, ValueError):
        raise _unavailable(answer) from None


def _error(answer: Answer, code: str) -> CrmctlError:
    """The error that tells the user what to do; only Google's error codes are quoted."""
    if answer.status >= 500 or answer.status == 429 or not code:
        return _unavailable(answer)
    if code == "invalid_grant":
        return LoginEndedError()
    if code in _WRONG_CLIENT:
        return ConfigurationError(
            f"Google does not know this OAuth client, or its secret is another now ({code}): "
            "download the client-secrets file anew, and run crmctl gmail connect "
            "--client-secrets FILE"
        )
    if code in _NOT_LET_IN:
        return NotAuthorisedError(
            f"Google does not let crmctl into this account ({code}): ask whoever administers it, "
            "then run crmctl gmail connect again"
        )
    shown = "".join(letter for letter in code if letter.isalnum() or letter in "_-.")[:60]
    return ConfigurationError(
        f"Google refuses the request ({shown}): download the client-secrets file anew, and run "
        "crmctl gmail connect --client-secrets FILE"
    )


def _unavailable(answer: Answer) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"Google's token service does not work at present (HTTP {answer.status}): run it again "
        "later"
    )
