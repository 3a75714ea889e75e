"""Bringing header texts and dictionary phrases into one comparable shape."""

import html
import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RELATION = re.compile(r"_ids?(?=/[a-z])")
_POSSESSIVE = re.compile(r"(?<=\w)['’`´]s\b", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x00AD])
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


def fold(text: str) -> str:
    """Lower-case a text and take the accents off its letters."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in spread if not _is_latin_accent(c))
    return unicodedata.normalize("NFC", bare)


def spell_umlauts(text: str) -> str:
    """Write umlauts as two letters, as systems without them do."""
    return fold(unicodedata.normalize("NFC", text.lower()).translate(_UMLAUTS))


def tokens(header: str) -> tuple[str, ...]:
    """Split a header into folded words and numbers."""
    text = unicodedata.normalize("NFKC", html.unescape(header)).translate(_INVISIBLE)
    text = _POSSESSIVE.sub("", _RELATION.sub("", text.strip()))
    text = _CAMEL.sub(" ", text)
    spaced = _DIGITS.sub(r" \1 ", _NOT_WORD.sub(" ", fold(text)))
    return tuple(spaced.split())


def join(phrase: str) -> str:
    """Give a folded phrase without spaces: "e mail address" and "emailaddress" meet."""
    return phrase.replace(" ", "")


def _is_latin_accent(character: str) -> bool:
    # Combining marks of kana (3099, 309A) change the letter and must stay.
    return "\u0300" <= character <= "\u036f"
