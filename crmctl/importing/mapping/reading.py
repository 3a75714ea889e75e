"""Reading one header: which words of a language cover it, and what they mean together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crmctl.importing.mapping.lexicon import ROLES, Lexicon

ENTITIES = frozenset({"person", "customer", "lead", "company", "deal"})
# Words that mean something only beside others, and the concepts that swallow them.
_ADDRESS_PARTS = {"street", "street2", "city", "state", "county", "postal_code", "country"}
_DATES = {"created", "signed_up", "modified", "birthday"} | {
    "close_date",
    "expected_close",
    "actual_close",
}
_TO_SEND_TO = {"billing", "shipping", "mailing"}
_PROFILES = {"linkedin", "twitter", "website"}
_SWALLOWED: dict[str, set[str]] = {
    "date": _DATES | {"opt_out"},
    "url": _PROFILES,
    "number": {"phone", "mobile", "employees", "id", "street2", "customer"},
    "code": {"postal_code", "currency", "street2"},
    "address": _ADDRESS_PARTS | {"email", "website", "phone", "mobile"},
    "location": _ADDRESS_PARTS | {"name"},
    "name": {"owner", "department", "stage", "city", "state", "country", "domain", "industry"}
    | {"source", "tags", "parent", "street", "segment", "job_title", "lifecycle", "county"}
    | {"first_name", "last_name", "middle_name", "full_name", "honorific", "suffix"}
    | {"lead_status", "pipeline"},
    "full_name": {"owner"},
    "phone": {"mobile"},
    "email": {"opt_in", "opt_out"},
    "street": {"street2"},
    "status": {"lifecycle", "lead_status", "opt_in"},
    "pipeline": {"stage"},
    "value": {"currency"},
}
_PAIRS = {
    frozenset({"owner", "email"}): "owner_email",
    frozenset({"country", "code"}): "country_code",
    frozenset({"state", "code"}): "state",
    frozenset({"state", "country"}): "country",
    frozenset({"opt_in", "date"}): "signed_up",
}
_LONGEST = 7
_SHORTEST_PART = 3
_LONGEST_COMPOUND = 60
# What is written in one word with a role: "workphone", "homecity".
_JOINED_ROLES = frozenset({"work", "home", "billing", "shipping"})
_JOINED = _ADDRESS_PARTS | {"email", "phone", "mobile", "address"}
_HONOURS = frozenset("ごお御")
_LINKS = ("", "s", "es", "n", "en")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says: what the column holds, whose it is, and which of several."""

    concept: str | None
    entities: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    number: int = 0
    language: str = ""

    @property
    def understood(self) -> bool:
        """Whether every word of the header is known."""
        return bool(self.language)


UNKNOWN = Meaning(None)


def read(tokens: Sequence[str], lexicon: Lexicon) -> Meaning:
    """Say what a header means in one language."""
    words = tuple(token for token in tokens if not token.isdigit())
    numbers = [int(token) for token in tokens if token.isdigit() and len(token) < 3]
    parts = _parts(words, lexicon)
    if parts is None or len(numbers) < len(tokens) - len(words):
        return UNKNOWN
    return _combine(parts, max(numbers, default=0), lexicon.language)


def _combine(parts: Sequence[str], number: int, language: str) -> Meaning:
    found = {part for part in parts if part not in ROLES | ENTITIES and part != "filler"}
    entities = frozenset(part for part in parts if part in ENTITIES)
    roles = frozenset(part for part in parts if part in ROLES)
    if "id" in found and "number" in found:
        found.discard("number")
    if "email" in found and found & _ADDRESS_PARTS:
        # "Mail Street" is a street to write to.
        found, roles = found - {"email"}, roles | {"mailing"}
    if len(found) == 1 and found <= {"number", "code"}:
        found = _code_of(found, entities, roles)
    if found == {"address"} and parts[-1] == "company" and language == "English":
        # "Default Address Company" is a company, "Company Address" an address.
        found = set()
    return Meaning(_settle(found), entities, roles, number, language)


def _code_of(found: set[str], entities: frozenset[str], roles: frozenset[str]) -> set[str]:
    """Say what a mere code or number is: "Customer no", "Billing code"."""
    if entities:
        return {"id"}
    return {"postal_code"} if roles & _TO_SEND_TO and "code" in found else found


def _settle(found: set[str]) -> str | None:
    if not found:
        return "entity"
    if found == {"url"}:
        return "website"
    pair = _PAIRS.get(frozenset(found - {"name", "address"}))
    if pair:
        return pair
    left = {part for part in found if not _SWALLOWED.get(part, set()) & found}
    return next(iter(left)) if len(left) == 1 else "refused"


def _parts(words: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...] | None:
    alone = lexicon.alone.get("".join(words)) if words else None
    return (alone,) if alone else _cover(words, lexicon) if words else None


@lru_cache(maxsize=4096)
def _cover(words: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...] | None:
    """Cover all the words with as few known phrases as possible."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None:
                continue
            known = _known("".join(words[start:end]), lexicon, single=end - start == 1)
            found = best[end]
            if known and (found is None or len(before) + len(known) < len(found)):
                best[end] = before + known
    return best[-1]


def _known(phrase: str, lexicon: Lexicon, *, single: bool) -> tuple[str, ...]:
    concept = lexicon.beside_others.get(phrase) or lexicon.beside_others.get(_plain(phrase))
    if concept:
        return (concept,)
    if single and _may_be_compound(phrase, lexicon):
        return _split(phrase, lexicon)
    return _of_role(phrase, lexicon) if single and not lexicon.compounds else ()


def _plain(phrase: str) -> str:
    """The phrase without the sign by which Japan honours whoever is asked for it."""
    return phrase[1:] if phrase[0] in _HONOURS else phrase


def _of_role(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Split "workphone" and "homeemail" in languages that have no compounds."""
    for cut in range(_SHORTEST_PART + 1, min(len(word), _LONGEST_COMPOUND) - _SHORTEST_PART + 1):
        role, rest = (lexicon.beside_others.get(part) for part in (word[:cut], word[cut:]))
        if role in _JOINED_ROLES and rest in _JOINED:
            return (role, rest)
    return ()


def _may_be_compound(phrase: str, lexicon: Lexicon) -> bool:
    if len(phrase) > _LONGEST_COMPOUND:
        return False
    return lexicon.compounds and (len(phrase) >= 2 * _SHORTEST_PART or not phrase.isascii())


@lru_cache(maxsize=4096)
def _split(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Split "Firmentelefon" or "会社電話番号" into the words it is made of."""
    shortest = 1 if word > "\u2e80" else _SHORTEST_PART
    for cut in range(len(word) - shortest, shortest - 1, -1):
        head = _head(word[:cut], lexicon)
        if head:
            rest = word[cut:]
            concept = lexicon.beside_others.get(rest)
            tail = (concept,) if concept else _split(rest, lexicon)
            if tail:
                return (head, *tail)
    return ()


def _head(part: str, lexicon: Lexicon) -> str | None:
    for link in _LINKS:
        if part.endswith(link):
            concept = lexicon.beside_others.get(part.removesuffix(link))
            if concept and concept != "filler":
                return concept
    return None
