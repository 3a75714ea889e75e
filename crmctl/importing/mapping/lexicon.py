"""The dictionaries of all languages, ready to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from crmctl.importing.mapping import normalising

LANGUAGES = (
    *("english", "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish"),
    *("danish", "norwegian", "finnish", "polish", "czech", "hungarian", "turkish"),
)
# Read only for rows that have their letters: a file of plain Latin letters starts faster.
FAR_LANGUAGES = ("russian", "ukrainian", "japanese", "chinese", "korean")
_FIRST_FAR_LETTER = "\u0400"

ROLES = frozenset(
    {"work", "home", "other", "primary", "second", "third", "billing", "shipping", "mailing"}
)
# Words that help to understand others; one that is a column as well is so only when alone.
HELPERS = ROLES | {"date", "url", "number", "code", "filler", "refused"}


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's phrases without spaces, and the concept each stands for."""

    language: str
    compounds: bool
    alone: Mapping[str, str]
    beside_others: Mapping[str, str]


def of_letters(text: str) -> tuple[Lexicon, ...]:
    """Give the dictionaries of the languages that a text may be in, English first."""
    return _lexicons(far=max(text, default="") >= _FIRST_FAR_LETTER)


@cache
def _lexicons(*, far: bool) -> tuple[Lexicon, ...]:
    if far:
        return _lexicons(far=False) + tuple(_load(name) for name in FAR_LANGUAGES)
    return tuple(_load(name) for name in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Product:
    """One product's whole headers without spaces: those that give it away, and what all mean."""

    signature: frozenset[str]
    headers: Mapping[str, str]


@cache
def products() -> tuple[Product, ...]:
    """Give the products whose headers are known as a whole."""
    module = import_module("crmctl.importing.mapping.words.vendors")
    return tuple(_product(words) for words in module.PRODUCTS.values())


def _product(words: Mapping[str, str]) -> Product:
    meanings = {concept: text for concept, text in words.items() if concept != "recognised_by"}
    signature = frozenset(normalising.phrases(words["recognised_by"])) - {""}
    return Product(signature, _index(meanings, umlauts=False))


def _load(name: str) -> Lexicon:
    module = import_module(f"crmctl.importing.mapping.words.{name}")
    umlauts = name == "german"
    columns = {key: text for key, text in module.WORDS.items() if key not in HELPERS}
    helpers = {key: text for key, text in module.WORDS.items() if key in HELPERS}
    meanings, beside = _index(columns, umlauts=umlauts), _index(helpers, umlauts=umlauts)
    return Lexicon(module.LANGUAGE, module.COMPOUNDS, beside | meanings, meanings | beside)


def _index(concepts: Mapping[str, str], *, umlauts: bool) -> dict[str, str]:
    words: dict[str, str] = {}
    for concept, text in concepts.items():
        words.update(dict.fromkeys(normalising.phrases(text), concept))
        if umlauts:
            spelled = normalising.phrases(normalising.spell_umlauts(text))
            words.update(dict.fromkeys(spelled, concept))
    words.pop("", None)
    return words
