"""Which fields go out: as told, as saved, as ticked on a terminal, or else the usual ones."""

import functools
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from crmctl.cli import output
from crmctl.cli.door import Door
from crmctl.cli.wizard import by_number, fields, terminal
from crmctl.errors import UsageError
from crmctl.exporting import field_sets, selecting
from crmctl.exporting.request import Request


@dataclass(frozen=True, slots=True)
class Words:
    """What the options of `export` say of fields."""

    fields: str | None
    all_fields: bool
    fields_from: str | None
    save_fields: str | None


def settle(front: Door, request: Request, words: Words) -> tuple[str, ...]:
    """The fields, saved where that was asked for; Abort when the user leaves."""
    sets = field_sets.of(front.settings.home)
    if words.save_fields is not None:
        sets.check(words.save_fields, request.type)
    told = _told(front, request, words)
    chosen = told if told is not None else _asked(front, request)
    if words.save_fields is not None:
        sets.save(words.save_fields, request.type, chosen)
        output.note(f"Fields saved: --fields-from {words.save_fields} takes them again")
    return chosen


def _told(front: Door, request: Request, words: Words) -> tuple[str, ...] | None:
    """The fields by the one option that names them; None without any."""
    if sum((words.fields is not None, words.all_fields, words.fields_from is not None)) > 1:
        raise UsageError("Say one of --fields, --all-fields and --fields-from")
    if words.fields is not None:
        return tuple(name.strip() for name in words.fields.split(",") if name.strip())
    if words.all_fields:
        return _offered(front, request)
    if words.fields_from is not None:
        return field_sets.of(front.settings.home).load(words.fields_from, request.type)
    return None


def _offered(front: Door, request: Request) -> tuple[str, ...]:
    from jobs import preview_export

    return tuple(field.name for field in preview_export.prepare(front.toolbox, request).fields)


def _asked(front: Door, request: Request) -> tuple[str, ...]:
    """What the user at the terminal ticks; the usual fields, where there is none."""
    usual = selecting.DEFAULTS[request.type]
    # Questions go to standard error, as they do everywhere.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return usual
    chosen = _on_screen(front, request, usual)
    if chosen is None:
        raise typer.Abort
    return tuple(chosen)


def _on_screen(front: Door, request: Request, usual: Sequence[str]) -> list[str] | None:
    from jobs import preview_export

    selection = preview_export.prepare(front.toolbox, request)
    names = [field.name for field in selection.fields]
    if terminal.is_plain(front):
        return by_number.choose(f"Fields of {request.type}", names, usual)
    sample = functools.cache(lambda: preview_export.run(front.toolbox, request, selection))

    def preview(chosen: Sequence[str]) -> fields.Preview:
        return fields.Preview(sample().of(chosen), sample().total)

    return fields.choose(f"Export {request.type}", names, usual, preview)
