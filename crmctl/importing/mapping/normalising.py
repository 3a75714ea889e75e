"""Bringing header texts and dictionary phrases into one comparable shape."""

import html
import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RELATION = re.compile(r"_ids?(?=/[a-z])")
_POSSESSIVE = re.compile(r"(?<=\w)['’`´]s\b", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_LONGEST_HEADER = 250
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x00AD]
)
# Signs that Japan writes for whole words.
_SIGNS: dict[int, str | None] = {0x3012: "郵便番号", 0x2121: "電話", 0x260E: "電話"}
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"}
# Combining accents as they stand after NFKD; those of kana change the letter and are not here.
_ACCENTS = tuple(
    "\u0301\u0308\u0300\u030c\u0303\u0327\u0302\u030a\u0328\u0307\u0306\u030b\u0304\u0323"
)


def fold(text: str) -> str:
    """Lower-case a text and take the accents off its letters."""
    if text.isascii():
        return text.lower()
    plain = _replace(unicodedata.normalize("NFKD", text).casefold(), _LETTERS)
    for accent in _ACCENTS:
        plain = plain.replace(accent, "")
    return unicodedata.normalize("NFC", plain)


def spell_umlauts(text: str) -> str:
    """Write umlauts as two letters, as systems without them do."""
    return fold(_replace(unicodedata.normalize("NFC", text.lower()), _UMLAUTS))


def _replace(text: str, letters: dict[str, str]) -> str:
    # A few replacements of whole texts take a tenth of the time of str.translate.
    for letter, plain in letters.items():
        text = text.replace(letter, plain)
    return text


def tokens(header: str) -> tuple[str, ...]:
    """Split a header into folded words and numbers; a text too long for a header has none."""
    if len(header) > _LONGEST_HEADER:
        return ()
    text = unicodedata.normalize("NFKC", html.unescape(header).translate(_SIGNS))
    text = text.translate(_INVISIBLE)
    text = _POSSESSIVE.sub("", _RELATION.sub("", text.strip()))
    text = _CAMEL.sub(" ", text)
    spaced = _DIGITS.sub(r" \1 ", _NOT_WORD.sub(" ", fold(text)))
    return tuple(spaced.split())


def tokens_outside_brackets(header: str) -> tuple[str, ...]:
    """Split a header without its remarks in brackets: "Item ID (auto generated)"."""
    return tokens(_BRACKETS.sub(" ", header))


def phrases(text: str) -> list[str]:
    """Split a list of phrases, each folded and without spaces: "e mail" and "EMail" meet."""
    return fold(text).replace(" ", "").replace("'", "").replace("\n", ",").split(",")
