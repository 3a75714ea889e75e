"""What the terminal can do: draw on the whole screen, or write line after line."""

import os
import sys

from crmctl.cli.door import Door


def draws(front: Door) -> bool:
    """Whether full-screen questions may be asked: a terminal all round that can move its cursor.

    The setting `plain-prompts` says no, for a screen reader, say.
    """
    whole = sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()
    return whole and not is_plain(front)


def is_plain(front: Door) -> bool:
    """Whether questions are asked line by line; on Windows no terminal says what it can do."""
    term = os.environ.get("TERM", "")
    cannot = term in ("dumb", "unknown") or (not term and os.name != "nt")
    return cannot or bool(front.settings["plain-prompts"])
