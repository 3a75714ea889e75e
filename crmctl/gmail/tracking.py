"""A mail that tells when it is opened and which of its links are followed."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmctl.storage import bulk, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

LEAVING = -1
# As the addresses of pixels and links have it: 128 random bits.
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}").fullmatch
# Links by which people leave, in the languages of crmctl's users: never touched.
_LEAVING = re.compile(
    r"unsubscribe|opt.?out|list-?remove|preferences|abmeld|abbestell|desinscri|désinscri|désabonn"
    r"|darse de baja|desuscri|cancelar|disiscri|annulla|cancella|uitschrijv|afmelden|avregistrer"
    r"|avprenumerera|wypisz|rezygnuj|配信停止|購読解除|退会",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Token:
    """What an address stands for: the pixel, at position 0 and without a URL, or a link.

    At position -1 it stands for the way to leave, and `url` is the address that leaves.
    """

    token: str
    position: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """The HTML for one recipient, and its tokens."""

    html: str
    tokens: list[Token]


def mark(html: str, public_url: str, leave: Sequence[str] = ()) -> Marked:
    """Put in a pixel, and lead http and https links through `public_url`.

    Untouched: other schemes, anchors, links by which people leave, and those in `leave`.
    """
    from bs4 import BeautifulSoup

    base = public_url.rstrip("/")
    soup = BeautifulSoup(html, "html.parser")
    pixel = Token(_new_token(), 0, None)
    tokens: dict[str, Token] = {}
    for link in soup.find_all(["a", "area"], href=True):
        url = _CONTROLS.sub("", str(link["href"]))
        if _is_tracked(url, link.get_text(" "), leave):
            token = tokens.setdefault(url, Token(_new_token(), len(tokens) + 1, url))
            link["href"] = f"{base}/t/c/{token.token}"
    image = soup.new_tag("img", src=f"{base}/t/o/{pixel.token}.gif", width="1", height="1", alt="")
    (soup.body or soup).append(image)
    return Marked(str(soup), [pixel, *tokens.values()])


def strip_pixels(html: str, public_url: str) -> str:
    """The HTML without pictures from `public_url`, as the sync stores it."""
    from bs4 import BeautifulSoup

    start = f"{public_url.rstrip('/')}/t/o/"
    soup = BeautifulSoup(html, "html.parser")
    images = soup.find_all("img", src=True)
    found = [image for image in images if str(image["src"]).startswith(start)]
    for image in found:
        image.decompose()
    return str(soup) if found else html


def keep(
    session: Session,
    send_id: str,
    contact_id: str | None,
    tokens: Sequence[Token],
    sent_at: datetime,
) -> None:
    """Remember what the tokens of a mail stand for; before it leaves, for it may be quick."""
    bulk.insert(
        session,
        tables.tracked,
        {
            "token": [each.token for each in tokens],
            "position": [each.position for each in tokens],
            "url": [each.url for each in tokens],
        },
        {"send_id": send_id, "contact_id": contact_id, "sent_at": sent_at, "activity_id": None},
    )


def put_on_time_line(
    session: Session, send_id: str, activity_id: str | None, sent_at: datetime
) -> None:
    """The mail has left, and this is its activity."""
    of_it = [Compare(Place("send_id"), "is", (send_id,))]
    queries.change(session, tables.tracked, of_it, {"activity_id": activity_id, "sent_at": sent_at})


def leave_token(address: str) -> Token:
    """What stands for the wish of that address to get no more mail."""
    return Token(_new_token(), LEAVING, address)


def leaving(session: Session, token: str) -> str | None:
    """The address that leaves by this token."""
    of_it = [Compare(Place("token"), "is", (token,)), Compare(Place("position"), "is", (LEAVING,))]
    found = queries.find(session, tables.tracked, of_it)
    return str(found[0]["url"]) if found else None


def _new_token() -> str:
    return secrets.token_urlsafe(16)


def _is_tracked(url: str, text: str, leave: Sequence[str]) -> bool:
    if not url.lower().startswith(("http://", "https://")) or url in leave:
        return False
    return not _LEAVING.search(url) and not _LEAVING.search(text)
