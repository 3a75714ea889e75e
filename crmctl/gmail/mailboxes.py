"""The mailboxes that users have connected: whose each is, what it may do, and its sealed login."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crmctl.errors import NotFoundError
from crmctl.events import outbox
from crmctl.events.envelope import Event
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.token_endpoint import Grant
from crmctl.gmail.vault import Place, SealedError, Vault
from crmctl.records import pipeline
from crmctl.storage import ids, locks, queries, tables
from crmctl.storage.conditions import Compare
from crmctl.storage.conditions import Place as Column
from crmctl.storage.queries import Order, Row
from crmctl.storage.session import Session

CONNECTED, NEEDS_RECONNECT, DISCONNECTED = "connected", "needs_reconnect", "disconnected"
SECRETS = ("client", "refresh_token", "access_token")
# Google ends an access token at its time, by its own clock: it is renewed a while before.
_MARGIN = 300
_NO_LOGIN: Row = dict.fromkeys(("refresh_token", "access_token", "access_until", "login_ends_at"))


@dataclass(frozen=True)
class Identity:
    """Which mailbox Google has opened, by its own word."""

    email: str
    # None: Google does not tell.
    aliases: tuple[str, ...] | None


def find(session: Session, user: str, email: str, *, lock: bool = False) -> Row | None:
    """The user's mailbox of that address, or None; `lock` holds it till the end."""
    where = [_is("user_id", user), _is("email", email.lower())]
    found = queries.find(session, tables.mailboxes, where, lock=lock)
    return found[0] if found else None


def get(session: Session, id_: str, *, lock: bool = False) -> Row:
    """The mailbox; NotFoundError when there is none."""
    found = queries.find(session, tables.mailboxes, [_is("id", id_)], lock=lock)
    if not found:
        raise NotFoundError("There is no such mailbox any more: crmctl gmail status shows them")
    return found[0]


def listed(session: Session, user: str | None = None) -> list[Row]:
    """The mailboxes of the workspace, or of one user of it, by user and address."""
    where = [] if user is None else [_is("user_id", user)]
    order = [Order(Column("user_id")), Order(Column("email"))]
    return queries.find(session, tables.mailboxes, where, order=order)


def keep_connected(
    session: Session, vault: Vault, who: Identity, client: ClientSecrets, grant: Grant
) -> tuple[Row, Row | None]:
    """Store the login as the acting user's, and publish; returns the mailbox now and as it was.

    A mailbox that was known keeps its cursor, its ledger and its history.
    """
    # Jobs that have no workspace of their own find this one among all there are.
    pipeline.ensure_workspace(session)
    # Two who connect the same mailbox at once are one after the other.
    locks.queue_up(session, "mailboxes")
    user, email, now = session.actor.user, who.email.lower(), session.now()
    before = find(session, user, email, lock=True)
    row: Row = {
        "id": before["id"] if before else ids.new(now),
        "user_id": user,
        "email": email,
        "aliases": list(who.aliases or ()),
        "scopes": list(grant.scopes),
        "status": CONNECTED,
        "connected_at": now,
        "login_ends_at": now + timedelta(seconds=grant.ends_in) if grant.ends_in else None,
        "last_error": None,
        "next_attempt_at": None,
    }
    place = Place(session.workspace, user, email, "")
    row |= {
        "client": vault.seal(client.as_text(), replace(place, purpose="client")),
        "refresh_token": vault.seal(
            grant.refresh_token or "", replace(place, purpose="refresh_token")
        ),
        **_access(vault, place, grant, now),
    }
    if before:
        queries.change(session, tables.mailboxes, [_is("id", row["id"])], row)
    else:
        fresh = {"cursor": None, "last_sync_at": None, "blocked_until": None}
        queries.add(session, tables.mailboxes, [{**row, **fresh, "messages_logged": 0}])
    _publish(session, "connected", row)
    return get(session, row["id"]), before


def keep_access(session: Session, vault: Vault, row: Row, grant: Grant) -> None:
    """Store a new access token, unless the login has become another meanwhile."""
    place = place_of(session, row, "access_token")
    values = {**_access(vault, place, grant, session.now()), "last_error": None}
    if grant.scopes:
        values["scopes"] = list(grant.scopes)
    if grant.refresh_token:
        renewed = replace(place, purpose="refresh_token")
        values["refresh_token"] = vault.seal(grant.refresh_token, renewed)
    queries.change(session, tables.mailboxes, _same_login(row), values)


def keep_ended(session: Session, row: Row, why: str) -> bool:
    """Google has ended the login: only its user can mend that. Published once; whether it is new.

    Another login, made meanwhile, is left alone.
    """
    ended = {**_NO_LOGIN, "status": NEEDS_RECONNECT, "last_error": why}
    where = [*_same_login(row), _is("status", CONNECTED)]
    if not queries.change(session, tables.mailboxes, where, ended):
        return False
    _publish(session, "reconnect_required", row)
    return True


def keep_disconnected(session: Session, row: Row) -> None:
    """Wipe the login, keep what was logged, and publish."""
    wiped = {
        **_NO_LOGIN,
        "client": None,
        "status": DISCONNECTED,
        "last_error": None,
        "next_attempt_at": None,
        "blocked_until": None,
    }
    queries.change(session, tables.mailboxes, [_is("id", row["id"])], wiped)
    _publish(session, "disconnected", row)


def keep_forgotten(session: Session, row: Row) -> None:
    """What it has logged is gone: a sync would begin from the start."""
    nothing = dict.fromkeys(("cursor", "last_sync_at", "covers_since"))
    values = {**nothing, "messages_logged": 0, "searched_wave": 0}
    queries.change(session, tables.mailboxes, [_is("id", row["id"])], values)


def keep_error(session: Session, row: Row, why: str) -> None:
    """Note what went wrong last, for the status."""
    queries.change(session, tables.mailboxes, [_is("id", row["id"])], {"last_error": why})


def keep_deadline(session: Session, row: Row, until: datetime, why: str) -> None:
    """Google wants no call till then: it is kept for every run, and for the status."""
    values = {"blocked_until": until, "next_attempt_at": until, "last_error": why}
    queries.change(session, tables.mailboxes, [_is("id", row["id"])], values)


def reseal(session: Session, vault: Vault, id_: str) -> int:
    """Seal what is under an older key with the first one; returns how many secrets that were.

    What no key opens stays as it is: its key may come back.
    """
    row = get(session, id_, lock=True)
    stale = {name: row[name] for name in SECRETS if row[name] and not vault.is_newest(row[name])}
    renewed: dict[str, Any] = {}
    for name in stale:
        place = place_of(session, row, name)
        try:
            renewed[name] = vault.seal(vault.open(row[name], place), place)
        except SealedError:
            continue
    if renewed:
        queries.change(session, tables.mailboxes, [_is("id", id_)], renewed)
    return len(renewed)


def place_of(session: Session, row: Mapping[str, Any], purpose: str) -> Place:
    """What a secret of the mailbox is bound to."""
    return Place(session.workspace, row["user_id"], row["email"], purpose)


def _access(vault: Vault, place: Place, grant: Grant, now: datetime) -> Row:
    useful = max(grant.seconds - _MARGIN, grant.seconds // 2)
    return {
        "access_token": vault.seal(grant.access_token, replace(place, purpose="access_token")),
        "access_until": now + timedelta(seconds=useful),
        "login_used_at": now,
    }


def _same_login(row: Row) -> list[Compare]:
    """That mailbox, while its login is the one of the row."""
    return [_is("id", row["id"]), _is("refresh_token", row["refresh_token"])]


def _publish(session: Session, what: str, row: Row) -> None:
    told = {"userId": row["user_id"], "email": row["email"]}
    outbox.append(session, [Event(f"crm.gmail.{what}", "gmail", row["id"], told)])


def _is(column: str, value: str) -> Compare:
    return Compare(Column(column), "is", (value,))
