"""Which language and which product a header row comes from."""

from collections.abc import Sequence

from crmctl.importing.mapping import lexicon, reading
from crmctl.importing.mapping.reading import UNKNOWN, Meaning

_ENGLISH_HEAD_START = 0.75
_NEEDED_ABROAD = 0.9
_NEEDED_OF_PRODUCT = 2


def read_row(headers: Sequence[tuple[str, ...]]) -> tuple[Meaning, ...]:
    """Read every header of a row, in the language most of the row speaks."""
    votes = _votes(headers)
    order = sorted(range(len(votes)), key=lambda i: -votes[i])
    known = [order[0], *(i for i in order[1:] if i == 0 or votes[i] >= _NEEDED_ABROAD)]
    product = _product_headers(headers)
    return tuple(_read(tokens, known, product) for tokens in headers)


def _read(tokens: tuple[str, ...], order: Sequence[int], product: dict[str, str]) -> Meaning:
    concept = product.get("".join(tokens))
    if concept:
        return Meaning(concept, language="product")
    lexicons = lexicon.all_lexicons()
    readings = (reading.read(tokens, lexicons[i]) for i in order)
    return next((meaning for meaning in readings if meaning.understood), UNKNOWN)


def _votes(headers: Sequence[tuple[str, ...]]) -> list[float]:
    votes = [0.0] * len(lexicon.LANGUAGES)
    votes[0] = _ENGLISH_HEAD_START
    for tokens in headers:
        words = [token for token in tokens if not token.isdigit()]
        _count(votes, "".join(words), 1.0)
        if len(words) > 1:
            for word in words:
                _count(votes, word, 1.0 / len(words))
    return votes


def _count(votes: list[float], phrase: str, weight: float) -> None:
    knowing = lexicon.sharing(phrase)
    for i in knowing:
        votes[i] += weight / len(knowing)


def _product_headers(headers: Sequence[tuple[str, ...]]) -> dict[str, str]:
    row = {"".join(tokens) for tokens in headers}
    found: dict[str, str] = {}
    for product in lexicon.products():
        if len(row & product.signature) >= _NEEDED_OF_PRODUCT:
            found.update(product.headers)
    return found
