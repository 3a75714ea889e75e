"""The keys that protect what is kept: from the environment, the OS keyring, or a file in home."""

import base64
import binascii
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crmctl.errors import ConfigurationError
from crmctl.storage import whole_file

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


def name(key: bytes) -> str:
    """What a key is called: it tells keys apart, and nothing of what they are."""
    return hashlib.sha256(b"crmctl key name 1" + key).hexdigest()[:8]


def load(given: str | None, home: Path) -> Keys:
    """The keys; made where there is none yet. ConfigurationError for one that is no key.

    A file that is there was made because no keyring could be used, and stays in force: cron often
    has no keyring where a desktop has one. A key that is known to be in a keyring is not made anew
    where that cannot be reached: what it protects would be lost.
    """
    found = look(given, home)
    if found is not None:
        return found
    note = _note(home)
    if note.exists():
        raise ConfigurationError(
            "The encryption key is in the OS keyring, which cannot be reached from here (cron and "
            "ssh have none): run crmctl keys move-to-file where it can, or set "
            f"CRMCTL_ENCRYPTION_KEY. If the key is lost, remove {note} and connect again"
        )
    made = _new()
    if _keep_in_keyring(home, made):
        _make_file(note, name(_parse(made, "the OS keyring")[0]))
        return Keys(_parse(made, "the OS keyring"), "keyring")
    # Another may have made one meanwhile: the first is the one.
    found = look(None, home)
    path = _file(home)
    return found or Keys(_parse(_make_file(path, made), str(path)), "file")


def look(given: str | None, home: Path) -> Keys | None:
    """The keys there are; nothing is made."""
    if given:
        return Keys(_parse(given, "CRMCTL_ENCRYPTION_KEY"), "environment")
    path = _file(home)
    if path.exists():
        return Keys(_parse(_read(path), str(path)), "file")
    kept = _from_keyring(home)
    return Keys(_parse(kept, "the OS keyring"), "keyring") if kept else None


def put_before(keys: Keys, home: Path) -> Keys:
    """A new key before the others, where they are kept; from now on it encrypts and signs."""
    return keep(Keys((base64.urlsafe_b64decode(_new()), *keys.all), keys.origin), home)


def keep(keys: Keys, home: Path) -> Keys:
    """Keep these keys, and no others, where their origin says; read back before it counts."""
    text = ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.all)
    if keys.origin == "environment":
        raise ConfigurationError(
            "The keys come from CRMCTL_ENCRYPTION_KEY: put a new one before them, separated by a "
            "comma (openssl rand -base64 32 | tr '+/' '-_' makes one), then run this again"
        )
    if keys.origin == "keyring" and not _keep_in_keyring(home, text):
        raise ConfigurationError("The OS keyring does not keep the new key: nothing was changed")
    if keys.origin == "file":
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_file.beside(_file(home)) as file:
            file.write(text.encode())
    return keys


def move_to_file(keys: Keys, home: Path) -> Keys:
    """Keep the keys of the OS keyring in a file for the owner alone, where cron can read it."""
    moved = keep(Keys(keys.all, "file"), home)
    _note(home).unlink(missing_ok=True)
    return moved


def _file(home: Path) -> Path:
    return home / "encryption.key"


def _note(home: Path) -> Path:
    """Says that the key is in the keyring, by its name."""
    return home / "encryption.key.in-keyring"


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
    """The keys in the OS keyring; None where there are none, or no usable keyring."""
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError, RuntimeError):
        return keyring.get_password(_SERVICE, str(home.absolute()))
    return None


def _keep_in_keyring(home: Path, text: str) -> bool:
    """Put the keys into the OS keyring; whether it keeps them."""
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError, RuntimeError):
        keyring.set_password(_SERVICE, str(home.absolute()), text)
        # Some backends take a key and keep nothing.
        return keyring.get_password(_SERVICE, str(home.absolute())) == text
    return False


def _make_file(path: Path, text: str) -> str:
    """A file for the owner alone with that text; the first of two makers wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Of a name of its own: in a container every process may have the same number.
    handle, half_name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    half = Path(half_name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(half, path)
    half.unlink()
    return _read(path)


def _read(path: Path) -> str:
    """The text, in which what is not ASCII is no key."""
    return path.read_text(encoding="ascii", errors="replace")
