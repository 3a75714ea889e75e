"""Physical lines of a text file, as an editor counts them: CR, LF and CRLF each end one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crmctl.importing.reading.encodings import Encoding

_FEWEST_LINES, _MOST_LINES = 5, 200
_MOST_CHARACTERS, _MOST_CHARACTERS_AT_ALL = 65_536, 4_000_000
_REJECTS_HEADER = re.compile(r'"?_row"?([,;\t|:])"?_errors"?\1')
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w"\'\\\r\n])"?[\s,;]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """The first lines with text in them."""

    lines: tuple[str, ...]
    first_line: int  # physical number of the first one
    whole: bool  # nothing follows


def read(source: Path, encoding: Encoding, first_line: int = 1) -> Iterator[str]:
    """Stream the lines from the given one on, line ends kept, stray NULs left out."""
    with source.open(encoding=encoding.name, errors=encoding.errors, newline="") as file:
        lines = islice(file, first_line - 1, None)
        if encoding.nuls:
            yield from (line.replace("\0", "") for line in lines)
        else:
            yield from lines


def sample(source: Path, encoding: Encoding, first_line: int = 1) -> Sample | None:
    """A bounded look at the lines from the given one on; None when they are all blank."""
    taken: list[str] = []
    size, start, whole = 0, first_line, True
    for number, line in enumerate(read(source, encoding, first_line), start=first_line):
        if not taken and not line.strip():
            continue
        start = start if taken else number
        if _enough(len(taken), size + len(line)):
            whole = False
            break
        taken.append(line)
        size += len(line)
    return Sample(tuple(taken), start, whole) if taken else None


def _enough(count: int, size: int) -> bool:
    if count < _FEWEST_LINES:
        return count > 0 and size > _MOST_CHARACTERS_AT_ALL
    return count >= _MOST_LINES or size > _MOST_CHARACTERS


def of_rejects(line: str) -> str | None:
    """The delimiter of a file of rejected rows, whose header begins in our own way."""
    match = _REJECTS_HEADER.match(line)
    return match.group(1) if match else None


def separator(line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` declares to Excel."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match.group(1) if match else None
