"""A mail as it goes on the wire: RFC 5322 and MIME, made by the standard library.

Nothing that comes from outside can add a header: a line break in one is refused.
"""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from pathlib import Path

from crmctl.errors import UsageError
from crmctl.records import emails

# What Gmail takes in all, base64 included.
# https://support.google.com/mail/answer/6584
MOST_BYTES = 25 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
# What programs read: never in encoded words, however long.
_FOR_PROGRAMS = frozenset({"in-reply-to", "references", "list-unsubscribe"})


class _Wire(EmailPolicy):
    """The standard library's, but that it would encode what is longer than a line of its own."""

    def fold(self, name: str, value: str) -> str:
        """The header in its lines."""
        if name.lower() not in _FOR_PROGRAMS:
            return str(super().fold(name, value))
        return f"{name}: {f'{self.linesep} '.join(value.split())}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        if name.lower() not in _FOR_PROGRAMS:
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


_WIRE = _Wire(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Thread:
    """The mail that this one answers."""

    message_id: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """All that a mail says."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    thread: Thread | None = None
    # Where one click ends all further mails (RFC 8058).
    leave_url: str | None = None


def compose(draft: Draft) -> bytes:
    """The mail; UsageError for an address or a header that is none, and for too much of it."""
    mail = EmailMessage(policy=_WIRE)
    _set(mail, "From", _address(draft.sender))
    _set(mail, "To", tuple(map(_address, draft.to)))
    _set(mail, "Subject", draft.subject)
    _set(mail, "Message-ID", f"<{draft.message_id}>")
    if draft.thread:
        ids = dict.fromkeys([*draft.thread.references, draft.thread.message_id])
        _set(mail, "In-Reply-To", f"<{draft.thread.message_id}>")
        _set(mail, "References", " ".join(f"<{each}>" for each in ids))
    if draft.leave_url:
        _set(mail, "List-Unsubscribe", f"<{draft.leave_url}>")
        _set(mail, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    mail.set_content(draft.text, cte="quoted-printable")
    if draft.html is not None:
        mail.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    for each in draft.attachments:
        main, _, sub = each.type.partition("/")
        mail.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
    made = mail.as_bytes()
    if len(made) > MOST_BYTES:
        raise UsageError(
            f"The mail has {len(made) / 1024**2:.0f} MB, Gmail takes {MOST_BYTES / 1024**2:.0f}: "
            "attach less"
        )
    return made


def attach(paths: Sequence[str]) -> tuple[Attachment, ...]:
    """The files, with the types that their names tell; UsageError for one that cannot be read."""
    return tuple(map(_attachment, map(Path, paths)))


def _attachment(path: Path) -> Attachment:
    type_, packed = mimetypes.guess_type(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"--attach {path} is larger than what Gmail takes (25 MB)")
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"--attach {path} cannot be read: {error.strerror}") from None
    known = type_ is not None and packed is None
    return Attachment(
        _CONTROL.sub("_", path.name), str(type_) if known else "application/octet-stream", content
    )


def _set(mail: EmailMessage, name: str, value: object) -> None:
    if isinstance(value, str) and _CONTROL.search(value):
        raise UsageError(f"The {name.lower()} has a line break or another control character in it")
    try:
        mail[name] = value
    except ValueError as error:
        raise UsageError(f"The {name.lower()} cannot be sent: {error}") from None


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=emails.normalise(text))
    except (ValueError, HeaderParseError) as error:
        raise UsageError(f"{text!r} is not an address: {error}") from None
