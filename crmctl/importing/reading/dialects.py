"""How a file separates and quotes its cells."""

import csv
import re
from dataclasses import dataclass
from typing import Any

from crmctl.errors import UsageError

# Stands for a delimiter of several characters while csv.reader, which knows single ones, reads;
# Unicode promises that no text holds it.
STAND_IN = "\ufdd0"

_NAMES = {
    "tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":",
    "space": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter (one or more characters), quote and escape ('' for none)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    blank_after: bool = False

    @property
    def separator(self) -> str:
        """The one character that stands between cells in the lines given to csv.reader."""
        return self.delimiter if len(self.delimiter) == 1 else STAND_IN

    @property
    def shown(self) -> str:
        """The delimiter as the file has it."""
        return self.delimiter + " " if self.blank_after else self.delimiter

    def options(self) -> dict[str, Any]:
        """The keyword arguments of csv.reader."""
        return {
            "delimiter": self.separator,
            "quotechar": self.quote or None,
            "quoting": csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            "escapechar": self.escape or None,
            "doublequote": True,
            "skipinitialspace": self.blank_after,
        }


def wanted_delimiter(option: str) -> str:
    """The delimiter that a user's option names; raises UsageError for one that cannot be meant."""
    delimiter = _NAMES.get(option.strip().lower(), option) if len(option) > 1 else option
    if not delimiter or re.search(r"[\w\"'\\\r\n\0]", delimiter) or len(delimiter) > 8:
        raise UsageError(
            f"{option!r} cannot separate cells: give --delimiter one character such as"
            ' "," or ";", or the word "tab".'
        )
    return delimiter
