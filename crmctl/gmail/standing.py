"""How a mailbox stands: for the status of those who use it, and for those who look after it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from crmctl.gmail import access, consent, mailboxes
from crmctl.gmail.vault import SealedError, Vault
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# https://developers.google.com/identity/protocols/oauth2#expiration
_TESTING = timedelta(days=7)
_WARN_BEFORE = timedelta(days=2)
_UNUSED = timedelta(days=150)


def listed(session: Session, open_vault: Callable[[], Vault | None]) -> list[Row]:
    """The mailboxes of the workspace; one whose login does not open needs a reconnect.

    `open_vault` gives None where the keys are out of reach, and nothing can be said of that.
    """
    rows = mailboxes.listed(session)
    # Without a mailbox there is no key to look for, let alone to make.
    vault = open_vault() if rows else None
    return [_seen(session, vault, row) for row in rows]


def document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The mailbox in the form of the contract: nothing of its login."""
    return {
        "user": row["user_id"],
        "email": row["email"],
        "status": row["status"],
        "scopes": row["scopes"],
        "lastSyncAt": row["last_sync_at"],
        "lastError": row["last_error"],
        "messagesLogged": row["messages_logged"],
    }


def full_document(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The same, with what is to come."""
    return {
        **document(row),
        "aliases": row["aliases"],
        "mayRead": consent.READONLY in row["scopes"],
        "maySend": consent.SEND in row["scopes"],
        "connectedAt": row["connected_at"],
        "loginEndsAt": row["login_ends_at"],
        "nextAttemptAt": next_attempt(row),
        "warnings": warnings(row, now),
    }


def next_attempt(row: Mapping[str, Any]) -> datetime | None:
    """When the sync is to try again; never before Google's own deadline."""
    moments = [row["next_attempt_at"], row["blocked_until"]]
    return max((moment for moment in moments if moment is not None), default=None)


def may(row: Mapping[str, Any]) -> str:
    """What the login allows, in a word or two."""
    allowed = {"read": consent.READONLY, "send": consent.SEND}
    return ", ".join(word for word, scope in allowed.items() if scope in row["scopes"])


def warnings(row: Mapping[str, Any], now: datetime) -> list[str]:
    """What will go wrong with the login by itself, while there is time to do something."""
    if row["status"] != mailboxes.CONNECTED:
        return []
    return [*_of_testing(row, now), *_of_disuse(row, now)]


def _of_testing(row: Mapping[str, Any], now: datetime) -> list[str]:
    """Google ends a login of an app in Testing after a week, and does not always say so before."""
    ends, made = row["login_ends_at"], row["connected_at"]
    way_out = (
        'publish the app on the consent screen, or make it "Internal", then run crmctl gmail '
        "connect again"
    )
    if ends is not None and now >= ends - _WARN_BEFORE:
        return [f"{row['email']}: Google ends this login on {_day(ends)}: {way_out}"]
    likely = made + _TESTING
    # One that has outlived its week was not of an app in Testing.
    if ends is None and likely - _WARN_BEFORE <= now < likely:
        return [
            f"{row['email']}: if the consent screen is still in Testing, Google ends this login "
            f"on {_day(likely)}: {way_out}"
        ]
    return []


def _of_disuse(row: Mapping[str, Any], now: datetime) -> list[str]:
    used = row["login_used_at"] or row["connected_at"]
    if now - used < _UNUSED:
        return []
    return [
        f"{row['email']}: not used since {_day(used)}, and Google ends a login that is not used "
        "for six months: run crmctl gmail sync"
    ]


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _seen(session: Session, vault: Vault | None, row: Row) -> Row:
    if vault is None or row["status"] != mailboxes.CONNECTED:
        return row
    try:
        access.login(session, vault, row)
    except SealedError as error:
        return {**row, "status": mailboxes.NEEDS_RECONNECT, "last_error": str(error)}
    return row
