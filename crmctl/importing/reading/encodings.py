"""Which encoding a file is in, judged on all of its bytes in one or two streamed passes."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crmctl.errors import UsageError
from crmctl.importing.reading import alphabets, letters

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
# Control characters that no text holds; 1C to 1F and 01 do separate cells in some exports.
_CONTROLS = bytes([*range(2, 9), *range(14, 26), 0x7F])
_SALVAGE = "crmctl-salvage"
_ESCAPED = re.compile("[\udc80-\udcff]").search
_MOST_STRANGE, _MOST_LISTED = 1_000, 10


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec's name, its error handler, and what there is to say about the choice."""

    name: str
    errors: str = "strict"
    nuls: bool = False
    notes: tuple[str, ...] = ()
    # The first lines that are not in this encoding like the rest.
    strange: tuple[int, ...] = ()


@dataclass(slots=True)
class _Bytes:
    """What one pass over the bytes found."""

    size: int = 0
    controls: int = 0
    nuls_even: int = 0
    nuls_odd: int = 0
    utf8: bool = True

    @property
    def nuls(self) -> int:
        return self.nuls_even + self.nuls_odd


def detect(source: Path, wanted: str | None = None) -> Encoding:
    """The encoding of the file, or the wanted one when all of the file decodes with it."""
    with source.open("rb") as file:
        head = file.read(16)
    _refuse_signature(source, head)
    if wanted:
        return _wanted(source, wanted, head)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _with_bom(source, name)
    return _without_bom(source)


def _refuse_signature(source: Path, head: bytes) -> None:
    plain = head.lstrip().lower()
    for signature, what in _SIGNATURES:
        if head.startswith(signature) or plain.startswith(signature):
            raise UsageError(f"{source.name} is {what}: save or export the table as CSV first.")


def _wanted(source: Path, wanted: str, head: bytes) -> Encoding:
    try:
        name = codecs.lookup(wanted).name
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"There is no text encoding {wanted!r}: give --encoding a name such as utf-8 or cp1252."
        ) from None
    if name == "utf-8" and head.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    problem = _decoding_problem(source, name)
    if problem:
        raise UsageError(
            f"{source.name} is not {wanted}: {problem}. Leave --encoding away or give another."
        )
    if name.startswith(("utf-16", "utf-32")):
        return Encoding(name)
    found = _scan(source)
    _refuse_binary(source, found)
    return Encoding(name, nuls=found.nuls > 0, notes=_nul_notes(found.nuls))


def _with_bom(source: Path, name: str) -> Encoding:
    problem = _decoding_problem(source, name)
    if not problem:
        found = _scan(source) if name == "utf-8-sig" else _Bytes()
        _refuse_binary(source, found)
        return Encoding(name, nuls=found.nuls > 0, notes=_nul_notes(found.nuls))
    if name == "utf-8-sig":
        return _salvaged(source, name)
    raise UsageError(
        f"{source.name} is damaged {name.upper()} text: {problem}. Export it again as UTF-8."
    )


def _without_bom(source: Path) -> Encoding:
    found = _scan(source)
    wide = _utf16(source, found)
    if wide:
        return wide
    _refuse_binary(source, found)
    if found.utf8:
        return Encoding("utf-8", nuls=found.nuls > 0, notes=_nul_notes(found.nuls))
    return _single_byte(source, found)


def _single_byte(source: Path, found: _Bytes) -> Encoding:
    snippets = letters.collect(_chunks(source))
    if letters.partly_utf8(snippets):
        return _salvaged(source, "utf-8", found.nuls)
    names = (*letters.SINGLE_BYTE, *letters.DOUBLE_BYTE, *alphabets.OTHERS)
    usable = [name for name in names if not _decoding_problem(source, name)]
    name = letters.most_plausible(snippets, usable)
    note = f"The text is not UTF-8; it was read as {name}, judged by its letters."
    return Encoding(name, nuls=found.nuls > 0, notes=(note, *_nul_notes(found.nuls)))


def _salvaged(source: Path, name: str, nuls: int = 0) -> Encoding:
    strange = tuple(islice(_strange_lines(source), _MOST_STRANGE))
    listed = ", ".join(map(str, strange[:_MOST_LISTED]))
    more = ", ..." if len(strange) > _MOST_LISTED else ""
    note = (
        "Some bytes are not UTF-8 like the rest; they were read as Windows letters (cp1252): "
        f"line{'s' if len(strange) > 1 else ''} {listed}{more}."
    )
    return Encoding(name, _SALVAGE, nuls > 0, (note, *_nul_notes(nuls)), strange)


def _strange_lines(source: Path) -> Iterator[int]:
    """The numbers of the lines that are not UTF-8."""
    with source.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        for number, line in enumerate(file, 1):
            if not line.isascii() and _ESCAPED(line):
                yield number


def _nul_notes(nuls: int) -> tuple[str, ...]:
    return (f"Stray NUL characters were left out ({nuls}).",) if nuls else ()


def _refuse_binary(source: Path, found: _Bytes) -> None:
    if found.controls > 1 + 0.03 * found.size or found.nuls > 8 + 0.1 * found.size:
        raise UsageError(
            f"{source.name} is a binary file, not text: export the table as CSV (UTF-8) first."
        )


def _utf16(source: Path, found: _Bytes) -> Encoding | None:
    """UTF-16 without its mark, known by NULs that all stand on the same side of a pair."""
    most = max(found.nuls_even, found.nuls_odd)
    if found.utf8 and not found.controls and most < found.size * 0.1:
        return None  # read in pairs it would be other letters: it is plain text with stray NULs
    if found.size % 2 or most < 2 or most < found.size * 0.02 or most < 0.95 * found.nuls:
        return None
    name = "utf-16-le" if found.nuls_odd == most else "utf-16-be"
    if _decoding_problem(source, name):
        return None
    return Encoding(name, notes=(f"The text is {name.upper()} without its mark.",))


def _scan(source: Path) -> _Bytes:
    found = _Bytes()
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(source):
        found.controls += len(chunk) - len(chunk.translate(None, _CONTROLS))
        if b"\0" in chunk:
            even = chunk[found.size % 2 :: 2].count(0)
            found.nuls_even += even
            found.nuls_odd += chunk.count(0) - even
        found.size += len(chunk)
        if found.utf8:
            found.utf8 = _decodes(decoder, chunk, final=False)
    found.utf8 = found.utf8 and _decodes(decoder, b"", final=True)
    return found


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _decoding_problem(source: Path, name: str) -> str:
    """What hinders decoding all of the file, in words; '' when nothing does."""
    decoder = codecs.getincrementaldecoder(name)()
    seen = 0
    try:
        for chunk in _chunks(source):
            decoder.decode(chunk)
            seen += len(chunk)
        decoder.decode(b"", True)
    except UnicodeError as error:
        near = seen + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        return f"it cannot be decoded near byte {near + 1}"
    return ""


def _chunks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _salvage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(map(letters.windows_letter, wrong)), error.end


codecs.register_error(_SALVAGE, _salvage)
