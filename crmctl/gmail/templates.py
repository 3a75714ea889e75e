"""Templates of mails: text and HTML with a contact's fields in them, strict about each.

A template NAME is NAME.txt in home's folder `templates`, with `Subject: ...` and a blank line at
its top if it is to bring a subject, and NAME.html beside it for those who read HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmctl.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_SUBJECT = re.compile(r"\ASubject:[ \t]*(.*)\r?\n(?:\r?\n|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Template:
    """What a mail is made of; a placeholder is the name of a field, as in {{ first_name }}."""

    name: str
    text: str
    subject: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template with one contact's fields in it."""

    text: str
    subject: str | None
    html: str | None


class MissingFieldError(UsageError):
    """A field that the template names is empty."""


def load(home: Path, name: str) -> Template:
    """The template of that name; UsageError when there is none."""
    if not _NAME(name):
        raise UsageError(f"--template {name!r}: a name has letters, digits, - and _ only")
    folder = home / "templates"
    text = _read(folder / f"{name}.txt")
    if text is None:
        known = sorted(path.stem for path in folder.glob("*.txt"))
        there = f"there are: {', '.join(known)}" if known else f"put {name}.txt into {folder}"
        raise UsageError(f"There is no template {name!r}; {there}")
    found = _SUBJECT.match(text)
    subject = found[1].strip() if found else None
    return Template(
        name, text[found.end() :] if found else text, subject, _read(folder / f"{name}.html")
    )


def render(template: Template, fields: Mapping[str, Any]) -> Rendered:
    """The mail for a contact; MissingFieldError for a field that it does not have.

    In HTML a value is text, whatever stands in it; in a subject it is one line.
    """
    there = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    subject = template.subject and _rendered(template, template.subject, there, html=False)
    html = template.html and _rendered(template, template.html, there, html=True)
    return Rendered(
        _rendered(template, template.text, there, html=False),
        " ".join(subject.split()) if subject is not None else None,
        html,
    )


def _rendered(template: Template, text: str, fields: Mapping[str, Any], *, html: bool) -> str:
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # It is text with gaps, not a program: what a template may reach is what it is given.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=html, keep_trailing_newline=True
    )
    environment.globals.clear()
    try:
        return environment.from_string(text).render(fields)
    except UndefinedError as error:
        raise MissingFieldError(f"Template {template.name!r}: {error.message}") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise UsageError(f"Template {template.name!r} does not work: {error}") from None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
