"""Which language and which product a header row comes from."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from crmctl.importing.mapping import lexicon, normalising, reading
from crmctl.importing.mapping.lexicon import Lexicon
from crmctl.importing.mapping.reading import UNKNOWN, Meaning

_ENGLISH_HEAD_START = 0.75
_NEEDED_ABROAD = 0.9
_NEEDED_FAR_FROM_ENGLISH = 0.1
_NEEDED_OF_PRODUCT = 2
# So many headers begin with the same unknown word: it says nothing of any.
_PREFIX = 4
# What is called so, with a number, has no name: "Column 1", "Field_7".
_MADE_UP = frozenset(
    {"column", "col", "field", "unnamed", "var", "spalte", "feld", "colonne", "champ", "columna"}
    | {"colonna", "coluna", "campo", "kolom", "kolumn", "kolumna", "x"}
)


def read_row(row: Sequence[str]) -> tuple[Meaning, ...]:
    """Read every header of a row, in the language most of the row speaks."""
    headers = [normalising.tokens(header) for header in row]
    lexicons = lexicon.of_letters("".join("".join(tokens) for tokens in headers))
    outside = [normalising.tokens_outside_brackets(header) for header in row]
    votes = _votes({*headers, *outside}, lexicons)
    english = sum("".join(words) in lexicons[0].alone for words in headers)
    needed = _NEEDED_ABROAD if 2 * english >= len(headers) else _NEEDED_FAR_FROM_ENGLISH
    order = sorted(range(len(votes)), key=lambda i: -votes[i])
    spoken = [lexicons[i] for i in order if i == 0 or votes[i] >= needed]
    product = _product_headers(headers)
    read = (
        _read(tokens, bare, spoken, product) for tokens, bare in zip(headers, outside, strict=True)
    )
    pairs = zip(headers, read, strict=True)
    found = [each if each.understood else _agreed(words, lexicons) for words, each in pairs]
    return tuple(_partly(headers, found, spoken))


def spoken(row: Sequence[str]) -> str | None:
    """The language that most of the understood headers are in; None for a product's own words."""
    found = Counter(meaning.language for meaning in read_row(row) if meaning.understood)
    found.pop("product", None)
    if not found:
        return None
    language, count = found.most_common(1)[0]
    return language if 2 * count > found.total() else None


def _read(
    tokens: tuple[str, ...],
    outside_brackets: tuple[str, ...],
    spoken: Sequence[Lexicon],
    product: dict[str, str],
) -> Meaning:
    if len(tokens) == 2 and tokens[0] in _MADE_UP and tokens[1].isdigit():
        return UNKNOWN
    concept = product.get("".join(tokens))
    if concept:
        *roles, concept = concept.split()
        return Meaning(concept, roles=frozenset(roles), language="product")
    tries = (tokens,) if tokens == outside_brackets else (tokens, outside_brackets)
    readings = (reading.read(words, language) for words in tries for language in spoken)
    return next((meaning for meaning in readings if meaning.understood), UNKNOWN)


def _agreed(tokens: tuple[str, ...], lexicons: Sequence[Lexicon]) -> Meaning:
    """What all languages that know the header as a whole take it for: they share words."""
    phrase = "".join(tokens)
    knowing = (reading.read(tokens, each) for each in lexicons if phrase in each.alone)
    found = [meaning for meaning in knowing if meaning.understood]
    agreed = len({replace(each, language="") for each in found}) == 1 < len(found)
    return found[0] if agreed else UNKNOWN


def _partly(
    headers: Sequence[tuple[str, ...]], found: Sequence[Meaning], spoken: Sequence[Lexicon]
) -> Iterator[Meaning]:
    """What headers say beside a word that nobody knows: a product's own, or its people's name."""
    unknown = [words for words, each in zip(headers, found, strict=True) if not each.understood]
    common = Counter(words[0] for words in unknown if len(words) > 1)
    told = {(each.concept, each.number) for each in found if each.understood}
    for words, each in zip(headers, found, strict=True):
        if each.understood or len(words) < 2:
            yield each
        elif common[words[0]] >= _PREFIX:
            rest = _read(words[1:], words[1:], spoken, {})
            yield UNKNOWN if (rest.concept, rest.number) in told else rest
        elif any(each.alone.get(words[-1]) == "id" for each in spoken):
            yield Meaning("somebodys_id", language=spoken[0].language)
        else:
            yield each


def _votes(headers: Set[tuple[str, ...]], lexicons: Sequence[Lexicon]) -> list[float]:
    votes = [0.0] * len(lexicons)
    votes[0] = _ENGLISH_HEAD_START
    for phrase, weight in _weighted(headers):
        knowing = [i for i, language in enumerate(lexicons) if phrase in language.alone]
        for i in knowing:
            votes[i] += weight / len(knowing)
    return votes


def _weighted(headers: Set[tuple[str, ...]]) -> Iterator[tuple[str, float]]:
    """Give whole headers the weight of one, and the words of each together as much again."""
    for tokens in headers:
        words = [token for token in tokens if not token.isdigit()]
        yield "".join(words), 1.0
        if len(words) > 1:
            yield from ((word, 1.0 / len(words)) for word in words)


def _product_headers(headers: Sequence[tuple[str, ...]]) -> dict[str, str]:
    row = {"".join(tokens) for tokens in headers}
    found: dict[str, str] = {}
    for product in lexicon.products():
        if len(row & product.signature) >= _NEEDED_OF_PRODUCT:
            found.update(product.headers)
    return found
