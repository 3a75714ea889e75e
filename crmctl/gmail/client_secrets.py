"""The client-secrets file: which OAuth client crmctl is to Google, and where Google is."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crmctl.errors import ConfigurationError
from crmctl.settings import is_private

HOW_TO_MAKE_ONE = """\
To let crmctl read and send a mailbox, Google wants an OAuth client of your own, made once:
 1. https://console.cloud.google.com/projectcreate makes a project.
 2. https://console.cloud.google.com/apis/library/gmail.googleapis.com switches the Gmail API on.
 3. https://console.cloud.google.com/auth/overview sets the consent screen up. Audience "Internal"
    if your company uses Google Workspace. Else "External": while that is in Testing, add each
    mailbox as a test user, and know that Google ends every login after 7 days; "Publish app" lifts
    that.
 4. https://console.cloud.google.com/auth/clients makes the client: type "Desktop app". Download its
    JSON file.
"""
_MOST_BYTES = 65_536
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Google has ended this way to hand out a code; older files still list it.
_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


@dataclass(frozen=True)
class ClientSecrets:
    """An OAuth client of the type "Desktop app"."""

    client_id: str
    client_secret: str
    auth_uri: str
    token_uri: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"ClientSecrets({self.client_id!r})"

    def as_text(self) -> str:
        """As it is kept, encrypted, with the login that it is needed for."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> "ClientSecrets":
        """What `as_text` wrote."""
        return cls(**json.loads(text))


def read(path: Path) -> ClientSecrets:
    """The client of the file; ConfigurationError says what is wrong with it, and the way out."""
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(_MOST_BYTES))
    except OSError as error:
        raise ConfigurationError(
            f"The client-secrets file {path} cannot be read ({error.strerror}): name the one that "
            "Google's console gave you (--client-secrets)"
        ) from None
    except ValueError:
        raise _wrong(path, "is not the JSON file that Google's console gives") from None
    return _client(path, document)


def _client(path: Path, document: Any) -> ClientSecrets:
    if not isinstance(document, dict) or not isinstance(document.get("installed"), dict):
        raise _wrong(path, _what_it_is(document))
    held = document["installed"]
    names = ("client_id", "client_secret", "auth_uri", "token_uri")
    missing = [name for name in names if not (isinstance(held.get(name), str) and held[name])]
    if missing:
        raise _wrong(path, f"has no {missing[0]}")
    for name in ("auth_uri", "token_uri"):
        if not _is_private(held[name]):
            raise _wrong(path, f"has a {name} that others can listen in on (https is wanted)")
    for uri in held.get("redirect_uris") or ():
        if not _stays_here(uri):
            raise _wrong(path, f"sends Google's answer to {uri!r}, which is not this machine")
    return ClientSecrets(*(held[name] for name in names))


def _what_it_is(document: Any) -> str:
    if isinstance(document, dict) and "web" in document:
        return 'is of a client of the type "Web application"'
    if isinstance(document, dict) and document.get("type") == "service_account":
        return "is of a service account, which has no mailbox"
    return "is not the JSON file that Google's console gives"


def _is_private(url: str) -> bool:
    try:
        return is_private(url)
    except ValueError:
        return False


def _stays_here(uri: Any) -> bool:
    try:
        parts = urlsplit(uri)
        return uri == _OUT_OF_BAND or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except (ValueError, AttributeError):
        return False


def _wrong(path: Path, what: str) -> ConfigurationError:
    return ConfigurationError(
        f'The client-secrets file {path} {what}: make a client of the type "Desktop app" at '
        "https://console.cloud.google.com/auth/clients and download its JSON file"
    )
