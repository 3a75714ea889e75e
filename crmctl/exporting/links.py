"""Links to exported files: nobody can guess or alter one, and each opens one export alone.

A token is what it opens, and an HMAC-SHA256 (RFC 2104) over it by a key made for links only.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

_PURPOSE = b"crmctl export link 1"
_SIGNED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token opens."""

    workspace: str
    export_id: str


def token(keys: Sequence[bytes], opened: Opened) -> str:
    """The token, signed by the first key."""
    body = f"{opened.export_id}/{opened.workspace}".encode()
    return _encode(_signature(keys[0], body) + body)


def read(keys: Sequence[bytes], text: str) -> Opened | None:
    """What the token opens, or None when no key has signed it just so."""
    signed = _decode(text)
    if signed is None:
        return None
    signature, body = signed[:_SIGNED_BYTES], signed[_SIGNED_BYTES:]
    # Every key is tried, each in constant time: how long it takes tells nothing.
    checks = [hmac.compare_digest(signature, _signature(key, body)) for key in keys]
    if not any(checks):
        return None
    export_id, _, workspace = body.decode().partition("/")
    return Opened(workspace, export_id)


def _signature(key: bytes, body: bytes) -> bytes:
    own = hmac.digest(key, _PURPOSE, "sha256")
    return hmac.digest(own, body, "sha256")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    """The bytes, when the text is the one and only way to write them."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _encode(data) == text else None
