"""The other side, for tests: fill mailboxes, decide at the consent page, break things, look.

JSON in, JSON out, all under /admin/. `running.Google` is its client.
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from tests.google_standin import mailbox
from tests.google_standin.answers import Answer, api_error, document
from tests.google_standin.request import Request
from tests.google_standin.world import Decision, Fault, Person, World

Body = dict[str, Any]


def answer(world: World, request: Request) -> Answer:
    """Do what is asked; 404 for what there is not."""
    body = json.loads(request.body or b"{}")
    for (http, pattern), act in _ROUTES.items():
        found = re.fullmatch(pattern, request.path)
        if found and http == request.http:
            with world.lock:
                return document(act(world, body, *map(unquote, found.groups())))
    return api_error(404, f"No {request.http} {request.path} here")


def client_secrets(world: World, base: str, client: str | None = None) -> Body:
    """The file that Google's console gives for a client."""
    held = world.clients[client] if client else next(iter(world.clients.values()))
    return {
        held.type: {
            "client_id": held.id,
            "project_id": "standin",
            "auth_uri": f"{base}/o/oauth2/v2/auth",
            "token_uri": f"{base}/token",
            "auth_provider_x509_cert_url": f"{base}/oauth2/v1/certs",
            "client_secret": held.secret,
            "redirect_uris": held.redirect_uris,
        }
    }


def _person(world: World, email: str) -> Person:
    return world.people[email.lower()]


def _add_person(world: World, body: Body) -> Body:
    made = world.add_person(body["email"], body.get("name", ""), body.get("aliases", ()))
    return {"email": made.email, "historyId": str(made.mailbox.history_id)}


def _add_message(world: World, body: Body, email: str) -> Body:
    """A message by its fields, or `raw` in base64; `date` in seconds, else now."""
    box = _person(world, email).mailbox
    seconds = body.get("date", world.now())
    raw = (
        base64.b64decode(body["raw"])
        if "raw" in body
        else mailbox.compose(body, datetime.fromtimestamp(seconds, UTC))
    )
    labels = body.get("labels", ["INBOX", "UNREAD"])
    given = body.get("threadId"), body.get("id", "")
    message = box.add(raw, labels, int(seconds * 1000), *given)
    return {**message.as_added(), "historyId": str(message.history_id),
            "messageId": message.header("Message-ID")}  # fmt: skip


def _add_messages(world: World, body: Body, email: str) -> Body:
    return {"messages": [_add_message(world, each, email) for each in body["messages"]]}


def _list_messages(world: World, _body: Body, email: str) -> Body:
    return {
        "messages": [
            {**each.as_added(), "raw": base64.b64encode(each.raw).decode(), "date": each.seconds}
            for each in _person(world, email).mailbox.newest_first()
        ]
    }


def _relabel(world: World, body: Body, email: str, id_: str) -> Body:
    box = _person(world, email).mailbox
    return box.relabel(id_, body.get("add", []), body.get("remove", [])).as_added()


def _delete(world: World, _body: Body, email: str, id_: str) -> Body:
    _person(world, email).mailbox.delete(id_)
    return {}


def _forget_history(world: World, body: Body, email: str) -> Body:
    """`before` is a history id; none: all there is so far."""
    box = _person(world, email).mailbox
    box.forget_history(int(body["before"]) if "before" in body else box.history_id + 1)
    # What comes next is the first that there is.
    box.history_id = max(box.history_id, box.horizon)
    return {"horizon": str(box.horizon)}


def _revoke_person(world: World, _body: Body, email: str) -> Body:
    world.revoke_person(email)
    return {}


def _revoke_token(world: World, body: Body) -> Body:
    return {"revoked": world.revoke(body["token"])}


def _narrow(world: World, body: Body) -> Body:
    """The login allows less from now on."""
    world.tokens[body["token"]].scopes = tuple(body["scopes"])
    return {}


def _decide(world: World, body: Body) -> Body:
    world.decisions = [Decision(**each) for each in body["decisions"]]
    return {}


def _add_fault(world: World, body: Body) -> Body:
    world.faults.append(Fault(**body))
    return {}


def _clear_faults(world: World, _body: Body) -> Body:
    world.faults.clear()
    return {}


def _advance(world: World, body: Body) -> Body:
    world.advance(body["seconds"])
    return {"now": world.now()}


def _rules(world: World, body: Body) -> Body:
    for name, value in body.items():
        if name not in asdict(world.rules):
            raise KeyError(name)
        setattr(world.rules, name, value)
    return asdict(world.rules)


def _add_client(world: World, body: Body) -> Body:
    return asdict(world.add_client(body.pop("id"), **body))


def _remove_client(world: World, _body: Body, id_: str) -> Body:
    return asdict(world.clients.pop(id_))


def _log(world: World, _body: Body) -> Body:
    return {"log": [asdict(entry) for entry in world.log]}


def _clear_log(world: World, _body: Body) -> Body:
    world.log.clear()
    return {}


def _quota(world: World, _body: Body) -> Body:
    """Units by user and method: in all, and in the last minute."""
    users: dict[str, Any] = {}
    for entry in world.log:
        if entry.user and entry.units:
            told = users.setdefault(entry.user, {"units": 0, "calls": {}})
            told["units"] += entry.units
            told["calls"][entry.method] = told["calls"].get(entry.method, 0) + 1
    for user, told in users.items():
        told["lastMinute"] = world.spent(user)
    return {"users": users, "lastMinute": world.spent(None)}


_ROUTES: dict[tuple[str, str], Callable[..., Body]] = {
    ("POST", "/admin/people"): _add_person,
    ("POST", "/admin/people/([^/]+)/messages"): _add_message,
    ("POST", "/admin/people/([^/]+)/messages/many"): _add_messages,
    ("GET", "/admin/people/([^/]+)/messages"): _list_messages,
    ("POST", "/admin/people/([^/]+)/messages/([^/]+)/labels"): _relabel,
    ("DELETE", "/admin/people/([^/]+)/messages/([^/]+)"): _delete,
    ("POST", "/admin/people/([^/]+)/forget-history"): _forget_history,
    ("POST", "/admin/people/([^/]+)/revoke"): _revoke_person,
    ("POST", "/admin/revoke"): _revoke_token,
    ("POST", "/admin/narrow"): _narrow,
    ("POST", "/admin/decisions"): _decide,
    ("POST", "/admin/faults"): _add_fault,
    ("DELETE", "/admin/faults"): _clear_faults,
    ("POST", "/admin/clock"): _advance,
    ("POST", "/admin/rules"): _rules,
    ("POST", "/admin/clients"): _add_client,
    ("DELETE", "/admin/clients/([^/]+)"): _remove_client,
    ("GET", "/admin/log"): _log,
    ("DELETE", "/admin/log"): _clear_log,
    ("GET", "/admin/quota"): _quota,
    ("GET", "/admin/issued"): lambda world, _body: {"issued": list(world.issued)},
    ("GET", "/admin/grants"): lambda world, _body: {"grants": world.grants()},
}
