"""Whether bytes that make Western letters make those of one other language better.

Two encodings of one byte a letter read every text, and both find letters in it: "Jiøí" is as good
a word as "Jiří". But the letters of a text are those of a language, and few Western ones have an ø,
an ì and a è at once.
"""

from collections import Counter
from dataclasses import dataclass, field

_WESTERN = (
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúñü", "àèéìíòóùú", "áâãàçéêíóôõúü", "åäöæøé", "áðéíóúýþæö",
    "ëéïèöüáíóúê",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_CYRILLIC = ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")
# {codec: the letters beyond ASCII of its languages}; the first on a tie.
OTHERS = {
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": ("çğıİöşüâîû",),
    "cp1251": _CYRILLIC,
}
# Runs of letters that are looked at.
_ENOUGH = 2_000
# Signs that stand within the words of some language.
INSIDE_WORDS = frozenset("’‘·\xad–ºª")
# So much of a text is in its language's own letters; names of people from elsewhere are the rest.
_NEARLY_ALL = 0.95
_CLEARLY = 0.05
# {so many letters: how often they must read otherwise}: fewer are somebody's name.
_OFTEN = {2: 20, 3: 8}


@dataclass
class _Read:
    """What the letters beyond ASCII are in one encoding, and how often each occurs."""

    letters: Counter[str] = field(default_factory=Counter)
    total: int = 0

    @classmethod
    def of(cls, snippets: Counter[bytes], codec: str) -> "_Read":
        """Of these runs of bytes, with the letters around them."""
        read = cls()
        for snippet, count in snippets.items():
            text = snippet.decode(codec, "replace")
            for before, letter in zip(" " + text, text, strict=False):
                # Spain begins questions with a sign; Poland has letters that look like it there.
                odd = before.isalpha() and letter not in INSIDE_WORDS
                if letter.isascii() or not (letter.isalpha() or odd):
                    continue
                read.total += count
                # Nobody writes Latin and Cyrillic letters in one word.
                if not (_is_cyrillic(letter) and any(map(str.isascii, text))):
                    # The Turkish İ is a letter of its own, and two when it is small.
                    small = letter.lower()
                    read.letters[small if len(small) == 1 else letter] += count
        return read

    def share(self, alphabets: tuple[str, ...]) -> float:
        """How much of it is in the one language that has most of it."""
        known = (sum(self.letters[letter] for letter in set(each)) for each in alphabets)
        return max(known, default=0) / max(1, self.total)


def better(snippets: Counter[bytes], western: str, usable: set[str]) -> str | None:
    """The codec, of the usable ones of OTHERS, that fits clearly better than the Western one."""
    snippets = Counter(dict(snippets.most_common(_ENOUGH)))
    ours = _Read.of(snippets, western)
    found, best = None, ours.share(_WESTERN) + _CLEARLY
    for codec, alphabets in OTHERS.items():
        if codec not in usable:
            continue
        theirs = _Read.of(snippets, codec)
        share = theirs.share(alphabets)
        new = {it: n for it, n in theirs.letters.items() if it not in ours.letters}
        often = _OFTEN.get(min(len(new), max(_OFTEN)))
        if often and sum(new.values()) >= often and share >= _NEARLY_ALL and share > best:
            found, best = codec, share
    return found


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"
