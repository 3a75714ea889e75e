"""The settings: option, then environment, then config.toml in home, then default.

This is the only module that reads the environment.
"""

import getpass
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crmctl.errors import ConfigurationError

Origin = Literal["option", "environment", "config.toml", "default"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One setting: its name, what it is for, how its text is read, and its default."""

    name: str
    help: str
    read: Callable[[str], Any] = str
    default: Any = None
    # An option of the front door sets it too.
    option: bool = False
    # Never shown, and not read from a file.
    secret: bool = False
    # Where the environment calls it otherwise.
    called: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "CRMCTL_" + (self.called or self.name).upper().replace("-", "_")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is in force, and where it came from."""

    spec: Spec
    value: Any
    origin: Origin


_LARGEST = 2**53
_LONGEST = 36_500


def _whole_number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _LARGEST:
        raise ValueError(text)
    return number


def _time(text: str) -> int:
    """Days or hours: a century is as long as for ever."""
    return min(_whole_number(text), _LONGEST)


def _yes(text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _number(text: str) -> int:
    """A whole number that may be zero."""
    return 0 if text.strip() == "0" else _time(text)


def _networks(text: str) -> tuple[str, ...]:
    from ipaddress import ip_network

    return tuple(str(ip_network(part.strip(), strict=False)) for part in text.split(","))


def _workspace(text: str) -> str:
    if text == "*":
        raise ValueError(text)
    return text


def is_private(url: str) -> bool:
    """Whether nobody can listen in: https, or plain http that does not leave this machine."""
    parts = urlsplit(url)
    if parts.scheme == "http":
        return parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" and bool(parts.hostname)


def _google_url(text: str) -> str:
    """An https URL without a slash at its end; plain http leads no further than this machine."""
    parts = urlsplit(text)
    bare = parts.username is None and not parts.query and not parts.fragment
    if not (bare and is_private(text)):
        raise ValueError(text)
    return text.rstrip("/")


def _country(text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise ValueError(text)
    return text.upper()


_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DELAY = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)").fullmatch


def _delays(text: str) -> tuple[float, ...]:
    """`60, 5m, 30m` in seconds; `none` for no second try at all."""
    if text == "none":
        return ()
    found = [_DELAY(part.strip()) for part in text.split(",")]
    delays = tuple(float(each[1]) * _UNITS[each[2]] for each in found if each)
    if len(delays) != len(found) or max(delays) > _LONGEST * 86_400:
        raise ValueError(text)
    return delays


def _log_format(text: str) -> str:
    if text not in {"text", "json"}:
        raise ValueError(text)
    return text


SPECS = (
    Spec("home", "folder of all that crmctl keeps by itself, and of config.toml", option=True),
    Spec("database", "sqlite or postgresql URL", option=True, called="database-url"),
    Spec("redis", "redis URL; none: the private one", option=True, called="redis-url"),
    Spec("workspace", "whose data to work on", _workspace, "default", option=True),
    Spec("user", "who is acting", option=True),
    Spec("stream", "the platform's stream of events", default="hyvve:events:main"),
    Spec("dlq-stream", "the stream of dead letters", default="hyvve:events:crm:dlq"),
    Spec(
        "platform-database",
        "PostgreSQL URL of the platform's event_metadata, where it is not in ours",
        called="platform-database-url",
    ),
    Spec("outbox-keep-days", "how long published events are kept", _time, 7),
    Spec("publish-alert", "seconds that an event may wait", _whole_number, 300),
    Spec("retry-delays", "how long a failed event waits, try by try", _delays, (60, 300, 1800)),
    Spec("handler-seconds", "how long a handler may take", _whole_number, 120),
    Spec("max-deaths", "workers that may die over an event", _whole_number, 5),
    Spec("event-max-bytes", "largest event to take", _whole_number, 8 * 1024 * 1024),
    Spec("dead-letter-alert", "dead letters that make events status unwell", _whole_number, 10),
    Spec("inbox-keep-days", "how long handled events are known", _time, 90),
    Spec("log-format", "how the listener logs: text or json", _log_format, "text"),
    Spec("default-country", "ISO code: where phone numbers without a code are", _country),
    Spec("public-url", "where crmctl serve is reached", default="http://127.0.0.1:8765"),
    Spec("encryption-key", "base64 of 32 bytes; from the environment alone", secret=True),
    Spec("file-store", "folder or fsspec URL of exports and waiting imports; none: home"),
    Spec(
        "gmail-api-url",
        "where the Gmail API is: https, or http on this very machine",
        _google_url,
        "https://gmail.googleapis.com",
    ),
    Spec(
        "google-revoke-url",
        "where Google ends a login: https, or http on this very machine",
        _google_url,
        "https://oauth2.googleapis.com/revoke",
    ),
    Spec("gmail-backfill-days", "how far back the first sync looks", _time, 30),
    Spec("gmail-units-a-minute", "Google's quota for a mailbox", _whole_number, 6_000),
    Spec("gmail-client-secrets", "the client-secrets file of Google's console"),
    Spec("export-link-hours", "how long an export's link is answered", _time, 24),
    Spec("export-background-rows", "larger exports run as jobs", _whole_number, 10_000),
    Spec("import-max-bytes", "largest file to import", _whole_number, 10 * 1024 * 1024),
    Spec("import-max-rows", "most data rows to import", _whole_number, 50_000),
    Spec("import-history-days", "how long an import's rows are kept", _time, 90),
    Spec("plain-prompts", "ask line by line, not on the whole screen: yes or no", _yes, False),
    Spec("tracking-grace-seconds", "a hit as soon after the sending is a machine's", _number, 2),
    Spec("tracking-own-networks", "addresses of our own people, as in 10.0.0.0/8", _networks, ()),
    Spec("tracking-keep-days", "how long a hit's address and program are kept", _number, 0),
    Spec("busy-timeout", "seconds to wait for another writer on SQLite", _whole_number, 60),
)
_BY_NAME = {spec.name: spec for spec in SPECS}


@dataclass(frozen=True)
class Settings:
    """Every setting, by name with dashes."""

    entries: Mapping[str, Setting]

    def __getitem__(self, name: str) -> Any:
        return self.entries[name].value

    @property
    def home(self) -> Path:
        """The folder that holds everything crmctl keeps by itself."""
        return Path(self["home"])

    def for_child(self) -> dict[str, str]:
        """The environment that gives another crmctl these settings, options among them."""
        given = [entry for entry in self.entries.values() if entry.origin == "option"]
        return {**os.environ, **{entry.spec.variable: str(entry.value) for entry in given}}

    @classmethod
    def load(cls, options: Mapping[str, str | None], environment: Mapping[str, str]) -> "Settings":
        """Settle every setting; ConfigurationError names the one that is wrong."""
        given = {name: text for name, text in options.items() if text is not None}
        home = _settle(_BY_NAME["home"], given, environment, {})
        if home.value is None:
            home = Setting(home.spec, _default_home(), "default")
        config = _read_config(Path(home.value) / "config.toml")
        entries = {spec.name: _settle(spec, given, environment, config) for spec in SPECS}
        entries["home"] = home
        computed = {
            "database": lambda: f"sqlite:///{Path(home.value).absolute() / 'crmctl.db'}",
            "user": _login_name,
        }
        for name, compute in computed.items():
            if entries[name].value is None:
                entries[name] = Setting(entries[name].spec, compute(), "default")
        return cls(entries)


def _settle(
    spec: Spec,
    options: Mapping[str, str],
    environment: Mapping[str, str],
    config: Mapping[str, str],
) -> Setting:
    places: tuple[tuple[Origin, str | None, str], ...] = (
        ("option", options.get(spec.name), f"--{spec.name}"),
        ("environment", environment.get(spec.variable) or None, spec.variable),
        ("config.toml", _from_config(spec, config), f"{spec.name} in config.toml"),
    )
    for origin, text, where in places:
        if text is not None:
            return Setting(spec, _read(spec, text, where), origin)
    return Setting(spec, spec.default, "default")


def _from_config(spec: Spec, config: Mapping[str, str]) -> str | None:
    if spec.secret and spec.name in config:
        raise ConfigurationError(
            f"{spec.name} does not belong into config.toml: put it into {spec.variable}"
        )
    return config.get(spec.name)


def _read(spec: Spec, text: str, where: str) -> Any:
    try:
        value = spec.read(text.strip())
    except ValueError:
        raise ConfigurationError(f"{where} cannot be {text!r}: {spec.help}") from None
    if value == "":
        raise ConfigurationError(f"{where} is empty: {spec.help}")
    return value


def _read_config(path: Path) -> dict[str, str]:
    """The settings of config.toml, with dashes; no file is no settings."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from None
    config = {name.replace("_", "-"): str(value) for name, value in read.items()}
    unknown = sorted(config.keys() - _BY_NAME.keys() | config.keys() & {"home"})
    if unknown:
        raise ConfigurationError(
            f"{path} has no setting for {unknown[0]!r}: crmctl settings show lists them all"
        )
    return config


def _default_home() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("crmctl", appauthor=False)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "unknown"


_URLS = ("database", "redis", "platform-database")
_URL = re.compile(r"(sqlite|postgres|redis|rediss|unix)[a-z+]*://").match


def shown(setting: Setting) -> Any:
    """The value as it may be shown: no secret, no password in a URL."""
    value = setting.value
    if isinstance(value, tuple):
        return ", ".join(f"{e:g}" if isinstance(e, float) else str(e) for e in value) or "none"
    # What is no URL at all may be a password in the wrong place.
    odd = setting.spec.name in _URLS and value is not None and not _URL(str(value))
    return "***" if value and (setting.spec.secret or odd) else masked(value)


def masked(value: Any) -> Any:
    """The value with the password of a URL hidden, up to the last `@` and as an option too."""
    if not isinstance(value, str):
        return value
    hidden = re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", value)
    return re.sub(r"(?i)([?&]\w*password=)[^&]*", r"\1***", hidden)
