"""Which encoding makes the likeliest letters of bytes that are not UTF-8."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from crmctl.importing.reading import alphabets

SINGLE_BYTE = ("cp1252", "latin-1", "mac_roman")
DOUBLE_BYTE = ("cp932",)

_SNIPPET = re.compile(rb"[A-Za-z]?[A-Za-z]?[\x80-\xff]+[A-Za-z]?")
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_SNIPPETS = 20_000
_NOT_BY_CHANCE = 0.1
_COMMON_SIGNS = frozenset("‘’‚“”„–—…•·€£¥§°©®™«»‹›¿¡´¨ªº¹²³½¼¾\xa0")
_COMMON_LETTERS = frozenset("äöüßéèêëàâáãåçñíîïóôõøúùûæœÄÖÜÉÈÊÀÂÁÃÅÇÑÍÎÓÔÕØÚÛÆŒ")


def collect(chunks: Iterable[bytes]) -> Counter[bytes]:
    """How often each run of non-ASCII bytes occurs, with the letters around it."""
    snippets: Counter[bytes] = Counter()
    for chunk in chunks:
        for snippet in _SNIPPET.findall(chunk):
            if len(snippets) < _MOST_SNIPPETS or snippet in snippets:
                snippets[snippet] += 1
    return snippets


def partly_utf8(snippets: Counter[bytes]) -> bool:
    """Whether so many runs of non-ASCII bytes are good UTF-8 that it cannot be by chance."""
    good = sum(count for snippet, count in snippets.items() if _is_utf8(snippet))
    return good >= _NOT_BY_CHANCE * snippets.total()


def _is_utf8(snippet: bytes) -> bool:
    try:
        snippet.decode()
    except UnicodeDecodeError:
        return False
    return True


def most_plausible(snippets: Counter[bytes], names: Sequence[str]) -> str:
    """The codec, of those named, whose letters look most like words; the first on a tie."""
    if "cp932" in names and _looks_japanese(snippets):
        return "cp932"
    single = [name for name in names if name in SINGLE_BYTE]
    western = max(single, key=lambda name: _plausibility(snippets, name))
    return alphabets.better(snippets, western, set(names)) or western


def _looks_japanese(snippets: Counter[bytes]) -> bool:
    text = "".join(
        snippet.decode("cp932", "ignore") * min(count, 9) for snippet, count in snippets.items()
    )
    strange = [char for char in text if ord(char) > 127]
    kana = sum("\u3040" <= char <= "\u30ff" for char in strange)
    return kana > 0.2 * len(strange) > 0


def _plausibility(snippets: Counter[bytes], name: str) -> float:
    return sum(
        count * _marks(snippet.decode(name, "replace")) for snippet, count in snippets.items()
    )


def _marks(text: str) -> float:
    return sum(
        _mark(before, char, after)
        for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False)
        if ord(char) > 127
    )


def _mark(before: str, char: str, after: str) -> float:
    """How well a character fits between its neighbours: 1 well, less than 0 badly."""
    if unicodedata.category(char) in ("Cc", "Cn", "Co") or char == "\ufffd":
        return -3.0
    joined = before.isalpha() + after.isalpha()
    if char.isalpha() and char not in alphabets.INSIDE_WORDS:
        odd = char.isupper() and before.isalpha() and (before.islower() or after.islower())
        common = 1.0 if char in _COMMON_LETTERS else 0.5
        return -1.0 if odd else common if joined else 0.2
    if joined == 2:
        return 1.0 if char in alphabets.INSIDE_WORDS else -1.0
    return 0.9 if char in _COMMON_SIGNS else -0.5


def windows_letter(byte: int) -> str:
    """The character that a byte stands for on Windows, or the replacement sign for none."""
    return bytes((byte,)).decode("cp1252", "replace")
