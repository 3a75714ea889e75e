"""`GET /`: how things stand, for whoever runs crmctl; it shows no customers and changes nothing.

Nobody else sees it: it is open to a browser on this machine that speaks to it by a loopback name,
and to whoever brings the token that `crmctl serve` prints.
"""

import hmac
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html import escape
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crmctl.errors import CrmctlError
from crmctl.exporting import history as exports
from crmctl.gmail import standing
from crmctl.gmail.vault import Vault
from crmctl.importing import history as imports
from crmctl.pages import page
from crmctl.web import pages
from crmctl.wiring import Toolbox

_PURPOSE = b"crmctl status page 1"
_COOKIE = "crmctl"
_LISTED = 5
# How long an answer serves for the next request, too.
_FRESH_SECONDS = 2.0
_STYLE = """
body { display: block }
main { max-width: 62rem; margin: 2rem auto; border: 0; padding: 0 1.25rem }
h2 { margin: 2rem 0 .25rem; font-size: 1.1rem }
.wide { overflow-x: auto }
.wide:focus { outline: 2px solid var(--quiet); outline-offset: .25rem }
table { border-collapse: collapse; width: 100%; font-size: .95rem }
th, td { padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top }
td { white-space: nowrap }
td:last-child { white-space: normal; min-width: 12rem }
th { color: var(--quiet); font-weight: 600; white-space: nowrap }
.well::before { content: "\\25CF  "; color: #2c8a4b }
.ill::before { content: "\\25B2  "; color: #c4452f }
"""


def token(toolbox: Toolbox) -> str:
    """What opens the page from elsewhere; the same until the first key changes."""
    return hmac.digest(toolbox.keys.all[0], _PURPOSE, "sha256").hex()


class Overview:
    """The page of the workspace that the server runs in."""

    def __init__(self, toolbox: Toolbox) -> None:
        """A lost Redis is not waited for as long as elsewhere."""
        self._toolbox = toolbox
        self._made: tuple[float, str] | None = None

    def __call__(self, request: Request) -> Response:
        """200 with the page, 303 after a token, 404 for whoever has neither place nor token."""
        given = request.query_params.get("token")
        if given is not None and self._opens(given):
            answer = RedirectResponse("/", status_code=303)
            secure = request.url.scheme == "https"
            answer.set_cookie(_COOKIE, given, httponly=True, samesite="strict", secure=secure)
            return answer
        if not (_is_at_home(request) or self._opens(request.cookies.get(_COOKIE, ""))):
            return pages.nothing_here()
        return HTMLResponse(self._page())

    def _opens(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), token(self._toolbox).encode())

    def _page(self) -> str:
        if self._made is None or time.monotonic() - self._made[0] > _FRESH_SECONDS:
            self._made = time.monotonic(), _written(self._toolbox)
        return self._made[1]


def _is_at_home(request: Request) -> bool:
    """Whether a browser of this machine asks for this machine, and no proxy stands between."""
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    client = request.client.host if request.client else ""
    return _is_loopback(client) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _written(toolbox: Toolbox) -> str:
    name = escape(toolbox.actor.workspace)
    parts = (_mailboxes(toolbox), _events(toolbox), _imports(toolbox), _exports(toolbox))
    content = f"<p><small>Workspace {name}, {_when(toolbox.clock.now())}</small></p>"
    return page("How things stand", content + "".join(parts), _STYLE)


def _mailboxes(toolbox: Toolbox) -> str:
    def open_vault() -> Vault | None:
        with suppress(CrmctlError):
            return toolbox.vault
        return None

    now = toolbox.clock.now()
    with toolbox.transaction(write=False) as session:
        found = standing.listed(session, open_vault)
    rows = []
    for row in found:
        address = str(row["email"])
        told = [row["last_error"] or "", *standing.warnings(row, now)]
        rows.append(
            [
                row["user_id"],
                _veiled(address),
                _Light(
                    row["status"].replace("_", " "), row["status"] == "connected" and not any(told)
                ),
                standing.may(row),
                _when(row["last_sync_at"]),
                _when(standing.next_attempt(row)),
                " ".join(told).replace(address, _veiled(address)),
            ]
        )
    heads = ("user", "mailbox", "status", "may", "last sync", "next attempt", "what to know")
    return _table("Gmail", heads, rows, "No mailbox is connected: crmctl gmail connect")


def _events(toolbox: Toolbox) -> str:
    found, trouble = toolbox.publishing()
    waited = found.oldest_seconds
    health = _Light("well" if found.healthy else "not well", found.healthy)
    rows: list[list[Any]] = [
        ["health", health],
        ["waiting to be published", f"{found.pending:,}"],
        ["the oldest has waited", "" if waited is None else f"{waited:,.0f} s"],
        ["retries", f"{found.retries:,} waiting, {found.due:,} due"],
        ["dead letters", f"{found.dead_letters:,}"],
    ]
    if found.stream is not None:
        rows += [
            [f"group {each.name}", f"{each.lag:,} not read, {each.pending:,} not acknowledged"]
            for each in found.stream.groups
        ]
    if trouble:
        rows.append(["Redis", str(trouble)])
    return _table("Events", (), rows, "")


def _imports(toolbox: Toolbox) -> str:
    """Without the names of files: people put the names of people into them."""
    with toolbox.transaction(write=False) as session:
        found = imports.listed(session, _LISTED)
    names = ("status", "type", "totalRows", "created", "updated", "skipped", "failed")
    rows = [[_when(each["createdAt"]), *(each[name] for name in names)] for each in found]
    heads = ("when", "status", "of", "rows", "created", "updated", "skipped", "failed")
    return _table("Imports", heads, rows, "There was none yet.")


def _exports(toolbox: Toolbox) -> str:
    with toolbox.transaction(write=False) as session:
        found = exports.listed(session, _LISTED)
    rows = [
        [_when(each["created_at"]), each["status"], each["object_type"], each["format"],
         each["rows"], _when(each["expires_at"])]
        for each in found
    ]  # fmt: skip
    heads = ("when", "status", "of", "format", "rows", "link until")
    return _table("Exports", heads, rows, "There was none yet.")


@dataclass(frozen=True, slots=True)
class _Light:
    """A word with a sign before it, for those who see no colours as well."""

    text: str
    well: bool


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], empty: str) -> str:
    """A heading and its table, which the keyboard reaches and moves."""
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    if not lines:
        return f"<h2>{escape(title)}</h2><p>{escape(empty)}</p>"
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    above = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return (
        f"<h2>{escape(title)}</h2>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table>{above}<tbody>{lines}</tbody></table></div>"
    )


def _cell(value: Any) -> str:
    if isinstance(value, _Light):
        name = "well" if value.well else "ill"
        return f'<td><span class="{name}">{escape(value.text)}</span></td>'
    return f"<td>{'' if value is None else escape(str(value))}</td>"


def _veiled(address: str) -> str:
    """Enough of an address for its owner."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _when(moment: datetime | str | None) -> str:
    if isinstance(moment, datetime):
        return f"{moment:%Y-%m-%d %H:%M} UTC"
    return moment or ""
