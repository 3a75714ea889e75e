"""All that the server knows: people, clients, grants, tokens, faults, and what was asked of it."""

import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from tests.google_standin.mailbox import Mailbox

WEEK = 7 * 86_400
MINUTE = 60


@dataclass
class Client:
    """An OAuth client of a Google Cloud project."""

    id: str
    secret: str
    redirect_uris: list[str] = field(default_factory=lambda: ["http://localhost"])
    type: str = "installed"


@dataclass
class Person:
    """An account of Google's, with its mailbox."""

    email: str
    mailbox: Mailbox
    name: str = ""
    aliases: list[str] = field(default_factory=list)


@dataclass
class Code:
    """An authorization code that waits to be exchanged, once."""

    client: str
    person: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str | None
    method: str | None
    offline: bool
    expires: float
    used: bool = False


@dataclass
class Token:
    """A refresh or an access token; `parent` is the refresh token that an access token hangs on."""

    kind: str
    client: str
    person: str
    scopes: tuple[str, ...]
    expires: float | None
    parent: str | None = None
    revoked: bool = False


@dataclass
class Fault:
    """What goes wrong with the next calls of a method: `times` of them, after `skip` went well.

    `kind`: `error` answers with status, reason and message; `oauth` with an OAuth error; `hang`
    waits before it goes on; `cut` closes the connection unanswered; `cut_after` does the work
    first; `garbage` answers with something that is no JSON.
    """

    method: str = "*"
    kind: str = "error"
    times: int | None = 1
    skip: int = 0
    user: str | None = None
    status: int = 500
    reason: str | None = None
    message: str = ""
    seconds: float = 0.0
    # The answer's text carries the deadline of a lock-out, that many seconds ahead.
    retry_after: float | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Rules:
    """How strict the server is; `/admin/rules` changes them."""

    # The consent screen is in Testing: refresh tokens die after a week, and the answer says so.
    testing: bool = False
    tells_expiry: bool = True
    access_seconds: int = 3599
    user_units_a_minute: int = 6_000
    project_units_a_minute: int = 1_200_000
    concurrent_calls: int = 50
    # Revoking one token ends every token that the person has given the client.
    revokes_whole_grant: bool = False
    # Each connect gives the refresh token that there is already.
    repeats_refresh_tokens: bool = False
    rewrites_message_ids: bool = True
    # A search gives everything there is, whatever is looked for.
    ignores_searches: bool = False
    decodes_headers: bool = True


@dataclass
class Decision:
    """What the person will do at the consent page, as if with their own hand."""

    account: str
    decision: str = "accept"
    scopes: list[str] | None = None
    times: int | None = None


@dataclass
class Entry:
    """One call, as the request log keeps it."""

    at: float
    method: str
    http: str
    path: str
    user: str | None = None
    units: int = 0
    status: int = 0
    batch: bool = False
    details: dict[str, Any] = field(default_factory=dict)


class World:
    """The state behind the server; whoever touches it holds its lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.people: dict[str, Person] = {}
        self.clients: dict[str, Client] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}
        self.decisions: list[Decision] = []
        self.faults: list[Fault] = []
        self.log: list[Entry] = []
        self.rules = Rules()
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.issued: list[str] = []
        self.in_flight: dict[str, int] = {}
        self._ahead = 0.0
        self.add_client("standin.apps.googleusercontent.com")

    def now(self) -> float:
        return time.time() + self._ahead

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def add_client(self, id_: str, **more: Any) -> Client:
        made = Client(id_, more.pop("secret", None) or self.new_secret("GOCSPX-"), **more)
        self.clients[id_] = made
        return made

    def add_person(self, email: str, name: str = "", aliases: Iterable[str] = ()) -> Person:
        mailbox = Mailbox(email, len(self.people) + 1)
        made = Person(email, mailbox, name, list(aliases))
        self.people[email.lower()] = made
        return made

    def new_secret(self, prefix: str) -> str:
        """A secret; every one is remembered, for a test that searches the world for them."""
        made = prefix + secrets.token_urlsafe(40)
        self.issued.append(made)
        return made

    def next_decision(self) -> Decision | None:
        if not self.decisions:
            return None
        decision = self.decisions[0]
        if decision.times is not None:
            decision.times -= 1
            if decision.times <= 0:
                self.decisions.pop(0)
        return decision

    def take_fault(self, method: str, user: str | None) -> Fault | None:
        """The fault that this call meets, if it meets one; used up by it."""
        for fault in self.faults:
            if fault.method not in ("*", method) or fault.user not in (None, user):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

    def spent(self, user: str | None) -> int:
        """The quota units of the last minute: the user's, or everybody's."""
        since = self.now() - MINUTE
        recent = takewhile(lambda entry: entry.at > since, reversed(self.log))
        return sum(entry.units for entry in recent if user in (None, entry.user))

    def alive(self, token: Token) -> bool:
        if token.revoked or (token.expires is not None and token.expires <= self.now()):
            return False
        parent = self.tokens.get(token.parent) if token.parent else None
        return parent is None or not parent.revoked

    def revoke(self, text: str) -> bool:
        """End a token, and the refresh token that it hangs on; whether there was one."""
        token = self.tokens.get(text)
        if token is None or not self.alive(token):
            return False
        token.revoked = True
        if token.parent:
            self.tokens[token.parent].revoked = True
        if self.rules.revokes_whole_grant:
            for other in self.tokens.values():
                if (other.client, other.person) == (token.client, token.person):
                    other.revoked = True
        return True

    def revoke_person(self, email: str) -> None:
        """The person takes all access back, or changes their password."""
        for token in self.tokens.values():
            if token.person == email.lower():
                token.revoked = True

    def grants(self) -> list[dict[str, Any]]:
        return [
            {**asdict(token), "token": text, "alive": self.alive(token)}
            for text, token in self.tokens.items()
        ]
