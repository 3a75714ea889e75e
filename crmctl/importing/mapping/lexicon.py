"""The dictionaries of all languages, ready to be asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from crmctl.importing.mapping import normalising

LANGUAGES = (
    "english german french spanish italian portuguese dutch swedish danish norwegian finnish "
    "polish czech hungarian turkish russian ukrainian japanese chinese korean"
).split()
_SEPARATORS = re.compile(r"\s*[,\n]\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's phrases without spaces, each with the concept it stands for."""

    language: str
    compounds: bool
    words: Mapping[str, str]


@cache
def all_lexicons() -> tuple[Lexicon, ...]:
    """Give every language's dictionary, English first."""
    return tuple(_load(name) for name in LANGUAGES)


@cache
def sharing(phrase: str) -> tuple[int, ...]:
    """Give the positions of the dictionaries that know a phrase."""
    return tuple(i for i, lexicon in enumerate(all_lexicons()) if phrase in lexicon.words)


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
    signature = frozenset(_phrases(words["recognised_by"]))
    return Product(signature, _index(meanings, umlauts=False))


def _load(name: str) -> Lexicon:
    module = import_module(f"crmctl.importing.mapping.words.{name}")
    words = _index(module.WORDS, umlauts=name == "german")
    return Lexicon(module.LANGUAGE, module.COMPOUNDS, words)


def _index(concepts: Mapping[str, str], *, umlauts: bool) -> dict[str, str]:
    words: dict[str, str] = {}
    for concept, phrases in concepts.items():
        words.update(dict.fromkeys(_phrases(phrases), concept))
        if umlauts:
            words.update(dict.fromkeys(_phrases(normalising.spell_umlauts(phrases)), concept))
    words.pop("", None)
    return words


def _phrases(text: str) -> list[str]:
    folded = normalising.fold(text)
    return [normalising.join(part) for part in _SEPARATORS.split(folded)]
