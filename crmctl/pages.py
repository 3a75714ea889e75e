"""The one style of every page: readable, light and dark, without a script or a request more."""

from html import escape

_STYLE = """
:root { color-scheme: light dark;
  --ink: #1c1f23; --paper: #fbfaf7; --quiet: #6b7076; --line: #d9d6cf }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --paper: #17191c; --quiet: #9aa0a6; --line: #33373c }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
  color: var(--ink); font: 1.05rem/1.6 system-ui, sans-serif }
main { max-width: 34rem; margin: 2rem; padding: 2rem 2.25rem; border: 1px solid var(--line);
  border-radius: .75rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: .5rem 0 }
small { color: var(--quiet) }
"""
# Nothing may be loaded, run, framed or sent from a page.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def text_page(title: str, *paragraphs: str) -> str:
    """A page with a title and a few sentences, all of them plain text."""
    return page(title, "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs))


def page(title: str, content: str, style: str = "") -> str:
    """A page with a title, plain text, over content that is HTML; `style`: rules of its own."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{content}"
        "<p><small>crmctl</small></p></main></body></html>"
    )
