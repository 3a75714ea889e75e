"""How names are compared: those of people and of companies."""

import hashlib
import re
import unicodedata
from functools import lru_cache

_BETWEEN = "\n"
# Letters: a page of PostgreSQL's index has room for so many, of whatever alphabet.
_LONGEST = 400


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """What two spellings of one name have in common: letters' case, width and blanks aside."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()


def short_key(name: str) -> str:
    """The same, no longer than an index takes."""
    return _bounded(key(name))


def full_key(first: str | None, last: str | None) -> str | None:
    """The same of a person's two names together, or None where one of them is missing."""
    if not first or not last:
        return None
    return _bounded(f"{key(first)}{_BETWEEN}{key(last)}")


def _bounded(made: str) -> str:
    return made if len(made) <= _LONGEST else hashlib.sha256(made.encode()).hexdigest()
