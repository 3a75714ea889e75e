"""One call of the API: who calls, may they, what it costs, what goes wrong, and the answer."""

from dataclasses import replace

from tests.google_standin import gmail
from tests.google_standin.answers import Answer, RefusedError, api_error, not_found, refuse
from tests.google_standin.faults import LostError, meet
from tests.google_standin.gmail import Call, Method
from tests.google_standin.request import Request
from tests.google_standin.world import Entry, Person, Token, World

_QUOTA = (
    "Quota exceeded for quota metric 'Queries' and limit '{limit}' of service "
    "'gmail.googleapis.com' for consumer 'project_number:123456789012'."
)


def answer(world: World, request: Request) -> Answer:
    """The answer to one call, single or part of a batch; it is in the log before it is given."""
    request = request.overridden()
    entry = Entry(world.now(), "unknown", request.http, request.path, batch=request.batch)
    entry.details = {"query": request.query}
    with world.lock:
        world.log.append(entry)
    try:
        made = _answer(world, request, entry)
    except RefusedError as refused:
        made = refused.answer
    except LostError:
        entry.status = 0
        raise
    entry.status = made.status
    return made


def _answer(world: World, request: Request, entry: Entry) -> Answer:
    found = gmail.find(request.http, request.path)
    if found is None:
        raise not_found()
    method, path = found
    entry.method = method.short
    with world.lock:
        token = _caller(world, request)
        entry.user = token.person if token else None
        fault = world.take_fault(method.short, entry.user)
    afterwards = meet(world, fault)
    if token is None:
        raise _unauthenticated(request)
    person = world.people[token.person]
    _may(method, token)
    if path["userId"].lower() not in ("me", person.email.lower()):
        raise refuse(403, f"Delegation denied for {person.email}", "forbidden")
    query = gmail.check_parameters(method, request.query)
    with _Slot(world, person):
        with world.lock:
            _charge(world, entry, method, person)
            made = method.answer(Call(world, person, frozenset(token.scopes), path, query, request))
        afterwards()
        return made


def _caller(world: World, request: Request) -> Token | None:
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    token = world.tokens.get(text.strip()) if kind.lower() == "bearer" else None
    return token if token and token.kind == "access" and world.alive(token) else None


def _unauthenticated(request: Request) -> RefusedError:
    if "authorization" not in request.headers:
        return refuse(
            401,
            "Request is missing required authentication credential. Expected OAuth 2 access token.",
            "required",
        )
    return refuse(401, "Request had invalid authentication credentials.", "authError")


def _may(method: Method, token: Token) -> None:
    if method.scopes.isdisjoint(token.scopes):
        raise refuse(
            403, "Request had insufficient authentication scopes.", "insufficientPermissions"
        )


def _charge(world: World, entry: Entry, method: Method, person: Person) -> None:
    """Quota units: a call that does not fit into the minute is refused, and costs nothing."""
    rules, user = world.rules, person.email.lower()
    limits = {
        "Queries per minute per user": (user, rules.user_units_a_minute),
        "Queries per minute": (None, rules.project_units_a_minute),
    }
    for limit, (whose, most) in limits.items():
        if world.spent(whose) + method.units > most:
            raise refuse(429, _QUOTA.format(limit=limit), "rateLimitExceeded")
    entry.units = method.units


class _Slot:
    """A place among the calls that a user may have in flight."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.user = world, person.email.lower()

    def __enter__(self) -> None:
        with self.world.lock:
            flying = self.world.in_flight.get(self.user, 0)
            if flying >= self.world.rules.concurrent_calls:
                raise RefusedError(
                    api_error(429, "Too many concurrent requests for user", "rateLimitExceeded")
                )
            self.world.in_flight[self.user] = flying + 1

    def __exit__(self, *_: object) -> None:
        with self.world.lock:
            self.world.in_flight[self.user] -= 1


def upload(world: World, request: Request) -> Answer:
    """A message sent by media upload: simple, multipart, or in pieces."""
    from tests.google_standin import uploads

    target = replace(request, path=request.path.replace("/upload/", "/", 1))
    return uploads.take(world, target, answer)
