"""Who was it: a person, or one of the many machines that open mails and follow links."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from crmctl.errors import ConfigurationError

HUMAN, PROXY, PREFETCH, BOT, SELF = "human", "proxy", "prefetch", "bot", "self"
_MACHINES = (PROXY, PREFETCH, BOT, SELF)
# The headers that rules may look at; the others are never kept, not even for a moment.
HEADERS = ("purpose", "sec-purpose", "x-purpose", "x-moz")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class of hits, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Visit:
    """What a request tells of whoever made it."""

    method: str
    agent: str
    address: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """One line of the table; every condition that it has must hold."""

    verdict: Verdict
    agent: str | None = None
    network: tuple[str, ...] = ()
    header: str | None = None

    def fits(self, visit: Visit) -> bool:
        """Whether the rule has the word on this visit."""
        if self._agent and not self._agent.search(visit.agent):
            return False
        if self.header and not self._has_header(visit):
            return False
        return not self.network or self._is_from(visit.address)

    @cached_property
    def _agent(self) -> re.Pattern[str] | None:
        return re.compile(self.agent, re.IGNORECASE) if self.agent is not None else None

    @cached_property
    def _networks(self) -> list[Any]:
        return [ip_network(each, strict=False) for each in self.network]

    def _has_header(self, visit: Visit) -> bool:
        name, _, part = (self.header or "").partition(":")
        return part.strip().lower() in visit.headers.get(name.strip().lower(), "").lower()

    def _is_from(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


@dataclass(frozen=True)
class Rules:
    """The table, from its top."""

    rules: tuple[Rule, ...]

    def judge(self, visit: Visit) -> Verdict:
        """The class of a visit, by what it says of itself."""
        if visit.method == "HEAD":
            return Verdict(BOT, "it asked for the headers alone")
        fitting = (rule.verdict for rule in self.rules if rule.fits(visit))
        return next(fitting, Verdict(HUMAN, "nothing speaks for a machine"))


def load(home: Path, own_networks: Sequence[str]) -> Rules:
    """Our own people first, then the rules in home, then those that come with crmctl."""
    table = resources.files("crmctl.gmail").joinpath("machines.toml").read_text(encoding="utf-8")
    shipped = _parse(table, "machines.toml")
    own = Rule(Verdict(SELF, "from a network of ours"), network=tuple(own_networks))
    return Rules((*([own] if own_networks else []), *_at_home(home / "machines.toml"), *shipped))


def _at_home(path: Path) -> list[Rule]:
    try:
        return _parse(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from None


def _parse(text: str, name: str) -> list[Rule]:
    try:
        return [_rule(each) for each in _entries(tomllib.loads(text))]
    except (ValueError, TypeError, KeyError, re.error) as error:
        raise ConfigurationError(f"{name} has a rule that does not hold: {error}") from None


def _entries(table: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if table.keys() - {"rule"}:
        raise ValueError(f"there is no {min(table.keys() - {'rule'})!r}, only [[rule]]")
    return list(table.get("rule", []))


def _rule(entry: dict[str, Any]) -> Rule:
    words = dict(entry)
    name, reason = words.pop("class"), words.pop("reason")
    if name not in (HUMAN, *_MACHINES):
        raise ValueError(f"class {name!r} is none of {', '.join((HUMAN, *_MACHINES))}")
    networks = words.pop("network", ())
    made = Rule(Verdict(name, reason), network=tuple(networks), **words)
    # What does not hold is to be known now, not at the first visit.
    made.fits(Visit("GET", "", "::1", {}))
    _ = made._networks
    if not (made.network or made.header or made.agent is not None):
        raise ValueError(f"the rule {reason!r} has neither agent nor network nor header")
    header = (made.header or HEADERS[0]).partition(":")[0].strip().lower()
    if header not in HEADERS:
        raise ValueError(f"header {header!r} is not looked at, only {', '.join(HEADERS)}")
    return made
