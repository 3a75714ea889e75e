"""What the values of a column look like."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_MOST = 0.6
# Fewer values say little of what the others are like.
ENOUGH = 5
_PATTERNS = {
    "email": re.compile(r"(?:mailto:)?<?[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+"),
    "linkedin": re.compile(r"(?:https?://)?(?:[\w-]+\.)?linkedin\.com/.*", re.IGNORECASE),
    "twitter": re.compile(r"(?:https?://)?(?:\w+\.)?(?:twitter|x)\.com/.*", re.IGNORECASE),
    "url": re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE),
    "host": re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE),
    "number": re.compile(r"[-+]?\d+(?:[.,]\d+)?"),
    "money": re.compile(r"[^\d\w]{0,3}\s?[-+]?[\d][\d.,' \u00a0\u202f]*\s?\S{0,4}"),
    "date": re.compile(
        r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d).*|\d{1,2}([-/.]) ?\d{1,2}\1 ?\d{2,4}(?![-/.\d]).*"
        r"|\d{1,2}\.?[- ][^\W\d]{3,9}\.?[-, ]{1,2}\d{2,4}\b.*|[^\W\d]{3,9}\.? \d{1,2},? \d{4}\b.*"
    ),
    "phone": re.compile(r"[+(]?[\d][\d\s().\-/+]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE),
    "wordy": re.compile(r"[^\d@]*[^\W\d_][^\d@]*"),
    # By the legal form at its end, or, in Japan, at either.
    "company": re.compile(
        r".*[\s,](?:gmbh(?: & co\.? kg)?|ag|kg|ohg|ug|gbr|e\.k\.|ltd|limited|llc|llp|plc|inc|corp"
        r"|s\.?a\.?r\.?l|sarl|sas|s\.?a|s\.?l|s\.?l\.?u|s\.?r\.?l|srl|s\.?p\.?a|b\.?v|n\.?v|v\.?o\.?f"
        r"|ab|hb|as|a/s|asa|aps|oyj?|lda|ltda|sp\. ?z ?o\.? ?o|s\.? ?r\.? ?o|kft|zrt|a\.?ş)\.?"
        r"|.*(?:株式会社|有限会社|合同会社|\(株\)|（株）).*",
        re.IGNORECASE,
    ),
    "uuid": re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE),
}
_WORDS = {
    "honorific": (
        "mr mrs ms miss dr prof mx sir herr frau hr fr m mme mlle monsieur madame sr sra dr. dra "
        "sig sig.ra dott dott.ssa avv ing arch geom rag "
        "dhr mevr mw herrn pan pani 様 先生 殿 doctor professor dr prof.dr"
    ),
    "relation": (
        "lead leads customer customers prospect prospects client clients opportunity evangelist "
        "mql sql partner kunde interessent lieferant cliente clientes prospecto klient kund "
        "qualified unqualified contacted nurturing new neu nouveau nuevo novo nuovo nieuw ny"
    ),
    "boolean": (
        "true false yes no y n 1 0 t f ja nein oui non si sí sim não tak nie nee ja/nein on off "
        "x wahr falsch vrai faux да нет はい いいえ checked unchecked"
    ),
    "subscriber": (
        "subscribed unsubscribed cleaned bounced non-subscribed unconfirmed confirmed active "
        "inactive blacklisted pending subscriber never_subscribed optin optout archived abgemeldet "
        "angemeldet désabonné abonné inscrit suscrito activo attivo ativo actif aktiv enabled "
        "disabled complained cancelled canceled junk deleted registered inactivo inativo inactif "
        "désinscrit désinscrite abonnée inscrite baja alta inscrito desinscrito descadastrado "
        "rebotado cancelado iscritto disiscritto attivo inattivo inaktiv actief inactief "
        "ingeschreven uitgeschreven aktywny nieaktywny zapisany wypisany prenumererar avregistrerad"
    ),
    # Of an account on a website, not of a person's work.
    "access": "user users admin guest member subscriber viewer end-user enduser",
}
_WORD_SETS = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The share of a column's filled values that look like each kind."""

    filled: int
    shares: dict[str, float]
    values: tuple[str, ...]

    def mostly(self, kind: str) -> bool:
        """Whether most of the filled values look like a kind."""
        return self.shares.get(kind, 0.0) >= _MOST

    def repeats(self) -> bool:
        """Whether many values are there more than once."""
        return self.filled >= ENOUGH and len(set(self.values)) < _MOST * self.filled

    def never(self, kind: str) -> bool:
        """Whether there are values and none looks like a kind."""
        return self.filled > 0 and not self.shares.get(kind)


def look_at(values: Sequence[str]) -> Evidence:
    """Count what the values of one column look like."""
    filled = tuple(text for text in (value.strip()[:200] for value in values) if text)
    if not filled:
        return Evidence(0, {}, ())
    shares = {kind: _share(filled, pattern.fullmatch) for kind, pattern in _PATTERNS.items()}
    for kind, words in _WORD_SETS.items():
        shares[kind] = sum(value.lower().rstrip(".") in words for value in filled) / len(filled)
    return Evidence(len(filled), shares, filled)


def _share(values: Sequence[str], looks: Callable[[str], object]) -> float:
    return sum(looks(value) is not None for value in values) / len(values)
