"""Domains and web addresses."""

import re

# Where many have a page each: such an address tells nothing of who they are.
_SHARED = (
    *("facebook.com", "fb.com", "instagram.com", "linkedin.com", "twitter.com", "x.com"),
    *("youtube.com", "tiktok.com", "pinterest.com", "xing.com", "google.com", "goo.gl", "g.page"),
    *("linktr.ee", "bit.ly", "yelp.com", "tripadvisor.com", "booking.com", "etsy.com", "ebay.com"),
    *("amazon.com", "yellowpages.com", "gelbeseiten.de", "pagesjaunes.fr", "paginegialle.it"),
)
_ON_SHARED = tuple(f".{host}" for host in _SHARED)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[^\W\d_][\w-]{{0,61}}[^\W_]", re.ASCII).fullmatch
_WEB = re.compile(r"(?:(https?)://)?([^/?#\s]+)([/?#]\S*)?", re.IGNORECASE).fullmatch


def normalise(text: str) -> str:
    """`acme.com` for `https://www.Acme.com/about`; ValueError when there is no domain in it."""
    match = _WEB(text.strip())
    if not match:
        raise ValueError("a domain looks like acme.com")
    host = match[2].rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    return _ascii(host.removeprefix("www."))


def of_website(address: str | None) -> str | None:
    """The domain of whoever has the website, or None: on a platform they have only a page.

    Unless they are the platform: then it is all of it.
    """
    match = _WEB(address.strip()) if address else None
    if match is None:
        return None
    domain = normalise(match[2])
    is_page = bool(match[3] and match[3] != "/")
    return None if is_page and (domain in _SHARED or domain.endswith(_ON_SHARED)) else domain


def web_address(text: str) -> str:
    """The address with its scheme, its host in lower case; ValueError when it is none."""
    match = _WEB(text.strip())
    if not match:
        raise ValueError("a web address looks like https://acme.com")
    normalise(match[2])
    return f"{(match[1] or 'https').lower()}://{match[2].lower()}{match[3] or ''}"


def _ascii(host: str) -> str:
    """The host as the network knows it (IDNA), checked."""
    import idna

    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError("a domain looks like acme.com") from None
    if not _DOMAIN(name):
        raise ValueError("a domain looks like acme.com")
    return name
