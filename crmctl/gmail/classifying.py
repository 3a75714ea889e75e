"""Whether a mail belongs on a time line: one decision, with its reason, by a table of rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crmctl.gmail.parsing import Mail
from crmctl.gmail.policy import Policy

INBOUND, OUTBOUND = "inbound", "outbound"
_BULK = frozenset({"bulk", "list", "junk"})
# What RFC 3834 and its successors know; any other word is the sender's own, and not kept.
_AUTOMATIC = frozenset({"auto-generated", "auto-replied", "auto-notified"})
_CALENDAR_TYPES = ("text/calendar", "application/ics")
_IN_SPAM, _IN_BIN = "spam: Gmail has put it into Spam", "trash: it is in the bin"
# The labels of what Gmail's lists do not show, each with its rule and reason.
HIDDEN = (("SPAM", "spam", _IN_SPAM), ("TRASH", "trash", _IN_BIN))
_CALENDAR_SENDER = "calendar-notification@google.com"

# The reason why a rule keeps the mail out, or None where it lets it through.
Test = Callable[[Mail, Policy], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `word` switches it off in the setting gmail-leave-out, where it has one."""

    test: Test
    word: str | None = None


def excluded(mail: Mail, policy: Policy) -> str | None:
    """Why the mail is kept out, by the first rule that does; None where none does."""
    for rule in RULES:
        if rule.word is None or rule.word in policy.left_out:
            reason = rule.test(mail, policy)
            if reason is not None:
                return reason
    return None


def direction(mail: Mail, policy: Policy) -> str:
    """Whether it came in or went out, seen from the workspace."""
    sent = "SENT" in mail.labels and "INBOX" not in mail.labels
    return OUTBOUND if sent or any(map(policy.is_own, mail.named("from"))) else INBOUND


def may_be_invitation(mail: Mail) -> bool:
    """Whether a part that the headers do not show could be an invitation."""
    return mail.mime_type in ("multipart/mixed", "multipart/alternative", "multipart/related")


def _chat(mail: Mail, _policy: Policy) -> str | None:
    return "chat: it is a chat, no mail" if "CHAT" in mail.labels else None


def _draft(mail: Mail, _policy: Policy) -> str | None:
    return "draft: it is not sent" if "DRAFT" in mail.labels else None


def _spam(mail: Mail, _policy: Policy) -> str | None:
    return _IN_SPAM if "SPAM" in mail.labels else None


def _trash(mail: Mail, _policy: Policy) -> str | None:
    return _IN_BIN if "TRASH" in mail.labels else None


def _calendar(mail: Mail, _policy: Policy) -> str | None:
    said = mail.headers.get("content-type", "").lower()
    invitation = mail.mime_type in _CALENDAR_TYPES or said.startswith(_CALENDAR_TYPES)
    by_class = "calendarmessage" in mail.headers.get("content-class", "").lower()
    by_sender = _CALENDAR_SENDER in mail.headers.get("sender", "").lower()
    if invitation or by_class or by_sender:
        return "calendar: it is an invitation, or an answer to one"
    return None


def _bulk(mail: Mail, _policy: Policy) -> str | None:
    for name in ("list-id", "list-unsubscribe"):
        if mail.headers.get(name, "").strip():
            return f"bulk: it was sent to many (it has {name.title()})"
    precedence = mail.headers.get("precedence", "").strip().lower()
    if precedence in _BULK:
        return f"bulk: it was sent to many (Precedence: {precedence})"
    automatic = re.split(r"[\s;,(]", mail.headers.get("auto-submitted", "").strip().lower())[0]
    if automatic and automatic != "no":
        word = f": {automatic}" if automatic in _AUTOMATIC else ""
        return f"bulk: a machine has sent it (it has Auto-Submitted{word})"
    return None


def _internal(mail: Mail, policy: Policy) -> str | None:
    everyone = mail.named("from", "to", "cc", "bcc")
    if everyone and all(map(policy.is_internal, everyone)):
        return "internal: everyone in it is one of your own"
    return None


def _blocked_address(mail: Mail, policy: Policy) -> str | None:
    if any(map(policy.is_blocked, mail.named())):
        return "blocked: an address or a domain in it is not to be logged"
    return None


def _blocked_label(mail: Mail, policy: Policy) -> str | None:
    if mail.labels & policy.blocked_labels:
        return "blocked: it bears a label that is not to be logged"
    return None


def _not_asked_for(mail: Mail, policy: Policy) -> str | None:
    if policy.only_labels is not None and not mail.labels & policy.only_labels:
        return "label: it bears none of the labels that are to be logged"
    return None


RULES = (
    Rule(_chat, "chats"),
    Rule(_draft, "drafts"),
    Rule(_spam, "spam"),
    Rule(_trash, "trash"),
    Rule(_blocked_address),
    Rule(_blocked_label),
    Rule(_not_asked_for),
    Rule(_calendar, "calendar"),
    Rule(_bulk, "bulk"),
    Rule(_internal, "internal"),
)
