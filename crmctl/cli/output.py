"""What a command prints: one JSON document, or tables for people; narration goes to stderr."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crmctl.cli import plain_table
from crmctl.cli.door import Door

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = "Cc"
# What turns the direction of the letters around it.
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def document(value: Any) -> None:
    """Print the one JSON document on standard output."""
    import orjson

    from crmctl.storage.types import plain

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME
    sys.stdout.write(orjson.dumps(value, default=plain, option=options).decode())


def say(door: Door, text: str) -> None:
    """A line for people, on standard output; nothing under --json."""
    if not door.json:
        sys.stdout.write(f"{visible(text)}\n")


def note(text: str) -> None:
    """A line of narration on standard error."""
    sys.stderr.write(f"{visible(text)}\n")


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people on standard output."""
    if sys.stdout.isatty():
        grid(console(), title, heads, rows)
        return
    # Rich takes as long to load as a small import to run.
    shown = plain_table.lines(
        visible(title), [*map(visible, heads)], [[*map(cell, r)] for r in rows]
    )
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in shown)


def grid(
    target: "Console",
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    cut: bool = False,
) -> None:
    """A table on the console, its cells made safe for a terminal; `cut`: a line a row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=Text(visible(title)) if title else None, box=box.SIMPLE_HEAD, title_justify="left"
    )
    for head in heads:
        made.add_column(Text(visible(head)), overflow="ellipsis" if cut else "fold", no_wrap=cut)
    for row in rows:
        made.add_row(*(Text(cell(value)) for value in row))
    target.print(made)


def console(*, stderr: bool = False) -> "Console":
    """Where tables go; as wide as the terminal, and wide enough for all in a pipe."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=200)


def cell(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(cell, value))
    if isinstance(value, (str, int)):
        return visible(str(value))
    from crmctl.storage.types import plain

    return visible(plain(value))


def visible(text: str) -> str:
    """The text with nothing in it that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    return letter in _TURNS or (unicodedata.category(letter) == _CONTROL and letter != "\n")
