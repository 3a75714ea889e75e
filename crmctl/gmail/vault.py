"""Logins at rest: AES-256-GCM, each bound to its place, so that a copied row opens nothing.

A sealed text is `v1.<name of the key>.<base64 of a 96-bit nonce and the ciphertext>`.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass

import orjson

from crmctl.errors import NotAuthorisedError
from crmctl.storage import keys
from crmctl.storage.keys import Keys

_PURPOSE = b"crmctl login at rest 1"
_VERSION = "v1"
_NONCE = 12


class SealedError(NotAuthorisedError):
    """The stored login cannot be opened: connect again, with crmctl gmail connect."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret belongs: whose it is, of which mailbox, and what for."""

    workspace: str
    user: str
    email: str
    purpose: str

    def as_bytes(self) -> bytes:
        """One form for each place; no two share it."""
        return orjson.dumps([self.workspace, self.user, self.email, self.purpose])


class Vault:
    """Seals with the first key; opens with whichever key it was sealed with."""

    def __init__(self, held: Keys) -> None:
        self._keys = {keys.name(key): key for key in held.all}
        self.first = keys.name(held.first)

    def seal(self, text: str, place: Place) -> str:
        """The text as it may be stored."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._own(self.first)).encrypt(nonce, text.encode(), place.as_bytes())
        return f"{_VERSION}.{self.first}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: Place) -> str:
        """The text; SealedError when its key is gone, or it is not what was sealed for here."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        name = key_name(sealed)
        if name is not None and name not in self._keys:
            raise SealedError(
                f"The login of {place.email} is sealed with the key {name}, which is not here: "
                "put that key back (CRMCTL_ENCRYPTION_KEY, or where crmctl keys show looks), or "
                "connect again: crmctl gmail connect"
            )
        try:
            data = base64.b64decode(sealed.split(".")[2], altchars=b"-_", validate=True)
            opened = AESGCM(self._own(name or "")).decrypt(
                data[:_NONCE], data[_NONCE:], place.as_bytes()
            )
        except (InvalidTag, IndexError, KeyError, ValueError, binascii.Error):
            raise SealedError(
                f"The login of {place.email} was altered, or belongs elsewhere, and does not "
                "open: connect again, with crmctl gmail connect"
            ) from None
        return opened.decode()

    def is_newest(self, sealed: str | None) -> bool:
        """Whether there is nothing to do to have it under the first key."""
        return sealed is None or key_name(sealed) == self.first

    def _own(self, name: str) -> bytes:
        """The key for this purpose alone; links are signed by another one."""
        return hmac.digest(self._keys[name], _PURPOSE, "sha256")


def key_name(sealed: str) -> str | None:
    """The name of the key that it was sealed with; None for what was never sealed."""
    parts = sealed.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == _VERSION else None
