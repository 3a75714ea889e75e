"""Connect a mailbox: ask the user by way of Google, and keep the login that comes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    ServiceUnavailableError,
)
from crmctl.gmail import access, answer_pages, api, consent, mailboxes
from crmctl.gmail.client_secrets import ClientSecrets
from crmctl.gmail.consent import Consent
from crmctl.gmail.loopback import Listener
from crmctl.gmail.mailboxes import Identity
from crmctl.gmail.token_endpoint import Grant
from crmctl.gmail.vault import SealedError
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox

_ALONE = (
    "Google does not tell under which other addresses this mailbox sends: mail from those counts "
    "as received"
)

# Shows the user where to go; given what is waited for, and who listens.
Invite = Callable[[Consent, Listener], None]


@dataclass(frozen=True)
class Asked:
    """How to connect: as which OAuth client, on which port (0: any), for how many seconds."""

    client: ClientSecrets
    port: int
    timeout: float


@dataclass(frozen=True)
class Report:
    """The mailbox that is connected now, and what the user should know of it."""

    row: Row
    reconnected: bool
    notes: tuple[str, ...] = ()

    @property
    def can_send(self) -> bool:
        """Whether sending was allowed too."""
        return consent.SEND in self.row["scopes"]


def known_client(toolbox: Toolbox) -> ClientSecrets | None:
    """The OAuth client of a mailbox that the user has connected before; None when there is none."""
    with toolbox.transaction(write=False) as session:
        for row in mailboxes.listed(session, session.actor.user):
            try:
                place = mailboxes.place_of(session, row, "client")
                return ClientSecrets.of_text(toolbox.vault.open(row["client"] or "", place))
            except SealedError:
                continue
    return None


def run(toolbox: Toolbox, asked: Asked, invite: Invite) -> Report:
    """Invite the user, wait for Google's answer, and store the login.

    Nothing is stored unless all went well, and the browser hears of it only then.
    """
    # What could fail here later should fail before the user is troubled.
    _ = toolbox.engine, toolbox.keys
    with Listener(asked.port) as listener:
        question = consent.begin(asked.client, listener.redirect_uri)
        listener.begin(question)
        invite(question, listener)
        answer = listener.wait(asked.timeout)
        if answer is None:
            raise NotAuthorisedError(
                f"Nobody has answered Google's page within {asked.timeout:g} seconds: run crmctl "
                "gmail connect again (--timeout gives more time)"
            )
        try:
            report = _connect(toolbox, asked.client, question, answer)
        except CrmctlError as error:
            listener.finish(answer_pages.not_connected(str(error).rstrip(".")))
            raise
        email = report.row["email"]
        listener.finish(answer_pages.connected(email, can_send=report.can_send))
        return report


def _connect(toolbox: Toolbox, client: ClientSecrets, question: Consent, answer: str) -> Report:
    grant = toolbox.token_endpoint.exchange(client, question, consent.code_in(answer))
    try:
        who = _check(toolbox, grant)
        with toolbox.transaction() as session:
            row, before = mailboxes.keep_connected(session, toolbox.vault, who, client, grant)
    except BaseException:
        # A login that is kept nowhere is not left open at Google.
        _end(toolbox, grant.refresh_token or grant.access_token)
        raise
    notes = [_replace(toolbox, row, before, grant), None if who.aliases is not None else _ALONE]
    return Report(row, before is not None, tuple(note for note in notes if note))


def _check(toolbox: Toolbox, grant: Grant) -> Identity:
    """Whose mailbox it is; NotAuthorisedError when the login is not what was asked for."""
    consent.check_scopes(grant.scopes)
    if grant.refresh_token is None:
        raise NotAuthorisedError(
            "Google gave a login for one hour only: take crmctl's access away at "
            "https://myaccount.google.com/connections, then run crmctl gmail connect again"
        )
    return _identify(toolbox, grant)


def _identify(toolbox: Toolbox, grant: Grant) -> Identity:
    def give(_rejected: str | None) -> str:
        return grant.access_token

    base = toolbox.settings["gmail-api-url"]
    return api.identify(api.open_service(base, toolbox.transport, give))


def _replace(toolbox: Toolbox, row: Row, before: Row | None, grant: Grant) -> str | None:
    """End the login that there was before; returns what the user should know of that."""
    old = _old_login(toolbox, before)
    # A login that is given again is the one to keep.
    if old is None or old == grant.refresh_token:
        return None
    said = _end(toolbox, old)
    if said is not None:
        return f"The login from before could not be ended at Google: {said}"
    _check_alive(toolbox, row, grant)
    return None


def _old_login(toolbox: Toolbox, before: Row | None) -> str | None:
    if before is None or not before["refresh_token"]:
        return None
    with toolbox.transaction(write=False) as session:
        try:
            return access.login(session, toolbox.vault, before)[1]
        except SealedError:
            return None


def _check_alive(toolbox: Toolbox, row: Row, grant: Grant) -> None:
    """Google may take the end of one login for the end of all that the user gave this client."""
    try:
        _identify(toolbox, grant)
    except NotAuthorisedError:
        why = (
            f"Google has ended the new login of {row['email']} together with the old one: run "
            "crmctl gmail connect once more"
        )
        with toolbox.transaction() as session:
            mailboxes.keep_ended(session, row, why)
        raise NotAuthorisedError(why) from None
    except CrmctlError:
        # It is stored, and whoever uses it next will see.
        return


def _end(toolbox: Toolbox, token: str) -> str | None:
    """End a login at Google; returns why that failed."""
    try:
        toolbox.token_endpoint.revoke(token)
    except (ServiceUnavailableError, ConfigurationError) as error:
        return str(error)
    return None
