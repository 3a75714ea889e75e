"""Which messages to look at, and the cheaper of two ways to find those of contacts.

Looking at a message costs 20 units, whatever is asked of it; a search costs 5 a page.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crmctl.gmail.quota import UNITS
from crmctl.records import free_mail
from crmctl.records.contact_addresses import key_of

_A_QUERY = 20
# A mailbox that is read within a minute is read whole: Google's search knows neither Reply-To nor
# tags, and nobody waits for what it saves.
SMALL = 250
_LONGEST = 4_000
_FIELDS = ("from", "to", "cc", "bcc")
_SAFE = re.compile(r"[^\s\"(){}]+").fullmatch
# So many more than the search has found may be looked at because of their domain alone.
_FEW = 100

Search = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Plan:
    """What to look at, newest first, and what needs no look: Google's search has passed it over."""

    look_at: list[str]
    passed_over: list[str]


def since(moment: datetime) -> str:
    """The words of a search for what is newer: a date would be one of California."""
    return f"after:{int(moment.timestamp())}"


def queries(words: Iterable[str], bound: str) -> list[str]:
    """Searches for mail from or to any of the addresses or domains, some twenty in each."""
    made: list[str] = []
    group: list[str] = []
    for word in words:
        terms = [f"{name}:{word}" for name in _FIELDS]
        full = len(group) + len(terms) > _A_QUERY * len(_FIELDS)
        if full or sum(map(len, group)) + 5 * len(word) > _LONGEST:
            made.append(_query(group, bound))
            group = []
        group += terms
    return [*made, _query(group, bound)] if group else made


def spellings(addresses: Iterable[str]) -> list[str]:
    """The addresses, and the plain forms of those with tags and dots; each once."""
    found: dict[str, None] = {}
    for address in addresses:
        found |= dict.fromkeys(each for each in (address.lower(), key_of(address)) if _SAFE(each))
    return list(found)


def plan(unknown: Sequence[str], addresses: Sequence[str], bound: str, search: Search) -> Plan:
    """How to find the contacts' mail among these messages, which nobody has looked at."""
    wanted = queries(spellings(addresses), bound)
    whole = len(unknown) * UNITS["messages.get"]
    if len(unknown) <= SMALL or whole <= len(wanted) * UNITS["messages.list"]:
        return Plan(list(unknown), [])
    hits = _found(wanted, search)
    near = _found(queries(_domains(addresses), bound), search) - hits
    among = [id_ for id_ in unknown if id_ in near]
    if len(among) <= max(_FEW, len(hits) // 10):
        hits |= near
    return Plan(
        [id_ for id_ in unknown if id_ in hits], [id_ for id_ in unknown if id_ not in hits]
    )


def _query(terms: Sequence[str], bound: str) -> str:
    return f"{{{' '.join(terms)}}} {bound}".strip()


def _found(wanted: Iterable[str], search: Search) -> set[str]:
    return {id_ for query in wanted for id_ in search(query)}


def _domains(addresses: Iterable[str]) -> list[str]:
    """The contacts' own domains, where a tag may hide an address from the search."""
    domains = {address.rpartition("@")[2].lower() for address in addresses}
    return sorted(each for each in domains if _SAFE(each) and not free_mail.is_provider(each))
