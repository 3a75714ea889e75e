"""The Gmail API: its methods, and who may call them.

https://developers.google.com/workspace/gmail/api/reference/rest and the bundled discovery document.
"""

import base64
import binascii
import email
import email.policy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.google_standin import mailbox, search
from tests.google_standin.answers import Answer, document, not_found, refuse
from tests.google_standin.mailbox import Message
from tests.google_standin.request import Request
from tests.google_standin.world import Person, World

_AUTH = "https://www.googleapis.com/auth/gmail."
FULL = "https://mail.google.com/"
READONLY, SEND, MODIFY, COMPOSE, METADATA, LABELS, BASIC = (
    _AUTH + name
    for name in ("readonly", "send", "modify", "compose", "metadata", "labels", "settings.basic")
)
# Of every method: what says how to answer, and to whom.
COMMON = frozenset({"alt", "fields", "key", "prettyPrint", "quotaUser", "access_token",
                    "oauth_token", "callback", "uploadType", "upload_protocol", "$.xgafv",
                    "upload_id"})  # fmt: skip
_FORMATS = ("minimal", "full", "raw", "metadata")
_KINDS = tuple(mailbox.PLURAL)


@dataclass(frozen=True)
class Call:
    """One call of a method, by someone who may make it."""

    world: World
    person: Person
    scopes: frozenset[str]
    path: dict[str, str]
    query: dict[str, list[str]]
    request: Request

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def flag(self, name: str) -> bool:
        said = self.one(name, "false").lower()
        if said not in ("true", "false", "1", "0", ""):
            raise refuse(400, f"Invalid value at '{name}' (TYPE_BOOL), \"{said}\"")
        return said in ("true", "1")

    def number(self, name: str, default: int, most: int) -> int:
        said = self.one(name, str(default))
        if not said.isdecimal():
            raise refuse(400, f"Invalid value at '{name}' (TYPE_UINT32), \"{said}\"")
        return min(int(said) or default, most)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        said = self.one(name, default)
        found = next((each for each in choices if each.lower() == said.lower()), None)
        if found is None:
            raise refuse(400, f"Invalid value at '{name}' (type.googleapis.com), \"{said}\"")
        return found


@dataclass(frozen=True)
class Method:
    """A method of the API: where it is, what it takes, who may call it, and what it costs."""

    id: str
    http: str
    path: str
    parameters: frozenset[str]
    scopes: frozenset[str]
    units: int
    answer: Callable[[Call], Answer]

    @property
    def short(self) -> str:
        return self.id.removeprefix("gmail.users.")


def _profile(call: Call) -> Answer:
    box = call.person.mailbox
    threads = {message.thread_id for message in box.messages.values()}
    return document(
        {
            "emailAddress": call.person.email,
            "messagesTotal": len(box.messages),
            "threadsTotal": len(threads),
            "historyId": str(box.history_id),
        }
    )


def _send_as(call: Call) -> Answer:
    own: dict[str, Any] = {
        "sendAsEmail": call.person.email,
        "displayName": call.person.name,
        "replyToAddress": "",
        "signature": "",
        "isPrimary": True,
        "isDefault": True,
    }
    others = [
        {
            "sendAsEmail": alias,
            "displayName": call.person.name,
            "replyToAddress": "",
            "signature": "",
            "treatAsAlias": True,
            "verificationStatus": "accepted",
        }
        for alias in call.person.aliases
    ]
    return document({"sendAs": [own, *others]})


def _labels(call: Call) -> Answer:
    system = [{"id": name, "name": name, "type": "system"} for name in mailbox.SYSTEM_LABELS]
    own = [
        {"id": id_, "name": name, "type": "user"}
        for id_, name in call.person.mailbox.own_labels.items()
    ]
    return document({"labels": system + own})


def _found(call: Call) -> list[Message]:
    """The messages that a list asks for, newest first."""
    words = "" if call.world.rules.ignores_searches else call.one("q")
    if words and METADATA in call.scopes and not call.scopes & {FULL, MODIFY, READONLY}:
        raise refuse(403, "Metadata scope does not support 'q' parameter", "forbidden")
    test = search.parse(words, call.world.now())
    everywhere = call.flag("includeSpamTrash") or search.looks_everywhere(words)
    wanted = set(call.query.get("labelIds", []))
    hidden = mailbox.HIDDEN - wanted
    return [
        message
        for message in call.person.mailbox.newest_first()
        if (everywhere or hidden.isdisjoint(message.labels))
        and wanted <= set(message.labels)
        and test(message)
    ]


def _page(call: Call, total: int, size: int) -> tuple[int, dict[str, str]]:
    """Where the page begins, and what leads to the next one."""
    token = call.one("pageToken")
    if token and not token.isdecimal():
        raise refuse(400, "Invalid pageToken")
    start = int(token or 0)
    more = {"nextPageToken": f"{start + size:020}"} if start + size < total else {}
    return start, more


def _list_messages(call: Call) -> Answer:
    found = _found(call)
    size = call.number("maxResults", 100, 500)
    start, more = _page(call, len(found), size)
    shown = [message.short() for message in found[start : start + size]]
    told: dict[str, Any] = {"messages": shown} if shown else {}
    return document({**told, **more, "resultSizeEstimate": len(found)})


def _list_threads(call: Call) -> Answer:
    latest: dict[str, Message] = {}
    for message in _found(call):
        latest.setdefault(message.thread_id, message)
    size = call.number("maxResults", 100, 500)
    start, more = _page(call, len(latest), size)
    shown = [
        {"id": id_, "snippet": each.shown("minimal", [])["snippet"],
         "historyId": str(each.history_id)}
        for id_, each in list(latest.items())[start : start + size]
    ]  # fmt: skip
    told: dict[str, Any] = {"threads": shown} if shown else {}
    return document({**told, **more, "resultSizeEstimate": len(latest)})


def _format(call: Call, choices: tuple[str, ...] = _FORMATS) -> tuple[str, list[str]]:
    """Which format, and which headers of it; who may see headers alone gets no more."""
    format_ = call.choice("format", "full", choices)
    if format_ in ("full", "raw") and not call.scopes & {FULL, MODIFY, READONLY}:
        raise refuse(403, f"Metadata scope doesn't allow format {format_.upper()}", "forbidden")
    return format_, call.query.get("metadataHeaders", [])


def _message(call: Call, name: str = "id") -> Message:
    id_ = call.path[name]
    if not re.fullmatch(r"[0-9a-fA-F]{1,24}", id_):
        raise refuse(400, "Invalid id value", "invalidArgument")
    message = call.person.mailbox.messages.get(id_.lower())
    if message is None:
        raise not_found()
    message.decoded = call.world.rules.decodes_headers
    return message


def _get_message(call: Call) -> Answer:
    message = _message(call)
    return document(message.shown(*_format(call)))


def _get_attachment(call: Call) -> Answer:
    content = _message(call, "messageId").attachment(call.path["id"])
    if content is None:
        raise refuse(400, "Invalid attachment token", "invalidArgument")
    return document({"size": len(content), "data": mailbox.encode(content)})


def _get_thread(call: Call) -> Answer:
    messages = call.person.mailbox.thread(call.path["id"].lower())
    if not messages:
        raise not_found()
    format_, wanted = _format(call, ("minimal", "full", "metadata"))
    return document(
        {
            "id": call.path["id"].lower(),
            "historyId": str(max(message.history_id for message in messages)),
            "messages": [message.shown(format_, wanted) for message in messages],
        }
    )


def _history(call: Call) -> Answer:
    box = call.person.mailbox
    said = call.one("startHistoryId")
    if not said:
        raise refuse(400, "Missing required parameter: startHistoryId", "required")
    if not said.isdecimal() or int(said) >= 2**64:
        raise refuse(400, f"Invalid value at 'start_history_id' (TYPE_UINT64), \"{said}\"")
    if not box.horizon <= int(said) <= box.history_id:
        raise not_found()
    kinds = {
        next((kind for kind in _KINDS if kind.lower() == each.lower()), each)
        for each in call.query.get("historyTypes", _KINDS)
    }
    if not kinds <= set(_KINDS):
        raise refuse(400, f"Invalid value at 'history_types', \"{sorted(kinds)}\"")
    since = [change for change in box.changes if change.id > int(said)]
    # As Google does, a page is cut before it is sifted: it may be empty, and lead on.
    size = call.number("maxResults", 100, 500)
    start, more = _page(call, len(since), size)
    label = call.one("labelId")
    shown = [
        change.shown()
        for change in since[start : start + size]
        if change.kind in kinds and (not label or label in change.message["labelIds"])
    ]
    told: dict[str, Any] = {"history": shown} if shown else {}
    return document({**told, **more, "historyId": str(box.history_id)})


def _send(call: Call) -> Answer:
    """Send what comes as JSON; media uploads arrive here too, already unpacked."""
    try:
        posted = json.loads(call.request.body or b"{}")
        text = posted.get("raw", "")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, AttributeError, binascii.Error):
        raise refuse(400, "Invalid value at 'message.raw' (TYPE_BYTES)") from None
    return send(call, raw, posted.get("threadId"))


def send(call: Call, raw: bytes, thread_id: str | None) -> Answer:
    """Send the message: it is in Sent, and in the inbox of everyone here it is for."""
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    told = [str(value) for name in ("To", "Cc", "Bcc") for value in parsed.get_all(name, [])]
    recipients = [address.lower() for _, address in getaddresses(told) if "@" in address]
    if not recipients:
        raise refuse(400, "Recipient address required", "invalidArgument")
    world, box = call.world, call.person.mailbox
    raw = _as_google_sends(call, parsed)
    date = int(world.now() * 1000)
    thread = thread_id if thread_id and box.thread(thread_id) else None
    message = box.add(raw, ["SENT"], date, thread)
    del parsed["Bcc"]
    for address in dict.fromkeys(recipients):
        other = _holder(world, address)
        if other is not None and other is not call.person:
            other.mailbox.add(parsed.as_bytes(), ["UNREAD", "INBOX"], date, None)
    return document(message.as_added())


def _as_google_sends(call: Call, parsed: email.message.Message) -> bytes:
    """Its own address where the sender's is none of theirs, its own Message-ID."""
    sender = [address.lower() for _, address in getaddresses(parsed.get_all("From", []))]
    if not {call.person.email.lower(), *map(str.lower, call.person.aliases)} & set(sender):
        del parsed["From"]
        parsed["From"] = call.person.email
    if call.world.rules.rewrites_message_ids or not parsed["Message-ID"]:
        del parsed["Message-ID"]
        name = call.world.new_secret("CA")[:40]
        call.world.issued.pop()
        parsed["Message-ID"] = f"<{name}@mail.gmail.com>"
    if not parsed["Date"]:
        parsed["Date"] = email.utils.format_datetime(call.world.moment())
    return parsed.as_bytes()


def _holder(world: World, address: str) -> Person | None:
    return next(
        (
            person
            for person in world.people.values()
            if address in (person.email.lower(), *map(str.lower, person.aliases))
        ),
        None,
    )


def _method(
    id_: str,
    http: str,
    path: str,
    takes: str,
    scopes: set[str],
    how: tuple[int, Callable[[Call], Answer]],
) -> Method:
    parameters = frozenset(takes.split()) | frozenset(re.findall(r"{(\w+)}", path))
    return Method(
        f"gmail.users.{id_}",
        http,
        f"gmail/v1/users/{{userId}}{path}",
        parameters | {"userId"},
        frozenset(scopes),
        *how,
    )


_ADDON = _AUTH + "addons.current."
_READS = {FULL, MODIFY, READONLY, METADATA}
_OPENS = _READS | {_ADDON + "message." + name for name in ("action", "metadata", "readonly")}
METHODS = (
    _method("getProfile", "GET", "/profile", "", _READS | {COMPOSE}, (1, _profile)),
    _method("settings.sendAs.list", "GET", "/settings/sendAs", "",
            {FULL, MODIFY, READONLY, BASIC}, (1, _send_as)),
    _method("labels.list", "GET", "/labels", "", _READS | {LABELS}, (1, _labels)),
    _method("messages.list", "GET", "/messages",
            "includeSpamTrash labelIds maxResults pageToken q", _READS, (5, _list_messages)),
    _method("messages.get", "GET", "/messages/{id}", "format metadataHeaders",
            _OPENS, (20, _get_message)),
    _method("messages.attachments.get", "GET", "/messages/{messageId}/attachments/{id}", "",
            {FULL, MODIFY, READONLY, _ADDON + "message.action", _ADDON + "message.readonly"},
            (20, _get_attachment)),
    _method("threads.list", "GET", "/threads",
            "includeSpamTrash labelIds maxResults pageToken q", _READS, (10, _list_threads)),
    _method("threads.get", "GET", "/threads/{id}", "format metadataHeaders",
            _OPENS, (40, _get_thread)),
    _method("history.list", "GET", "/history",
            "historyTypes labelId maxResults pageToken startHistoryId", _READS, (2, _history)),
    _method("messages.send", "POST", "/messages/send", "",
            {FULL, MODIFY, COMPOSE, SEND, _ADDON + "action.compose"}, (100, _send)),
)  # fmt: skip
BY_ID = {method.id: method for method in METHODS}


def find(http: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method at that path, and what the path says."""
    for method in METHODS:
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", method.path)
        found = re.fullmatch(pattern, path.lstrip("/"))
        # The first that fits: messages/send is no message called "send".
        if found and method.http == http:
            named = found.groupdict()
            return method, {name: unquote(value) for name, value in named.items()}
    return None


def check_parameters(method: Method, query: str) -> dict[str, list[str]]:
    """The query, in which every name is one that the method takes."""
    read = parse_qs(query, keep_blank_values=True)
    for name in read:
        if name not in method.parameters | COMMON:
            raise refuse(
                400,
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query '
                f"parameter. Field '{name}' could not be found in request message.",
            )
    return read
