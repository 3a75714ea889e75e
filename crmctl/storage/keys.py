"""The keys that protect what is kept: from the environment, the OS keyring, or a file in home."""

import base64
import binascii
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crmctl.errors import ConfigurationError

Origin = Literal["environment", "file", "keyring"]
_BYTES = 32
_SERVICE = "crmctl"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in force: the first one signs and encrypts, all of them verify and decrypt."""

    all: tuple[bytes, ...]
    origin: Origin

    @property
    def first(self) -> bytes:
        """The one to use for what is new."""
        return self.all[0]


def load(given: str | None, home: Path) -> Keys:
    """The keys; made where there is none yet. ConfigurationError for one that is no key.

    A file that is there was made because no keyring could be used, and stays in force: cron often
    has no keyring where a desktop has one.
    """
    if given:
        return Keys(_parse(given, "CRMCTL_ENCRYPTION_KEY"), "environment")
    path = home / "encryption.key"
    if path.exists():
        return Keys(_parse(_read(path), str(path)), "file")
    kept = _from_keyring(home)
    if kept:
        return Keys(_parse(kept, "the OS keyring"), "keyring")
    return Keys(_parse(_make_file(path), str(path)), "file")


def _parse(text: str, where: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.urlsafe_b64decode(part.strip()) for part in text.split(","))
    except (binascii.Error, ValueError):
        keys = ()
    if not keys or any(len(key) != _BYTES for key in keys):
        raise ConfigurationError(
            f"The encryption key in {where} is not urlsafe base64 of 32 bytes (several: "
            "separated by commas)"
        )
    return keys


def _new() -> str:
    return base64.urlsafe_b64encode(os.urandom(_BYTES)).decode()


def _from_keyring(home: Path) -> str | None:
    """The key in the OS keyring, made there if need be; None where there is no usable one."""
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError, RuntimeError):
        name = str(home.absolute())
        kept = keyring.get_password(_SERVICE, name)
        if kept:
            return kept
        made = _new()
        keyring.set_password(_SERVICE, name, made)
        # Some backends take a key and keep nothing.
        if keyring.get_password(_SERVICE, name) == made:
            return made
    return None


def _make_file(path: Path) -> str:
    """A new key in a file for the owner alone; the first of two makers wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Of a name of its own: in a container every process may have the same number.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    half = Path(name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_new())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(half, path)
    half.unlink()
    return _read(path)


def _read(path: Path) -> str:
    """The text, in which what is not ASCII is no key."""
    return path.read_text(encoding="ascii", errors="replace")
