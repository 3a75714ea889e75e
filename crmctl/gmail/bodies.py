"""The words of a mail: what its sender wrote, with what was quoted and signed folded away."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crmctl.gmail import tracking
from crmctl.gmail.parsing import clean

QUOTED, SIGNED = "[quoted text folded]", "[signature folded]"
_LONGEST = 100_000
_QUOTES_HTML = ("blockquote", ".gmail_quote", ".gmail_quote_container", ".yahoo_quoted",
                ".moz-cite-prefix", "#divRplyFwdMsg", "#appendonsend",
                "#mail-editor-reference-message-container")  # fmt: skip
_SIGNATURES_HTML = (".gmail_signature", ".moz-signature", "#Signature", ".signature")
# "On … wrote:" in the languages of the users, on one line or two.
_WROTE = re.compile(
    r"(?im)^[ \t]*(?:on|am|le|el|il|op|em|den|dne|w dniu|dnia|på|pe)\b"
    r"[^\n]{0,200}(?:\n[^\n]{0,200})?"
    r"(?:wrote|schrieb|a écrit|escribió|escribiu|escreveu|ha scritto|schreef|skrev|napsal|napisał"
    r"|kirjoitti)\b[^\n]{0,100}:[ \t]*$"
)
_ORIGINAL = re.compile(
    r"(?im)^[ \t]*(?:-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht"
    r"|weitergeleitete nachricht|message d'origine|message transféré|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht|mensagem original)[ \t]*-{2,}|_{20,})[ \t]*$"
)
# The block of headers that Outlook puts above what it answers.
_HEADER_BLOCK = re.compile(
    r"(?im)^[ \t*]*(?:from|von|de|da|van|från|fra)\b[ \t]?:[^\n]+\n"
    r"(?:[ \t*]*[^\n:]{2,20}:[^\n]*\n){1,6}?[ \t*]*(?:subject|betreff|objet|asunto|oggetto"
    r"|onderwerp|ämne|emne|assunto)\b[ \t]?:"
)
_CHARSET = re.compile(r"charset=\"?([\w.:+-]+)", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?m)^--[ \t]?$")
_QUOTE_LINES = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z)[ \t]*\n?)+", re.MULTILINE)


def text_of(payload: Mapping[str, Any], public_url: str) -> str:
    """The text of a message in format full; without its pixel, quotes and signature."""
    plain, rich = _first(payload, "text/plain"), _first(payload, "text/html")
    if plain and plain.strip():
        said = _fold(plain)
    elif rich:
        said = _fold(_of_html(rich, public_url))
    else:
        said = ""
    return said[:_LONGEST]


def attachments(payload: Mapping[str, Any]) -> list[str]:
    """The names of what is attached, in order."""
    return [name for part in parts(payload) if (name := clean(str(part.get("filename") or "")))]


def has_invitation(payload: Mapping[str, Any]) -> bool:
    """Whether a part of it is an entry for a calendar."""
    return any(
        part.get("mimeType") in ("text/calendar", "application/ics") for part in parts(payload)
    )


def parts(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The part and all that are in it; no recursion, for anyone may nest them."""
    waiting = [payload]
    while waiting:
        part = waiting.pop()
        yield part
        inner = part.get("parts") or ()
        waiting += [each for each in reversed(list(inner)) if isinstance(each, Mapping)]


def _first(payload: Mapping[str, Any], kind: str) -> str | None:
    """The first part of that kind that is no attachment."""
    for part in parts(payload):
        if part.get("mimeType") == kind and not part.get("filename"):
            data = (part.get("body") or {}).get("data")
            if data:
                return _decoded(str(data), _charset(part))
    return None


def _decoded(data: str, charset: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return ""
    # Gmail gives most text as UTF-8, whatever the part says of itself.
    for name in ("utf-8", charset):
        try:
            return clean(raw.decode(name).replace("\r\n", "\n"))
        except (UnicodeDecodeError, LookupError):
            continue
    return clean(raw.decode("utf-8", "replace").replace("\r\n", "\n"))


def _charset(part: Mapping[str, Any]) -> str:
    for header in part.get("headers") or ():
        if str(header.get("name", "")).lower() == "content-type":
            found = re.search(
                r"charset=\"?([\w.:+-]+)", str(header.get("value", "")), re.IGNORECASE
            )
            if found:
                return found[1]
    return "windows-1252"


def _of_html(rich: str, public_url: str) -> str:
    """The text of HTML: our pixel out, whatever runs or hides out, quotes and signatures marked."""
    import nh3
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(tracking.strip_pixels(rich, public_url), "html.parser")
    for selectors, mark in ((_QUOTES_HTML, QUOTED), (_SIGNATURES_HTML, SIGNED)):
        for found in soup.select(", ".join(selectors)):
            if not found.decomposed:
                found.replace_with(f"\n{mark}\n")
    safe = nh3.clean(
        str(soup),
        tags={"p", "br", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "pre", "span", "a"},
        attributes={},
        link_rel=None,
    )
    spaced = re.sub(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h\d|pre)>", "\n", safe)
    return BeautifulSoup(spaced, "html.parser").get_text()


def _fold(text: str) -> str:
    """What is new in it, and a mark in the place of the rest."""
    body, signed = _cut(text, _SIGNATURE, SIGNED)
    for pattern in (_WROTE, _ORIGINAL, _HEADER_BLOCK):
        body, _ = _cut(body, pattern, QUOTED)
    body = _QUOTE_LINES.sub(f"{QUOTED}\n", body)
    if signed and SIGNED not in body:
        body = f"{body}\n{SIGNED}"
    body = re.sub(rf"(?:{re.escape(QUOTED)}\s*)+", f"{QUOTED}\n", body)
    return re.sub(r"[ \t]*\n(?:[ \t]*\n){2,}", "\n\n", body).strip()


def _cut(text: str, pattern: re.Pattern[str], mark: str) -> tuple[str, bool]:
    found = pattern.search(text)
    return (f"{text[: found.start()].rstrip()}\n{mark}\n", True) if found else (text, False)
