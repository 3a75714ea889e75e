"""The dictionaries: every phrase can be met, and none contradicts another."""

from collections import defaultdict
from importlib import import_module
from types import ModuleType

import pytest

from crmctl.importing.mapping import lexicon, normalising
from crmctl.importing.mapping import words as words_package

LANGUAGES = (*lexicon.LANGUAGES, *lexicon.FAR_LANGUAGES)


def load(language: str) -> ModuleType:
    return import_module(f"crmctl.importing.mapping.words.{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_explained(language: str) -> None:
    explained = set((words_package.__doc__ or "").replace(",", " ").replace(":", " ").split())
    assert set(load(language).WORDS) <= explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_has_two_meanings_of_a_kind(language: str) -> None:
    meanings: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for concept, text in load(language).WORDS.items():
        for phrase in normalising.phrases(text):
            if phrase:
                meanings[phrase, concept in lexicon.HELPERS].add(concept)
    assert {phrase for phrase, concepts in meanings.items() if len(concepts) > 1} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_met_as_a_header(language: str) -> None:
    unmet = set()
    for text in load(language).WORDS.values():
        known = set(normalising.phrases(text))
        for written in text.replace("\n", ",").split(","):
            if "".join(normalising.tokens(written)) not in known | {""}:
                unmet.add(written)
    assert unmet == set()
