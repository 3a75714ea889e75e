"""The access token of a mailbox: the one that is kept, or a new one for the sealed login."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crmctl.errors import NotAuthorisedError
from crmctl.gmail import mailboxes
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.token_endpoint import Grant, TokenEndpoint
from crmctl.gmail.vault import SealedError, Vault
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def check_connected(row: Mapping[str, Any]) -> None:
    """NotAuthorisedError when there is no login to use."""
    if row["status"] != mailboxes.CONNECTED:
        raise NotAuthorisedError(
            f"{row['email']} is not connected: its user runs crmctl gmail connect"
        )


def kept(session: Session, vault: Vault, row: Row, rejected: str | None = None) -> str | None:
    """The access token that is kept, while it is good; None when there is none.

    `rejected`: the one that Google has refused, whatever its time.
    """
    if not row["access_token"] or _is_over(row["access_until"], session.now()):
        return None
    try:
        token = vault.open(row["access_token"], mailboxes.place_of(session, row, "access_token"))
    except SealedError:
        # The login itself may still open, and gives another.
        return None
    return None if token == rejected else token


def login(session: Session, vault: Vault, row: Row) -> tuple[ClientSecrets, str]:
    """The client and the refresh token of the mailbox; SealedError when they do not open."""
    client, token = (
        vault.open(row[name] or "", mailboxes.place_of(session, row, name))
        for name in ("client", "refresh_token")
    )
    return ClientSecrets.of_text(client), token


def renewed(endpoint: TokenEndpoint, held: tuple[ClientSecrets, str]) -> Grant:
    """A new access token from Google, for the login."""
    client, refresh_token = held
    return endpoint.refresh(client, refresh_token)


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is None or until <= now
