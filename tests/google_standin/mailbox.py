"""A mailbox: its messages, threads, labels, and the history of what changed."""

import base64
import email
import email.policy
import html
import random
import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import format_datetime, make_msgid
from functools import cached_property
from typing import Any

from tests.google_standin import search

SYSTEM_LABELS = ("INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "UNREAD", "STARRED", "IMPORTANT",
                 "CHAT", "CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS",
                 "CATEGORY_UPDATES", "CATEGORY_FORUMS")  # fmt: skip
HIDDEN = frozenset({"SPAM", "TRASH"})


def encode(data: bytes) -> str:
    """As the API writes bytes: urlsafe base64."""
    return base64.urlsafe_b64encode(data).decode()


@dataclass
class Message:
    """One message as the mailbox holds it; `date` in milliseconds, as Gmail received it."""

    id: str
    thread_id: str
    raw: bytes
    labels: list[str]
    date: int
    history_id: int = 0
    # Whether the API gives headers decoded, as Google does, or as they stand in the message.
    decoded: bool = True

    @cached_property
    def parsed(self) -> Parsed:
        return email.message_from_bytes(self.raw, policy=email.policy.compat32)

    @property
    def seconds(self) -> float:
        return self.date / 1000

    def header(self, name: str) -> str:
        return "; ".join(self._readable(value) for value in self.parsed.get_all(name, []))

    def mentions(self, name: str, wanted: str) -> bool:
        return wanted in self._named[name]

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        return {
            name: search.address_words(", ".join(map(str, self.parsed.get_all(name, []))))
            for name in ("from", "to", "cc", "bcc")
        }

    @cached_property
    def words(self) -> str:
        headers = " ".join(self.header(name) for name in ("Subject", "From", "To", "Cc"))
        return f"{headers} {self.text}".lower()

    @cached_property
    def text(self) -> str:
        for part in self.parsed.walk():
            if part.get_content_maintype() == "text" and not part.get_filename():
                said = _content(part).decode(errors="replace")
                return (
                    re.sub(r"<[^>]*>", " ", said) if part.get_content_subtype() == "html" else said
                )
        return ""

    @property
    def has_attachment(self) -> bool:
        return bool(self.file_names)

    @property
    def file_names(self) -> list[str]:
        return [name.lower() for part in self.parsed.walk() if (name := part.get_filename())]

    def short(self) -> dict[str, Any]:
        return {"id": self.id, "threadId": self.thread_id}

    def as_added(self) -> dict[str, Any]:
        return {**self.short(), "labelIds": list(self.labels)}

    def shown(self, format_: str, wanted: list[str]) -> dict[str, Any]:
        """The message in one of the formats of messages.get."""
        made: dict[str, Any] = {
            **self.as_added(),
            "snippet": html.escape(" ".join(self.text.split())[:200], quote=True),
            "sizeEstimate": len(self.raw),
            "historyId": str(self.history_id),
            "internalDate": str(self.date),
        }
        if format_ == "raw":
            made["raw"] = encode(self.raw)
        elif format_ == "full":
            made["payload"] = self._part(self.parsed, "")
        elif format_ == "metadata":
            asked = {name.lower() for name in wanted}
            headers = self._headers(self.parsed)
            if asked:
                headers = [each for each in headers if each["name"].lower() in asked]
            made["payload"] = {"mimeType": self.parsed.get_content_type(), "headers": headers}
        return made

    def attachment(self, id_: str) -> bytes | None:
        for at, part in enumerate(self.parsed.walk()):
            if id_ == f"ANGjdJ{self.id}{at}":
                return _content(part)
        return None

    def _headers(self, part: Parsed) -> list[dict[str, str]]:
        return [{"name": name, "value": self._readable(value)} for name, value in part.items()]

    def _part(self, part: Parsed, number: str) -> dict[str, Any]:
        made: dict[str, Any] = {
            "partId": number,
            "mimeType": part.get_content_type(),
            "filename": part.get_filename() or "",
            "headers": self._headers(part),
        }
        if part.is_multipart():
            children = part.get_payload()
            assert isinstance(children, list)
            prefix = f"{number}." if number else ""
            made["body"] = {"size": 0}
            made["parts"] = [
                self._part(child, f"{prefix}{at}")
                for at, child in enumerate(children)
                if isinstance(child, Parsed)
            ]
            return made
        content = _content(part)
        made["body"] = {"size": len(content)}
        if part.get_filename():
            at = next(at for at, each in enumerate(self.parsed.walk()) if each is part)
            made["body"]["attachmentId"] = f"ANGjdJ{self.id}{at}"
        elif content:
            made["body"]["data"] = encode(content)
        return made

    def _readable(self, value: object) -> str:
        unfolded = re.sub(r"\r?\n[ \t]", " ", str(value))
        if not self.decoded:
            return unfolded
        try:
            return str(make_header(decode_header(unfolded)))
        except (UnicodeError, LookupError, ValueError):
            return unfolded


def _content(part: Parsed) -> bytes:
    """The bytes of a part, text as UTF-8."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    if part.get_content_maintype() != "text":
        return content
    try:
        return content.decode(part.get_content_charset() or "utf-8").encode()
    except (LookupError, UnicodeDecodeError):
        return content


@dataclass
class Change:
    """One entry of the history."""

    id: int
    kind: str
    message: dict[str, Any]
    labels: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        short = {name: self.message[name] for name in ("id", "threadId")}
        told: dict[str, Any] = {"message": self.message}
        if self.kind.startswith("label"):
            told["labelIds"] = self.labels
        return {"id": str(self.id), "messages": [short], f"{PLURAL[self.kind]}": [told]}


PLURAL = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}


class Mailbox:
    """What one person has, newest last, with a history that forgets."""

    def __init__(self, address: str, seed: int = 0) -> None:
        self.address = address
        self.messages: dict[str, Message] = {}
        self.own_labels: dict[str, str] = {}
        self.changes: list[Change] = []
        # Beyond what a float holds exactly: a client that reads it as one is found out.
        self.history_id = 2**53 + 1 + 1_000_000 * seed
        self.horizon = self.history_id
        self._random = random.Random(f"{address} {seed}")

    def add(
        self, raw: bytes, labels: list[str], date: int, thread_id: str | None, id_: str = ""
    ) -> Message:
        """A message that arrives, is sent, or is saved as a draft."""
        id_ = id_ or f"{self._random.getrandbits(64) | 1 << 63:016x}"
        thread = thread_id or self._thread_of(raw) or id_
        message = Message(id_, thread, raw, list(labels), date)
        self.messages[id_] = message
        self._note("messageAdded", message)
        return message

    def relabel(self, id_: str, add: list[str], remove: list[str]) -> Message:
        message = self.messages[id_]
        new = [label for label in add if label not in message.labels]
        gone = [label for label in remove if label in message.labels]
        message.labels = [label for label in message.labels if label not in gone] + new
        if new:
            self._note("labelAdded", message, new)
        if gone:
            self._note("labelRemoved", message, gone)
        return message

    def delete(self, id_: str) -> None:
        message = self.messages.pop(id_)
        self._note("messageDeleted", message)

    def forget_history(self, before: int) -> None:
        """Answer 404 to whoever asks for changes since before that id."""
        self.horizon = before
        self.changes = [change for change in self.changes if change.id > before]

    def newest_first(self) -> list[Message]:
        return sorted(self.messages.values(), key=lambda each: (each.date, each.id), reverse=True)

    def thread(self, id_: str) -> list[Message]:
        found = [each for each in self.messages.values() if each.thread_id == id_]
        return sorted(found, key=lambda each: (each.date, each.id))

    def _note(self, kind: str, message: Message, labels: list[str] | None = None) -> None:
        self.history_id += self._random.randint(1, 90)
        message.history_id = self.history_id
        told = message.as_added()
        self.changes.append(Change(self.history_id, kind, told, list(labels or [])))

    def _thread_of(self, raw: bytes) -> str | None:
        """The thread of the message that this one answers."""
        parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
        told = f"{parsed.get('In-Reply-To', '')} {parsed.get('References', '')}"
        named = set(re.findall(r"<[^<>]+>", told))
        if not named:
            return None
        for message in self.messages.values():
            if message.header("Message-ID").strip() in named:
                return message.thread_id
        return None


def compose(fields: dict[str, Any], moment: Any) -> bytes:
    """A message of these fields: from, to, cc, bcc, subject, text, html, messageId, headers…"""
    from email.message import EmailMessage

    made = EmailMessage(policy=email.policy.SMTP)
    for name in ("from", "to", "cc", "bcc", "reply-to", "subject", "in-reply-to", "references"):
        if fields.get(name):
            value = fields[name]
            made[name.title()] = ", ".join(value) if isinstance(value, list) else value
    made["Date"] = format_datetime(moment)
    if fields.get("messageId", "") is not None:
        made["Message-ID"] = fields.get("messageId") or make_msgid(domain="mail.example")
    for name, value in (fields.get("headers") or {}).items():
        made[name] = value
    made.set_content(fields.get("text", ""))
    if fields.get("html"):
        made.add_alternative(fields["html"], subtype="html")
    for attachment in fields.get("attachments") or ():
        main, _, sub = attachment.get("type", "application/octet-stream").partition("/")
        content = base64.b64decode(attachment["content"])
        made.add_attachment(content, maintype=main, subtype=sub, filename=attachment["name"])
    return made.as_bytes()
