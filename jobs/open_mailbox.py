"""The way into a mailbox: an access token that is good, renewed by one process for all."""

from typing import Any

from crmctl.errors import ConfigurationError, ServiceUnavailableError
from crmctl.gmail import access, api, mailboxes
from crmctl.gmail.token_endpoint import LoginEndedError
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox

LOCK = "renew-access"
# Longer than Google may take to answer whoever has the lock.
_PATIENCE = 60.0


def service(toolbox: Toolbox, mailbox_id: str) -> Any:
    """The Gmail API as that mailbox, see `gmail.api.call`; its token is renewed on the way."""

    def give(rejected: str | None) -> str:
        return access_token(toolbox, mailbox_id, rejected)

    return api.open_service(toolbox.settings["gmail-api-url"], toolbox.transport, give)


def access_token(toolbox: Toolbox, mailbox_id: str, rejected: str | None = None) -> str:
    """The token that is kept while it is good, or a new one for everybody.

    `rejected`: the one that Google has refused. NotAuthorisedError when the login is over, which
    is noted and published once; ServiceUnavailableError while Google is away.
    """
    return _kept(toolbox, mailbox_id, rejected)[1] or _renewed(toolbox, mailbox_id, rejected)


def _kept(toolbox: Toolbox, mailbox_id: str, rejected: str | None) -> tuple[Row, str | None]:
    with toolbox.transaction(write=False) as session:
        row = mailboxes.get(session, mailbox_id)
        access.check_connected(row)
        return row, access.kept(session, toolbox.vault, row, rejected)


def _renewed(toolbox: Toolbox, mailbox_id: str, rejected: str | None) -> str:
    with toolbox.lock(LOCK, mailbox_id, _PATIENCE) as ours:
        if not ours:
            raise ServiceUnavailableError(
                "Another crmctl waits for Google to renew this login: run it again later"
            )
        # Whoever had the lock before may have done it.
        row, token = _kept(toolbox, mailbox_id, rejected)
        return token or _renew(toolbox, row)


def _renew(toolbox: Toolbox, row: Row) -> str:
    with toolbox.transaction(write=False) as session:
        held = access.login(session, toolbox.vault, row)
    try:
        grant = access.renewed(toolbox.token_endpoint, held)
    except LoginEndedError:
        why = f"Google has ended the login of {row['email']}: run crmctl gmail connect again"
        with toolbox.transaction() as session:
            mailboxes.keep_ended(session, row, why)
        raise LoginEndedError(why) from None
    except ConfigurationError as error:
        with toolbox.transaction() as session:
            mailboxes.keep_error(session, row, str(error))
        raise
    with toolbox.transaction() as session:
        mailboxes.keep_access(session, toolbox.vault, row, grant)
    return grant.access_token
