"""Google's OAuth endpoints: the consent page, the token endpoint, the end of a token.

https://developers.google.com/identity/protocols/oauth2/native-app
"""

import base64
import hashlib
import html
import re
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.google_standin.answers import Answer, RefusedError, document, oauth_error, page, redirect
from tests.google_standin.request import Request
from tests.google_standin.world import WEEK, Client, Code, Decision, Token, World

_NAMES = "readonly send modify compose metadata labels insert settings.basic settings.sharing"
SCOPES = frozenset(
    {"https://mail.google.com/", "openid", "email", "profile"}
    | {f"https://www.googleapis.com/auth/gmail.{name}" for name in _NAMES.split()}
)
_CODE_SECONDS = 600
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def authorize(world: World, request: Request) -> Answer:
    """The consent page; what the person answers leads back to the client."""
    asked = _single(request.query)
    with world.lock:
        client = _check(world, asked)
        decision = _posted(request) or world.next_decision()
        if decision is None:
            return _consent_page(world, asked)
        return _lead_back(world, client, asked, decision)


def _single(query: str) -> dict[str, str]:
    read = parse_qs(query, keep_blank_values=True)
    for name, values in read.items():
        if len(values) > 1:
            raise _stop(
                "invalid_request", f"OAuth 2 parameters can only have a single value: {name}"
            )
    return {name: values[0] for name, values in read.items()}


def _check(world: World, asked: dict[str, str]) -> Client:
    """The client that asks; whoever asks wrongly sees a page, and nothing leads back."""
    client = world.clients.get(asked.get("client_id", ""))
    if client is None:
        raise _stop("invalid_client", "The OAuth client was not found.", 401)
    if not _may_redirect(client, asked.get("redirect_uri", "")):
        raise _stop("redirect_uri_mismatch", "The redirect URI is not registered.")
    if asked.get("response_type") != "code":
        raise _stop("unsupported_response_type", "Only response_type=code is known here.")
    scopes = asked.get("scope", "").split()
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if not scopes or unknown:
        raise _stop("invalid_scope", f"Some requested scopes were invalid: {unknown}")
    if "code_challenge" in asked:
        _check_challenge(asked)
    elif "code_challenge_method" in asked:
        raise _stop("invalid_request", "Missing code_challenge")
    return client


def _check_challenge(asked: dict[str, str]) -> None:
    if asked.get("code_challenge_method", "plain") not in ("S256", "plain"):
        raise _stop("invalid_request", "Invalid code_challenge_method")
    if not _CHALLENGE.fullmatch(asked["code_challenge"]):
        raise _stop("invalid_request", "Invalid code_challenge")


def _may_redirect(client: Client, uri: str) -> bool:
    """A desktop client's: any port and path of this very machine; others': what is registered."""
    if client.type != "installed":
        return uri in client.redirect_uris
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")


def _stop(error: str, said: str, status: int = 400) -> RefusedError:
    content = f"<p>{html.escape(said)}</p><p>Error {status}: {error}</p>"
    return RefusedError(page("Access blocked: Authorization Error", content, status), said)


def _posted(request: Request) -> Decision | None:
    """What the person has clicked."""
    if request.http != "POST":
        return None
    form = parse_qsl(request.body.decode())
    said = dict(form)
    ticked = [value for name, value in form if name == "scopes"]
    return Decision(said.get("account", ""), said.get("decision", "refuse"), ticked)


def _consent_page(world: World, asked: dict[str, str]) -> Answer:
    accounts = "".join(
        f"<label><input type=radio name=account value='{html.escape(person.email)}'"
        f"{' checked' if at == 0 else ''}> {html.escape(person.email)}</label><br>"
        for at, person in enumerate(world.people.values())
    )
    scopes = "".join(
        f"<label><input type=checkbox name=scopes value='{html.escape(scope)}' checked> "
        f"{html.escape(scope)}</label><br>"
        for scope in asked["scope"].split()
    )
    testing = "<p>Google hasn't verified this app (Testing).</p>" if world.rules.testing else ""
    return page(
        "Sign in with Google (stand-in)",
        f"{testing}<form method=post>{accounts}<hr>{scopes}<hr>"
        "<button name=decision value=accept>Continue</button> "
        "<button name=decision value=refuse>Cancel</button></form>",
    )


def _lead_back(world: World, client: Client, asked: dict[str, str], decision: Decision) -> Answer:
    told = {"state": asked["state"]} if "state" in asked else {}
    person = world.people.get(decision.account.lower())
    wanted = asked["scope"].split()
    granted = [scope for scope in wanted if decision.scopes is None or scope in decision.scopes]
    if decision.decision != "accept" or person is None or not granted:
        return _back(asked["redirect_uri"], {"error": "access_denied", **told})
    key = person.email.lower()
    code = world.new_secret("4/0A")
    first = not any(
        (token.client, token.person, token.kind) == (client.id, key, "refresh")
        for token in world.tokens.values()
    )
    world.codes[code] = Code(
        client.id,
        key,
        tuple(granted),
        asked["redirect_uri"],
        asked.get("code_challenge"),
        asked.get("code_challenge_method", "plain"),
        asked.get("access_type") == "offline" and (first or asked.get("prompt") == "consent"),
        world.now() + _CODE_SECONDS,
    )
    return _back(
        asked["redirect_uri"],
        {**told, "iss": "https://accounts.google.com", "code": code, "scope": " ".join(granted),
         "authuser": "0", "prompt": asked.get("prompt", "none")},
    )  # fmt: skip


def _back(uri: str, told: dict[str, str]) -> Answer:
    return redirect(f"{uri}{'&' if '?' in uri else '?'}{urlencode(told)}")


def token(world: World, request: Request) -> Answer:
    """Codes and refresh tokens in, access tokens out."""
    form = _form(request)
    with world.lock:
        client = _client(world, request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return _exchange(world, client, form)
        if kind == "refresh_token":
            return _refresh(world, client, form)
    raise _no("unsupported_grant_type", f"Invalid grant_type: {kind}")


def _form(request: Request) -> dict[str, str]:
    if request.http != "POST":
        raise _no("invalid_request", "Use POST", 405)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise _no("invalid_request", "Invalid content type")
    read = parse_qsl(request.body.decode(), keep_blank_values=True)
    if len({name for name, _ in read}) < len(read):
        raise _no("invalid_request", "Parameters may not be repeated")
    return dict(read)


def _client(world: World, request: Request, form: dict[str, str]) -> Client:
    id_, secret = form.get("client_id", ""), form.get("client_secret", "")
    basic = request.headers.get("authorization", "")
    if basic.lower().startswith("basic "):
        id_, _, secret = base64.b64decode(basic[6:]).decode().partition(":")
    client = world.clients.get(id_)
    if client is None:
        raise _no("invalid_client", "The OAuth client was not found.", 401)
    if client.secret != secret:
        raise _no("invalid_client", "Unauthorized", 401)
    return client


def _exchange(world: World, client: Client, form: dict[str, str]) -> Answer:
    code = world.codes.get(form.get("code", ""))
    if code is None or code.used or code.client != client.id or code.expires <= world.now():
        raise _no("invalid_grant", "Malformed auth code." if code is None else "Bad Request")
    if form.get("redirect_uri") != code.redirect_uri:
        raise _no("redirect_uri_mismatch", "Bad Request")
    _check_verifier(code, form.get("code_verifier"))
    code.used = True
    refresh = None
    if code.offline:
        held = _held(world, client, code) if world.rules.repeats_refresh_tokens else None
        refresh = held or world.new_secret("1//0")
        expires = world.now() + WEEK if world.rules.testing else None
        world.tokens[refresh] = Token("refresh", client.id, code.person, code.scopes, expires)
    made = _access(world, client, code.person, code.scopes, refresh)
    if refresh:
        made["refresh_token"] = refresh
        if world.rules.testing and world.rules.tells_expiry:
            made["refresh_token_expires_in"] = WEEK - 1
    return document(made)


def _held(world: World, client: Client, code: Code) -> str | None:
    """The refresh token that the person has given the client before."""
    wanted = ("refresh", client.id, code.person)
    return next(
        (
            text
            for text, token in world.tokens.items()
            if (token.kind, token.client, token.person) == wanted and world.alive(token)
        ),
        None,
    )


def _check_verifier(code: Code, verifier: str | None) -> None:
    if code.challenge is None:
        return
    if not verifier:
        raise _no("invalid_grant", "Missing code verifier.")
    made = verifier
    if code.method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if made != code.challenge:
        raise _no("invalid_grant", "Invalid code verifier.")


def _refresh(world: World, client: Client, form: dict[str, str]) -> Answer:
    text = form.get("refresh_token", "")
    held = world.tokens.get(text)
    if held is None or held.kind != "refresh" or not world.alive(held):
        raise _no("invalid_grant", "Token has been expired or revoked.")
    if held.client != client.id:
        raise _no("unauthorized_client", "Unauthorized", 401)
    return document(_access(world, client, held.person, held.scopes, text))


def _access(
    world: World, client: Client, person: str, scopes: tuple[str, ...], parent: str | None
) -> dict[str, Any]:
    text = world.new_secret("ya29.")
    seconds = world.rules.access_seconds
    world.tokens[text] = Token("access", client.id, person, scopes, world.now() + seconds, parent)
    return {
        "access_token": text,
        "expires_in": seconds,
        "scope": " ".join(scopes),
        "token_type": "Bearer",
    }


def revoke(world: World, request: Request) -> Answer:
    """The end of a token, said once."""
    named = dict(parse_qsl(request.query))
    if request.http == "POST":
        named |= dict(parse_qsl(request.body.decode()))
    with world.lock:
        if "token" not in named:
            raise _no("invalid_request", "Bad Request")
        if not world.revoke(named["token"]):
            raise _no("invalid_token", "Token expired or revoked")
    return document({})


def _no(error: str, description: str, status: int = 400) -> RefusedError:
    return RefusedError(oauth_error(error, description, status), description)
