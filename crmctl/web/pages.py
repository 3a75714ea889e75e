"""The one style of every page: readable, light and dark, without a script or a request more."""

from html import escape

from starlette.responses import HTMLResponse

_STYLE = """
:root { color-scheme: light dark;
  --ink: #1c1f23; --paper: #fbfaf7; --quiet: #6b7076; --line: #d9d6cf }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --paper: #17191c; --quiet: #9aa0a6; --line: #33373c }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
  color: var(--ink); font: 1.05rem/1.6 system-ui, sans-serif }
main { max-width: 34rem; margin: 2rem; padding: 2rem 2.25rem; border: 1px solid var(--line);
  border-radius: .75rem }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: .5rem 0 }
small { color: var(--quiet) }
"""
# Nothing may be loaded, run, framed or sent from a page.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page(title: str, *paragraphs: str, status: int = 200) -> HTMLResponse:
    """A page with a title and a few sentences, all of them plain text."""
    said = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{said}<p><small>crmctl</small></p></main></body></html>",
        status_code=status,
        headers=_HEADERS,
    )


def nothing_here() -> HTMLResponse:
    """For every address that opens nothing: whether it ever did is nobody's business."""
    return page(
        "There is nothing here",
        "This link does not open anything. See that it was copied whole, to its last letter.",
        status=404,
    )


def expired() -> HTMLResponse:
    """For a link whose time has passed."""
    return page(
        "This link has expired",
        "Links to exported files work for a limited time, and this one's has passed.",
        "Ask whoever sent it to you for a new one.",
        status=410,
    )
