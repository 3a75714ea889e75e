"""Domains and web addresses."""

import re

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
