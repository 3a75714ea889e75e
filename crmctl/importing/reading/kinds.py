"""What a single cell looks like: an address, a number, a date, or just words."""

import re
from functools import lru_cache

EMAIL = "email"
URL = "url"
DATE = "date"
NUMBER = "number"
CODE = "code"
YES_NO = "yes-no"
TEXT = "text"
EMPTY = ""

_LONGEST = 200
_MONTH = r"[^\W\d_]{3,9}\.?"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EMAIL, r"(?:mailto:)?<?[^@\s,;<>\"|]+@[^@\s,;<>\"|]+\.[^@\s,;<>\"|.]+>?"),
        (URL, r"(?:https?://|www\.)[^\s,;|\"]+(?:[,;][^\s,;|\"]+)*"),
        (DATE, r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\.?(?:[ T,]+\d{1,2}[:.]\d{2}.{0,20})?"),
        (DATE, r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"),
        (DATE, rf"(?:\d{{1,2}}[. -]{{1,2}}{_MONTH}|{_MONTH} \d{{1,2}})[,. -]{{1,2}}\d{{2,4}}"),
        (NUMBER, r"[-+(]{0,2}(?:[A-Z]{3}|[$€£¥])? ?[-+]?\d[\d.,'’ ]*(?:[eE][-+]?\d+)?\)? ?"
                 r"(?:%|[A-Z]{3}|[$€£¥])?"),
        (NUMBER, r"'?\+?[\d(][\d ().\-/]{5,}(?:(?:x|ext\.?) ?\d+)?"),
        (CODE, r"(?=[^\d]*\d)[A-Za-z\d]+(?:[-_/.#][A-Za-z\d]+)*"),
        (YES_NO, r"(?i:true|false|yes|no|y|n)"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def _kind(cell: str) -> str:
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(cell):
            return kind
    return TEXT


def kind(cell: str) -> str:
    """The kind of the cell's text, outer blanks aside."""
    cell = cell.strip()
    if not cell:
        return EMPTY
    return TEXT if len(cell) > _LONGEST else _kind(cell)
